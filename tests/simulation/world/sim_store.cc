#include "tests/simulation/world/sim_store.h"

#include <algorithm>
#include <iterator>

#include "engine/base/status.h"
#include "tests/simulation/world/world.h"

namespace telltale {
namespace {

constexpr int64_t kPlenty = int64_t{1} << 40;

}  // namespace

absl::StatusOr<format::Catalog> SimStore::LoadCatalog() { return world_.disk.LoadCatalog(); }

absl::Status SimStore::SaveCatalog(const format::Catalog& catalog) {
  return world_.disk.SaveCatalog(catalog);
}

absl::Status SimStore::Load(PartitionId partition, Restore& into) {
  return world_.disk.Load(partition, into);
}

absl::Status SimStore::Commit(absl::Span<const Changes> changes) {
  if (!life_.Pass(CrashPoint::kBeforeCommit)) return absl::AbortedError("dead");
  if (world_.random.Chance(world_.weather.commit_fails)) {
    const bool written = world_.random.Chance(50);
    if (written) Write(changes);
    world_.journal.Note(written ? Situation::kCommitFailedButWritten : Situation::kCommitFailed);
    return absl::DataLossError("input/output error");
  }
  Write(changes);
  return life_.Pass(CrashPoint::kAfterCommit) ? absl::OkStatus() : absl::AbortedError("dead");
}

void SimStore::Write(absl::Span<const Changes> changes) {
  std::vector<Changes> written;
  for (const Changes& each : changes) written.push_back(Spoiled(each));
  CHECK(world_.disk.Commit(written).ok());
  for (const Changes& each : written) {
    world_.inputs.Durable(each);
    world_.ledger.OnCommit(each);
    for ([[maybe_unused]] const QuarantineRow& row : each.quarantined) {
      world_.journal.Note(Situation::kQuarantined);
    }
    for ([[maybe_unused]] const Tick& tick : each.ticks) {
      world_.journal.Note(Situation::kTickJudged);
    }
  }
}

Changes SimStore::Spoiled(Changes changes) {
  constexpr int kOften = 20;
  if (world_.sabotage == Sabotage::kDroppedMark) {
    std::erase_if(changes.marks, [this](const OutboxMark& mark) {
      return mark.fate == Fate::kAttempted && world_.random.Chance(kOften);
    });
  }
  if (world_.sabotage == Sabotage::kLostBlock && world_.random.Chance(kOften)) changes.block = "";
  return changes;
}

absl::StatusOr<int64_t> SimStore::FreeBytes() { return world_.weather.disk_full ? 0 : kPlenty; }

absl::Status SimStore::ScanQuarantine(PartitionId partition, QuarantineSeq from,
                                      const std::function<bool(const QuarantineRow&)>& visit) {
  return world_.disk.ScanQuarantine(partition, from, visit);
}

absl::Status SimStore::ReadOutbox(
    PartitionId partition, absl::Span<const OutboxSeq> seqs,
    const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) {
  return world_.disk.ReadOutbox(partition, seqs, visit);
}

absl::Status SimStore::ScanTicks(PartitionId partition,
                                 const std::function<void(const Tick&)>& visit) {
  return world_.disk.ScanTicks(partition, visit);
}

absl::Status SimStore::ScanAudit(PartitionId partition, AuditSeq from,
                                 const std::function<bool(const AuditRow&)>& visit) {
  return world_.disk.ScanAudit(partition, from, visit);
}

// ---------------------------------------------------------------- committer

void SlowCommitter::Commit(std::vector<Changes> changes, Done done) {
  for (const Changes& each : changes) world_.inputs.Closed(each);
  std::move(changes.begin(), changes.end(), std::back_inserter(waiting_.changes));
  waiting_.done.push_back(std::move(done));
  if (!writing_) Begin();
}

void SlowCommitter::Begin() {
  if (waiting_.done.size() > 1) world_.journal.Note(Situation::kCommitShared);
  writing_ = std::exchange(waiting_, {});
  const Millis takes{world_.random.Between(0, world_.weather.commit_takes.count())};
  due_ = world_.node_clock.SinceBoot() + takes;
  if (takes == Millis{0}) Advance();
}

void SlowCommitter::Advance() {
  if (!writing_ || due_ > world_.node_clock.SinceBoot()) return;
  Batches written = *std::exchange(writing_, std::nullopt);
  inline_.Commit(std::move(written.changes), [&](const Committed& committed) {
    for (const Done& done : written.done) done(committed);
  });
  if (!waiting_.done.empty()) Begin();
}

}  // namespace telltale
