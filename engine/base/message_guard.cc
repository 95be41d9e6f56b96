#include "engine/base/message_guard.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"

namespace telltale {

bool IsMessageName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxMessageNameBytes &&
         std::none_of(name.begin(), name.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

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
