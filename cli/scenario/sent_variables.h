// SentVariables: what a command brings, looked at one by one.
//
// Thread safety: pure function.
#ifndef TELLTALE_CLI_SCENARIO_SENT_VARIABLES_H_
#define TELLTALE_CLI_SCENARIO_SENT_VARIABLES_H_

#include <string>
#include <string_view>

namespace telltale {

// The value of the variable `name` in `variables`, a JSON object, as JSON; "nothing" if it is not
// there.
std::string ValueOfVariable(std::string_view variables, const std::string& name);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SENT_VARIABLES_H_
