// Measure: the production loop over somebody else's source, with a store of its own on disk and a
// workflow engine that takes everything at once.
//
// Thread safety: none; used by main's thread.
// Errors: kUnavailable if the source does not answer in time; kNotFound if there is no such topic;
// E1060 if nothing is in it; those of the engine, such as a limit that is reached.
#ifndef TELLTALE_CLI_BENCH_MEASURE_H_
#define TELLTALE_CLI_BENCH_MEASURE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/bench/bench_report.h"
#include "cli/bench/borrowed_source.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/startup.h"

namespace telltale {

struct BenchSetting {
  std::string folder;  // ours, and empty: for the store
  // Called twice: the store is opened again at the end.
  std::function<absl::StatusOr<std::unique_ptr<Source>>()> open_source;
  BorrowedSource::Limits limits;
  StartupOptions startup;
  LoopOptions loop;
};

// Reads each topic of `rules` from its beginning, or its newest records, whatever `start_at` says,
// until a limit is reached or `stop` is set.
absl::StatusOr<BenchReport> Measure(RuleSet& rules, const BenchSetting& setting, const Clock& clock,
                                    const std::atomic<bool>& stop);

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_MEASURE_H_
