// JSON text: appends values to a string, for variables, output lines and logs.
#ifndef TELLTALE_ENGINE_BASE_JSON_TEXT_H_
#define TELLTALE_ENGINE_BASE_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace telltale {

// Appends `text` as a JSON string: quotes, backslashes and control characters escaped, everything
// else as it is.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_JSON_TEXT_H_
