#include "cli/scenario/scenario_words.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(ScenarioWordsTest, ASlipIsOneLetterOrTwoExchanged) {
  for (const char* name : {"outcom", "outccome", "oufcome", "otucome", "outcomes", "utcome"}) {
    EXPECT_TRUE(IsSlipOf(name, "outcome")) << name;
  }
  for (const char* name : {"outcome", "outco", "income", "emoctuo", "out"}) {
    EXPECT_FALSE(IsSlipOf(name, "outcome")) << name;
  }
  EXPECT_FALSE(IsSlipOf("status", "start"));
  EXPECT_FALSE(IsSlipOf("state", "start"));
}

}  // namespace
}  // namespace telltale
