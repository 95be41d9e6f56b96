#include "cli/flag_checks.h"

namespace telltale {

std::string IsNotEmpty(const std::string& text) {
  return text.empty() ? "expected a value, but it is empty" : "";
}

}  // namespace telltale
