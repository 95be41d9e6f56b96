#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/verb_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telltale {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

Action DeclareTwice(CLI::App& app) {
  auto number = std::make_shared<int>(0);
  app.add_option("--of", *number, "A number")->required();
  return [number] { return *number == 21 ? kExitOk : kExitFailed; };
}
constexpr Verb kTwice = {"twice", "Double it", "telltale twice --of 21", "", &DeclareTwice};
constexpr const Verb* kVerbs[] = {&kTwice};

ExitCode Type(const std::vector<const char*>& words) {
  std::vector<const char*> argv = {"telltale"};
  argv.insert(argv.end(), words.begin(), words.end());
  return RunCommandLine(kVerbs, static_cast<int>(argv.size()), argv.data());
}

TEST(CommandLineTest, RunsTheVerbThatIsNamedWithItsFlags) {
  EXPECT_EQ(Type({"twice", "--of", "21"}), kExitOk);
  EXPECT_EQ(Type({"twice", "--of", "22"}), kExitFailed);
}

TEST(CommandLineTest, NamesTheNearestVerbForOneThatIsNotThere) {
  CaptureStderr();
  EXPECT_EQ(Type({"twize"}), kExitUsage);
  EXPECT_THAT(GetCapturedStderr(), AllOf(HasSubstr("'twize'"), HasSubstr("twice")));
}

TEST(CommandLineTest, SaysThatAVerbIsMissing) {
  CaptureStderr();
  EXPECT_EQ(Type({}), kExitUsage);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("telltale --help"));
}

TEST(CommandLineTest, SaysWhichFlagIsMissingWrongOrUnknown) {
  CaptureStderr();
  EXPECT_EQ(Type({"twice"}), kExitUsage);
  EXPECT_EQ(Type({"twice", "--of", "x"}), kExitUsage);
  EXPECT_EQ(Type({"twice", "--of", "21", "--oft"}), kExitUsage);
  EXPECT_THAT(GetCapturedStderr(), AllOf(HasSubstr("--of is required"), HasSubstr("--of = x"),
                                         HasSubstr("--oft"), HasSubstr("telltale twice --help")));
}

TEST(CommandLineTest, PrintsTheExampleWithTheHelpOfAVerb) {
  CaptureStdout();
  EXPECT_EQ(Type({"twice", "--help"}), kExitOk);
  EXPECT_THAT(GetCapturedStdout(), HasSubstr("Example:\n  telltale twice --of 21"));
}

TEST(VerbTableTest, EveryVerbHasALineAndAnExampleThatBeginsWithIt) {
  for (const Verb* verb : VerbTable()) {
    EXPECT_FALSE(verb->line.empty()) << verb->name;
    EXPECT_EQ(verb->example.rfind("telltale " + std::string(verb->name), 0), 0u) << verb->name;
  }
}

}  // namespace
}  // namespace telltale
