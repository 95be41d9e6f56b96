#include "cli/bench/measure.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/bench/instant_gateway.h"
#include "cli/bench/timed_decoder.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/runtime/committer.h"

namespace telltale {
namespace {

constexpr Millis kSilenceLimit{10000};  // a source that says nothing for so long is away
constexpr Millis kLookPace{250};        // as often as the board is renewed

// Opens everything; asks again while the source does not answer.
absl::StatusOr<Opened> OpenPatiently(RuleSet& rules, Store& store, Source& source,
                                     const Clock& clock, const DecoderFactory& decoders,
                                     const StartupOptions& options) {
  const Millis deadline = clock.SinceBoot() + kSilenceLimit;
  while (true) {
    absl::StatusOr<Opened> opened = Open(rules, store, source, clock, decoders, options);
    if (!absl::IsUnavailable(opened.status()) || clock.SinceBoot() >= deadline) return opened;
    absl::SleepFor(absl::Milliseconds(100));
  }
}

// One run over the source, and what is noted on the way.
class BenchRun {
 public:
  BenchRun(RuleSet& rules, const BenchSetting& setting, const Clock& clock)
      : rules_(rules), setting_(setting), clock_(clock) {}

  absl::StatusOr<BenchReport> Run(const std::atomic<bool>& stop);
  // How long it takes from the store that Run() left to ready.
  absl::StatusOr<double> Reopen();

 private:
  absl::Status RunLoop(Opened opened, BorrowedSource& source, Store& store,
                       const std::atomic<bool>& stop);
  absl::Status CheckTurn(const BorrowedSource& source, const std::atomic<bool>& stop);

  RuleSet& rules_;
  const BenchSetting& setting_;
  const Clock& clock_;
  DecodeTimes decoding_;
  SnapshotBoard board_;
  std::atomic<bool> loop_ends_{false};
  Millis next_look_{0};
};

// Ends the loop when all records are durable: commands may wait much longer, as those of a key take
// their turns. A limit of keys or of the disk will not pass here, since nothing else makes room;
// that of the outbox does, as soon as some are told.
absl::Status BenchRun::CheckTurn(const BorrowedSource& source, const std::atomic<bool>& stop) {
  loop_ends_ = stop || source.end();
  if (clock_.SinceBoot() < next_look_) return absl::OkStatus();
  next_look_ = clock_.SinceBoot() + kLookPace;
  const Blocked blocked = board_.Get().blocked;
  if (blocked == Blocked::kNo || blocked == Blocked::kOutboxLimit) return absl::OkStatus();
  return MakeError(BlockedError(blocked), "expected to read on, but a limit was reached");
}

absl::Status BenchRun::RunLoop(Opened opened, BorrowedSource& source, Store& store,
                               const std::atomic<bool>& stop) {
  InstantGateway gateway;
  Dispatcher dispatcher(gateway, DispatcherOptions::ForInstantGateway());
  ThreadCommitter committer(store);
  Loop loop(std::move(opened), source, committer, dispatcher, clock_, board_, setting_.loop);
  return loop.Run(loop_ends_, [&] { return CheckTurn(source, stop); });
}

absl::StatusOr<BenchReport> BenchRun::Run(const std::atomic<bool>& stop) {
  ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(setting_.folder));
  ASSIGN_OR_RETURN(const auto source, setting_.open_source());
  BorrowedSource borrowed(*source, clock_, setting_.limits);
  const auto decoders = [this](const SlotTable& slots) {
    return std::make_unique<TimedDecoder>(MakeJsonDecoder(slots), clock_, decoding_);
  };
  ASSIGN_OR_RETURN(Opened opened,
                   OpenPatiently(rules_, *store, borrowed, clock_, decoders, setting_.startup));
  RETURN_IF_ERROR(RunLoop(std::move(opened), borrowed, *store, stop));
  if (!borrowed.begin()) {
    return MakeError(ErrorId::kNothingToMeasure,
                     "expected records to measure, but within the time given there were none");
  }
  const Resources end = borrowed.end() ? *borrowed.end() : ReadResources();
  const Snapshot snapshot = board_.Get();
  BenchReport report{.seconds = end.wall_s - borrowed.begin()->wall_s,
                     .cpu_s = end.cpu_s - borrowed.begin()->cpu_s,
                     .cores = std::max(std::thread::hardware_concurrency(), 1U),
                     .partitions = snapshot.partitions.size(),
                     .totals = Sum(snapshot),
                     .written = store->Written(),
                     .stages = snapshot.stages,
                     .decode_s = decoding_.seconds()};
  const Nanos fetched = snapshot.stages[Stage::kFetch].sum() - borrowed.first_poll();
  report.fetch_s = std::chrono::duration<double>(fetched).count();
  for (const PartitionSnapshot& partition : snapshot.partitions) {
    report.bytes += partition.counters.bytes;
    report.state_bytes += partition.state_bytes;
    for (const Fate fate : {Fate::kPending, Fate::kAttempted}) {
      report.waiting += partition.outbox[static_cast<size_t>(fate)];
    }
  }
  return report;
}

absl::StatusOr<double> BenchRun::Reopen() {
  const double before = ReadResources().wall_s;
  ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(setting_.folder));
  ASSIGN_OR_RETURN(const auto source, setting_.open_source());
  BorrowedSource borrowed(*source, clock_, {});
  RETURN_IF_ERROR(
      OpenPatiently(rules_, *store, borrowed, clock_, &MakeJsonDecoder, setting_.startup).status());
  return ReadResources().wall_s - before;
}

}  // namespace

absl::StatusOr<BenchReport> Measure(RuleSet& rules, const BenchSetting& setting, const Clock& clock,
                                    const std::atomic<bool>& stop) {
  for (CompiledTopic& topic : rules.topics) topic.start_at = {.kind = StartAt::Kind::kEarliest};
  BenchRun run(rules, setting, clock);
  ASSIGN_OR_RETURN(BenchReport report, run.Run(stop));
  ASSIGN_OR_RETURN(report.recovery_s, run.Reopen());
  return report;
}

}  // namespace telltale
