#include "connectors/zeebe_fake/fake_zeebe.h"

#include <utility>

#include "engine/base/correlation_hash.h"
#include "engine/base/message_guard.h"

namespace telltale {
namespace {

// The classes of the statuses that BrokerModel returns.
Answer ClassOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return Answer::kAccepted;
    case absl::StatusCode::kAlreadyExists:
      return Answer::kKnown;
    default:  // it refuses for good; back-pressure comes from faults
      return Answer::kRefused;
  }
}

Answered ToAnswered(const absl::Status& status) {
  return {ClassOf(status), std::string(status.message())};
}

}  // namespace

FakeZeebe::FakeZeebe(const Clock& clock, const FakeZeebeOptions& options)
    : clock_(clock), options_(options), model_(clock.Wall()) {}

// ---------------------------------------------------------------- as a gateway

void FakeZeebe::Publish(const Message& message, std::function<void(Answered)> done) {
  if (std::optional<MessageFault> found = FindFault(message)) {
    return done({Answer::kRefused, std::move(found->text), found->error});
  }
  Answered answered;
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    const Fault fault = script_ ? script_(message) : Fault{};
    answered = Take(message, fault.kind);
    if (fault.answer_after > Millis{0}) {
      held_.insert({clock_.Wall() + fault.answer_after, {std::move(done), std::move(answered)}});
      return;
    }
  }
  done(std::move(answered));
}

Answered FakeZeebe::Take(const Message& message, Fault::Kind fault) {
  if (!IsReachable(message)) return {Answer::kAmbiguous, "UNAVAILABLE: nobody is there"};
  switch (fault) {
    case Fault::Kind::kNone:
      return ToAnswered(TellBroker(message));
    case Fault::Kind::kRefused:
      return {Answer::kRefused, "refused by the fault script"};
    case Fault::Kind::kExhausted:
      return {Answer::kNotApplied, "Reached maximum capacity of requests handled"};
    case Fault::Kind::kUnavailable:
      return {Answer::kAmbiguous, "UNAVAILABLE: Connection reset by peer"};
    case Fault::Kind::kLost:
      // Nobody learns what the broker said.
      static_cast<void>(TellBroker(message));
      return {Answer::kAmbiguous, "DEADLINE_EXCEEDED"};
    case Fault::Kind::kTwice:
      static_cast<void>(TellBroker(message));
      return ToAnswered(TellBroker(message));
    case Fault::Kind::kUnauthenticated:
      return {Answer::kUnauthenticated, "the token was not accepted"};
  }
  return {};
}

absl::Status FakeZeebe::TellBroker(const Message& message) {
  absl::Status status = model_.Publish(message);
  if (witness_) witness_(message, status);
  return status;
}

bool FakeZeebe::IsReachable(const Message& message) const {
  const int32_t partition =
      PartitionOfHash(CorrelationHash(message.correlation_key), options_.partitions);
  return !away_ && !leaderless_.contains(partition);
}

void FakeZeebe::Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
  absl::StatusOr<Cluster> cluster = absl::UnavailableError("nobody is there");
  {
    absl::MutexLock lock(&mutex_);
    if (!away_) {
      cluster = Cluster{.id = options_.cluster_id,
                        .partitions = options_.partitions,
                        .leaderless = {leaderless_.begin(), leaderless_.end()}};
    }
  }
  done(std::move(cluster));
}

// ---------------------------------------------------------------- as a broker

void FakeZeebe::Deploy(BrokerModel::Process process) {
  absl::MutexLock lock(&mutex_);
  deployed_.push_back(process);
  model_.Deploy(std::move(process));
}

void FakeZeebe::Advance() {
  std::vector<Reply> due;
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    due = TakeDue();
  }
  for (Reply& reply : due) reply.done(std::move(reply.answered));
}

std::vector<FakeZeebe::Reply> FakeZeebe::TakeDue() {
  std::vector<Reply> due;
  while (!held_.empty() && held_.begin()->first <= clock_.Wall()) {
    due.push_back(std::move(held_.begin()->second));
    held_.erase(held_.begin());
  }
  return due;
}

std::optional<WallTime> FakeZeebe::NextAnswer() const {
  absl::MutexLock lock(&mutex_);
  if (held_.empty()) return std::nullopt;
  return held_.begin()->first;
}

bool FakeZeebe::EndTask(int64_t instance_key) {
  absl::MutexLock lock(&mutex_);
  model_.Advance(clock_.Wall());
  return model_.EndTask(instance_key);
}

bool FakeZeebe::Cancel(int64_t instance_key) {
  absl::MutexLock lock(&mutex_);
  model_.Advance(clock_.Wall());
  return model_.Cancel(instance_key);
}

std::vector<BrokerModel::Instance> FakeZeebe::Instances() const {
  absl::MutexLock lock(&mutex_);
  return {model_.instances().begin(), model_.instances().end()};
}

// ---------------------------------------------------------------- faults

void FakeZeebe::SetFaults(FaultScript script) {
  absl::MutexLock lock(&mutex_);
  script_ = std::move(script);
}

void FakeZeebe::SetWitness(Witness witness) {
  absl::MutexLock lock(&mutex_);
  witness_ = std::move(witness);
}

void FakeZeebe::SetAway(bool away) {
  absl::MutexLock lock(&mutex_);
  away_ = away;
}

void FakeZeebe::SetLeader(int32_t partition, bool led) {
  absl::MutexLock lock(&mutex_);
  if (led) {
    leaderless_.erase(partition);
  } else {
    leaderless_.insert(partition);
  }
}

void FakeZeebe::Replace(const std::string& cluster_id) {
  absl::MutexLock lock(&mutex_);
  options_.cluster_id = cluster_id;
  model_ = BrokerModel(clock_.Wall());
  for (const BrokerModel::Process& process : deployed_) model_.Deploy(process);
}

}  // namespace telltale
