#include "connectors/zeebe_fake/variables.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr char kJson[] =
    R"({"episode":"e","telltale":{"gate":"a \"b\"","n":1},"event":{"x":[1,2.50]}})";

TEST(VariablesTest, FindsATextByItsPath) {
  EXPECT_EQ(TextAt(kJson, {"episode"}), "e");
  EXPECT_EQ(TextAt(kJson, {"telltale", "gate"}), "a \"b\"");
}

TEST(VariablesTest, FindsNothingThatIsMissingOrNoText) {
  EXPECT_EQ(TextAt(kJson, {"telltale", "ended"}), std::nullopt);
  EXPECT_EQ(TextAt(kJson, {"telltale", "n"}), std::nullopt);
  EXPECT_EQ(TextAt(kJson, {"episode", "gate"}), std::nullopt);
  EXPECT_EQ(TextAt("null", {"episode"}), std::nullopt);
  EXPECT_EQ(TextAt("", {"episode"}), std::nullopt);
}

TEST(VariablesTest, SelectsMembersAsTheyStand) {
  EXPECT_EQ(Select(kJson, {"event", "none", "episode"}),
            R"({"event":{"x":[1,2.50]},"episode":"e"})");
  EXPECT_EQ(Select(kJson, {"none"}), "{}");
  EXPECT_EQ(Select("", {"episode"}), "{}");
}

TEST(VariablesTest, SelectsEverythingIfNothingIsNamed) { EXPECT_EQ(Select(kJson, {}), kJson); }

}  // namespace
}  // namespace telltale
