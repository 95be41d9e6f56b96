// Reader: what a rule sees of one record. Fields in, key and signal out.
//
// Order, first that decides wins: where, key, fault, while, bad, good.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_READER_H_
#define TELLTALE_ENGINE_RULES_READER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/base/value.h"
#include "engine/core/event.h"
#include "engine/rules/rule_set.h"

namespace telltale {

enum class ReadResult : uint8_t {
  kEvent,       // the key, `signal` and `forward` are filled
  kNoMatch,     // `where` is not true: the event is not this rule's
  kKeyMissing,  // a key part is missing, null, a list or an object: quarantine
};

struct Reading {
  ReadResult result = ReadResult::kNoMatch;
  Signal signal = Signal::kNeither;
  uint8_t forward = 0;   // kEvent: the first entry of `forward` that matches, from 1; 0: none
  int missing_part = 0;  // kKeyMissing: index into key_paths
};

// What a record has as the key of all rules with the same `key_slots`.
struct KeyReading {
  bool done = false;      // the rest is of this record
  int missing_part = -1;  // index into key_paths; -1: none
  std::string text;       // escaped, its parts joined by `/`
  KeyHash hash;           // of the text
};

// Reads one record for one rule. `key` is filled unless it is done: by another rule with the same
// key. Its capacity is reused, so that reading does not allocate.
Reading ReadRecord(const CompiledRule& rule, absl::Span<const Value> fields, KeyReading& key);

// Fills `x` with what the rule's windows aggregate, one for each operand, as Event::x has them.
void ReadOperands(const CompiledRule& rule, absl::Span<const Value> fields, absl::Span<double> x);

// Returns the time that `field` spells: a number below 1e11 is seconds, 1e14 ms, 1e17 us, else ns,
// rounded down to ms; a string is RFC 3339. Nullopt: missing, no time, negative, after 9999.
std::optional<int64_t> ReadTimeMs(const Value& field);

// Returns Hash64 of the id's text; 0 (none) for a missing field, null, a list or an object.
uint64_t ReadId(const Value& field);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_READER_H_
