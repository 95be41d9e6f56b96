// Stream: one written record as many: repeated at a pace, sent again, in disorder.
//
// The oracle expands the same words in tests/scenarios/stream.py; both must agree to the byte.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SCENARIO_STREAM_H_
#define TELLTALE_CLI_SCENARIO_STREAM_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/time.h"

namespace telltale {

// A scenario has at most so many records: one of a million runs for minutes, and proves no more.
inline constexpr uint64_t kMaxScenarioRecords = 100'000;

// `every 1s for 90s` (90 times; the 91st would be at the end), or `5 times every 1s`.
struct Repeat {
  uint64_t times = 1;
  Millis every{0};
};
inline constexpr char kRepeatForms[] = "`every 1s for 90s` or `5 times every 1s`";
std::optional<Repeat> ParseRepeat(std::string_view text);

// `within 3s seed 7`: a record comes at most so much after one that is newer. Another seed is
// another order, always the same one.
struct Shuffle {
  Millis within{0};
  uint64_t seed = 0;
};
inline constexpr char kShuffleForm[] = "`within 3s seed 7`";
std::optional<Shuffle> ParseShuffle(std::string_view text);

// The order in which records of these times come: position -> index into `times`. Without a
// shuffle by time, of equal times as written. The record with index i is held back by the i-th
// number of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators) from
// `seed` on, modulo `within` + 1 ms.
std::vector<size_t> OrderOf(const std::vector<Millis>& times,
                            const std::optional<Shuffle>& shuffle);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_STREAM_H_
