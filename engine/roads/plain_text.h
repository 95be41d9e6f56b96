// PlainText: a value as a person writes it.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_ROADS_PLAIN_TEXT_H_
#define TELLTALE_ENGINE_ROADS_PLAIN_TEXT_H_

#include <optional>
#include <string>

#include "engine/base/value.h"

namespace telltale {

// A text without quotes, anything else as JSON; nullopt for null.
std::optional<std::string> PlainText(const Value& value);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_PLAIN_TEXT_H_
