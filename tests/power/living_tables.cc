#include "tests/power/living_tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/table/block.h"

namespace telltale {
namespace {

constexpr Plan kPlain{.raise = Raise{.n = 3}, .remember = 0};
constexpr Plan kWithIds{.raise = Raise{.n = 3}, .remember = 8};
constexpr int kNames = 900;      // keys that there may be: forgotten ones come back in other slots
constexpr uint32_t kMost = 500;  // that live at a time: two pages

}  // namespace

LivingTables::LivingTables(PartitionId partition) : partition_(partition) {
  tables_.emplace_back(RuleId{1}, kPlain);
  tables_.emplace_back(RuleId{2}, kWithIds);
}

absl::StatusOr<LivingTables> LivingTables::Recovered(PartitionId partition,
                                                     const StoredPartition& stored) {
  LivingTables tables(partition);
  if (!stored.progress) return tables;
  tables.progress_ = *stored.progress;
  for (const auto& [place, bytes] : stored.pages) {
    RETURN_IF_ERROR(tables.Of(place.first)->RestorePage(place.second, bytes));
  }
  for (const auto& [seq, bytes] : stored.blocks) {
    RETURN_IF_ERROR(RestoreBlock(seq, bytes, [&tables](RuleId rule) { return tables.Of(rule); }));
  }
  for (KeyTable& table : tables.tables_) table.FinishRestore();
  for (const auto& [row, mark] : stored.outbox) tables.unsettled_.push_back(row.seq);
  return tables;
}

std::vector<std::vector<KeyRow>> LivingTables::View() const {
  std::vector<std::vector<KeyRow>> views;
  for (const KeyTable& table : tables_) views.push_back(ViewOf(table));
  return views;
}

Changes LivingTables::Batch(Random& random) {
  for (int64_t i = random.Between(1, 60); i > 0; --i) {
    ChangeAKey(tables_[random.Between(0, 1)], random);
  }
  ++progress_.seq.value;
  progress_.next.value += random.Between(1, 1000);
  progress_.arrival = ArrivalMs(progress_.next.value * 10);
  progress_.anchor = Anchor{.offset = {progress_.next.value - 1},
                            .timestamp = progress_.arrival,
                            .digest = random.Next()};
  Changes changes{.partition = partition_};
  changes.progress.seq = progress_.seq;
  for (KeyTable& table : tables_) table.AppendBlock(changes.block);
  rotation_.Write(absl::MakeSpan(tables_), progress_.seq, changes);
  AddCommands(changes, random);
  AddLogs(changes, random);
  changes.progress = progress_;
  return changes;
}

void LivingTables::ChangeAKey(KeyTable& table, Random& random) {
  const std::string text = absl::StrCat("vehicle ", random.Between(1, kNames));
  const KeyHash hash = HashKey(text);
  const auto known = table.Find(hash);
  if (known && (random.Chance(20) || table.size() > kMost)) return table.Forget(*known);
  if (!known && table.size() > kMost) return;
  const KeyTable::KeySlot slot = table.FindOrAdd(hash, text);
  const KeyRef key = table.At(slot);
  key.head.streak = static_cast<uint32_t>(random.Next());
  key.head.newest = EventMs(random.Between(0, 1'000'000));
  key.tail[random.Between(0, static_cast<int64_t>(key.tail.size()) - 1)] =
      static_cast<std::byte>(random.Next());
  table.Touch(slot);
}

void LivingTables::AddCommands(Changes& changes, Random& random) {
  for (const OutboxSeq seq : unsettled_) {
    if (random.Chance(50)) {
      changes.marks.push_back({.seq = seq,
                               .fate = random.Pick<Fate>({Fate::kAttempted, Fate::kParked}),
                               .last_attempt = WallMs(random.Between(1, 1'000'000))});
    }
  }
  std::erase_if(unsettled_, [&](OutboxSeq seq) {
    if (!random.Chance(30)) return false;
    changes.removed.push_back(seq);
    return true;
  });
  std::erase_if(changes.marks, [&](const OutboxMark& mark) {
    return std::find(changes.removed.begin(), changes.removed.end(), mark.seq) !=
           changes.removed.end();
  });
  for (int64_t i = random.Between(0, 3); i > 0; --i) {
    const OutboxSeq seq = progress_.next_outbox;
    ++progress_.next_outbox.value;
    OutboxRow row{.seq = seq, .rule = {1}};
    row.message.id = absl::StrCat("episode ", seq.value);
    row.message.variables = std::string(random.Between(10, 400), 'v');
    changes.added.push_back(std::move(row));
    unsettled_.push_back(seq);
  }
}

void LivingTables::AddLogs(Changes& changes, Random& random) {
  changes.quarantine_limit = 20;
  while (random.Chance(30)) {
    changes.quarantined.push_back({.seq = progress_.next_quarantine,
                                   .offset = progress_.next,
                                   .error = ErrorId::kKeyMissing,
                                   .payload = std::string(random.Between(0, 300), 'q')});
    ++progress_.next_quarantine.value;
  }
  constexpr int64_t kTickLife = 20'000;
  if (random.Chance(30)) {
    changes.ticks.push_back({.next = progress_.next,
                             .arrival = progress_.arrival,
                             .at = WallMs(progress_.next.value),
                             .told = {}});
  }
  changes.ticks_kept_from = WallMs(progress_.next.value - kTickLife);
  changes.audit_limit = 20;
  while (random.Chance(30)) {
    changes.audit.push_back({.seq = progress_.next_audit,
                             .kind = AuditRow::Kind::kRaised,
                             .arrival = progress_.arrival,
                             .next = progress_.next,
                             .episode = std::string(random.Between(0, 300), 'e')});
    ++progress_.next_audit.value;
  }
}

}  // namespace telltale
