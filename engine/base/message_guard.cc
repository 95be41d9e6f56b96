#include "engine/base/message_guard.h"

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"

namespace telltale {

std::optional<MessageFault> FindFault(const Message& message) {
  if (message.name.empty()) {
    return MessageFault{ErrorId::kMessageRefused, "expected a message name, but it is empty"};
  }
  const size_t bytes = message.name.size() + message.correlation_key.size() + message.id.size() +
                       message.variables.size();
  if (bytes <= kMaxMessageBytes) return std::nullopt;
  return MessageFault{ErrorId::kMessageTooLarge,
                      absl::StrCat("expected a message of at most ", kMaxMessageBytes,
                                   " bytes, but it has ", bytes)};
}

}  // namespace telltale
