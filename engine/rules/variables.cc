#include "engine/rules/variables.h"

namespace telltale {

Expanded ExpandVariables(std::string_view text, const Environment& environment) {
  Expanded result;
  while (true) {
    const size_t begin = text.find("${");
    const size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) break;
    result.text.append(text.substr(0, begin));
    const std::string_view inside = text.substr(begin + 2, end - begin - 2);
    const size_t dash = inside.find(":-");
    const std::string& name = result.named.emplace_back(inside.substr(0, dash));
    const std::optional<std::string> value = environment(name);
    if (value && !(value->empty() && dash != std::string_view::npos)) {
      result.text.append(*value);
    } else if (dash != std::string_view::npos) {
      result.text.append(inside.substr(dash + 2));
    } else {
      result.unset.push_back(name);
    }
    text.remove_prefix(end + 1);
  }
  result.text.append(text);
  return result;
}

}  // namespace telltale
