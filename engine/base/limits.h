// Limits: every bound of the engine, with its unit and why it is where it is.
#ifndef TELLTALE_ENGINE_BASE_LIMITS_H_
#define TELLTALE_ENGINE_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"

namespace telltale {

// A record's value. Kafka's own default limit is the same.
inline constexpr size_t kMaxRecordBytes = 1 << 20;
// Objects and lists inside each other; deeper documents are attacks or mistakes.
inline constexpr int kMaxRecordDepth = 64;
// What quarantine keeps of a record: enough to see what is wrong with it.
inline constexpr size_t kMaxQuarantinePayloadBytes = 64 << 10;

// Ids that a key remembers for duplicates.
inline constexpr int kMaxRemember = 64;
// A key's ids and evidence. At a million keys this is 4 GiB: larger rules are mistakes.
inline constexpr size_t kMaxTailBytes = 4096;

// An episode id's key text: longer ones keep their beginning and their hash.
inline constexpr size_t kKeyTextLimit = 200;
inline constexpr size_t kKeyTextKept = 167;
static_assert(kKeyTextKept + sizeof('~') + 32 == kKeyTextLimit, "'~' and 32 hex digits follow");

// A published message with everything in it. Zeebe's own limit is 4 MiB, but answers larger ones
// with the code of back-pressure; a workflow has no use for more than this.
inline constexpr size_t kMaxMessageBytes = 256 << 10;

// A message's name; it is typed by people into models.
inline constexpr size_t kMaxMessageNameBytes = 500;

// Variables that a rule writes itself for one message. More are a copy of the event.
inline constexpr size_t kMaxOwnVariables = 64;

// Entries of one rule's `forward`. Each may cost time at each event.
inline constexpr size_t kMaxForwards = 16;

// Arrival moves by more than this only with a second witness.
inline constexpr Millis kLeapLimit{5 * 60 * 1000};
// Without an answer for longer than this, silence is an outage.
inline constexpr Millis kOutageAfter{60 * 1000};
// After an outage producers have this long to speak before their silence counts.
inline constexpr Millis kSettle{60 * 1000};
// How long ticks are kept for a replay.
inline constexpr Millis kTickLife{24 * 3600 * 1000};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_LIMITS_H_
