// The partition's part that tells what became of its episodes: an entry of the audit for each.
#include <utility>

#include "engine/rules/key_text.h"
#include "engine/runtime/partition.h"

namespace telltale {
namespace {

AuditRow::Kind KindOf(const Outbox::Verdict& verdict) {
  switch (verdict.fate) {
    case Fate::kSettled:
      return AuditRow::Kind::kAccepted;
    case Fate::kParked:
      return AuditRow::Kind::kParked;
    case Fate::kWithdrawn:
      return AuditRow::Kind::kWithdrawn;
    case Fate::kSuperseded:
      return AuditRow::Kind::kSuperseded;
    case Fate::kPending:
    case Fate::kAttempted:
      break;
  }
  return AuditRow::Kind::kRetried;
}

}  // namespace

void Partition::Audit(AuditRow row) {
  row.seq = progress_.next_audit;
  ++progress_.next_audit.value;
  changes_.audit.push_back(std::move(row));
}

// Brings what is known of the key's episode that was raised then.
AuditRow Partition::AuditOf(AuditRow::Kind kind, QueueKey key, EventTime raised_at) {
  AuditRow row{.kind = kind,
               .arrival = clock_.arrival(),
               .next = progress_.next,
               .rule = key.rule,
               .key = key.key};
  const KeyTable* const table = FindTable(key.rule);
  const auto slot = table == nullptr ? std::nullopt : table->Find(key.key);
  if (!slot) return row;
  row.key_text = table->TextAt(*slot);
  const std::string& rule = topic_.rules[static_cast<size_t>(table - tables_.data())].name;
  row.episode = EpisodeId(rule, row.key_text, raised_at);
  return row;
}

void Partition::AuditResult(size_t rule, KeyTable::KeySlot slot, const StepResult& result) {
  const bool is_raised = result.outcome == Outcome::kRaised;
  const bool is_cleared = result.outcome == Outcome::kCleared || result.outcome == Outcome::kClosed;
  if (!is_raised && !is_cleared) return;
  const Command& command = *result.command;
  AuditRow row = AuditOf(is_raised ? AuditRow::Kind::kRaised : AuditRow::Kind::kCleared,
                         {topic_.rules[rule].id, tables_[rule].HashAt(slot)}, command.raised_at);
  row.event_time = is_raised ? command.raised_at : command.cleared_at;
  if (is_cleared) row.ending = EndingName(command.ending);
  Audit(std::move(row));
}

void Partition::AuditVerdicts() {
  for (Outbox::Verdict& verdict : outbox_.TakeVerdicts()) {
    // An event that is taken is a matter between it and its workflow: there may be many.
    const AuditRow::Kind kind = KindOf(verdict);
    if (verdict.kind == Message::Kind::kForward && kind == AuditRow::Kind::kAccepted) continue;
    AuditRow row = AuditOf(kind, verdict.queue, verdict.at);
    if (!verdict.episode.empty()) row.episode = std::move(verdict.episode);
    row.command = verdict.kind;
    row.text = std::move(verdict.reason);
    Audit(std::move(row));
  }
}

void Partition::AuditInstance(const InstanceReport& report, const Outbox::Reported& reported) {
  const bool is_fenced = reported.verdict == GateVerdict::kCancel;
  if (!is_fenced && !reported.news) return;
  const AuditRow::Kind said = report.kind == InstanceReport::Kind::kEnded
                                  ? AuditRow::Kind::kFinished
                                  : AuditRow::Kind::kConfirmed;
  AuditRow row = AuditOf(is_fenced ? AuditRow::Kind::kFenced : said, {report.rule, report.key},
                         report.raised_at);
  row.process = report.process;
  row.instance = report.instance;
  Audit(std::move(row));
}

}  // namespace telltale
