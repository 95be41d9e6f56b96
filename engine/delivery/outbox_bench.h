// OutboxBench: an outbox with a disk, a clock and one lane, for its tests. Verbs of the test read
// as what happens; what is durable is seen by Fate(), and survives Restart().
#ifndef TELLTALE_ENGINE_DELIVERY_OUTBOX_BENCH_H_
#define TELLTALE_ENGINE_DELIVERY_OUTBOX_BENCH_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/delivery/outbox.h"

namespace telltale {

class OutboxBench {
 public:
  static constexpr Millis kTtl{60000};
  static constexpr Millis kHorizon = kTtl / 2;

  explicit OutboxBench(const Outbox::Options& options = {}) : outbox(options), options_(options) {}

  Outbox outbox;
  bool gated = false;  // starts that are decided from now on
  Millis back_ttl = kTtl;
  std::optional<ArrivalTime> expires;  // of starts that are decided from now on
  Surroundings now{.wall = WallMs(1'000'000'000),
                   .since_boot = Millis{5000},
                   .boot_id = "boot",
                   .cluster = Cluster{.id = "cluster", .partitions = 1},
                   .last_commit = WallMs(1'000'000'000)};
  Lanes lanes{Lane{.limit = 1000}};
  uint64_t marks_written = 0;

  // A command of `key` is decided and durable. Returns its seq.
  uint64_t Start(uint64_t key) { return Decide(Message::Kind::kStart, key, true); }
  uint64_t Back(uint64_t key) { return Decide(Message::Kind::kBack, key, true); }
  uint64_t Forward(uint64_t key) { return Decide(Message::Kind::kForward, key, true); }
  uint64_t Route(uint64_t key) { return Decide(Message::Kind::kRoute, key, true); }
  // Decided, but its commit is not done.
  uint64_t Undurable(uint64_t key) { return Decide(Message::Kind::kStart, key, false); }

  // Sends what may be sent. Returns it.
  std::vector<uint64_t> Send() {
    std::vector<uint64_t> sent;
    for (const OutboxSeq seq : outbox.Ready(now, lanes)) {
      if (const auto mark = outbox.Sending(seq, now)) Write({*mark});
      sent.push_back(seq.value);
    }
    return sent;
  }

  void Answer(uint64_t seq, Answer answer, const std::string& text = "") {
    lanes[0].Give();
    Write(outbox.OnAnswer(OutboxSeq{seq}, {answer, text}, now));
  }

  // One command on its way to `answer`.
  uint64_t StartAnswered(uint64_t key, telltale::Answer answer, const std::string& text = "") {
    const uint64_t seq = Start(key);
    Send();
    Answer(seq, answer, text);
    return seq;
  }

  void Pass(Millis time) {
    now.wall += time;
    now.since_boot += time;
  }
  void ParkOverdue() { Write(outbox.ParkOverdue(now)); }

  void WithdrawExpired(ArrivalTime arrival) { Write(outbox.WithdrawExpired(arrival)); }

  // An operator's orders. The error's text; empty: it was taken.
  std::string Retry(uint64_t seq) { return Order(outbox.Retry(OutboxSeq{seq})); }
  std::string Drop(uint64_t seq) { return Order(outbox.Drop(OutboxSeq{seq})); }

  // The process dies and comes back.
  void Restart() {
    outbox = Outbox(options_);
    lanes[0].used = 0;
    for (const auto& [seq, row] : rows_) outbox.Load(row, marks_.at(seq), now.wall);
  }

  // What an instance of the newest episode of `key` reports.
  InstanceReport Reporting(uint64_t key, int64_t instance, const std::string& process,
                           InstanceReport::Kind kind) const {
    const auto raised = raised_.find(key);
    return {.kind = kind,
            .rule = RuleId{1},
            .key = KeyHash{0, key},
            .raised_at = raised == raised_.end() ? EventTime{} : raised->second,
            .process = process,
            .instance = instance};
  }
  GateVerdict Report(uint64_t key, int64_t instance, const std::string& process = "p") {
    Outbox::Reported reported = outbox.OnReport(
        Reporting(key, instance, process, InstanceReport::Kind::kStarted), now.wall);
    Write(reported.marks);
    return reported.verdict;
  }

  // What is durable.
  telltale::Fate Fate(uint64_t seq) const { return marks_.at(seq).fate; }
  const OutboxMark& Mark(uint64_t seq) const { return marks_.at(seq); }

  std::vector<uint64_t> Removed(bool open) {
    std::vector<uint64_t> removed;
    const auto is_open = [open](RuleId, KeyHash, EventTime) { return open; };
    for (const OutboxSeq seq : outbox.Removable(now, is_open)) {
      removed.push_back(seq.value);
      rows_.erase(seq.value);
    }
    return removed;
  }

 private:
  uint64_t Decide(Message::Kind kind, uint64_t key, bool durable) {
    const OutboxSeq seq{next_++};
    if (kind == Message::Kind::kStart) raised_[key] = EventMs(static_cast<int64_t>(++episode_));
    const std::string episode =
        "rule/" + std::to_string(key) + "@" + std::to_string(ToMs(raised_[key]));
    OutboxRow row{.seq = seq, .rule = RuleId{1}, .key = KeyHash{0, key}};
    row.gated = gated && kind == Message::Kind::kStart;
    if (kind == Message::Kind::kStart) row.expires = expires;
    row.message = {.kind = kind,
                   .name = "m",
                   .correlation_key = episode,
                   .id = episode,
                   .ttl = kind == Message::Kind::kBack ? back_ttl : kTtl};
    row.message.at = raised_[key];
    rows_[seq.value] = row;
    marks_[seq.value] = {.seq = seq};
    Write(outbox.Add(std::move(row), now.wall));
    if (durable) outbox.Durable(seq);
    return seq.value;
  }

  std::string Order(const absl::StatusOr<Outbox::Marks>& marks) {
    if (!marks.ok()) return std::string(marks.status().message());
    Write(*marks);
    return "";
  }

  void Write(const std::vector<OutboxMark>& marks) {
    for (const OutboxMark& mark : marks) marks_[mark.seq.value] = mark;
    marks_written += marks.size();
  }

  Outbox::Options options_;
  uint64_t next_ = 0;
  uint64_t episode_ = 0;
  std::map<uint64_t, EventTime> raised_;  // by key, of its newest episode
  std::map<uint64_t, OutboxRow> rows_;
  std::map<uint64_t, OutboxMark> marks_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_OUTBOX_BENCH_H_
