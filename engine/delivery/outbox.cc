#include "engine/delivery/outbox.h"

#include "absl/strings/str_cat.h"
#include "engine/base/correlation_hash.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// A back whose life is over waits for the end of its start's.
constexpr Millis kLookAgain{60000};

// Counts as made at the beginning of time: past every horizon.
const Attempt kOfUnknownAge{};

std::string NameAttempt(const Attempt& first) {
  if (first == kOfUnknownAge) return "a first attempt of unknown time";
  return absl::StrCat("the first attempt at ", FormatRfc3339(ToMs(first.wall)));
}

}  // namespace

// ---------------------------------------------------------------- coming in

void Outbox::Load(OutboxRow row, const OutboxMark& mark, WallTime now) {
  CHECK(mark.seq == row.seq);
  Entry& entry = Insert(std::move(row), now);
  entry.durable = true;
  entry.last_attempt = mark.last_attempt;
  entry.gates = mark.gates;
  entry.live->attempt = mark.attempt;
  SetFate(entry, mark.fate);
  switch (mark.fate) {
    case Fate::kAttempted:
      if (!mark.attempt) entry.live->attempt = kOfUnknownAge;  // the mark was damaged
      entry.live->uncertain = true;
      uncertain_.insert(entry.seq);
      [[fallthrough]];
    case Fate::kPending:
      Queue(entry);
      Activate(entry.queue, Millis{0});
      break;
    case Fate::kParked:
      break;
    case Fate::kSettled:
      RestWhenReported(entry);
      if (entry.kind == Message::Kind::kBack) {
        if (Entry* start = StartOf(entry)) StopWaiting(*start);
      }
      break;
    case Fate::kWithdrawn:
      entry.never_arrived = !mark.attempt;
      [[fallthrough]];
    case Fate::kSuperseded:
      Rest(entry);
      break;
  }
}

Outbox::Marks Outbox::Add(OutboxRow row, WallTime now) {
  Entry& entry = Insert(std::move(row), now);
  not_durable_.push_back(entry.seq);
  Queue(entry);
  Marks marks;
  Entry* start = StartOf(entry);
  if (HasNoInstance(entry)) {
    Leave(entry);
    Close(entry, Fate::kWithdrawn, marks);
  } else if (start != nullptr && entry.kind == Message::Kind::kBack &&
             start->fate == Fate::kParked && !start->live->attempt) {
    WithdrawBoth(*start, entry, marks);
  }
  return marks;
}

Outbox::Entry& Outbox::Insert(OutboxRow row, WallTime now) {
  CHECK(entries_.empty() || entries_.rbegin()->first < row.seq);
  Entry& entry = entries_[row.seq];
  entry.seq = row.seq;
  entry.queue = {row.rule, row.key};
  entry.kind = row.message.kind;
  entry.correlation_hash = CorrelationHash(row.message.correlation_key);
  entry.ttl = row.message.ttl;
  entry.at = row.message.at;
  entry.added = now;
  entry.gated = row.gated;
  entry.expires = row.expires;
  entry.live = std::make_unique<Live>();
  entry.live->message = std::move(row.message);
  message_bytes_ += entry.live->MessageBytes();
  ++counts_[static_cast<size_t>(Fate::kPending)];
  Link(entry);
  return entry;
}

// Brings a back or a forward together with its start.
void Outbox::Link(Entry& entry) {
  if (entry.kind == Message::Kind::kStart) {
    queues_.SetNewestStart(entry.queue, entry.seq);
    starts_[{entry.queue, ToMs(entry.at)}] = entry.seq;
    return;
  }
  if (entry.kind == Message::Kind::kRoute) return;
  Entry* start = Find(queues_.NewestStart(entry.queue));
  // The row of its own start may be gone already, and an older one still be here.
  if (start == nullptr || start->correlation_hash != entry.correlation_hash) return;
  entry.partner = start->seq;
  if (entry.kind == Message::Kind::kForward) {
    forwards_.insert({start->seq, entry.seq});
    return;
  }
  start->partner = entry.seq;
  LetExpire(*start);
}

void Outbox::Durable(OutboxSeq seq) {
  while (!not_durable_.empty() && not_durable_.front() <= seq) {
    Entry& entry = At(not_durable_.front());
    not_durable_.pop_front();
    entry.durable = true;
    Activate(entry.queue, Millis{0});
  }
}

// ---------------------------------------------------------------- going out

std::vector<OutboxSeq> Outbox::Ready(const Surroundings& now, Lanes& lanes) {
  std::vector<OutboxSeq> ready;
  if (lanes.empty()) return ready;
  turns_.Advance(now.since_boot, lanes.size());
  for (size_t lane = 0; lane < lanes.size(); ++lane) {
    if (lanes[lane].doubtful) TakeUncertain(lane, now, lanes, ready);
    std::vector<OutboxSeq> heads;
    for (const TurnList::Head& head : turns_.InLane(lane)) {
      if (lanes[lane].used + heads.size() >= lanes[lane].limit) break;
      // What is past its horizon waits for ParkOverdue().
      if (JudgeEntry(At(head.seq), now) == Horizon::kWithin) heads.push_back(head.seq);
    }
    for (const OutboxSeq seq : heads) TakeTurn(At(seq), lanes[lane], ready);
  }
  return ready;
}

// In doubt the lane's own pause rules, so what is uncertain need not wait for its back-off; but for
// its turn, if an operator had an earlier command of its key retried.
void Outbox::TakeUncertain(size_t lane, const Surroundings& now, Lanes& lanes,
                           std::vector<OutboxSeq>& ready) {
  for (const OutboxSeq seq : uncertain_) {
    if (!lanes[lane].HasRoom()) return;
    Entry& entry = At(seq);
    if (!entry.turn || turns_.LaneOf(entry.correlation_hash) != lane) continue;
    if (JudgeEntry(entry, now) == Horizon::kWithin) TakeTurn(entry, lanes[lane], ready);
  }
}

void Outbox::TakeTurn(Entry& entry, Lane& lane, std::vector<OutboxSeq>& ready) {
  turns_.Remove({entry.seq, entry.correlation_hash}, *entry.turn);
  entry.turn.reset();
  entry.under_way = true;
  ++lane.used;
  ready.push_back(entry.seq);
}

std::optional<OutboxMark> Outbox::Sending(OutboxSeq seq, const Surroundings& now) {
  Entry& entry = At(seq);
  CHECK(entry.under_way);
  entry.last_attempt = now.wall;
  if (entry.live->attempt || entry.probing) return std::nullopt;
  entry.live->attempt = MakeAttempt(now);
  SetFate(entry, Fate::kAttempted);
  return MarkOf(entry);
}

Message Outbox::MessageOf(OutboxSeq seq, const Surroundings& now) const {
  const Entry& entry = At(seq);
  CHECK(entry.under_way);
  Message message = entry.live->message;
  const bool is_known = entry.fate == Fate::kSettled;  // it is a probe, or was reported meanwhile
  if (is_known || IsPastHorizon(entry, now)) message.ttl = Millis{0};
  return message;
}

std::optional<Millis> Outbox::SendBy(OutboxSeq seq, const Surroundings& now) const {
  const Entry& entry = At(seq);
  if (entry.kind == Message::Kind::kBack || !entry.live->uncertain) return std::nullopt;
  const Attempt& first = *entry.live->attempt;
  if (JudgeHorizon(first, entry.ttl, now) != Horizon::kWithin) return std::nullopt;  // without TTL
  return LastSending(first, entry.ttl, now);
}

// ---------------------------------------------------------------- answers

Outbox::Marks Outbox::OnAnswer(OutboxSeq seq, const Answered& answered, const Surroundings& now) {
  Entry& entry = At(seq);
  CHECK(entry.under_way);
  entry.under_way = false;
  entry.live->last_words = answered.text;
  Marks marks;
  if (entry.probing) {
    OnProbed(entry);
    return marks;
  }
  if (entry.fate == Fate::kSettled) {  // its instance has reported meanwhile
    Leave(entry);
    Rest(entry);
    return marks;
  }
  const bool is_taken = answered.answer == Answer::kAccepted || answered.answer == Answer::kKnown;
  if (!is_taken && HasNoInstance(entry)) {
    Leave(entry);
    Close(entry, Fate::kWithdrawn, marks);
    return marks;
  }
  switch (answered.answer) {
    case Answer::kAccepted:
    case Answer::kKnown:
      Settle(entry, marks);
      break;
    case Answer::kRefused:
      Refuse(entry, answered.error, marks);
      break;
    case Answer::kNotApplied:
    case Answer::kRetryLater:
    case Answer::kAmbiguous:
    case Answer::kUnauthenticated:
      TryAgain(entry, answered.answer, now, marks);
      break;
  }
  return marks;
}

void Outbox::Settle(Entry& entry, Marks& marks) {
  Leave(entry);
  Close(entry, Fate::kSettled, marks);
  Entry* start = entry.kind == Message::Kind::kBack ? StartOf(entry) : nullptr;
  if (start == nullptr) return;
  if (start->fate == Fate::kParked) Close(*start, Fate::kSuperseded, marks);
  for (const OutboxSeq seq : ForwardsOf(*start)) {
    if (At(seq).fate == Fate::kParked) Close(At(seq), Fate::kSuperseded, marks);
  }
  StopWaiting(*start);
}

void Outbox::Refuse(Entry& entry, ErrorId error, Marks& marks) {
  // An earlier attempt that may have arrived keeps its mark, and the back its meaning.
  if (!entry.live->uncertain) entry.live->attempt.reset();
  Entry* back = entry.kind == Message::Kind::kStart ? Find(entry.partner) : nullptr;
  if (back == nullptr || entry.live->attempt) {
    Park(entry, MakeError(error, entry.live->last_words), marks);
    return;
  }
  Leave(entry);
  WithdrawBoth(entry, *back, marks);
}

void Outbox::TryAgain(Entry& entry, Answer answer, const Surroundings& now, Marks& marks) {
  Live& live = *entry.live;
  if (answer == Answer::kAmbiguous) {
    live.uncertain = true;
    uncertain_.insert(entry.seq);
    const Horizon horizon = JudgeEntry(entry, now);
    if (horizon != Horizon::kWithin) return ParkByHorizon(entry, horizon, marks);
  } else if (!live.uncertain) {
    live.attempt.reset();
    SetFate(entry, Fate::kPending);
    marks.push_back(MarkOf(entry));
  }
  const bool slowly = answer == Answer::kRetryLater || answer == Answer::kUnauthenticated;
  const Millis delay = slowly ? backoff_.Slow() : backoff_.Next(++live.failures);
  Activate(entry.queue, now.since_boot + delay);
}

Outbox::Marks Outbox::ParkOverdue(const Surroundings& now) {
  std::vector<std::pair<OutboxSeq, Horizon>> overdue;
  for (const OutboxSeq seq : uncertain_) {
    if (At(seq).under_way) continue;
    const Horizon horizon = JudgeEntry(At(seq), now);
    if (horizon != Horizon::kWithin) overdue.emplace_back(seq, horizon);
  }
  Marks marks;
  for (const auto& [seq, horizon] : overdue) ParkByHorizon(At(seq), horizon, marks);
  if (now.wall < now.last_commit) DistrustAttempts(marks);
  return marks;
}

// The wall clock was set back, which the next commit hides: from then on nobody can tell how old an
// attempt is that is neither parked nor answered.
void Outbox::DistrustAttempts(Marks& marks) {
  for (const OutboxSeq seq : unsettled_) {
    Entry& entry = At(seq);
    std::optional<Attempt>& attempt = entry.live->attempt;
    if (entry.kind == Message::Kind::kBack || !attempt || *attempt == kOfUnknownAge) continue;
    attempt = kOfUnknownAge;
    marks.push_back(MarkOf(entry));
  }
}

// Forwards, messages of routes and starts without a gate have a horizon behind which they wait: not
// a back, for its correlation key belongs to one episode, and its catch interrupts, so it does no
// harm twice.
Horizon Outbox::JudgeEntry(const Entry& entry, const Surroundings& now) const {
  const bool has_none = entry.kind == Message::Kind::kBack || entry.gated;
  if (has_none || !entry.live->uncertain) return Horizon::kWithin;
  return JudgeHorizon(*entry.live->attempt, entry.ttl, now);
}

bool Outbox::IsPastHorizon(const Entry& entry, const Surroundings& now) const {
  if (!entry.gated || !entry.live->uncertain) return false;
  return JudgeHorizon(*entry.live->attempt, entry.ttl, now) != Horizon::kWithin;
}

void Outbox::ParkByHorizon(Entry& entry, Horizon horizon, Marks& marks) {
  const Live& live = *entry.live;
  std::string text =
      absl::StrCat(A(KindName(entry.kind)), " ", live.message.correlation_key,
                   ": expected an answer within ", FormatDuration(entry.ttl / 2), " of ",
                   NameAttempt(*live.attempt), ", but ", A(HorizonReason(horizon)));
  if (!live.last_words.empty()) absl::StrAppend(&text, "; last answer: ", live.last_words);
  Park(entry, MakeError(ErrorId::kHorizonPassed, text), marks);
}

void Outbox::Park(Entry& entry, const absl::Status& reason, Marks& marks) {
  Leave(entry);
  Judge(entry, Fate::kParked, S(reason.message()));
  marks.push_back(MarkOf(entry, std::string(reason.message())));
}

void Outbox::Close(Entry& entry, Fate fate, Marks& marks) {
  Judge(entry, fate);
  marks.push_back(MarkOf(entry));
  RestWhenReported(entry);
}

void Outbox::RestWhenReported(Entry& entry) {
  if (AwaitsReport(entry)) return Watch(entry, Millis{0});
  Rest(entry);
}

// ---------------------------------------------------------------- the end of a row's life

void Outbox::Rest(Entry& entry) {
  if (entry.live) message_bytes_ -= entry.live->MessageBytes();
  entry.live.reset();
  if (entry.kind == Message::Kind::kForward && entry.partner) {
    forwards_.erase({*entry.partner, entry.seq});
  }
  // Nothing that comes later asks for a message of a route.
  const bool is_over = entry.kind == Message::Kind::kRoute;
  resting_.insert({is_over ? WallTime{} : entry.last_attempt + 2 * entry.ttl, entry.seq});
}

std::vector<OutboxSeq> Outbox::Removable(const Surroundings& now, IsOpen is_open) {
  std::vector<OutboxSeq> over;
  std::vector<std::pair<WallTime, OutboxSeq>> look_again;
  for (auto it = resting_.begin(); it != resting_.end() && it->first <= now.wall;) {
    const Entry& entry = At(it->second);
    if (!entry.durable) {  // its row is not on disk yet
      ++it;
      continue;
    }
    it = resting_.erase(it);
    const bool goes_on = entry.kind == Message::Kind::kStart && !entry.partner &&
                         is_open(entry.queue.rule, entry.queue.key, entry.at);
    const bool is_back = entry.kind == Message::Kind::kBack;
    if (goes_on || !ForwardsOf(entry).empty()) {
      look_again.emplace_back(now.wall + 2 * entry.ttl, entry.seq);
    } else if (is_back &&
               StartOf(entry) != nullptr) {  // tells that no instance of it may pass any more
      look_again.emplace_back(now.wall + kLookAgain, entry.seq);
    } else {
      over.push_back(entry.seq);
      Erase(entry);
    }
  }
  resting_.insert(look_again.begin(), look_again.end());
  return over;
}

void Outbox::Erase(const Entry& entry) {
  if (Entry* partner = Find(entry.partner);
      partner != nullptr && entry.kind == Message::Kind::kStart) {
    partner->partner.reset();  // a start keeps to know that its episode has ended
  }
  if (entry.kind == Message::Kind::kStart) {
    queues_.ForgetStart(entry.queue, entry.seq);
    starts_.erase({entry.queue, ToMs(entry.at)});
  }
  --counts_[static_cast<size_t>(entry.fate)];
  entries_.erase(entry.seq);
}

std::optional<WallTime> Outbox::OldestUnsettled() const {
  if (unsettled_.empty()) return std::nullopt;
  return At(*unsettled_.begin()).added;
}

// ---------------------------------------------------------------- parts

Outbox::Entry& Outbox::At(OutboxSeq seq) {
  const auto found = entries_.find(seq);
  CHECK(found != entries_.end());
  return found->second;
}

const Outbox::Entry& Outbox::At(OutboxSeq seq) const {
  const auto found = entries_.find(seq);
  CHECK(found != entries_.end());
  return found->second;
}

// The start of a back or a forward; nullptr if it is none, or its start is gone.
Outbox::Entry* Outbox::StartOf(const Entry& entry) {
  return entry.kind == Message::Kind::kStart ? nullptr : Find(entry.partner);
}

// The back that a start or a forward comes before; nullptr if none is decided.
const Outbox::Entry* Outbox::BackOf(const Entry& entry) {
  if (entry.kind == Message::Kind::kStart) return Find(entry.partner);
  const Entry* start = entry.kind == Message::Kind::kForward ? StartOf(entry) : nullptr;
  return start == nullptr ? nullptr : Find(start->partner);
}

// The forwards of a start that may still be sent, or retried.
std::vector<OutboxSeq> Outbox::ForwardsOf(const Entry& start) const {
  std::vector<OutboxSeq> seqs;
  for (auto it = forwards_.lower_bound({start.seq, OutboxSeq{}});
       it != forwards_.end() && it->first == start.seq; ++it) {
    seqs.push_back(it->second);
  }
  return seqs;
}

Outbox::Entry* Outbox::Find(std::optional<OutboxSeq> seq) {
  const auto found = seq ? entries_.find(*seq) : entries_.end();
  return found == entries_.end() ? nullptr : &found->second;
}

void Outbox::Queue(const Entry& entry) {
  queues_.Push(entry.queue, entry.seq);
  unsettled_.insert(entry.seq);
}

// Puts the head of a key's queue on the list, unless it is there, under way or not durable.
void Outbox::Activate(QueueKey queue, Millis not_before) {
  Entry* head = Find(queues_.Head(queue));
  if (head == nullptr || !head->durable || head->under_way || head->turn) return;
  head->turn = not_before;
  turns_.Add({head->seq, head->correlation_hash}, not_before);
}

// Takes a command out of its key's queue, and lets the next one come to the head.
void Outbox::Leave(Entry& entry) {
  if (entry.turn) turns_.Remove({entry.seq, entry.correlation_hash}, *entry.turn);
  entry.turn.reset();
  queues_.Remove(entry.queue, entry.seq);
  unsettled_.erase(entry.seq);
  uncertain_.erase(entry.seq);
  Activate(entry.queue, Millis{0});
}

void Outbox::SetFate(Entry& entry, Fate fate) {
  --counts_[static_cast<size_t>(entry.fate)];
  ++counts_[static_cast<size_t>(fate)];
  entry.fate = fate;
}

// Sets a fate that is to be told. Messages of routes are of no episode.
void Outbox::Judge(Entry& entry, Fate fate, std::string_view reason) {
  if (options_.keep_verdicts && entry.kind != Message::Kind::kRoute) {
    verdicts_.push_back({.queue = entry.queue,
                         .kind = entry.kind,
                         .at = entry.at,
                         .episode = entry.live ? entry.live->message.correlation_key : "",
                         .fate = fate,
                         .reason = std::string(reason)});
  }
  SetFate(entry, fate);
}

OutboxMark Outbox::MarkOf(const Entry& entry, std::string reason) {
  return {.seq = entry.seq,
          .fate = entry.fate,
          .attempt = entry.live ? entry.live->attempt : std::nullopt,
          .last_attempt = entry.last_attempt,
          .reason = std::move(reason),
          .gates = entry.gates};
}

}  // namespace telltale
