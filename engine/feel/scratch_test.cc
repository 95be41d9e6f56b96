#include "engine/feel/scratch.h"

#include <gtest/gtest.h>

namespace telltale::feel {
namespace {

class ScratchTest : public testing::Test {
 protected:
  std::string_view Text(std::string_view head, std::string_view tail) {
    scratch_.Begin(head);
    scratch_ += tail;
    return scratch_.End().value_or("no room");
  }

  char space_[10];
  Scratch scratch_{absl::Span<char>(space_)};
};

TEST_F(ScratchTest, GoesOnInPlaceBehindTheLastText) {
  const std::string_view first = Text("ab", "c");
  const std::string_view longer = Text(first, "d");
  EXPECT_EQ(longer, "abcd");
  EXPECT_EQ(longer.data(), first.data());
  EXPECT_EQ(first, "abc");
}

TEST_F(ScratchTest, CopiesATextThatHasAnotherBehindIt) {
  const std::string_view first = Text("a", "");
  const std::string_view longer = Text(first, "b");
  const std::string_view other = Text(first, "c");
  EXPECT_EQ(longer, "ab");
  EXPECT_EQ(other, "ac");
}

TEST_F(ScratchTest, HasRoomToItsLastByteAndNotBeyond) {
  EXPECT_EQ(Text("12345", "67890"), "1234567890");
  EXPECT_EQ(Text("", "x"), "no room");
  scratch_.Clear();
  EXPECT_EQ(Text("", "x"), "x");
  Scratch none;
  none.Begin();
  none += 'x';
  EXPECT_EQ(none.End(), std::nullopt);
}

}  // namespace
}  // namespace telltale::feel
