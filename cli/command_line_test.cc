#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/completion_script.h"
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

TEST(CommandLineTest, SaysWhereAFlagBelongsThatCameTooEarly) {
  CaptureStderr();
  EXPECT_EQ(Type({"--of", "21", "twice"}), kExitUsage);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("belongs behind the verb: telltale twice --of"));
}

TEST(CommandLineTest, PrintsTheExampleWithTheHelpOfAVerb) {
  CaptureStdout();
  EXPECT_EQ(Type({"twice", "--help"}), kExitOk);
  EXPECT_THAT(GetCapturedStdout(), HasSubstr("Example:\n  telltale twice --of 21"));
}

TEST(VerbTableTest, EveryVerbHelpsWithALineAndAnExampleOfItself) {
  CLI::App app("", "telltale");
  const Action unused = DeclareVerbs(VerbTable(), app);
  for (const CompletedVerb& verb : Completed(app)) {
    if (verb.path.empty()) continue;
    std::vector<const char*> argv = {"telltale"};
    for (const std::string& word : verb.path) argv.push_back(word.c_str());
    argv.push_back("--help");
    CaptureStdout();
    EXPECT_EQ(RunCommandLine(VerbTable(), static_cast<int>(argv.size()), argv.data()), kExitOk);
    EXPECT_FALSE(verb.line.empty()) << argv[1];
    EXPECT_THAT(GetCapturedStdout(), HasSubstr(std::string("\nExample:\n  telltale ") + argv[1]));
  }
}

TEST(VerbTableTest, StandsInTheHelpOfTheProgram) {
  CaptureStdout();
  const char* const argv[] = {"telltale", "--help"};
  EXPECT_EQ(RunCommandLine(VerbTable(), 2, argv), kExitOk);
  const std::string help = GetCapturedStdout();
  for (const Verb* verb : VerbTable()) EXPECT_THAT(help, HasSubstr(std::string(verb->line)));
}

}  // namespace
}  // namespace telltale
