#include "engine/runtime/partition.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/core/step.h"
#include "engine/rules/renderer.h"

namespace telltale {
namespace {

// True for the outcomes that leave the key as it was.
bool ChangesNothing(Outcome outcome) {
  return IsRefusal(outcome) || outcome == Outcome::kStarted || outcome == Outcome::kStale ||
         outcome == Outcome::kForwarded || outcome == Outcome::kForwardIgnored;
}

void CountCommand(Command::Kind kind, RuleCounters& counters) {
  switch (kind) {
    case Command::Kind::kStart:
      ++counters.starts;
      break;
    case Command::Kind::kBack:
      ++counters.backs;
      break;
    case Command::Kind::kForward:
      ++counters.forwards;
      break;
  }
}

Input InputOf(const Told& told) {
  switch (told.kind) {
    case Told::Kind::kStarted:
      return Report{Report::Kind::kStarted, told.raised_at};
    case Told::Kind::kEnded:
      return Report{Report::Kind::kEnded, told.raised_at};
    case Told::Kind::kClose:
      break;
  }
  return Order{Order::Kind::kClose, told.raised_at};
}

// What routes read of a record besides its value.
void KeepForRoutes(const Record& record, QuarantineRow& row) {
  size_t bytes = record.key ? record.key->size() : 0;
  for (const Header& header : record.headers) bytes += header.name.size() + header.value.size();
  row.cut = bytes > kMaxQuarantinePayloadBytes;
  if (row.cut) return;
  if (record.key) row.key = std::string(*record.key);
  for (const Header& header : record.headers) {
    row.headers.emplace_back(std::string(header.name), std::string(header.value));
  }
}

}  // namespace

Partition::Partition(PartitionId id, const CompiledTopic& topic, Decoder& decoder,
                     const PartitionOptions& options)
    : id_(id),
      topic_(topic),
      decoder_(decoder),
      options_(options),
      clock_(options.clock),
      timers_(topic.rules.size()),
      outbox_({.confirm_within = options.confirm_within, .keep_verdicts = options.audit_rows > 0}),
      fields_(topic.slots.paths().size()),
      said_(topic.rules.size()) {
  tables_.reserve(topic.rules.size());
  for (const CompiledRule& rule : topic.rules) tables_.emplace_back(rule.id, rule.plan);
  ShareKeys();
  counters_.rules.resize(topic.rules.size());
  counters_.routes.resize(topic.routes.size());
}

// Rules with the same key read it once.
void Partition::ShareKeys() {
  std::map<std::vector<Slot>, size_t> places;
  for (const CompiledRule& rule : topic_.rules) {
    key_of_.push_back(places.emplace(rule.key_slots, places.size()).first->second);
  }
  keys_.resize(places.size());
}

KeyTable* Partition::FindTable(RuleId rule) {
  for (size_t i = 0; i < tables_.size(); ++i) {
    if (topic_.rules[i].id == rule) return &tables_[i];
  }
  return nullptr;
}

void Partition::BeginAt(Offset next) {
  progress_.next = next;
  moved_ = true;
}

void Partition::Apply(const Record& record, WallTime wall) {
  CHECK(record.offset >= progress_.next);
  KeepTick();
  wall_ = wall;
  if (last_ == nullptr) clock_.OnAnswered(wall);
  last_ = &record;
  progress_.next = record.next;
  moved_ = true;
  ++counters_.records;
  counters_.bytes += record.value.size();

  if (!Decode(record, wall)) return;
  for (size_t route = 0; route < topic_.routes.size(); ++route) RouteRecord(route, record);
  if (topic_.rules.empty()) return AdvanceTo(record.timestamp, wall);
  const std::optional<Header> header = ReadHeader(record, wall);
  if (!header) return;
  AdvanceTo(header->own, wall);
  ReadRules();
  for (size_t rule = 0; rule < tables_.size(); ++rule) StepRule(rule, record, *header);
}

// Turns the record into fields. False: it is no event of anybody's, and has been dealt with.
bool Partition::Decode(const Record& record, WallTime wall) {
  if (record.tombstone) {
    ++counters_.tombstones;
    AdvanceTo(record.timestamp, wall);
    return false;
  }
  for (KeyReading& key : keys_) key.done = false;
  DecodeError error;
  if (decoder_.Decode(record.value, absl::MakeSpan(fields_), error)) return true;
  AdvanceTo(record.timestamp, wall);
  Quarantine(record, std::nullopt, error.error, std::move(error.text));
  return false;
}

// What is replayed is no record of the partition: it neither moves its arrival nor confirms a leap.
void Partition::AdvanceTo(ArrivalTime own, WallTime wall) {
  const bool is_kafka = options_.clock == PartitionClock::Kind::kKafka;
  if (replaying_ != nullptr && is_kafka && clock_.arrival() != kNoArrivalTime) return;
  if (const auto confirmed = clock_.OnRecord(own, wall)) Confirm(*confirmed);
  if (timers_.HasDue(clock_.arrival())) WakeDue();
}

void Partition::Confirm(const PartitionClock::Confirmed& confirmed) {
  for (const LeapKey& leap : confirmed.keys) {
    for (size_t rule = 0; rule < tables_.size(); ++rule) {
      if (topic_.rules[rule].id != leap.rule) continue;
      const auto slot = tables_[rule].Find(leap.key);
      if (!slot) continue;
      ConfirmArrival(tables_[rule].At(*slot), leap.newest, confirmed.arrival);
      tables_[rule].Touch(*slot);
      Rearm(rule, *slot);
    }
  }
}

// All rules read before the first one steps, so that their look-ups wait for memory side by side.
void Partition::ReadRules() {
  for (size_t rule = 0; rule < tables_.size(); ++rule) ReadRule(rule);
  if (tables_.size() == 1) return;
  for (size_t rule = 0; rule < tables_.size(); ++rule) {
    if (said_[rule].result != ReadResult::kEvent) continue;
    tables_[rule].PrefetchRecord(keys_[key_of_[rule]].hash);
  }
}

void Partition::ReadRule(size_t rule) {
  KeyReading& key = keys_[key_of_[rule]];
  said_[rule] = ReadRecord(topic_.rules[rule], fields_, key);
  if (said_[rule].result == ReadResult::kEvent) tables_[rule].PrefetchPlace(key.hash);
}

void Partition::StepRule(size_t rule, const Record& record, const Header& header) {
  const CompiledRule& compiled = topic_.rules[rule];
  const Reading& reading = said_[rule];
  if (reading.result == ReadResult::kNoMatch) {
    ++counters_.rules[rule].no_match;
    if (replaying_ != nullptr) replaying_->Note(compiled.name, "no match");
    return;
  }
  if (reading.result == ReadResult::kKeyMissing) {
    ++counters_.rules[rule].key_missing;
    Quarantine(
        record, compiled.id, ErrorId::kKeyMissing,
        absl::StrCat("expected a text, number or boolean in ",
                     compiled.key_paths[reading.missing_part].ToString(), ", but there is none"));
    return;
  }
  const KeyReading& key = keys_[key_of_[rule]];
  const KeyTable::KeySlot slot = tables_[rule].FindOrAdd(key.hash, key.text);
  operands_.resize(compiled.operands.size());
  ReadOperands(compiled, fields_, absl::MakeSpan(operands_));
  offset_ = record.offset;
  const Event event{.at = header.at,
                    .id = header.id,
                    .signal = reading.signal,
                    .forward = reading.forward,
                    .x = operands_};
  StepKey(rule, slot, event, record.value);
  if (tables_[rule].IsLive(slot)) NoteTrueArrival(rule, slot, header);
}

// Where the clock did not follow the record, its key's newest event arrived later than the clock
// says. A leap tells so when it is confirmed; after an outage the record's own timestamp is the
// truth, or the silence of the outage would count against a key that has just spoken.
void Partition::NoteTrueArrival(size_t rule, KeyTable::KeySlot slot, const Header& header) {
  KeyTable& table = tables_[rule];
  const bool is_newest = changed_ && table.At(slot).head.newest == header.at &&
                         table.At(slot).head.arrived == clock_.arrival();
  if (!is_newest) return;
  if (clock_.held()) {
    const ArrivalTime own = std::min(header.own, ArrivalTime{wall_.time_since_epoch()});
    ConfirmArrival(table.At(slot), header.at, own);
    Rearm(rule, slot);
  } else if (clock_.HasLeap()) {
    clock_.AddLeapKey({topic_.rules[rule].id, table.HashAt(slot), header.at});
  }
}

void Partition::StepKey(size_t rule, KeyTable::KeySlot slot, const Input& input,
                        std::string_view event) {
  KeyTable& table = tables_[rule];
  changed_ = false;
  const bool was_silent = IsSilent(table.At(slot).head);
  Advance(topic_.rules[rule].plan, table.At(slot), input, clock_.arrival(),
          [&](const Input& cause, const StepResult& result) {
            OnResult(rule, slot, cause, result, std::holds_alternative<Due>(cause) ? "" : event);
          });
  counters_.rules[rule].silent_keys += IsSilent(table.At(slot).head) - was_silent;
  // A key of which nothing is known holds no place: it was forgotten, or its first event came too
  // late to tell anything.
  if (table.At(slot).head.newest == kNoEventTime) {
    timers_.Disarm({static_cast<uint16_t>(rule), slot});
    table.Forget(slot);
    judged_ = true;
    return;
  }
  judged_ |= changed_;
  if (changed_) table.Touch(slot);
  Rearm(rule, slot);
}

void Partition::OnResult(size_t rule, KeyTable::KeySlot slot, const Input& cause,
                         const StepResult& result, std::string_view event) {
  RuleCounters& counters = counters_.rules[rule];
  ++counters.outcomes[static_cast<size_t>(result.outcome)];
  if (!ChangesNothing(result.outcome)) changed_ = true;
  if (observer_ != nullptr) {
    observer_->OnStep({rule, tables_[rule].HashAt(slot), cause, result, clock_.arrival()});
  }
  if (result.outcome == Outcome::kRaised) ++counters.open_episodes;
  if (result.outcome == Outcome::kCleared || result.outcome == Outcome::kClosed) {
    --counters.open_episodes;
  }
  if (Audits()) AuditResult(rule, slot, result);
  if (!result.command || !HasMessage(topic_.rules[rule], *result.command)) return;
  Emit(rule, slot, *result.command, event);
}

void Partition::Emit(size_t rule, KeyTable::KeySlot slot, const Command& command,
                     std::string_view event) {
  const bool is_start = command.kind == Command::Kind::kStart;
  CountCommand(command.kind, counters_.rules[rule]);
  if (!options_.tells) return;
  const KeyTable& table = tables_[rule];
  const CommandContext context{.topic = topic_,
                               .rule = topic_.rules[rule],
                               .partition = id_.partition,
                               .key = table.HashAt(slot),
                               .key_text = table.TextAt(slot),
                               .event_json = event,
                               .fields = event.empty() ? absl::Span<const Value>() : fields_,
                               .offset = offset_};
  OutboxRow row{.seq = progress_.next_outbox,
                .rule = topic_.rules[rule].id,
                .key = table.HashAt(slot),
                .message = Render(context, command),
                .gated = is_start && context.rule.jobs.gate};
  if (is_start && context.rule.start.expires) {
    row.expires = clock_.arrival() + *context.rule.start.expires;
  }
  Enqueue(std::move(row));
}

void Partition::Enqueue(OutboxRow row) {
  ++progress_.next_outbox.value;
  AddMarks(outbox_.Add(row, wall_));
  changes_.added.push_back(std::move(row));
}

void Partition::Rearm(size_t rule, KeyTable::KeySlot slot) {
  const auto due = NextDue(topic_.rules[rule].plan, tables_[rule].At(slot));
  if (due) timers_.Arm({static_cast<uint16_t>(rule), slot}, *due);
}

void Partition::WakeDue() {
  while (const auto key = timers_.PopDue(clock_.arrival()))
    StepKey(key->table, key->slot, Due{}, "");
}

void Partition::EndPoll() {
  if (last_ == nullptr) return;
  progress_.anchor = Anchor{last_->offset, last_->timestamp, Hash64(last_->value)};
  last_ = nullptr;
}

void Partition::OnProvenEnd(const ProvenEnd& end, WallTime wall) {
  wall_ = wall;
  clock_.OnAnswered(wall);
  if (end.end < progress_.next) return;
  const ArrivalTime before = clock_.arrival();
  if (const auto confirmed = clock_.OnProvenEnd(end.sent)) Confirm(*confirmed);
  if (clock_.arrival() == before) return;
  tick_ = Tick{progress_.next, clock_.arrival(), wall};
  judged_ = false;
  WakeDue();
  if (judged_) KeepTick();
}

// What is told stands in the replay between the same records, and under the same arrival.
void Partition::OnTold(const Told& told, WallTime wall) {
  wall_ = wall;
  KeyTable* table = FindTable(told.rule);
  CHECK(table != nullptr);
  const auto rule = static_cast<size_t>(table - tables_.data());
  const auto slot = table->Find(told.key);
  if (!slot) {
    ++counters_.rules[rule].outcomes[static_cast<size_t>(Outcome::kStale)];
    return;
  }
  StepKey(rule, *slot, InputOf(told), "");
  if (!changed_) return;
  KeepTick();
  changes_.ticks.push_back({progress_.next, clock_.arrival(), wall, told});
  moved_ = true;
}

std::optional<GateVerdict> Partition::OnInstance(const std::string& rule, InstanceReport report,
                                                 WallTime wall) {
  const auto named = std::find_if(topic_.rules.begin(), topic_.rules.end(),
                                  [&rule](const CompiledRule& each) { return each.name == rule; });
  if (named == topic_.rules.end()) return std::nullopt;
  report.rule = named->id;
  Outbox::Reported reported = outbox_.OnReport(report, wall);
  AddMarks(std::move(reported.marks));
  if (Audits()) AuditInstance(report, reported);
  const bool ended = report.kind == InstanceReport::Kind::kEnded;
  if (reported.news && (!ended || reported.all_ended)) {
    OnTold({.rule = report.rule,
            .key = report.key,
            .kind = ended ? Told::Kind::kEnded : Told::Kind::kStarted,
            .raised_at = report.raised_at},
           wall);
  }
  return reported.verdict;
}

// An advance is kept if it judged something, if it is the last before the next record, or if its
// arrival becomes durable.
void Partition::KeepTick() {
  if (!tick_) return;
  ++counters_.ticks;
  changes_.ticks.push_back(*tick_);
  if (Audits() && options_.audit_ticks) {
    Audit({.kind = AuditRow::Kind::kTick, .arrival = tick_->arrival, .next = tick_->next});
  }
  tick_.reset();
}

void Partition::Quarantine(const Record& record, std::optional<RuleId> rule, ErrorId error,
                           std::string text) {
  if (replaying_ != nullptr && rule == replaying_->row.rule) {
    replaying_->error = error;
    replaying_->text = std::move(text);
    return;
  }
  if (++counters_.quarantined[error] == 1) {
    counters_.first_quarantined[error] = {record.offset, text};
  }
  changes_.quarantined.push_back(
      {.seq = progress_.next_quarantine,
       .offset = record.offset,
       .rule = rule,
       .error = error,
       .text = std::move(text),
       .timestamp = record.timestamp,
       .at = wall_,
       .id = HeaderId(record),
       .payload = std::string(record.value.substr(0, kMaxQuarantinePayloadBytes))});
  ++progress_.next_quarantine.value;
  if (!topic_.routes.empty()) KeepForRoutes(record, changes_.quarantined.back());
}

bool Partition::HasChanges() const {
  return moved_ || !changes_.marks.empty() || !changes_.removed.empty() ||
         !changes_.ticks.empty() || !changes_.added.empty() || !changes_.released.empty() ||
         !changes_.audit.empty();
}

void Partition::AddMarks(std::vector<OutboxMark> marks) {
  std::move(marks.begin(), marks.end(), std::back_inserter(changes_.marks));
  if (Audits()) AuditVerdicts();
}

Changes Partition::Take(WallTime wall) {
  ++progress_.seq.value;
  progress_.committed = wall;
  clock_.Save(progress_);
  KeepTick();  // its arrival is durable now, and a crash would forget it
  for (KeyTable& table : tables_) table.AppendBlock(changes_.block);
  rotation_.Write(absl::MakeSpan(tables_), progress_.seq, changes_);
  changes_.partition = id_;
  changes_.progress = progress_;
  changes_.quarantine_limit = options_.quarantine_rows;
  changes_.ticks_kept_from = wall - kTickLife;
  for (AuditRow& row : changes_.audit) row.at = wall;
  changes_.audit_limit = options_.audit_rows;
  moved_ = false;
  return std::exchange(changes_, Changes{});
}

void Partition::TidyOutbox(const Surroundings& now) {
  const auto is_open = [this](RuleId rule, KeyHash key, EventTime raised_at) {
    return IsOpen(rule, key, raised_at);
  };
  AddMarks(outbox_.ParkOverdue(now));
  outbox_.LookForUnconfirmed(now, is_open);
  const std::vector<OutboxSeq> removed = outbox_.Removable(now, is_open);
  changes_.removed.insert(changes_.removed.end(), removed.begin(), removed.end());
}

bool Partition::WithdrawExpired() {
  std::vector<OutboxMark> marks = outbox_.WithdrawExpired(clock_.arrival());
  const bool some = !marks.empty();
  AddMarks(std::move(marks));
  return some;
}

bool Partition::IsOpen(RuleId rule, KeyHash key, EventTime raised_at) {
  const KeyTable* table = FindTable(rule);
  const auto slot = table == nullptr ? std::nullopt : table->Find(key);
  if (!slot) return false;
  const KeyState& head = table->At(*slot).head;
  return head.phase == Phase::kOpen && head.raised_at == raised_at;
}

uint64_t Partition::live_keys() const {
  uint64_t keys = 0;
  for (const KeyTable& table : tables_) keys += table.size();
  return keys;
}

PartitionSnapshot Partition::Show() const {
  PartitionSnapshot shown{.topic = topic_.name,
                          .partition = id_.partition,
                          .next = progress_.next,
                          .arrival = clock_.arrival(),
                          .counters = counters_};
  for (size_t i = 0; i < tables_.size(); ++i) {
    shown.rules.push_back(topic_.rules[i].name);
    shown.state_bytes += tables_[i].memory_bytes();
    shown.counters.rules[i].keys = tables_[i].size();
  }
  for (const CompiledRoute& route : topic_.routes) shown.routes.push_back(route.name);
  for (int fate = 0; fate < kFates; ++fate) {
    shown.outbox[fate] = outbox_.count(static_cast<Fate>(fate));
  }
  shown.oldest_command = outbox_.OldestUnsettled();
  shown.confirmed = outbox_.confirmed();
  shown.unconfirmed = outbox_.unconfirmed();
  return shown;
}

}  // namespace telltale
