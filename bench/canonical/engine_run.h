// EngineRun: the production loop, or several of them, over a source, a store on disk and a gateway
// that answers at once; what it cost, and what it concluded.
//
// Thread safety: none. Errors: those of the engine; kInternal if an answer is not the expected one.
#ifndef TELLTALE_BENCH_CANONICAL_ENGINE_RUN_H_
#define TELLTALE_BENCH_CANONICAL_ENGINE_RUN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/canonical/watched_source.h"
#include "cli/bench/resources.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/ports/ports.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

struct EngineSetting {
  std::string state;  // the store's folder; what is there is removed
  int remember = 8;   // ids per key
  bool kafka = false;
  size_t loops = 1;
  size_t loaders = 1;                // threads that load the store
  WatchedSource::Expected expected;  // a source that does not end by itself is left at `records`
  std::function<absl::StatusOr<std::unique_ptr<Source>>()> open_source;  // for each loop
};

struct EngineReport {
  double seconds = 0;  // from the first poll until everything is durable
  double read_s = 0;   // and until the last record was read
  double told_s = 0;   // and until the gateway has taken all commands, and that is durable
  double cpu_s = 0;    // of all threads of this process meanwhile
  BytesWritten written;
  Totals totals;
  uint64_t starts = 0, backs = 0;  // that the gateway took
  std::vector<double> latencies_ms;
  StageTimes stages;
};
absl::StatusOr<EngineReport> RunEngine(const EngineSetting& setting);

// What an idle key takes, and how long a start does.
struct ReopenReport {
  double seconds = 0;    // from the folder to ready, all keys loaded
  double rss_bytes = 0;  // what that added to the process
  uint64_t keys = 0;
};
// REQUIRES: RunEngine() was called for the same setting, in another process or before.
absl::StatusOr<ReopenReport> ReopenEngine(const EngineSetting& setting);

// kInternal if the report does not say exactly this.
struct Conclusion {
  uint64_t records = 0, starts = 0, backs = 0, keys = 0;
};
absl::Status CheckAnswer(const EngineReport& report, const Conclusion& expected);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_ENGINE_RUN_H_
