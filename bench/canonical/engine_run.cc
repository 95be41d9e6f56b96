#include "bench/canonical/engine_run.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/canonical/workload_rules.h"
#include "cli/bench/instant_gateway.h"
#include "cli/system_clock.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/peers.h"
#include "engine/runtime/run_loops.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

// A loop with what it has of its own.
struct Hand {
  Hand(std::unique_ptr<Source> opened, const Clock& clock, const WatchedSource::Expected& expected,
       Gateway& gateway)
      : source(std::move(opened)),
        watched(*source, clock, expected),
        dispatcher(gateway, DispatcherOptions::ForInstantGateway()) {}
  std::unique_ptr<Source> source;
  WatchedSource watched;
  Dispatcher dispatcher;
  std::optional<Loop> loop;
};
using Hands = std::vector<std::unique_ptr<Hand>>;

absl::StatusOr<Hands> MakeHands(const EngineSetting& setting, const Clock& clock,
                                Gateway& gateway) {
  Hands hands;
  while (hands.size() < setting.loops) {
    ASSIGN_OR_RETURN(auto source, setting.open_source());
    hands.push_back(std::make_unique<Hand>(std::move(source), clock, setting.expected, gateway));
  }
  return hands;
}

absl::StatusOr<std::vector<Opened>> OpenAll(const EngineSetting& setting, Config& config,
                                            Store& store, const Hands& hands, const Clock& clock) {
  StartupOptions options{.loaders = setting.loaders};
  options.partition.clock =
      setting.kafka ? PartitionClock::Kind::kKafka : PartitionClock::Kind::kFile;
  std::vector<Source*> sources;
  for (const auto& hand : hands) sources.push_back(&hand->watched);
  return OpenForLoops(config.rules, store, sources, clock, &MakeJsonDecoder, options);
}

uint64_t DurableOf(const Hands& hands) {
  uint64_t durable = 0;
  for (const auto& hand : hands) durable += hand->watched.durable();
  return durable;
}

// Runs the loops until all records are durable and all commands are taken. Returns what was used
// by the time at which the former was so; of a source that ends by itself, at its end.
absl::StatusOr<Resources> RunAll(const Hands& hands, const EngineSetting& setting,
                                 const InstantGateway& gateway, const SnapshotBoard& board) {
  std::atomic<bool> stop{false};
  std::optional<Resources> end;
  std::vector<Loop*> loops;
  for (const auto& hand : hands) loops.push_back(&*hand->loop);
  RETURN_IF_ERROR(RunLoops(loops, stop, [&] {
    if (setting.expected.records > 0 && DurableOf(hands) == setting.expected.records) {
      if (!end) end = ReadResources();
      const Totals totals = Sum(board.Get());
      const bool all_taken = totals.records == setting.expected.records &&
                             totals.starts + totals.backs == gateway.starts + gateway.backs;
      if (all_taken) stop = true;
    }
    return absl::OkStatus();
  }));
  const auto& first = hands.front()->watched;
  if (hands.size() == 1 && first.done()) return first.end();  // the same, to the commit
  return end ? *end : ReadResources();
}

// The first of all polls.
Resources BeginOf(const Hands& hands) {
  Resources begin = hands.front()->watched.begin();
  for (const auto& hand : hands) {
    if (hand->watched.begin().wall_s < begin.wall_s) begin = hand->watched.begin();
  }
  return begin;
}

}  // namespace

absl::StatusOr<EngineReport> RunEngine(const EngineSetting& setting) {
  std::filesystem::remove_all(setting.state);
  SystemClock clock;
  SnapshotBoard board;
  InstantGateway gateway;
  ASSIGN_OR_RETURN(Config config, WorkloadRules(setting.remember));
  ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(setting.state));
  ASSIGN_OR_RETURN(Hands hands, MakeHands(setting, clock, gateway));
  ASSIGN_OR_RETURN(std::vector<Opened> opened, OpenAll(setting, config, *store, hands, clock));
  hands.resize(opened.size());
  Peers peers(hands.size());
  Resources end, told;
  {
    ThreadCommitter committer(*store);
    for (size_t i = 0; i < hands.size(); ++i) {
      Hand& hand = *hands[i];
      hand.loop.emplace(std::move(opened[i]), hand.watched, committer, hand.dispatcher, clock,
                        board, LoopOptions{.place = {.number = i, .of = hands.size()}});
      hand.loop->Join(peers);
    }
    ASSIGN_OR_RETURN(end, RunAll(hands, setting, gateway, board));
    told = ReadResources();
  }
  const Resources begin = BeginOf(hands);
  EngineReport report{.seconds = end.wall_s - begin.wall_s,
                      .told_s = told.wall_s - begin.wall_s,
                      .cpu_s = end.cpu_s - begin.cpu_s,
                      .written = store->Written(),
                      .totals = Sum(board.Get()),
                      .starts = gateway.starts,
                      .backs = gateway.backs,
                      .stages = board.Get().stages};
  for (const auto& hand : hands) {
    report.read_s = std::max(report.read_s, hand->watched.last_read_s() - begin.wall_s);
    const std::vector<double>& latencies = hand->watched.latencies_ms();
    report.latencies_ms.insert(report.latencies_ms.end(), latencies.begin(), latencies.end());
  }
  return report;
}

absl::StatusOr<ReopenReport> ReopenEngine(const EngineSetting& setting) {
  malloc_trim(0);  // what the run before has freed is not there for this one to use
  const Resources before = ReadResources();
  SystemClock clock;
  ASSIGN_OR_RETURN(Config config, WorkloadRules(setting.remember));
  InstantGateway gateway;
  ASSIGN_OR_RETURN(const Hands hands, MakeHands(setting, clock, gateway));
  ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(setting.state));
  ASSIGN_OR_RETURN(const std::vector<Opened> opened,
                   OpenAll(setting, config, *store, hands, clock));
  const double ready_s = ReadResources().wall_s;
  malloc_trim(0);  // what reading took is free again
  ReopenReport report{
      .seconds = ready_s - before.wall_s,
      .rss_bytes = static_cast<double>(ReadResources().rss_bytes - before.rss_bytes)};
  for (const Opened& loop : opened) {
    for (const auto& partition : loop.topics[0].partitions) report.keys += partition->live_keys();
  }
  return report;
}

absl::Status CheckAnswer(const EngineReport& report, const Conclusion& expected) {
  const Totals& totals = report.totals;
  const bool right = totals.records == expected.records && report.starts == expected.starts &&
                     report.backs == expected.backs && totals.keys == expected.keys &&
                     totals.quarantined == 0 && totals.parked == 0;
  if (right) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "expected ", expected.records, " records, ", expected.starts, " starts, ", expected.backs,
      " backs, ", expected.keys, " keys and nothing set aside, but there were ", totals.records,
      ", ", report.starts, ", ", report.backs, ", ", totals.keys, ", ", totals.quarantined,
      " quarantined and ", totals.parked, " parked"));
}

}  // namespace telltale
