#include "engine/table/key_texts.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(KeyTextsTest, KeepsTextsApart) {
  KeyTexts texts;
  const KeyTexts::Ref empty = texts.Add("");
  const KeyTexts::Ref one = texts.Add("V1/oil");
  const KeyTexts::Ref other = texts.Add("V2/oil");
  EXPECT_EQ(texts.Get(empty), "");
  EXPECT_EQ(texts.Get(one), "V1/oil");
  EXPECT_EQ(texts.Get(other), "V2/oil");
}

TEST(KeyTextsTest, DoesNotMoveTextsWhenItGrows) {
  KeyTexts texts;
  const std::string_view first = texts.Get(texts.Add("first"));
  for (int i = 0; i < 100000; ++i) texts.Add("another text " + std::to_string(i));
  EXPECT_EQ(first, "first");
}

TEST(KeyTextsTest, UsesFreedPlacesAgain) {
  KeyTexts texts;
  std::vector<KeyTexts::Ref> refs;
  for (int i = 0; i < 50000; ++i) refs.push_back(texts.Add("text " + std::to_string(i)));
  const size_t before = texts.memory_bytes();
  for (const KeyTexts::Ref ref : refs) texts.Free(ref);
  for (int i = 0; i < 50000; ++i) texts.Add("next " + std::to_string(i));
  EXPECT_EQ(texts.memory_bytes(), before);
}

TEST(KeyTextsTest, KeepsTextsThatAreLongerThanAChunk) {
  KeyTexts texts;
  const std::string text(1 << 20, 'x');
  const KeyTexts::Ref ref = texts.Add(text);
  EXPECT_EQ(texts.Get(ref), text);
  EXPECT_GE(texts.memory_bytes(), text.size());
  texts.Free(ref);
  EXPECT_LT(texts.memory_bytes(), text.size());
}

}  // namespace
}  // namespace telltale
