#include "engine/feel/text.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "engine/feel/letters.h"

namespace telltale::feel {
namespace {

std::string In(LetterCase wanted, std::string_view text) {
  std::array<char, 256> space;
  Scratch scratch(absl::MakeSpan(space));
  scratch.Begin();
  AppendInCase(wanted, text, scratch);
  return std::string(scratch.End().value_or("no room"));
}
std::string Upper(std::string_view text) { return In(LetterCase::kUpper, text); }
std::string Lower(std::string_view text) { return In(LetterCase::kLower, text); }

TEST(TextTest, KnowsTheLettersOfFourScripts) {
  EXPECT_EQ(Upper("ölpumpe 7 éåøž ňőÿ"), "ÖLPUMPE 7 ÉÅØŽ ŇŐŸ");
  EXPECT_EQ(Lower("ÖLPUMPE 7 ÉÅØŽ ŇŐŸ"), "ölpumpe 7 éåøž ňőÿ");
  EXPECT_EQ(Upper("αβγ ώ ж ё ѓ ա ệ"), "ΑΒΓ Ώ Ж Ё Ѓ Ա Ệ");
  EXPECT_EQ(Lower("ΑΒΓ Ώ Ж Ё Ѓ Ա Ệ"), "αβγ ώ ж ё ѓ ա ệ");
}

TEST(TextTest, LeavesEverythingElseAsItIs) {
  EXPECT_EQ(Upper("漢字 ⅷ ⓐ 😀 \xFF\xC3 x"), "漢字 ⅷ ⓐ 😀 \xFF\xC3 X");
  EXPECT_EQ(Lower("漢字 Ⅷ Ⓐ 😀 \xE2\x82"), "漢字 Ⅷ Ⓐ 😀 \xE2\x82");
}

TEST(TextTest, SomeLettersGoOnlyOneWay) {
  EXPECT_EQ(Upper("straße µ ς"), "STRASSE Μ Σ");
  EXPECT_EQ(Lower("ẞ"), "ß");
}

// A caller gives room for as many bytes as there are.
TEST(TextTest, NoLetterHasALongerOneInTheOtherCase) {
  const auto bytes = [](uint32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : 3; };
  for (uint32_t code = 0; code < 0x10000; ++code) {
    EXPECT_LE(bytes(ToUpper(code)), bytes(code)) << code;
    EXPECT_LE(bytes(ToLower(code)), bytes(code)) << code;
  }
}

TEST(TextTest, CountsCharacters) {
  EXPECT_EQ(CodePoints(""), 0u);
  EXPECT_EQ(CodePoints("aä€😀"), 4u);
}

TEST(TextTest, FindsAPartWhereverItIs) {
  EXPECT_TRUE(Contains("abc", "c"));
  EXPECT_TRUE(Contains("abc", ""));
  EXPECT_TRUE(Contains("", ""));
  EXPECT_FALSE(Contains("", "a"));
  EXPECT_FALSE(Contains("ab", "abc"));
}

TEST(TextTest, ReadsDecimalNumerals) {
  EXPECT_EQ(ReadNumber("-12.5e3"), -12500);
  EXPECT_EQ(ReadNumber("+.5"), 0.5);
  EXPECT_EQ(ReadNumber("5."), 5);
  for (const char* none :
       {"", "x", " 1", "1 ", "1,5", "0x10", "inf", "nan", "--1", "+-1", "1e", "1e999"}) {
    EXPECT_EQ(ReadNumber(none), std::nullopt) << none;
  }
}

TEST(TextTest, ReadsNumeralsWithSeparators) {
  EXPECT_EQ(ReadNumber("1 234 567,5", " ", ","), 1234567.5);
  EXPECT_EQ(ReadNumber("1,234.5", ",", "."), 1234.5);
  EXPECT_EQ(ReadNumber("1234.5", "", "."), 1234.5);
  EXPECT_EQ(ReadNumber("1234.5", "", ","), std::nullopt);  // a dot without a meaning
  EXPECT_EQ(ReadNumber("1,234", ",", ","), std::nullopt);  // one sign with two meanings
  EXPECT_EQ(ReadNumber("1_234", "_", "."), std::nullopt);
  EXPECT_EQ(ReadNumber(std::string(512, '0') + "1", "", "."), std::nullopt);
}

}  // namespace
}  // namespace telltale::feel
