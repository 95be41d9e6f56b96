// NumberText: the one text under which a number is compared in keys, made a string by string(), and
// told to a workflow.
//
// Integers are as written, so that one beyond a double keeps its digits; other numbers are in
// shortest decimal form: 7.0 is `7`, 1e-7 is `0.0000001`; from 1e15 on that form has an exponent.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_BASE_NUMBER_TEXT_H_
#define TELLTALE_ENGINE_BASE_NUMBER_TEXT_H_

#include <array>
#include <string_view>

namespace telltale {

// The smallest double has 1074 decimals, of which the shortest form writes at most 344.
using NumberBuffer = std::array<char, 512>;

// The text of `number`, which lies in `as_written` or in `buffer`.
//
// REQUIRES: `number` is finite; `as_written` spells it, or is empty.
std::string_view NumberText(double number, std::string_view as_written, NumberBuffer& buffer);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_NUMBER_TEXT_H_
