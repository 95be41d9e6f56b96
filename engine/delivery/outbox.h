// Outbox: one partition's durable commands, and the policy of telling them: what may be sent now,
// what an answer means, and what must be durable because of it.
//
//   Partition --Add--> [queue per key] --Ready, Sending--> mark ══ commit ══> Dispatcher ─> Gateway
//                           ^                                                    |
//                           '---- again later ---- OnAnswer <-------- answer ----'
//                                                     '--> marks ══ commit
//
// What is decided per command stands here: order, marks, horizon, parking, back-off. What is
// decided per connection (windows, breaker, pause) stands in the dispatcher; the two meet in Lanes.
//
// - Per key first in, first out, one command under way. Between keys nothing is ordered.
// - An attempt is marked before it is made; the mark stands until it is certain that nothing
//   arrived. So a restart knows which starts may have arrived.
// - A start that may have arrived is sent again only within its horizon (horizon.h), then parked.
//   Its back goes on without it, and supersedes it when accepted. Backs have no horizon.
// - A forward that may have arrived has the horizon of a start without a gate: an instance takes it
//   as often as it comes. It holds its place between start and back, unless it is parked; the back
//   that is accepted supersedes what is parked.
// - A message of a route stands for itself: it has no partner, keeps its place among those of its
//   key, and otherwise is as a forward; its row goes as soon as it is settled or withdrawn.
// - A refused command is parked with the other side's words and does not block its key. A start
//   that certainly never arrived is withdrawn together with its forwards and its back.
// - A command never attempted waits for ever; but a start that has expired, and whose back is
//   decided, is withdrawn with it and with its forwards.
// - A gated start is never parked by its horizon: past it, it is sent with TTL 0, which does
//   nothing while its instance runs and is fenced by the gate (gate.h) if that has ended. So is one
//   that was accepted but that no instance confirms, once per TTL, until its back is accepted.
// - What an instance reports settles its start, whatever was answered to it. A start that is under
//   way then still holds its place before its back until it is answered.
//
// Life of an entry; marks are returned for every change:
//   pending -> attempted -> settled | parked        parked start, forward -> superseded | withdrawn
//           <-  certainly not taken                 pending back, forward -> withdrawn
//           <-------------------------- retried --- parked -- dropped --> withdrawn
//
// Pure policy: all time is passed in. Thread safety: none; belongs to its partition.
#ifndef TELLTALE_ENGINE_DELIVERY_OUTBOX_H_
#define TELLTALE_ENGINE_DELIVERY_OUTBOX_H_

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/delivery/backoff.h"
#include "engine/delivery/gate.h"
#include "engine/delivery/horizon.h"
#include "engine/delivery/key_queues.h"
#include "engine/delivery/lanes.h"
#include "engine/delivery/turn_list.h"
#include "engine/ports/ports.h"
#include "engine/state/changes.h"

namespace telltale {

class Outbox {
 public:
  using Marks = std::vector<OutboxMark>;
  // Tells whether the episode of this key that was raised then is still open.
  using IsOpen = absl::FunctionRef<bool(RuleId, KeyHash, EventTime)>;

  struct Options {
    uint64_t seed = 1;             // of the back-off's random numbers
    Millis confirm_within{60000};  // an accepted, gated start without a report is unconfirmed then
    bool keep_verdicts = false;    // for TakeVerdicts()
  };

  Outbox() : Outbox(Options{}) {}
  explicit Outbox(const Options& options) : options_(options), backoff_(options.seed) {}

  // Takes over a row with its newest mark. An attempted one may have arrived; it waits its turn.
  // REQUIRES: rows come by rising seq, before the first Add().
  void Load(OutboxRow row, const OutboxMark& mark, WallTime now);

  // A command was decided. It is sent after Durable(). The marks returned ride the row's commit.
  // REQUIRES: seq rises.
  [[nodiscard]] Marks Add(OutboxRow row, WallTime now);

  // The commit that holds the rows up to and including `seq` is done.
  void Durable(OutboxSeq seq);

  // Commands whose turn has come, the oldest first, with a place in their lane taken for each.
  // REQUIRES: each is passed to Sending() and sent, or answered for by the dispatcher.
  [[nodiscard]] std::vector<OutboxSeq> Ready(const Surroundings& now, Lanes& lanes);

  // `seq` is about to be sent. Returns the mark that must be durable before; nullopt: its mark
  // stands from an earlier attempt, it may be sent at once.
  // REQUIRES: Ready() returned it; now.cluster
  [[nodiscard]] std::optional<OutboxMark> Sending(OutboxSeq seq, const Surroundings& now);

  // What is to be sent now. REQUIRES: Ready() returned it.
  Message MessageOf(OutboxSeq seq, const Surroundings& now) const;

  // Until when, since boot, that may be sent, because it may have arrived already; nullopt: for
  // ever.
  std::optional<Millis> SendBy(OutboxSeq seq, const Surroundings& now) const;

  // What became of an attempt.
  [[nodiscard]] Marks OnAnswer(OutboxSeq seq, const Answered& answered, const Surroundings& now);

  // What an instance said, and what is to become of it once the marks are durable.
  struct Reported {
    GateVerdict verdict = GateVerdict::kUnknown;
    bool news = false;       // it was not known before
    bool all_ended = false;  // and now every instance of the episode has ended
    Marks marks;
  };
  [[nodiscard]] Reported OnReport(const InstanceReport& report, WallTime now);

  // Looks at accepted starts that no instance has confirmed in time; after the wall clock was set
  // back it is time for those that were sent before. Once a second is enough.
  // `is_open` is asked for those without a back.
  void LookForUnconfirmed(const Surroundings& now, IsOpen is_open);

  // Parks the starts whose horizon has passed while they waited. Once a second is enough, and once
  // before a commit that hides that the wall clock was set back.
  [[nodiscard]] Marks ParkOverdue(const Surroundings& now);

  // Withdraws, with their backs, the starts that have expired at `arrival`. Before each Ready().
  [[nodiscard]] Marks WithdrawExpired(ArrivalTime arrival);

  // Rows whose life is over: their episode has ended, and 2 x TTL have passed since their last
  // attempt; a back outlives its start. They are forgotten here. `is_open` is asked for starts
  // without a back.
  [[nodiscard]] std::vector<OutboxSeq> Removable(const Surroundings& now, IsOpen is_open);

  // What is known of a row without its message.
  struct Row {
    OutboxSeq seq;
    QueueKey queue;
    Message::Kind kind = Message::Kind::kStart;
    Fate fate = Fate::kPending;
    EventTime at;  // as of its message
    std::optional<OutboxSeq> partner;
    uint64_t forwards = 0;  // of a start: its forwards that wait or are parked
  };
  // Calls `visit` for the rows from `from` on, by rising seq, until it returns false.
  void Visit(OutboxSeq from, absl::FunctionRef<bool(const Row&)> visit) const;
  std::optional<Row> FindRow(OutboxSeq seq) const;
  // The newest start of a rule's key whose row is still here.
  std::optional<Row> FindNewestStart(RuleId rule, KeyHash key) const;

  // An operator's orders; `seq` must be parked, else kFailedPrecondition says what is instead, and
  // kNotFound that it is not here.
  //
  // The command waits to be sent as if it never had been: the operator vouches that a start did
  // not arrive. A start and a forward come before the back; it is too late once that may have
  // arrived.
  [[nodiscard]] absl::StatusOr<Marks> Retry(OutboxSeq seq);
  // The command is never sent again. A start that certainly never arrived takes its forwards and
  // its back along, also those that are decided later; those of any other start are still sent, for
  // there may be an instance.
  [[nodiscard]] absl::StatusOr<Marks> Drop(OutboxSeq seq);

  // What became of an episode's command; that it was attempted, or is to be tried again, is none.
  struct Verdict {
    QueueKey queue;
    Message::Kind kind = Message::Kind::kStart;
    EventTime at;         // as of its message
    std::string episode;  // its id; empty: its message is gone
    Fate fate = Fate::kPending;
    std::string reason;  // of kParked
  };
  // Those of Options::keep_verdicts since the last call, in order.
  [[nodiscard]] std::vector<Verdict> TakeVerdicts() { return std::exchange(verdicts_, {}); }

  // When something that backs off may be tried again, since boot.
  std::optional<Millis> NextTry() const { return turns_.Next(); }
  // Rows of this fate that are still here.
  uint64_t count(Fate fate) const { return counts_[static_cast<size_t>(fate)]; }
  // Commands that must still be told.
  uint64_t unsettled() const { return count(Fate::kPending) + count(Fate::kAttempted); }
  // Memory of the messages that may still be sent, in bytes; those of parked commands too.
  uint64_t message_bytes() const { return message_bytes_; }
  // Gated starts that were accepted: not confirmed within the limit; those for which it still runs.
  uint64_t unconfirmed() const { return unconfirmed_; }
  uint64_t unreported() const { return awaited_; }
  // Gated starts that an instance confirmed since the process began.
  uint64_t confirmed() const { return confirmed_; }
  // Since when the oldest of them waits (since the start of the process, if never attempted then).
  std::optional<WallTime> OldestUnsettled() const;

 private:
  // What is only needed while a command may still be sent.
  struct Live {
    Message message;
    std::optional<Attempt> attempt;  // of its mark; none: it certainly never arrived
    bool uncertain = false;          // an attempt was made whose answer said nothing
    uint32_t failures = 0;           // in a row
    std::string last_words;          // of the other side

    uint64_t MessageBytes() const {
      return sizeof(Live) + message.name.size() + message.correlation_key.size() +
             message.id.size() + message.variables.size();
    }
  };
  // All of a row that is kept until its life is over.
  struct Entry {
    OutboxSeq seq;
    QueueKey queue;
    Message::Kind kind = Message::Kind::kStart;
    Fate fate = Fate::kPending;
    bool durable = false;
    bool under_way = false;            // from Ready() to OnAnswer()
    bool gated = false;                // a start whose workflow begins with a gate job
    bool unconfirmed = false;          // gated, accepted, and not reported within the limit
    bool probing = false;              // unconfirmed, and in its queue again
    bool never_arrived = false;        // it is withdrawn, and certainly was not taken
    std::optional<Millis> turn;        // its place in turns_
    std::optional<OutboxSeq> partner;  // a start's back; a back's or a forward's start
    int32_t correlation_hash = 0;
    Millis ttl{0};
    EventTime at;
    std::optional<ArrivalTime> expires;  // of a start
    WallTime added{};
    WallTime last_attempt{};
    std::optional<Millis> watched;  // its place in watched_
    std::vector<GateRecord> gates;
    std::unique_ptr<Live> live;  // until nothing of it is sent any more
  };

  Entry& Insert(OutboxRow row, WallTime now);
  void Link(Entry& entry);
  Entry& At(OutboxSeq seq);
  const Entry& At(OutboxSeq seq) const;
  Entry* Find(std::optional<OutboxSeq> seq);
  Entry* StartOf(const Entry& entry);
  const Entry* BackOf(const Entry& entry);
  std::vector<OutboxSeq> ForwardsOf(const Entry& start) const;
  void Queue(const Entry& entry);
  void Activate(QueueKey queue, Millis not_before);
  void TakeTurn(Entry& entry, Lane& lane, std::vector<OutboxSeq>& ready);
  void TakeUncertain(size_t lane, const Surroundings& now, Lanes& lanes,
                     std::vector<OutboxSeq>& ready);
  Horizon JudgeEntry(const Entry& entry, const Surroundings& now) const;
  bool IsPastHorizon(const Entry& entry, const Surroundings& now) const;

  // Each adds the marks of what it changes.
  void Settle(Entry& entry, Marks& marks);
  void Refuse(Entry& entry, ErrorId error, Marks& marks);
  void Park(Entry& entry, const absl::Status& reason, Marks& marks);
  void ParkByHorizon(Entry& entry, Horizon horizon, Marks& marks);
  void DistrustAttempts(Marks& marks);
  void TryAgain(Entry& entry, Answer answer, const Surroundings& now, Marks& marks);
  void WithdrawBoth(Entry& start, Entry& back, Marks& marks);
  void WithdrawForwards(const Entry& start, Marks& marks);
  bool HasNoInstance(const Entry& entry);
  void LetExpire(const Entry& start);
  absl::StatusOr<Entry*> FindParked(OutboxSeq seq);
  void Close(Entry& entry, Fate fate, Marks& marks);

  void SettleByReport(Entry& start, Marks& marks);
  bool AwaitsReport(const Entry& start);
  bool IsBackAccepted(const Entry& start);
  EpisodeState StateOf(const Entry& start, WallTime now);
  void Watch(Entry& start, Millis until);
  void Unwatch(Entry& start);
  void StopWaiting(Entry& start);
  void OnProbed(Entry& start);

  void Leave(Entry& entry);
  void RestWhenReported(Entry& entry);
  void Rest(Entry& entry);
  void Erase(const Entry& entry);
  void SetFate(Entry& entry, Fate fate);
  void Judge(Entry& entry, Fate fate, std::string_view reason = "");
  static OutboxMark MarkOf(const Entry& entry, std::string reason = "");
  Row RowOf(const Entry& entry) const;

  Options options_;
  Backoff backoff_;
  std::map<OutboxSeq, Entry> entries_;
  KeyQueues queues_;
  TurnList turns_;
  std::deque<OutboxSeq> not_durable_;
  absl::btree_set<OutboxSeq> unsettled_;
  absl::btree_set<OutboxSeq> uncertain_;                     // unsettled, may have arrived
  absl::btree_set<std::pair<WallTime, OutboxSeq>> resting_;  // by the end of their life
  absl::flat_hash_map<std::pair<QueueKey, int64_t>, OutboxSeq> starts_;  // by key and raised-at
  absl::btree_set<std::pair<OutboxSeq, OutboxSeq>> forwards_;  // by start; those that are not over
  absl::btree_set<std::pair<ArrivalTime, OutboxSeq>> expiring_;  // starts whose back is decided
  absl::btree_set<std::pair<Millis, OutboxSeq>> watched_;        // looked at again then, since boot
  std::array<uint64_t, 6> counts_{};                             // by Fate
  std::vector<Verdict> verdicts_;
  uint64_t message_bytes_ = 0;
  uint64_t awaited_ = 0;  // gated, accepted, not reported: their limit runs
  uint64_t unconfirmed_ = 0;
  uint64_t confirmed_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_OUTBOX_H_
