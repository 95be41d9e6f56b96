#include "engine/rules/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Expanded Expand(std::string_view text) {
  return ExpandVariables(text, [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOST") return "kafka";
    if (name == "EMPTY") return "";
    return std::nullopt;
  });
}

TEST(VariablesTest, ReplacesWhatIsSetAnywhereInTheText) {
  EXPECT_EQ(Expand("${HOST}-1:9092,${HOST}-2:9092").text, "kafka-1:9092,kafka-2:9092");
  EXPECT_EQ(Expand("nothing").text, "nothing");
}

TEST(VariablesTest, TakesTheDefaultForWhatIsUnsetOrEmpty) {
  EXPECT_EQ(Expand("${HOST:-other}").text, "kafka");
  EXPECT_EQ(Expand("${PORT:-9092}").text, "9092");
  EXPECT_EQ(Expand("${EMPTY:-9092}").text, "9092");
  EXPECT_EQ(Expand("${EMPTY}").text, "");
}

TEST(VariablesTest, NamesAllVariablesAndThoseThatAreUnset) {
  const Expanded expanded = Expand("${HOST}:${PORT}");
  EXPECT_THAT(expanded.named, ElementsAre("HOST", "PORT"));
  EXPECT_THAT(expanded.unset, ElementsAre("PORT"));
  EXPECT_THAT(Expand("${PORT:-1}").unset, IsEmpty());
}

TEST(VariablesTest, LeavesWhatIsNotClosed) { EXPECT_EQ(Expand("${HOST").text, "${HOST"); }

}  // namespace
}  // namespace telltale
