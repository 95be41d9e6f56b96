// Parts: the least that our work on a stream can cost, each part alone and on one thread: what the
// engine takes is compared with their sum.
//
// Thread safety: none. Errors: kInternal if a part did not see what it should.
#ifndef TELLTALE_BENCH_CANONICAL_PARTS_H_
#define TELLTALE_BENCH_CANONICAL_PARTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "bench/canonical/workload.h"

namespace telltale {

// CPU seconds of the whole process per part, over all events of the workload.
struct PartsReport {
  double fetch_s = 0;         // the client alone, checksums on
  double fetch_decode_s = 0;  // and each record decoded as the rule needs it
  double look_up_s = 0;       // hashing the key's text and finding its record, one after the other
  double sum_s() const { return fetch_decode_s + look_up_s; }
};

// Reads the topic twice.
absl::StatusOr<PartsReport> MeasureParts(const std::string& brokers, const Workload& workload);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_PARTS_H_
