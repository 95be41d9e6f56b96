// BenchReport: what a stretch of a user's own stream has cost, what limited it, and how to say so.
//
// Thread safety: values and pure functions.
#ifndef TELLTALE_CLI_BENCH_BENCH_REPORT_H_
#define TELLTALE_CLI_BENCH_BENCH_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/stage_times.h"

namespace telltale {

// What the loop's thread spent its time at.
enum class BenchPart : uint8_t {
  kFetch,   // asking for records and waiting for them
  kDecode,  // reading them
  kStep,    // judging them by the rules
  kCommit,  // closing batches, waiting for the commit before, and handling commands
};
inline constexpr int kBenchParts = 4;
std::string_view BenchPartName(BenchPart part);

struct BenchReport {
  double seconds = 0;  // from the first records' being there until all were durable
  double cpu_s = 0;    // of all threads meanwhile
  unsigned cores = 1;  // of the machine
  uint64_t bytes = 0;  // of the values of the records
  size_t partitions = 0;
  size_t state_bytes = 0;
  uint64_t waiting = 0;  // commands that were not told yet when all records were durable
  Totals totals;
  BytesWritten written;
  StageTimes stages;
  double fetch_s = 0;       // of the loop's thread
  double decode_s = 0;      // likewise; estimated
  double recovery_s = 0;    // from the stopped store to ready
  std::string file_system;  // that the state was on; empty: in memory, where a sync costs nothing

  double PerSecond() const { return static_cast<double>(totals.records) / seconds; }
  double PerEvent(double all) const { return all / static_cast<double>(totals.records); }
  // The share of `seconds` that the part took.
  double Share(BenchPart part) const;
  // The part that took most.
  BenchPart Limit() const;
  // What to do about it, in a sentence or two.
  std::string Advice() const;
};

// For people, and as one JSON object in a line. REQUIRES: there were records.
std::string BenchText(const BenchReport& report);
std::string BenchJson(const BenchReport& report);

// Of each stage how often it was noted, how long it took in all, and at most half and 99 % of the
// times: an object of JSON.
std::string StagesJson(const StageTimes& stages);

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_BENCH_REPORT_H_
