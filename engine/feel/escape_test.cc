#include "engine/feel/escape.h"

#include <gtest/gtest.h>

namespace telltale::feel {
namespace {

// The whole of `literal` unescaped, or "refused".
std::string Unescaped(std::string_view literal) {
  std::string text;
  while (!literal.empty()) {
    const std::optional<size_t> length = AppendUnescaped(literal, text);
    if (!length) return "refused";
    literal.remove_prefix(*length);
  }
  return text;
}

TEST(EscapeTest, UnescapesWhatFeelKnows) {
  EXPECT_EQ(Unescaped(R"(\n\t\r\"\'\\)"), "\n\t\r\"'\\");
  EXPECT_EQ(Unescaped(R"(\u0041\u00E4\u20ac)"), "Aä€");
  EXPECT_EQ(Unescaped(R"(\U01F600)"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(Unescaped(R"(\uD83D\uDE00)"), "\xF0\x9F\x98\x80");
}

TEST(EscapeTest, LeavesOtherBackslashesAlone) {
  EXPECT_EQ(Unescaped(R"(\d+\.\/)"), R"(\d+\.\/)");
  EXPECT_EQ(Unescaped("\\"), "\\");
  EXPECT_EQ(Unescaped("\\ä"), "\\ä");
}

TEST(EscapeTest, RefusesWhatIsNoCharacter) {
  for (const char* literal : {R"(\u)", R"(\u12)", R"(\u12g4)", R"(\u-123)", R"(\U1F600)",
                              R"(\U110000)", R"(\uD83D)", R"(\uDE00\uD83D)", R"(\uD83Dx\uDE00)"}) {
    EXPECT_EQ(Unescaped(literal), "refused") << literal;
  }
}

}  // namespace
}  // namespace telltale::feel
