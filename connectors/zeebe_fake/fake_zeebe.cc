#include "connectors/zeebe_fake/fake_zeebe.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
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
    case absl::StatusCode::kUnavailable:  // it knows no such partition: it did not give the key
      return Answer::kAmbiguous;
    case absl::StatusCode::kFailedPrecondition:  // the job waits in an incident
      return Answer::kRetryLater;
    default:  // it refuses for good; back-pressure comes from faults
      return Answer::kRefused;
  }
}

Answered ToAnswered(const absl::Status& status) {
  return {ClassOf(status), std::string(status.message())};
}

}  // namespace

// ---------------------------------------------------------------- clients of jobs

class FakeZeebe::Client : public Jobs {
 public:
  explicit Client(FakeZeebe& zeebe) : zeebe_(zeebe) {}
  ~Client() override { zeebe_.Disconnect(this); }

  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    zeebe_.Subscribe({this, request, std::move(on_job)});
  }
  void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) override {
    zeebe_.Order(this, {JobTraffic::Kind::kHold, job.value, timeout}, std::move(done));
  }
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override {
    zeebe_.Order(this, {.kind = JobTraffic::Kind::kFinish, .key = job.value, .end = end},
                 std::move(done));
  }
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override {
    zeebe_.Order(this, {JobTraffic::Kind::kCancel, instance.value}, std::move(done));
  }
  uint64_t Breaks() const override { return zeebe_.breaks(); }

  int calls = 0;  // under way; guarded by the broker's lock

 private:
  FakeZeebe& zeebe_;
};

std::unique_ptr<Jobs> FakeZeebe::Connect() { return std::make_unique<Client>(*this); }

void FakeZeebe::Subscribe(Subscription subscription) {
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    subscriptions_.push_back(std::move(subscription));
    if (!away_) OpenStream(subscriptions_.back());
  }
  MakeCalls();
}

void FakeZeebe::OpenStream(const Subscription& subscription) {
  constexpr size_t kAll = std::numeric_limits<size_t>::max();
  streams_[model_.OpenStream(subscription.request)] = &subscription;
  for (const Job& job : model_.PollJobs(subscription.request, kAll)) Push(subscription, job);
}

void FakeZeebe::OpenStreams() {
  for (const Subscription& subscription : subscriptions_) OpenStream(subscription);
}

void FakeZeebe::CloseStreams() {
  for (const auto& [stream, subscription] : streams_) model_.CloseStream(stream);
  streams_.clear();
}

void FakeZeebe::Push(const Subscription& subscription, Job job) {
  job.breaks = breaks_;
  const Fault fault = job_script_ ? job_script_({JobTraffic::Kind::kPush, job.key.value}) : Fault{};
  const Call call{subscription.client, [on_job = subscription.on_job, job] { on_job(job); }};
  switch (fault.kind) {
    case Fault::Kind::kTwice:
      Schedule(call);
      [[fallthrough]];
    case Fault::Kind::kNone:
      return Schedule(call);
    default:
      return;  // lost; it comes again when its time is over
  }
}

void FakeZeebe::Disconnect(Client* client) {
  std::vector<Done> unanswered;
  {
    absl::MutexLock lock(&mutex_);
    std::erase_if(streams_, [&](const auto& stream) {
      if (stream.second->client != client) return false;
      model_.CloseStream(stream.first);
      return true;
    });
    subscriptions_.remove_if([&](const Subscription& each) { return each.client == client; });
    std::erase_if(held_, [&](auto& held) {
      if (held.second.client != client) return false;
      unanswered.push_back(std::move(held.second.done));
      return true;
    });
    const auto done = [client] { return client->calls == 0; };
    mutex_.Await(absl::Condition(&done));
  }
  for (const Done& done : unanswered) done({Answer::kAmbiguous, "the connection was closed"});
}

void FakeZeebe::Order(Client* client, const JobTraffic& traffic, Done done) {
  const int32_t partition = PartitionOfKey(traffic.key);
  if (partition < 1) {
    return done({Answer::kRefused, absl::StrCat("expected a key that Zeebe gave, but ", traffic.key,
                                                " names no partition")});
  }
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    const Fault fault = job_script_ ? job_script_(traffic) : Fault{};
    Answered answered = Ask(partition, fault.kind,
                            [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return Obey(traffic); });
    Reply({client, std::move(done), std::move(answered)}, fault.answer_after);
  }
  MakeCalls();
}

absl::Status FakeZeebe::Obey(const JobTraffic& traffic) {
  switch (traffic.kind) {
    case JobTraffic::Kind::kHold:
      return model_.HoldJob({traffic.key}, traffic.timeout);
    case JobTraffic::Kind::kCancel:
      return model_.CancelInstance({traffic.key});
    case JobTraffic::Kind::kPush:
    case JobTraffic::Kind::kFinish:
      break;
  }
  return model_.EndJob({traffic.key}, traffic.end);
}

// ---------------------------------------------------------------- as a gateway

FakeZeebe::FakeZeebe(const Clock& clock, const FakeZeebeOptions& options)
    : clock_(clock), options_(options), model_(clock.Wall(), options.partitions) {}
FakeZeebe::~FakeZeebe() = default;

void FakeZeebe::Publish(const Message& message, std::function<void(Answered)> done) {
  if (std::optional<MessageFault> found = FindFault(message)) {
    return done({Answer::kRefused, std::move(found->text), found->error});
  }
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    const Fault fault = script_ ? script_(message) : Fault{};
    const int32_t partition =
        PartitionOfHash(CorrelationHash(message.correlation_key), options_.partitions);
    Answered answered = Ask(partition, fault.kind, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      absl::Status status = model_.Publish(message);
      if (witness_) witness_(message, status);
      return status;
    });
    Reply({nullptr, std::move(done), std::move(answered)}, fault.answer_after);
  }
  MakeCalls();
}

Answered FakeZeebe::Ask(int32_t partition, Fault::Kind fault,
                        const std::function<absl::Status()>& tell) {
  if (away_ || leaderless_.contains(partition)) {
    return {Answer::kAmbiguous, "UNAVAILABLE: nobody is there"};
  }
  switch (fault) {
    case Fault::Kind::kNone:
      return ToAnswered(tell());
    case Fault::Kind::kRefused:
      return {Answer::kRefused, "refused by the fault script"};
    case Fault::Kind::kExhausted:
      return {Answer::kNotApplied, "Reached maximum capacity of requests handled"};
    case Fault::Kind::kUnavailable:
      return {Answer::kAmbiguous, "UNAVAILABLE: Connection reset by peer"};
    case Fault::Kind::kLost:
      // Nobody learns what the broker said.
      static_cast<void>(tell());
      return {Answer::kAmbiguous, "DEADLINE_EXCEEDED"};
    case Fault::Kind::kTwice:
      static_cast<void>(tell());
      return ToAnswered(tell());
    case Fault::Kind::kUnauthenticated:
      return {Answer::kUnauthenticated, "the token was not accepted"};
    case Fault::Kind::kDenied:
      return {Answer::kRefused, "Insufficient permissions", ErrorId::kJobOrderDenied};
  }
  return {};
}

void FakeZeebe::Reply(Held held, Millis after) {
  if (after > Millis{0}) {
    held_.insert({clock_.Wall() + after, std::move(held)});
    return;
  }
  Schedule({held.client, [done = std::move(held.done), answered = std::move(held.answered)] {
              done(answered);
            }});
}

void FakeZeebe::Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
  absl::StatusOr<Cluster> cluster = absl::UnavailableError("nobody is there");
  {
    absl::MutexLock lock(&mutex_);
    if (!away_) {
      connected_ = breaks_;
      cluster = Cluster{.id = options_.cluster_id,
                        .partitions = options_.partitions,
                        .leaderless = {leaderless_.begin(), leaderless_.end()}};
    }
  }
  done(std::move(cluster));
}

bool FakeZeebe::Connected() const {
  absl::MutexLock lock(&mutex_);
  return connected_ == breaks_;
}

uint64_t FakeZeebe::breaks() const {
  absl::MutexLock lock(&mutex_);
  return breaks_;
}

// ---------------------------------------------------------------- as a broker

void FakeZeebe::Deploy(BrokerModel::Process process) {
  absl::MutexLock lock(&mutex_);
  deployed_.push_back(process);
  model_.Deploy(std::move(process));
}

void FakeZeebe::Advance() {
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    while (!held_.empty() && held_.begin()->first <= clock_.Wall()) {
      Reply(std::move(held_.begin()->second), Millis{0});
      held_.erase(held_.begin());
    }
  }
  MakeCalls();
}

std::optional<WallTime> FakeZeebe::NextMoment() const {
  absl::MutexLock lock(&mutex_);
  std::optional<WallTime> next = model_.NextMoment();
  if (!held_.empty()) next = std::min(next.value_or(held_.begin()->first), held_.begin()->first);
  return next;
}

bool FakeZeebe::EndTask(int64_t instance_key) {
  bool ended = false;
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    ended = model_.EndTask(instance_key);
  }
  MakeCalls();
  return ended;
}

bool FakeZeebe::Cancel(int64_t instance_key) {
  bool cancelled = false;
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    cancelled = model_.CancelInstance({instance_key}).ok();
  }
  MakeCalls();
  return cancelled;
}

// ---------------------------------------------------------------- calls

void FakeZeebe::MakeCalls() {
  while (std::optional<Call> call = NextOfCalls()) {
    call->make();
    if (call->client == nullptr) continue;
    call->make = nullptr;
    absl::MutexLock lock(&mutex_);
    --call->client->calls;
  }
}

std::optional<FakeZeebe::Call> FakeZeebe::NextOfCalls() {
  absl::MutexLock lock(&mutex_);
  for (const JobBoard::Pushed& pushed : model_.TakePushed()) {
    const auto stream = streams_.find(pushed.stream);
    if (stream != streams_.end()) Push(*stream->second, pushed.job);
  }
  if (calls_.empty()) return std::nullopt;
  Call call = std::move(calls_.front());
  calls_.pop_front();
  return call;
}

void FakeZeebe::Schedule(Call call) {
  if (call.client != nullptr) ++call.client->calls;
  calls_.push_back(std::move(call));
}

std::vector<BrokerModel::Instance> FakeZeebe::Instances() const {
  absl::MutexLock lock(&mutex_);
  return {model_.instances().begin(), model_.instances().end()};
}

bool FakeZeebe::AnyInstance(absl::FunctionRef<bool(const BrokerModel::Instance&)> is_meant) const {
  absl::MutexLock lock(&mutex_);
  return std::any_of(model_.instances().begin(), model_.instances().end(), is_meant);
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

void FakeZeebe::SetJobFaults(JobFaultScript script) {
  absl::MutexLock lock(&mutex_);
  job_script_ = std::move(script);
}

void FakeZeebe::SetAway(bool away) {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(away_, away) == away) return;
    ++breaks_;
    model_.Advance(clock_.Wall());
    if (away) {
      CloseStreams();
    } else {
      OpenStreams();
    }
  }
  MakeCalls();
}

void FakeZeebe::Relapse() {
  {
    absl::MutexLock lock(&mutex_);
    model_.Advance(clock_.Wall());
    model_.Relapse();
  }
  MakeCalls();
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
  {
    absl::MutexLock lock(&mutex_);
    options_.cluster_id = cluster_id;
    ++breaks_;
    CloseStreams();
    model_ = BrokerModel(clock_.Wall(), options_.partitions);
    for (const BrokerModel::Process& process : deployed_) model_.Deploy(process);
    if (!away_) OpenStreams();
  }
  MakeCalls();
}

}  // namespace telltale
