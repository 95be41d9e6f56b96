#include "engine/base/number_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace telltale {
namespace {

std::string Number(double number, std::string_view as_written) {
  NumberBuffer buffer;
  return std::string(NumberText(number, as_written, buffer));
}

TEST(NumberTextTest, WritesNumbersInTheirShortestForm) {
  EXPECT_EQ(Number(7, "7.0"), "7");
  EXPECT_EQ(Number(1000, "1e3"), "1000");
  EXPECT_EQ(Number(0.1, "0.10"), "0.1");
  EXPECT_EQ(Number(1e-7, "1e-7"), "0.0000001");
  EXPECT_EQ(Number(-0.0, "-0.0"), "-0");
  EXPECT_EQ(Number(999999999999999, "999999999999999.0"), "999999999999999");
  EXPECT_EQ(Number(1e15, "1e15"), "1e+15");
}

TEST(NumberTextTest, KeepsIntegersAsTheyAreWritten) {
  EXPECT_EQ(Number(1e29, "100000000000000000000000000000"), "100000000000000000000000000000");
  EXPECT_EQ(Number(-5, "-5"), "-5");
}

TEST(NumberTextTest, HasRoomForTheSmallestNumber) {
  const std::string text = Number(-std::numeric_limits<double>::denorm_min(), "");
  EXPECT_EQ(text.substr(0, 4), "-0.0");
  EXPECT_EQ(text.back(), '5');
}

}  // namespace
}  // namespace telltale
