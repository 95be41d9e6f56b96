#include "cli/api/json_line.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale {
namespace {

TEST(JsonLineTest, ReplacesWhatIsNoUtf8ByteByByte) {
  EXPECT_EQ(AsUtf8("a\xC3\xB6z"), "a\u00F6z");
  EXPECT_EQ(AsUtf8("\xF0\x9F\x9A\x9A"), "\U0001F69A");
  EXPECT_EQ(AsUtf8("a\xFFz\xC3"), "a\uFFFDz\uFFFD");
  EXPECT_EQ(AsUtf8("\xC0\xAF"), "\uFFFD\uFFFD");                      // longer than needed
  EXPECT_EQ(AsUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");            // a surrogate
  EXPECT_EQ(AsUtf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
}

}  // namespace
}  // namespace telltale
