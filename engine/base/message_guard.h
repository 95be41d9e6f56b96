// MessageGuard: what must never be published, whatever the workflow engine would say to it.
//
// A message without a name is accepted by Zeebe and never used. One that is too large is refused
// with the code of back-pressure, and would be tried for ever.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_BASE_MESSAGE_GUARD_H_
#define TELLTALE_ENGINE_BASE_MESSAGE_GUARD_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error_catalogue.h"
#include "engine/base/message.h"

namespace telltale {

// True of a name that a modeller can type, and that leaves room for the message.
bool IsMessageName(std::string_view name);

struct MessageFault {
  ErrorId error;
  std::string text;  // "expected ..., but ..."
};

// nullopt: it may be published.
std::optional<MessageFault> FindFault(const Message& message);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_MESSAGE_GUARD_H_
