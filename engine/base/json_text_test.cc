#include "engine/base/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

TEST(JsonTextTest, AppendsBehindWhatIsThere) {
  std::string out = "x:";
  AppendJsonString(out, "y");
  EXPECT_EQ(out, R"(x:"y")");
}

TEST(JsonTextTest, EscapesQuotesBackslashesAndControlCharacters) {
  EXPECT_EQ(Quoted(R"(say "\")"), R"("say \"\\\"")");
  EXPECT_EQ(Quoted("a\nb\tc\rd"), R"("a\nb\tc\u000dd")");
  EXPECT_EQ(Quoted(std::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
}

TEST(JsonTextTest, LeavesEverythingElse) {
  EXPECT_EQ(Quoted(""), R"("")");
  EXPECT_EQ(Quoted("/\x7f \xc3\xa9 \xf0\x9f\x9a\x9b"), "\"/\x7f \xc3\xa9 \xf0\x9f\x9a\x9b\"");
}

}  // namespace
}  // namespace telltale
