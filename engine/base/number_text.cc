#include "engine/base/number_text.h"

#include <charconv>
#include <cmath>

namespace telltale {
namespace {

bool IsInteger(std::string_view as_written) {
  return !as_written.empty() &&
         as_written.find_first_not_of("0123456789", as_written[0] == '-' ? 1 : 0) ==
             std::string_view::npos;
}

}  // namespace

std::string_view NumberText(double number, std::string_view as_written, NumberBuffer& buffer) {
  if (IsInteger(as_written)) return as_written;
  const auto format =
      std::abs(number) < 1e15 ? std::chars_format::fixed : std::chars_format::scientific;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format);
  return {buffer.data(), static_cast<size_t>(result.ptr - buffer.data())};
}

}  // namespace telltale
