// Runs every scenario file of this folder, and proves that the runner fails where it must.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "cli/scenario/scenario_run.h"

namespace telltale {
namespace {

std::vector<std::string> FailuresOf(const std::string& path, Crashes crashes) {
  const absl::StatusOr<Scenario> scenario = ReadScenario(path);
  if (!scenario.ok()) return {std::string(scenario.status().message())};
  return ScenarioRun(*scenario, crashes).Failures();
}

class ScenarioTest : public testing::Test {
 public:
  ScenarioTest(std::string path, Crashes crashes) : path_(std::move(path)), crashes_(crashes) {}
  void TestBody() override {
    const std::vector<std::string> failures = FailuresOf(path_, crashes_);
    EXPECT_TRUE(failures.empty()) << path_ << "\n  " << absl::StrJoin(failures, "\n  ");
  }

 private:
  std::string path_;
  Crashes crashes_;
};

// A scenario of one rule, `1 bad in a row` and `1 good in a row`, with these steps.
std::vector<std::string> FailuresOfSteps(const std::string& steps) {
  const std::string path = testing::TempDir() + "/scenario_of_the_runner.yaml";
  std::ofstream(path) << "# About the runner itself.\n"
                         "rule: { topic: t, key: [v], bad: bad, clear: 1 good in a row, start: s, "
                         "back: b }\nsteps:\n"
                      << steps;
  return FailuresOf(path, Crashes::kAsWritten);
}

TEST(ScenarioRunnerTest, PassesWhatIsExpectedWhole) {
  EXPECT_TRUE(
      FailuresOfSteps("  - { at: 0s, v: V, bad: true, outcome: raised, start: V@0s }\n").empty());
}

TEST(ScenarioRunnerTest, FailsOnAStartThatNobodyExpects) {
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: true }\n").size(), 1u);
}

TEST(ScenarioRunnerTest, FailsOnABackThatNobodyExpects) {
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: true, start: V@0s }\n"
                            "  - { at: 1s, v: V, bad: false, outcome: cleared }\n")
                .size(),
            1u);
}

TEST(ScenarioRunnerTest, FailsOnAStartThatDoesNotCome) {
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: false, start: V@0s }\n").size(), 1u);
}

TEST(ScenarioRunnerTest, FailsOnAnotherOutcomeOrEndingOrTotal) {
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: false, outcome: counted }\n").size(), 1u);
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: true, start: V@0s }\n"
                            "  - { at: 1s, v: V, bad: false, back: V@0s, ending: quiet }\n")
                .size(),
            1u);
  EXPECT_EQ(FailuresOfSteps("  - { at: 0s, v: V, bad: false }\ntotals: { good: 2 }\n").size(), 1u);
}

void RegisterFiles() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(SCENARIO_DIR)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) {
    for (const Crashes crashes : {Crashes::kAsWritten, Crashes::kAfterEveryStep}) {
      const char* suite = crashes == Crashes::kAsWritten ? "Scenario" : "ScenarioWithCrashes";
      testing::RegisterTest(suite, path.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [=]() -> testing::Test* { return new ScenarioTest(path, crashes); });
    }
  }
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  testing::InitGoogleTest(&argc, argv);
  telltale::RegisterFiles();
  return RUN_ALL_TESTS();
}
