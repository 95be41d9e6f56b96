#include "connectors/json/json_scalar.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(JsonScalarTest, KnowsNumbersOfTheGrammar) {
  for (const char* number : {"0", "-0", "7", "10", "-1.5", "0.25", "1e5", "1E+5", "2.5e-300",
                             "1e999", "123456789012345678901234567890"}) {
    EXPECT_TRUE(IsJsonNumber(number)) << number;
  }
}

TEST(JsonScalarTest, RefusesWhatOnlyLooksLikeANumber) {
  for (const char* text : {"", "-", "+1", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "1x", "0x1",
                           "1 ", "1e5.0", "--1", "Infinity", "NaN"}) {
    EXPECT_FALSE(IsJsonNumber(text)) << text;
  }
}

TEST(JsonScalarTest, KnowsEscapes) {
  EXPECT_TRUE(HasGoodEscapes(R"("\"\\\/\b\f\n\r\t\u00e4\uABCD")", Surrogates::kPairsOnly));
  EXPECT_TRUE(HasGoodEscapes(R"("none")", Surrogates::kPairsOnly));
  for (const char* text : {R"("\q")", R"("\u12")", R"("\u12G4")", R"("\U0041")", "\"\\"}) {
    EXPECT_FALSE(HasGoodEscapes(text, Surrogates::kAnyhow)) << text;
  }
}

TEST(JsonScalarTest, FindsHalvesOfSurrogatePairs) {
  EXPECT_TRUE(HasGoodEscapes(R"("\ud83d\ude00")", Surrogates::kPairsOnly));
  for (const char* text : {R"("\ud83d")", R"("\ude00")", R"("\ud83dx\ude00")", R"("\ud83d\u0041")",
                           R"("\ud83d\ud83d")", R"("\ude00\ud83d")"}) {
    EXPECT_TRUE(HasGoodEscapes(text, Surrogates::kAnyhow)) << text;
    EXPECT_FALSE(HasGoodEscapes(text, Surrogates::kPairsOnly)) << text;
  }
}

}  // namespace
}  // namespace telltale
