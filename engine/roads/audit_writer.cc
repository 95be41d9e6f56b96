#include "engine/roads/audit_writer.h"

#include <algorithm>

namespace telltale {
namespace {

size_t BytesOf(const AuditRow& row) {
  return sizeof(row) + row.key_text.size() + row.episode.size() + row.text.size();
}

}  // namespace

void AuditWriter::Begin(const Partition& partition) {
  const CompiledTopic& topic = partition.topic();
  by_id_[partition.id()] = lanes_.size();
  Lane& lane = lanes_.emplace_back(Lane{.partition = partition.id(),
                                        .origin = {.store = options_.catalog.store_uuid(),
                                                   .topic = topic.name,
                                                   .partition = partition.id().partition},
                                        .next_read = partition.progress().audited,
                                        .durable = partition.progress().next_audit});
  for (const format::Rule& rule : options_.catalog.rules()) {
    if (rule.topic() != partition.id().topic.value) continue;
    lane.origin.rules[RuleId{static_cast<uint16_t>(rule.id())}] = rule.name();
  }
}

void AuditWriter::OnDurable(PartitionId partition, AuditSeq next) {
  lanes_[by_id_.at(partition)].durable = next;
}

void AuditWriter::Turn(Millis since_boot) {
  now_ = since_boot;
  TakeIn();
  for (size_t i = 0; i < lanes_.size(); ++i) ReadMore((first_ + i) % lanes_.size());
  TakeIn();
  SendReady();
  if (waiting() == 0 || !moved_) moved_ = now_;
}

std::optional<Millis> AuditWriter::NextWake() const {
  if (more_ || !box_->empty()) return now_;
  std::optional<Millis> next;
  for (const Lane& lane : lanes_) {
    if (lane.waiting() == 0 || lane.not_before <= now_) continue;
    next = std::min(next.value_or(lane.not_before), lane.not_before);
  }
  return next;
}

AuditSeq AuditWriter::Audited(PartitionId partition) const {
  return lanes_[by_id_.at(partition)].audited();
}

uint64_t AuditWriter::waiting() const {
  uint64_t entries = 0;
  for (const Lane& lane : lanes_) entries += lane.waiting();
  return entries;
}

AuditView AuditWriter::Show() const {
  AuditView view = view_;
  view.waiting = waiting();
  if (view.waiting > 0 && moved_) view.stands = now_ - *moved_;
  return view;
}

// ---------------------------------------------------------------- from the store

void AuditWriter::ReadMore(size_t index) {
  Lane& lane = lanes_[index];
  const bool wants = lane.next_read < lane.durable && lane.entries.size() < kStretch / 2;
  if (!wants || lane.reading || now_ < lane.not_before) return;
  if (held_ + kStretch > kMostHeld || bytes_ >= kMostHeldBytes) return;
  lane.reading = true;
  held_ += kStretch;
  parts_.committer.Read([box = box_, index, partition = lane.partition, from = lane.next_read,
                         end = lane.durable](Store& store) {
    Stretch stretch{.lane = index, .end = end};
    size_t bytes = 0;
    stretch.status = store.ScanAudit(partition, from, [&](const AuditRow& row) {
      if (row.seq >= end) return false;
      bytes += BytesOf(row);
      stretch.rows.push_back(row);
      return stretch.rows.size() < kStretch && bytes < kStretchBytes;
    });
    box->Put(std::move(stretch));
  });
}

// What is not there although it was durable has made room for newer entries.
void AuditWriter::OnStretch(Stretch stretch) {
  Lane& lane = lanes_[stretch.lane];
  lane.reading = false;
  held_ -= kStretch;
  if (!stretch.status.ok()) {
    view_.trouble = std::string(stretch.status.message());
    lane.not_before = now_ + kRetryAfter;
    return;
  }
  const AuditSeq first = stretch.rows.empty() ? stretch.end : stretch.rows.front().seq;
  view_.lost += first.value - lane.next_read.value;
  lane.next_read = stretch.rows.empty() ? first : AuditSeq{stretch.rows.back().seq.value + 1};
  held_ += stretch.rows.size();
  for (AuditRow& row : stretch.rows) {
    bytes_ += BytesOf(row);
    lane.entries.push_back({std::move(row)});
  }
}

// ---------------------------------------------------------------- to the topic

// Each turn another lane is the first, so that none takes all the room.
void AuditWriter::SendReady() {
  size_t left = kMostPerTurn;
  for (size_t i = 0; i < lanes_.size(); ++i) {
    for (; left > 0 && SendNext((first_ + i) % lanes_.size()); --left) TakeIn();
  }
  more_ = left == 0;
  if (!lanes_.empty()) first_ = (first_ + 1) % lanes_.size();
}

// False: nothing can be sent now.
bool AuditWriter::SendNext(size_t index) {
  Lane& lane = lanes_[index];
  while (lane.sent < lane.entries.size() && lane.entries[lane.sent].done) ++lane.sent;
  const bool waits = lane.failed || now_ < lane.not_before || (lane.alone && lane.sent > 0);
  if (waits || lane.sent == lane.entries.size()) return false;
  const AuditRow& row = lane.entries[lane.sent].row;
  std::string key = AuditKey(lane.origin, row);
  if (!lane.under_way.insert(key).second) return false;
  NewRecord record = AuditRecord(lane.origin, row);
  record.topic = options_.topic;
  ++lane.sent;
  Producer& producer = lane.alone ? parts_.alone : parts_.producer;
  producer.Send(std::move(record),
                [box = box_, index, seq = row.seq, key = std::move(key)](DeliveryReport report) {
                  box->Put(Reported{index, seq, key, std::move(report)});
                });
  return true;
}

void AuditWriter::TakeIn() {
  for (auto& each : box_->Take()) {
    if (const auto* reported = std::get_if<Reported>(&each)) {
      OnReport(*reported);
    } else {
      OnStretch(std::get<Stretch>(std::move(each)));
    }
  }
}

void AuditWriter::OnReport(const Reported& reported) {
  Lane& lane = lanes_[reported.lane];
  lane.under_way.erase(reported.key);
  const auto entry =
      std::partition_point(lane.entries.begin(), lane.entries.end(),
                           [&reported](const Entry& each) { return each.row.seq < reported.seq; });
  if (reported.report.delivery == Delivery::kDelivered) {
    entry->done = true;
    ++view_.written;
    view_.trouble.clear();
    lane.alone = false;
    moved_ = now_;
  } else {
    OnFailed(lane, *entry, reported.report);
  }
  DropDone(lane);
  if (!lane.failed || !lane.under_way.empty()) return;
  lane.failed = false;
  lane.alone = true;
  lane.sent = 0;
  lane.not_before = now_ + kRetryAfter;
}

// A record may be refused for another of the batch that it was sent in. If it was alone it was for
// itself, and would be for ever.
void AuditWriter::OnFailed(Lane& lane, Entry& entry, const DeliveryReport& report) {
  ++view_.failures[static_cast<size_t>(report.delivery)];
  view_.trouble = report.text;
  if (lane.alone && (report.too_large || report.of_batch)) {
    entry.done = true;
    ++view_.refused;
  } else {
    lane.failed = true;
  }
}

void AuditWriter::DropDone(Lane& lane) {
  while (!lane.entries.empty() && lane.entries.front().done) {
    --held_;
    bytes_ -= BytesOf(lane.entries.front().row);
    lane.entries.pop_front();
    if (lane.sent > 0) --lane.sent;
  }
}

}  // namespace telltale
