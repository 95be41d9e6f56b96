// Renderer: turns a command's numbers into the message that is published.
//
// Runs when a command is decided, never on the path of an event that decides nothing.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_RENDERER_H_
#define TELLTALE_ENGINE_RULES_RENDERER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/value.h"
#include "engine/core/outcome.h"
#include "engine/rules/rule_set.h"

namespace telltale {

// Everything a message is made of. Views live during the call.
struct CommandContext {
  const CompiledTopic& topic;
  const CompiledRule& rule;
  int32_t partition = 0;
  KeyHash key;
  std::string_view key_text;       // escaped, whole
  std::string_view event_json;     // the record that decided it; empty: a deadline did
  absl::Span<const Value> fields;  // of that record, by the topic's slots; empty likewise
  Offset offset;                   // of that record
};

// Is anybody to be told? Not of an end if the rule has no back message, or the workflow had ended.
bool HasMessage(const CompiledRule& rule, const Command& command);

// What Message::kind and Message::at say of it.
Message::Kind MessageKind(const Command& command);
EventTime MessageTime(const Command& command);

// Returns the message that tells `command`. Over kMaxMessageBytes the event is left out, of a
// rule's own variables the largest, and `truncated: true` says so.
//
// REQUIRES: HasMessage(); the rule has the entry of a forward.
Message Render(const CommandContext& context, const Command& command);

// The names of the variables that every start of the rule brings. `event` is among the default ones
// although one that a deadline decided, or that is too large, has none.
std::vector<std::string_view> StartVariables(const CompiledRule& rule);

// Names that a rule cannot give to variables of its own, for Telltale sends them itself.
absl::Span<const std::string_view> ReservedVariables();

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_RENDERER_H_
