// ScenarioReport: what came of scenarios, for a person, for programs, and for CI.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_REPORT_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_REPORT_H_

#include <chrono>
#include <string>
#include <vector>

#include "cli/scenario/difference.h"
#include "cli/scenario/scenario.h"
#include "cli/scenario/scenario_run.h"

namespace telltale {

enum class Colours { kNone, kTerminal };

// All that is known of one scenario that was run, or of a file that could not be read as one.
struct ScenarioReport {
  std::string path;
  std::vector<Difference> differences;
  std::string text;  // for a person; empty if it passed
  bool unreadable = false;
  std::chrono::microseconds took{0};
  bool passed() const { return text.empty(); }
};

// The timeline around the first difference, as the file has it, and where else there are some.
// `how` is added to the title: " (with a crash after every record)".
//
// REQUIRES: `differences` is not empty.
std::string ShowFailure(const Scenario& scenario, const std::vector<Difference>& differences,
                        const std::string& how, Colours colours);

// One line of JSON.
std::string ToJson(const ScenarioReport& report);

// A file of JUnit's XML as CI systems read it, one test case a scenario.
std::string ToJunit(const std::vector<ScenarioReport>& reports);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_REPORT_H_
