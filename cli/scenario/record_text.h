// RecordText: a record of a scenario as JSON: the fields as they were written, and the time where
// its topic looks for it.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SCENARIO_RECORD_TEXT_H_
#define TELLTALE_CLI_SCENARIO_RECORD_TEXT_H_

#include <string>

#include "engine/base/path.h"
#include "engine/rules/config_tree.h"

namespace telltale {

// Numbers as written, quoted ones as text, null, lists and mappings too.
std::string ToJson(const ConfigNode& node);

// Adds the text at `path` of the mapping `fields`, unless something stands there.
void PutText(ConfigNode& fields, const Path& path, std::string text);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_RECORD_TEXT_H_
