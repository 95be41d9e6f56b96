// Workload: streams of events whose starts, backs and keys are known by construction.
//
// The full stream is there before anything is measured: `keys` keys speak in turn, one event each
// per round, rounds 2 s apart, about 200 bytes of JSON. One key in a thousand is faulty: bad in the
// first three rounds, good from then on. With `raise: 3 in 30s` and `clear: good for 4s` each
// faulty key makes one start and, from round 6 on, one back.
//
// The paced stream is written while it is read, `rate` events per second. Its keys speak in turn
// and are good, but every thousandth event is bad and of another set of keys; three of them make a
// start. The event that makes one is longer than any other, so that who waits for it knows it
// without reading it.
//
// Thread safety: pure functions.
#ifndef TELLTALE_BENCH_CANONICAL_WORKLOAD_H_
#define TELLTALE_BENCH_CANONICAL_WORKLOAD_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace telltale {

inline constexpr int kWorkloadPartitions = 12;
// The workload's topic, by the name that the rule knows it by.
inline constexpr char kWorkloadTopic[] = "vehicle.insights";
// The bytes of an event that makes a start of the paced stream; others have less.
inline constexpr size_t kTellingBytes = 320;

struct WorkloadEvent {
  uint64_t key = 0;
  uint64_t round = 0;  // makes the event's id, with the key
  int64_t ts_ms = 0;
  bool bad = false;
  bool other_set = false;  // the key is one of those that are only ever bad
  bool telling = false;    // it makes a start
  int32_t partition = 0;   // all of a key's events stand in one
  uint64_t site = 7;
  size_t bytes = 0;  // of its JSON, about: fields are left out or added; 0: as it comes
};

struct Workload {
  uint64_t keys = 1'000'000;
  uint64_t rounds = 6;
  uint64_t faulty_every = 1000;
  int32_t partitions = kWorkloadPartitions;
  uint64_t sites = 0;  // so many sites share the keys; 0: all are of one
  size_t bytes = 0;    // of each event

  constexpr uint64_t events() const { return keys * rounds; }
  uint64_t starts() const { return rounds >= 3 ? FaultyKeys() : 0; }
  uint64_t backs() const { return rounds >= 6 ? FaultyKeys() : 0; }
  // REQUIRES: n < events().
  WorkloadEvent EventAt(uint64_t n) const;

  uint64_t FaultyKeys() const { return (keys + faulty_every - 1) / faulty_every; }
};

struct PacedWorkload {
  uint64_t keys = 1'000'000;
  uint64_t rate = 100'000;  // events per second
  uint64_t seconds = 15;

  uint64_t events() const { return rate * seconds; }
  uint64_t starts() const { return Bad() / kBadPerStart; }
  uint64_t live_keys() const {
    return std::min(keys, events() - Bad()) + (Bad() + kBadPerStart - 1) / kBadPerStart;
  }
  // REQUIRES: n < events().
  WorkloadEvent EventAt(uint64_t n, int64_t now_ms) const;

  static constexpr uint64_t kBadEvery = 1000;
  static constexpr uint64_t kBadPerStart = 3;
  uint64_t Bad() const { return events() / kBadEvery; }
};

// The rule that the workload is made for, as a configuration; `remember` ids per key.
std::string WorkloadConfig(int remember);

// The key's text as the rule makes it: parts joined by `/`.
std::string KeyTextOf(const WorkloadEvent& event);

void AppendJson(const WorkloadEvent& event, std::string& out);

// Writes the full stream to `path`, a line per event; with `partition` only what stands in it.
absl::Status WriteWorkload(const Workload& workload, const std::string& path,
                           std::optional<int32_t> partition = std::nullopt);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_WORKLOAD_H_
