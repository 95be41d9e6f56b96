#include "engine/feel/types.h"

#include <string_view>
#include <utility>

namespace telltale::feel {

std::string TypeName(Types types) {
  if (types == kAnyType) return "any value";
  constexpr std::pair<Types, std::string_view> kNames[] = {{kBoolType, "true or false"},
                                                           {kNumberType, "a number"},
                                                           {kStringType, "a string"},
                                                           {kListType, "a list"}};
  std::string text;
  for (const auto& [type, name] : kNames) {
    if ((types & type) == 0) continue;
    if (!text.empty()) text += " or ";
    text += name;
  }
  return text;
}

}  // namespace telltale::feel
