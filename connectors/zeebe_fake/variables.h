// Variables: what the model reads of an instance's variables, a JSON object as text.
//
// Errors: text that is no JSON object has no values.
// Thread safety: pure functions.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_VARIABLES_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_VARIABLES_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

// The string at a path of names, as the expression `= a.b` finds it; nullopt if there is none.
std::optional<std::string> TextAt(std::string_view json,
                                  std::initializer_list<std::string_view> path);

// An object of those members of `json` that are named, their values as they stand; all of them if
// `names` is empty.
std::string Select(std::string_view json, const std::vector<std::string>& names);

// The members of both objects; those of `over` stand in place of others of their names. An empty
// text is an empty object.
std::string Merge(std::string_view json, std::string_view over);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_VARIABLES_H_
