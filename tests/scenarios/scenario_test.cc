// Runs every scenario file of this folder and below: once as written, once with a crash after every
// record.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "cli/scenario/difference.h"
#include "cli/scenario/scenario_reader.h"
#include "cli/scenario/scenario_report.h"
#include "cli/scenario/scenario_run.h"

namespace telltale {
namespace {

// Empty: it passed.
std::string FailureOf(const std::string& path, Crashes crashes) {
  const ScenarioFile file = ReadScenarioFile(path, &NoEnvironment);
  std::string text;
  for (const Finding& finding : file.findings) text += FormatFinding(finding, file.scenario.tree);
  if (!text.empty()) return text;
  const std::vector<Difference> differences =
      Compare(file.scenario, RunScenario(file.scenario, crashes));
  return differences.empty() ? "" : ShowFailure(file.scenario, differences, "", Colours::kNone);
}

class ScenarioTest : public testing::Test {
 public:
  ScenarioTest(std::string path, Crashes crashes) : path_(std::move(path)), crashes_(crashes) {}
  void TestBody() override {
    const std::string failure = FailureOf(path_, crashes_);
    EXPECT_TRUE(failure.empty()) << failure;
  }

 private:
  std::string path_;
  Crashes crashes_;
};

void RegisterFiles() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SCENARIO_DIR)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) {
    for (const Crashes crashes : {Crashes::kAsWritten, Crashes::kAfterEveryRecord}) {
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
