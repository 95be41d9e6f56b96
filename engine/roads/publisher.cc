#include "engine/roads/publisher.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

// Longer than a record may wait for Kafka by what completing a job may take, so that a job is
// nobody else's while its record may still be written.
constexpr Millis kToComplete{15000};

// Of that, what may pass between asking for a job and sending its record, or between its arrival
// and asking.
constexpr Millis kToSend{5000};

JobReplies::Options WithHold(JobReplies::Options options, Millis hold) {
  options.hold = hold;
  return options;
}

// `{"sent":{"topic":"orders","partition":3,"offset":17}}`, or nothing.
std::string ResultOf(const std::string& variable, const std::string& topic,
                     const DeliveryReport& report) {
  if (variable.empty()) return "";
  std::string json = "{";
  AppendJsonString(json, variable);
  json += ":{\"topic\":";
  AppendJsonString(json, topic);
  absl::StrAppend(&json, ",\"partition\":", report.partition, ",\"offset\":", report.offset.value,
                  "}}");
  return json;
}

}  // namespace

std::string_view PublishOutcomeName(PublishOutcome outcome) {
  constexpr std::string_view kNames[] = {"published", "known",    "returned",  "retried",
                                         "thrown",    "incident", "forgotten", "gone"};
  static_assert(std::size(kNames) == kPublishOutcomes);
  return kNames[static_cast<int>(outcome)];
}

Publisher::Publisher(const std::vector<PublishPlan>& plans, const Parts& parts,
                     const PublisherOptions& options)
    : gateway_(parts.gateway),
      producer_(parts.producer),
      job_timeout_(options.delivery_timeout + kToComplete),
      replies_(parts.jobs, WithHold(options.replies, job_timeout_)) {
  for (const PublishPlan& plan : plans) {
    lanes_.push_back({.plan = &plan,
                      .records = JobRecords(plan, parts.make_decoder),
                      .view = {.name = plan.name},
                      .room = std::make_shared<std::atomic<size_t>>(0)});
    UpdateRoom(lanes_.back());
  }
  for (size_t i = 0; i < lanes_.size(); ++i) Subscribe(i, parts.jobs);
}

Publisher::~Publisher() { SetWake(nullptr); }

void Publisher::Subscribe(size_t lane, Jobs& jobs) {
  const PublishPlan& plan = *lanes_[lane].plan;
  jobs.Subscribe({.type = plan.job,
                  .variables = plan.paths.ToFetch(),
                  .timeout = job_timeout_,
                  .room = [room = lanes_[lane].room] { return room->load(); }},
                 [box = box_, lane](Job job) {
                   box->Put(Arrived{lane, std::move(job)});
                 });
}

void Publisher::SetWake(std::function<void()> wake) {
  box_->SetWake(wake);
  replies_.SetWake(std::move(wake));
}

void Publisher::StopTaking() {
  stopped_ = true;
  waiting_.clear();
  for (Lane& lane : lanes_) {
    lane.waiting.clear();
    UpdateRoom(lane);
  }
}

void Publisher::Turn(Millis since_boot) {
  now_ = since_boot;
  for (auto& each : box_->Take()) {
    std::visit([this](auto& item) { TakeIn(std::move(item)); }, each);
  }
  AskForCluster();
  for (size_t i = 0; i < lanes_.size(); ++i) BeginWaiting(lanes_[i], i);
  replies_.Tick(now_);  // asks
  replies_.Tick(now_);  // hears
  TakeBegun();
  SendReady();
  replies_.Tick(now_);  // ends what is known by now
  TakeEnded();
  for (Lane& lane : lanes_) UpdateRoom(lane);
}

std::optional<Millis> Publisher::NextWake() const {
  if (!box_->empty()) return now_;
  const std::optional<Millis> next = replies_.NextWake();
  if (asking_) return next;
  return std::min(next.value_or(next_ask_), next_ask_);
}

// The keys that another cluster gives say nothing of the jobs that we know.
void Publisher::AskForCluster() {
  if (asking_ || now_ < next_ask_) return;
  asking_ = true;
  gateway_.Topology([box = box_](const absl::StatusOr<Cluster>& cluster) {
    box->Put(cluster.ok() ? Identified{cluster->id} : Identified{});
  });
}

void Publisher::TakeIn(Identified identified) {
  asking_ = false;
  next_ask_ = now_ + (identified.cluster ? kAskEvery : kAskSoon);
  const std::string now = identified.cluster.value_or("");
  if (now.empty()) return;
  if (!cluster_.empty() && now != cluster_) ForgetCluster();
  cluster_ = now;
}

// Its jobs are nobody's. What waits here may be the new one's: then that hands it over again.
void Publisher::ForgetCluster() {
  written_.Clear();
  replies_.ForgetAll();
  for (auto& [key, task] : tasks_) task.is_past = true;
  for (Lane& lane : lanes_) lane.waiting.clear();
  waiting_.clear();
}

void Publisher::TakeIn(Arrived arrived) {
  const JobKey key = arrived.job.key;
  Lane& lane = lanes_[arrived.lane];
  if (stopped_ || tasks_.contains(key) || waiting_.contains(key)) return;
  if (lane.waiting.size() >= kMostWaiting) return;  // it comes again
  waiting_.insert(key);
  lane.waiting.push_back({std::move(arrived.job), now_});
}

void Publisher::BeginWaiting(Lane& lane, size_t index) {
  while (!lane.waiting.empty() && lane.view.under_way < lane.plan->in_flight) {
    Waiting next = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    const JobKey key = next.job.key;
    waiting_.erase(key);
    // Later another process may have it, which holding it would not show.
    if (!replies_.Begin(key, next.job.breaks, next.arrived + job_timeout_ - kToSend)) continue;
    tasks_[key] = {.lane = index, .job = std::move(next.job)};
    ++lane.view.under_way;
  }
}

void Publisher::TakeBegun() {
  for (const JobReplies::Begun& begun : replies_.TakeBegun()) {
    Task& task = tasks_.at(begun.job);
    if (begun.fate == JobReplies::Fate::kHeld && task.is_past) {
      End(task, PublishOutcome::kGone, {});
      continue;
    }
    if (begun.fate == JobReplies::Fate::kHeld) {
      task.held = begun.asked;
      task.begun = now_;
      Prepare(begun.job, task);
      continue;
    }
    const bool gone = begun.fate == JobReplies::Fate::kGone;
    Count(task, gone ? PublishOutcome::kGone : PublishOutcome::kForgotten);
    if (!gone) next_ask_ = now_;  // it may be another engine by now
    Drop(begun.job);
  }
}

void Publisher::Prepare(JobKey key, Task& task) {
  absl::StatusOr<NewRecord> record = lanes_[task.lane].records.Make(task.job);
  if (!record.ok()) return Fail(task, 0, std::string(record.status().message()));
  task.topic = record->topic;
  task.record = DigestOf(*record);
  if (const std::string* variables = written_.Find(task.job, task.record)) {
    return End(task, PublishOutcome::kKnown, {.variables = *variables});
  }
  if (sends_.Begin(task.topic, key)) Send(key, task, *std::move(record));
}

// What waited until it may be sent. Its record is made once more, from the same job.
void Publisher::SendReady() {
  for (auto all = sends_.TakeReady(); !all.empty(); all = sends_.TakeReady()) {
    for (const LoneSends::Ready& ready : all) {
      Task& task = tasks_.at(ready.job);
      task.alone = ready.alone;
      absl::StatusOr<NewRecord> record = lanes_[task.lane].records.Make(task.job);
      CHECK(record.ok());
      Send(ready.job, task, *std::move(record));
    }
  }
}

void Publisher::Send(JobKey key, Task& task, NewRecord record) {
  if (task.is_past || now_ - task.held > kToSend) {
    sends_.End(task.topic);
    return Return(task, "its record could not be sent in time");
  }
  producer_.Send(std::move(record), [box = box_, key](DeliveryReport report) {
    box->Put(Reported{key, std::move(report)});
  });
}

void Publisher::TakeIn(Reported reported) {
  Task& task = tasks_.at(reported.job);
  const DeliveryReport& report = reported.report;
  if (report.of_batch && !task.alone) return sends_.Repeat(task.topic, reported.job);
  sends_.End(task.topic);
  switch (report.delivery) {
    case Delivery::kDelivered:
      return OnDelivered(task, report);
    case Delivery::kRefused:
      return OnRefused(task, report.text);
    case Delivery::kNotNow:
    case Delivery::kAmbiguous:
      kafka_trouble_ = report.text;
      trouble_ends_ = now_ + lanes_[task.lane].plan->retry_after + job_timeout_;
      return Return(task, absl::StrCat("Kafka took no record: ", report.text));
  }
}

void Publisher::OnDelivered(Task& task, const DeliveryReport& report) {
  Lane& lane = lanes_[task.lane];
  std::string variables = ResultOf(lane.plan->result, task.topic, report);
  kafka_trouble_.clear();
  lane.view.worked += now_ - task.begun;
  if (!task.is_past) written_.Add(task.job, task.record, variables);
  End(task, PublishOutcome::kPublished, {.variables = std::move(variables)});
}

void Publisher::OnRefused(Task& task, const std::string& text) {
  const std::string words = absl::StrCat(ErrorTitle(ErrorId::kRecordRefused), ": ", text);
  const PublishPlan& plan = *lanes_[task.lane].plan;
  if (plan.error.empty()) return Fail(task, task.job.retries - 1, words);
  End(task, PublishOutcome::kThrown,
      {.kind = JobEnd::Kind::kError, .code = plan.error, .text = words});
}

void Publisher::Fail(Task& task, int32_t retries, std::string text) {
  const bool again = retries > 0;
  End(task, again ? PublishOutcome::kRetried : PublishOutcome::kIncident,
      {.kind = JobEnd::Kind::kFailed,
       .retries = std::max(retries, 0),
       .back_off = again ? lanes_[task.lane].plan->retry_after : Millis{0},
       .text = std::move(text)});
}

// It is no fault of the job's.
void Publisher::Return(Task& task, std::string text) {
  End(task, PublishOutcome::kReturned,
      {.kind = JobEnd::Kind::kFailed,
       .retries = std::max(task.job.retries, 1),
       .back_off = lanes_[task.lane].plan->retry_after,
       .text = std::move(text)});
}

void Publisher::End(Task& task, PublishOutcome outcome, JobEnd end) {
  if (task.is_past) return Leave(task, outcome);
  Count(task, outcome);
  const bool completes = end.kind == JobEnd::Kind::kCompleted;
  replies_.Finish(task.job.key, std::move(end),
                  completes ? Millis::max() : task.held + job_timeout_);
}

// Nobody is told: whoever has its key now is another job.
void Publisher::Leave(const Task& task, PublishOutcome outcome) {
  Count(task, outcome == PublishOutcome::kPublished ? outcome : PublishOutcome::kGone);
  replies_.Forget(task.job.key);
  Drop(task.job.key);
}

void Publisher::Count(const Task& task, PublishOutcome outcome) {
  ++lanes_[task.lane].view.outcomes[static_cast<size_t>(outcome)];
}

// What was told is off the list, whether it was heard or not: a job that was not comes again.
void Publisher::TakeEnded() {
  for (const JobReplies::Ended& ended : replies_.TakeEnded()) {
    if (ended.settled) {
      written_.Settle(ended.job);
    } else {
      next_ask_ = now_;  // likewise
    }
    Drop(ended.job);
  }
}

void Publisher::Drop(JobKey key) {
  const auto task = tasks_.find(key);
  --lanes_[task->second.lane].view.under_way;
  tasks_.erase(task);
}

// As many as are worked on at once wait here besides.
void Publisher::UpdateRoom(Lane& lane) {
  lane.view.waiting = lane.waiting.size();
  const size_t most = 2 * size_t{lane.plan->in_flight};
  const size_t here = lane.view.under_way + lane.view.waiting;
  *lane.room = stopped_ || here >= most ? 0 : most - here;
}

std::vector<Publisher::View> Publisher::Show() const {
  std::vector<View> views;
  for (const Lane& lane : lanes_) views.push_back(lane.view);
  return views;
}

std::string Publisher::trouble() const {
  if (const std::string denial = replies_.denial(); !denial.empty()) {
    return absl::StrCat(ErrorTitle(ErrorId::kJobOrderDenied), ": ", denial);
  }
  return now_ < trouble_ends_ ? kafka_trouble_ : "";
}

}  // namespace telltale
