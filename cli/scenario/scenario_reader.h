// ScenarioReader: a scenario file from its text. Strict: what is unknown or misspelt is an error
// with its place.
//
//   ReadScenario file = ReadScenarioFile(path, &FromEnvironment);
//   if (HasErrors(file.findings)) ... FormatFinding(finding, file.scenario.tree)
//
// Thread safety: pure but for the files it reads.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_READER_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_READER_H_

#include <string>
#include <vector>

#include "cli/scenario/scenario.h"
#include "engine/rules/finding.h"
#include "engine/rules/variables.h"

namespace telltale {

struct ScenarioFile {
  Scenario scenario;  // to be run only if `findings` has no error
  std::vector<Finding> findings;
};

// Reads the file at `path`, and the configuration that it names.
ScenarioFile ReadScenarioFile(const std::string& path, const Environment& environment);

// The same of a text; paths in it are relative to `path`, which need not exist.
ScenarioFile ReadScenarioText(const std::string& path, std::string text,
                              const Environment& environment);

// True if the file at `path` has any key of a scenario: others in a folder are none of ours.
bool LooksLikeScenario(const std::string& path);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_READER_H_
