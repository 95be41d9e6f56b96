#include "engine/base/nearest.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(NearestTest, FindsWhatWasProbablyMeant) {
  EXPECT_EQ(Nearest("uper case", {"lower case", "upper case"}), "upper case");
  EXPECT_EQ(Nearest("raise", {"clear", "raise"}), "raise");
}

TEST(NearestTest, CountsTheLettersThatDiffer) {
  EXPECT_EQ(EditDistance("CRATED", "CREATED"), 1u);
  EXPECT_EQ(EditDistance("", "JOB"), 3u);
}

TEST(NearestTest, IsSilentIfNothingIsLikeIt) {
  EXPECT_EQ(Nearest("temperature", {"clear", "raise"}), "");
  EXPECT_EQ(Nearest("x", {}), "");
}

}  // namespace
}  // namespace telltale
