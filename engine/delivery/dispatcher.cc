#include "engine/delivery/dispatcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/correlation_hash.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/delivery/failpoint.h"

namespace telltale {

Dispatcher::Dispatcher(Gateway& gateway, const DispatcherOptions& options)
    : gateway_(gateway), options_(options), backoff_(options.seed), box_(std::make_shared<Box>()) {}

Dispatcher::~Dispatcher() { box_->SetWake(nullptr); }

void Dispatcher::SetWake(std::function<void()> wake) { box_->SetWake(std::move(wake)); }

// ---------------------------------------------------------------- the loop's calls

void Dispatcher::Send(DurableCommand command) {
  ++in_flight_;
  if (lanes_.empty()) return HandBack(std::move(command), trouble_);
  const size_t lane = LaneOf(command.message);
  if (!MaySend(lane)) {
    return HandBackOf(lane, std::move(command), trouble_.empty() ? "its lane is closed" : trouble_);
  }
  tracks_[lane].waiting.push_back(std::move(command));
  Pump(lane);
}

std::vector<AnsweredCommand> Dispatcher::Tick(Millis since_boot) {
  now_ = since_boot;
  for (auto& item : box_->Take()) {
    if (auto* answer = std::get_if<PublishAnswer>(&item)) {
      OnPublished(std::move(*answer));
    } else {
      OnTopology(std::get<TopologyAnswer>(item).cluster);
    }
  }
  const Millis life = options_.topology_pace * DispatcherOptions::kTopologyLife;
  if (link_ == LinkState::kUp && now_ - known_from_ > life) {
    Down(LinkState::kUnknown, "the workflow engine was not asked for too long", now_);
  }
  LookAtConnection();  // also if nothing waits, so that it is asked again at once
  if (!asking_ && now_ >= next_ask_) Ask();
  SetLimits();
  for (size_t lane = 0; lane < tracks_.size(); ++lane) Pump(lane);
  return std::exchange(answered_, {});
}

Millis Dispatcher::NextWake() const {
  if (!answered_.empty() || !box_->empty()) return now_;
  Millis next = asking_ ? now_ + options_.topology_pace : next_ask_;
  for (const Track& track : tracks_) {
    if (track.silences > 0 && track.not_before > now_) next = std::min(next, track.not_before);
  }
  return next;
}

// ---------------------------------------------------------------- the link

void Dispatcher::Ask() {
  asking_ = true;
  asked_at_ = now_;
  ++asks_;
  gateway_.Topology([box = box_](absl::StatusOr<Cluster> cluster) {
    box->Put(TopologyAnswer{std::move(cluster)});
  });
}

void Dispatcher::OnTopology(const absl::StatusOr<Cluster>& cluster) {
  asking_ = false;
  if (absl::IsUnauthenticated(cluster.status())) {
    return Down(LinkState::kPaused, S(cluster.status().message()), now_ + options_.pause);
  }
  if (!cluster.ok()) {
    const Millis again = now_ + backoff_.Next(++failed_asks_);
    return Down(LinkState::kDown, S(cluster.status().message()), again);
  }
  failed_asks_ = 0;
  ask_done_ = asks_;
  known_from_ = asked_at_;
  link_ = LinkState::kUp;
  trouble_.clear();
  next_ask_ = now_ + (cluster->leaderless.empty() ? options_.topology_pace : options_.leader_pace);
  Arrange(*cluster);
  for (const Track& track : tracks_) {
    if (track.silences > 0 && track.needs_ask > asks_) next_ask_ = now_;
  }
}

void Dispatcher::LookAtConnection() {
  if (link_ != LinkState::kUp || gateway_.Connected()) return;
  Down(LinkState::kUnknown, "the connection to the workflow engine was lost", now_);
}

void Dispatcher::Down(LinkState state, std::string_view reason, Millis ask_at) {
  link_ = state;
  trouble_ = std::string(reason);
  next_ask_ = ask_at;
  HandBackAllWaiting(trouble_);
}

// One lane per partition of `cluster`. When their number changes all begin anew; what waits goes
// to its new lane, and answers that are still to come free no place.
void Dispatcher::Arrange(const Cluster& cluster) {
  if (cluster_ && cluster_->id != cluster.id) HandBackAllWaiting("the workflow engine is another");
  cluster_ = cluster;
  const auto count = static_cast<size_t>(std::max(1, cluster.partitions));
  if (count != tracks_.size()) {
    std::vector<Track> before = std::exchange(tracks_, {});
    tracks_.assign(count, Track(options_.window));
    lanes_.assign(count, Lane());
    ++arrangement_;
    for (Track& track : before) {
      for (DurableCommand& command : track.waiting) {
        const size_t lane = LaneOf(command.message);
        ++lanes_[lane].used;
        tracks_[lane].waiting.push_back(std::move(command));
      }
    }
  }
  for (Track& track : tracks_) track.led = true;
  for (const int32_t partition : cluster.leaderless) {
    const auto lane = static_cast<size_t>(partition) - 1;
    if (lane >= tracks_.size()) continue;
    tracks_[lane].led = false;
    HandBackWaiting(lane, absl::StrCat("nobody leads partition ", partition));
  }
}

// ---------------------------------------------------------------- the lanes

void Dispatcher::SetLimits() {
  for (size_t lane = 0; lane < tracks_.size(); ++lane) {
    const Track& track = tracks_[lane];
    lanes_[lane].doubtful = track.silences > 0;
    lanes_[lane].limit = track.window.size() * options_.windows_ahead;
    if (lanes_[lane].doubtful) lanes_[lane].limit = MayTryInDoubt(track);
    if (link_ != LinkState::kUp || !track.led) lanes_[lane].limit = 0;
  }
}

bool Dispatcher::MayTryInDoubt(const Track& track) const {
  return ask_done_ >= track.needs_ask && now_ >= track.not_before;
}

bool Dispatcher::MaySend(size_t lane) const {
  const Track& track = tracks_[lane];
  if (link_ != LinkState::kUp || !track.led) return false;
  if (track.silences == 0) return true;
  return MayTryInDoubt(track) && track.window.in_flight() == 0 && track.waiting.empty();
}

void Dispatcher::Pump(size_t lane) {
  Track& track = tracks_[lane];
  while (!track.waiting.empty() && track.window.HasRoom()) {
    LookAtConnection();
    if (track.waiting.empty()) return;  // the connection is gone, and they were handed back
    DurableCommand command = std::move(track.waiting.front());
    track.waiting.pop_front();
    if (command.send_by && now_ > *command.send_by) {
      HandBackOf(lane, std::move(command), "it waited for its turn until it may be forgotten");
    } else {
      Publish(lane, command);
    }
  }
}

void Dispatcher::Publish(size_t lane, const DurableCommand& command) {
  PublishAnswer answer{.partition = command.partition,
                       .seq = command.seq,
                       .lane = lane,
                       .arrangement = arrangement_,
                       .number = tracks_[lane].window.Sent(),
                       .given = command.given};
  gateway_.Publish(command.message, [box = box_, answer](Answered answered) mutable {
    answer.answered = std::move(answered);
    box->Put(std::move(answer));
  });
  Failpoint(FailpointId::kSentUnanswered);
}

void Dispatcher::OnPublished(PublishAnswer answer) {
  ++answers_[static_cast<size_t>(answer.answered.answer)];
  --in_flight_;
  if (answer.answered.answer == Answer::kUnauthenticated) {
    Down(LinkState::kPaused, answer.answered.text, now_ + options_.pause);
  }
  if (answer.arrangement == arrangement_) {
    lanes_[answer.lane].Give();
    Judge(tracks_[answer.lane], answer.number, answer.answered.answer);
    if (tracks_[answer.lane].silences > 0) HandBackWaiting(answer.lane, "its lane is in doubt");
  }
  answered_.push_back({answer.partition, answer.seq, std::move(answer.answered), answer.given});
}

void Dispatcher::Judge(Track& track, uint64_t number, Answer answer) {
  switch (answer) {
    case Answer::kAccepted:
    case Answer::kKnown:
    case Answer::kRefused:
      track.window.OnGood();
      track.silences = 0;
      break;
    case Answer::kNotApplied:
      track.window.OnBad(number);
      track.silences = 0;
      break;
    case Answer::kAmbiguous:
      track.window.OnBad(number);
      Doubt(track, number);
      break;
    case Answer::kRetryLater:  // the routing to this partition is in change
      track.window.OnNeutral();
      Doubt(track, number);
      break;
    case Answer::kUnauthenticated:
      track.window.OnNeutral();
      break;
  }
}

// Commands that were sent together fail together; only the first of them is news.
void Dispatcher::Doubt(Track& track, uint64_t number) {
  if (number <= track.doubted_at) return;
  track.doubted_at = track.window.sent();
  track.not_before = now_ + backoff_.Next(++track.silences);
  track.needs_ask = asks_ + 1;
  if (link_ == LinkState::kUp) next_ask_ = now_;
}

size_t Dispatcher::LaneOf(const Message& message) const {
  return PartitionOfHash(CorrelationHash(message.correlation_key),
                         static_cast<int32_t>(tracks_.size())) -
         1;
}

// ---------------------------------------------------------------- not sent after all

void Dispatcher::HandBack(DurableCommand command, std::string_view why) {
  --in_flight_;
  answered_.push_back(
      {command.partition, command.seq, {Answer::kNotApplied, absl::StrCat("not sent: ", A(why))}});
}

// With its place in the lane.
void Dispatcher::HandBackOf(size_t lane, DurableCommand command, std::string_view why) {
  lanes_[lane].Give();
  HandBack(std::move(command), why);
}

void Dispatcher::HandBackWaiting(size_t lane, std::string_view why) {
  for (DurableCommand& command : std::exchange(tracks_[lane].waiting, {})) {
    HandBackOf(lane, std::move(command), why);
  }
}

void Dispatcher::HandBackAllWaiting(std::string_view why) {
  for (size_t lane = 0; lane < tracks_.size(); ++lane) HandBackWaiting(lane, why);
}

}  // namespace telltale
