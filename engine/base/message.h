// Message: what is published to the workflow engine for one command, rendered and final.
//
// Rendered when the command is decided, so that a later edit of the rule cannot change it.
// Thread safety: a value.
#ifndef TELLTALE_ENGINE_BASE_MESSAGE_H_
#define TELLTALE_ENGINE_BASE_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/time.h"

namespace telltale {

struct Message {
  // Persisted numbers: never renumbered.
  enum class Kind : uint8_t { kStart = 0, kBack = 1, kForward = 2, kRoute = 3 };

  Kind kind = Kind::kStart;
  std::string name;             // of the BPMN message
  std::string correlation_key;  // the episode id; of a route what its `with` says
  std::string id;  // the episode id; of a back with `:back` behind it, of a forward with
                   // `:forward:` and the offset of its record; of a route what its `id` says
  Millis ttl{0};
  std::string variables;  // a JSON object
  // kStart: raised_at; kBack: when the episode ended; kForward: of the event; kRoute: of the record
  EventTime at;
  std::string ending;  // kBack: healed, quiet, silent, closed

  friend bool operator==(const Message&, const Message&) = default;
};
// As in metrics, listings and on standard output: `start`, `back`, `forward`, `route`.
constexpr std::string_view KindName(Message::Kind kind) {
  constexpr std::string_view kNames[] = {"start", "back", "forward", "route"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_MESSAGE_H_
