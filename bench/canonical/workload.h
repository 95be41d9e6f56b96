// Workload: a stream of events whose starts and backs are known by construction.
//
// `keys` keys speak in turn, one event each per round, rounds 2 s apart, about 200 bytes of JSON.
// One key in a thousand is faulty: bad in the first three rounds, good from then on. With `raise: 3
// in 30s` and `clear: good for 4s` each faulty key makes one start and, from round 6 on, one back.
#ifndef TELLTALE_BENCH_CANONICAL_WORKLOAD_H_
#define TELLTALE_BENCH_CANONICAL_WORKLOAD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace telltale {

struct Workload {
  uint64_t keys = 1'000'000;
  uint64_t rounds = 6;

  uint64_t events() const { return keys * rounds; }
  uint64_t starts() const { return rounds >= 3 ? FaultyKeys() : 0; }
  uint64_t backs() const { return rounds >= 6 ? FaultyKeys() : 0; }

  static constexpr uint64_t kFaultyEvery = 1000;
  uint64_t FaultyKeys() const { return (keys + kFaultyEvery - 1) / kFaultyEvery; }
};

// The rule that the workload is made for, as a configuration.
std::string WorkloadConfig();

// Writes the stream to `path`.
absl::Status WriteWorkload(const Workload& workload, const std::string& path);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_WORKLOAD_H_
