// The verb `test`: runs scenario files, the user's own among them.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/files/write_file.h"
#include "cli/flag_checks.h"
#include "cli/print_error.h"
#include "cli/read_config.h"
#include "cli/scenario/difference.h"
#include "cli/scenario/scenario_reader.h"
#include "cli/scenario/scenario_report.h"
#include "cli/scenario/scenario_rewrite.h"
#include "cli/scenario/scenario_run.h"
#include "cli/verb.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

struct TestFlags {
  std::vector<std::string> paths;
  bool crashes = false;
  bool update = false;
  bool json = false;
  std::string junit;
};

bool IsYaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

// The scenarios anywhere below a folder, in order of their names.
absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failed, ignored;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (!at->is_regular_file(ignored) || !IsYaml(at->path())) continue;
    if (LooksLikeScenario(at->path())) files.push_back(at->path().lexically_normal());
  }
  if (failed) {
    return MakeError(ErrorId::kFileUnreadable,
                     absl::StrCat("expected scenarios in ", folder, ", but: ", failed.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The files named, and those of folders.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> below, FilesIn(path));
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

// As no-color.org has it.
Colours ColoursOf(const TestFlags& flags) {
  const char* unwanted = std::getenv("NO_COLOR");
  const bool wanted = unwanted == nullptr || *unwanted == '\0';
  return wanted && !flags.json && isatty(STDOUT_FILENO) == 1 ? Colours::kTerminal : Colours::kNone;
}

// Runs one file after the other, and says what came.
class Testing {
 public:
  explicit Testing(const TestFlags& flags) : flags_(flags), colours_(ColoursOf(flags)) {}

  ExitCode Run(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      const auto begin = std::chrono::steady_clock::now();
      ScenarioReport report = RunFile(file);
      report.took = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - begin);
      Print(report);
      reports_.push_back(std::move(report));
    }
    return SumUp();
  }

 private:
  ScenarioReport RunFile(const std::string& path) {
    const ScenarioFile file = ReadScenarioFile(path, &FromEnvironment);
    ScenarioReport report{.path = path};
    if (HasErrors(file.findings)) {
      report.unreadable = true;
      for (const Finding& finding : file.findings) {
        report.text += FormatFinding(finding, file.scenario.tree);
      }
      return report;
    }
    RunScenarioOf(file.scenario, report);
    return report;
  }

  void RunScenarioOf(const Scenario& scenario, ScenarioReport& report) {
    const CameOfScenario came = RunScenario(scenario, Crashes::kAsWritten);
    report.differences = Compare(scenario, came);
    if (!report.differences.empty()) {
      if (flags_.update && Update(scenario, came, report)) return;
      report.text = ShowFailure(scenario, report.differences, "", colours_) + report.text;
      return;
    }
    if (!flags_.crashes) return;
    report.differences = Compare(scenario, RunScenario(scenario, Crashes::kAfterEveryRecord));
    if (report.differences.empty()) return;
    report.text =
        ShowFailure(scenario, report.differences, " (with a crash after every record)", colours_);
  }

  // Writes the file anew, if it then passes. Else says why not in the report's text.
  bool Update(const Scenario& scenario, const CameOfScenario& came, ScenarioReport& report) {
    const std::string text = RewriteExpectations(scenario, came);
    const ScenarioFile fresh = ReadScenarioText(report.path, text, &FromEnvironment);
    if (HasErrors(fresh.findings) ||
        !Compare(fresh.scenario, RunScenario(fresh.scenario, Crashes::kAsWritten)).empty()) {
      report.text =
          "  The file was not changed: no other expectations, or not in this layout, would "
          "pass.\n";
      return false;
    }
    if (const absl::Status written = WriteFile(report.path, text); !written.ok()) {
      report.text = absl::StrCat("  The file was not changed: ", written.message(), "\n");
      return false;
    }
    if (!flags_.json) {
      std::cout << "rewrote " << report.path << ": " << report.differences.size()
                << (report.differences.size() == 1 ? " difference\n" : " differences\n");
    }
    report.differences.clear();
    return true;
  }

  void Print(const ScenarioReport& report) const {
    if (flags_.json) {
      std::cout << ToJson(report) << "\n";
    } else if (report.unreadable) {
      std::cerr << report.text;
    } else {
      std::cout << report.text;
    }
    std::cout.flush();
  }

  ExitCode SumUp() const {
    const auto count = [&](auto what) {
      return std::count_if(reports_.begin(), reports_.end(), what);
    };
    const auto passed = count([](const auto& report) { return report.passed(); });
    const auto unreadable = count([](const auto& report) { return report.unreadable; });
    const auto failed = static_cast<std::ptrdiff_t>(reports_.size()) - passed;
    if (flags_.json) {
      std::cout << "{\"passed\":" << passed << ",\"failed\":" << failed << "}\n";
    } else {
      std::cout << passed << " passed, " << failed << " failed\n";
    }
    if (!flags_.junit.empty()) {
      const absl::Status written = WriteFile(flags_.junit, ToJunit(reports_));
      if (!written.ok()) return PrintError(written);
    }
    if (unreadable > 0) return kExitConfiguration;
    return failed > 0 ? kExitFailed : kExitOk;
  }

  const TestFlags& flags_;
  const Colours colours_;
  std::vector<ScenarioReport> reports_;
};

ExitCode Test(const TestFlags& flags) {
  const absl::StatusOr<std::vector<std::string>> files = FilesOf(flags.paths);
  if (!files.ok()) return PrintError(files.status());
  if (files->empty()) {
    std::cerr << "telltale test: expected scenarios in " << flags.paths.front()
              << ", but there is no *.yaml with `steps` in it\n  more  telltale test --help\n";
    return kExitUsage;
  }
  if (!flags.junit.empty()) {
    absl::Status writable = CheckNotRead("--junit", flags.junit, *files);
    if (writable.ok()) writable = CheckWritable(flags.junit);
    if (!writable.ok()) return PrintError(writable);
  }
  return Testing(flags).Run(*files);
}

Action DeclareTest(CLI::App& app) {
  auto flags = std::make_shared<TestFlags>();
  app.add_option("file", flags->paths, "Scenario file, or folder with scenario files in it")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("PATH");
  app.add_flag("--crashes", flags->crashes,
               "Run each once more, with a crash of the node after every record");
  app.add_flag("--update", flags->update,
               "Write what came into the files that fail; review the change before keeping it");
  app.add_flag("--json", flags->json, "Print a line of JSON per file");
  app.add_option("--junit", flags->junit, "Also write the results there, as JUnit's XML")
      ->check(IsNotEmpty)
      ->type_name("FILE");
  return [flags] { return Test(*flags); };
}

}  // namespace

extern const Verb kTestVerb = {"test", "Run scenarios: what happens, and what must come of it",
                               "telltale test scenarios/",
                               "0 all passed; 1 some failed; 2 usage; 74 writing --junit failed;\n"
                               "  78 a file is no scenario, or --junit cannot be written",
                               &DeclareTest};

}  // namespace telltale
