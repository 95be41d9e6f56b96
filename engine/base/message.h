// Message: what is published to the workflow engine for one command, rendered and final.
//
// Rendered when the command is decided, so that a later edit of the rule cannot change it.
// Thread safety: a value.
#ifndef TELLTALE_ENGINE_BASE_MESSAGE_H_
#define TELLTALE_ENGINE_BASE_MESSAGE_H_

#include <cstdint>
#include <string>

#include "engine/base/time.h"

namespace telltale {

struct Message {
  enum class Kind : uint8_t { kStart = 0, kBack = 1 };

  Kind kind = Kind::kStart;
  std::string name;             // of the BPMN message
  std::string correlation_key;  // the episode id
  std::string id;               // the episode id, for a back with `:back` behind it
  Millis ttl{0};
  std::string variables;  // a JSON object
  EventTime at;           // kStart: raised_at; kBack: when the episode ended
  std::string ending;     // kBack: healed, quiet, silent, closed

  friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_MESSAGE_H_
