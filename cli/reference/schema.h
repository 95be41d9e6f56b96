// ConfigSchema: the option table as a JSON Schema (draft 7), for editors and for programs that
// write configurations.
//
// What needs more than one option, an expression or another file is left to `telltale check`.
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_REFERENCE_SCHEMA_H_
#define TELLTALE_CLI_REFERENCE_SCHEMA_H_

#include <string>

namespace telltale {

std::string ConfigSchema();

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_SCHEMA_H_
