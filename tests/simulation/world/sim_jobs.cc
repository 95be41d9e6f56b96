#include "tests/simulation/world/sim_jobs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/simulation/world/world.h"

namespace telltale {
namespace {

template <class Predicate>
std::optional<BrokerModel::Instance> FindInstance(SimWorld& world, Predicate is_it) {
  for (const BrokerModel::Instance& instance : world.zeebe.Instances()) {
    if (is_it(instance)) return instance;
  }
  return std::nullopt;
}

Fault DrawJobFault(SimWorld& world) {
  Random& random = world.random;
  const Weather& weather = world.weather;
  Fault fault;
  if (random.Chance(weather.lost)) fault.kind = Fault::Kind::kLost;
  if (random.Chance(weather.unavailable)) fault.kind = Fault::Kind::kUnavailable;
  if (random.Chance(weather.exhausted)) fault.kind = Fault::Kind::kExhausted;
  if (random.Chance(weather.twice)) fault.kind = Fault::Kind::kTwice;
  if (random.Chance(weather.slow)) fault.answer_after = Millis{random.Between(1, 30'000)};
  return fault;
}

}  // namespace

void SetJobFaults(SimWorld& world) {
  world.zeebe.SetJobFaults([&world](const JobTraffic& traffic) {
    const Fault fault = DrawJobFault(world);
    const bool is_lost = fault.kind != Fault::Kind::kNone && fault.kind != Fault::Kind::kTwice;
    if (traffic.kind == JobTraffic::Kind::kPush && is_lost) world.journal.Note(Situation::kJobLost);
    return fault;
  });
}

void PublishAsAStranger(SimWorld& world) {
  const std::vector<BrokerModel::Instance> instances = world.zeebe.Instances();
  if (instances.empty()) return;
  Random& random = world.random;
  const auto last = static_cast<int64_t>(instances.size()) - 1;
  const BrokerModel::Instance& copied = instances[static_cast<size_t>(random.Between(0, last))];
  Message message{.name = copied.process,
                  .correlation_key = copied.correlation_key,
                  .id = absl::StrCat("stranger ", random.Next()),
                  .ttl = Millis{random.Pick<int64_t>({0, 600'000, 86'400'000})},
                  .variables = copied.variables};
  world.journal.Note(Situation::kStranger);
  if (random.Chance(20)) {  // the start of another shard
    const std::string ours = "\"partition\":";
    const size_t at = message.variables.rfind(ours);
    message.variables.insert(at + ours.size(), "77");
    message.correlation_key = message.id;
  }
  world.zeebe.Publish(message, [](const Answered&) {});
}

SimJobs::SimJobs(SimWorld& world, std::shared_ptr<Life> life)
    : world_(world), life_(std::move(life)), jobs_(world.zeebe.Connect()) {}

void SimJobs::Subscribe(const JobRequest& request, std::function<void(Job)> on_job) {
  jobs_->Subscribe(
      request, [&world = world_, life = life_, seen = seen_, on_job = std::move(on_job)](Job job) {
        if (!life->Pass(CrashPoint::kReported)) return;
        world.journal.Say("job     ", job.type, " ", job.key.value, " of ", job.instance.value);
        if (!seen->insert(job.key).second) world.journal.Note(Situation::kJobAgain);
        on_job(std::move(job));
      });
}

void SimJobs::Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) {
  if (!life_->over()) jobs_->Hold(job, timeout, WhileAlive(std::move(done)));
}

void SimJobs::Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) {
  if (!life_->Pass(CrashPoint::kBeforeReply)) return;
  const auto instance = FindInstance(world_, [&](const auto& each) { return each.job == job; });
  if (instance) CheckPassed(*instance);
  jobs_->Finish(job, end, WhileAlive(std::move(done)));
}

void SimJobs::CancelInstance(InstanceKey key, std::function<void(Answered)> done) {
  if (!life_->Pass(CrashPoint::kBeforeReply)) return;
  const auto instance =
      FindInstance(world_, [&](const auto& each) { return each.key == key.value; });
  if (instance) CheckCancelled(*instance);
  jobs_->CancelInstance(key, WhileAlive(std::move(done)));
}

std::function<void(Answered)> SimJobs::WhileAlive(std::function<void(Answered)> done) {
  return [life = life_, done = std::move(done)](Answered answered) {
    if (!life->over()) done(std::move(answered));
  };
}

void SimJobs::CheckPassed(const BrokerModel::Instance& instance) {
  world_.journal.Say("pass    ", instance.key, " of ", instance.correlation_key);
  const Ledger::Row* start = world_.ledger.Find(instance.correlation_key);
  if (start != nullptr && start->IsTheOne(instance.process, instance.key)) return;
  world_.journal.Complain("instance ", instance.key, " of ", instance.correlation_key,
                          " passes without a durable record");
}

// Never the one of its episode, never one of which nothing is known, and never one that its back
// could still find.
void SimJobs::CheckCancelled(const BrokerModel::Instance& instance) {
  world_.journal.Note(Situation::kGateCancelled);
  world_.journal.Say("cancel  ", instance.key, " of ", instance.correlation_key);
  const Ledger::Row* start = world_.ledger.Find(instance.correlation_key);
  const bool is_told = world_.deliveries.HasTaken(Message::Kind::kBack, instance.correlation_key);
  if (start != nullptr && !start->IsTheOne(instance.process, instance.key) &&
      (is_told || !start->MayTakeEffect())) {
    return;
  }
  world_.journal.Complain("instance ", instance.key, " of ", instance.correlation_key,
                          " is cancelled, but is not one too many");
}

}  // namespace telltale
