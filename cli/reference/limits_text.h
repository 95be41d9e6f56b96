// LimitsText: what values an option may have, as a person reads it.
#ifndef TELLTALE_CLI_REFERENCE_LIMITS_TEXT_H_
#define TELLTALE_CLI_REFERENCE_LIMITS_TEXT_H_

#include <string>

#include "engine/rules/option_table.h"

namespace telltale {

// `1s to 30d`, `0 to 64 ids`, the choices, or empty.
std::string LimitsText(const Option& option);

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_LIMITS_TEXT_H_
