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

// Of a job that waits here: still ours when it is held.
constexpr Millis kToHold{5000};

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
  constexpr std::string_view kNames[] = {"published", "known",    "returned", "retried",
                                         "thrown",    "incident", "gone"};
  static_assert(std::size(kNames) == kPublishOutcomes);
  return kNames[static_cast<int>(outcome)];
}

Publisher::Publisher(const std::vector<PublishPlan>& plans, Jobs& jobs, Producer& producer,
                     const JobRecords::MakeDecoder& make_decoder, const PublisherOptions& options)
    : producer_(producer),
      job_timeout_(options.delivery_timeout + kToComplete),
      replies_(jobs, WithHold(options.replies, job_timeout_)) {
  for (const PublishPlan& plan : plans) {
    lanes_.push_back({.plan = &plan,
                      .records = JobRecords(plan, make_decoder),
                      .view = {.name = plan.name},
                      .room = std::make_shared<std::atomic<size_t>>(0)});
    UpdateRoom(lanes_.back());
  }
  for (size_t i = 0; i < lanes_.size(); ++i) Subscribe(i, jobs);
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
  for (size_t i = 0; i < lanes_.size(); ++i) BeginWaiting(lanes_[i], i);
  replies_.Tick(now_);  // asks
  replies_.Tick(now_);  // hears
  TakeBegun();
  replies_.Tick(now_);  // ends what is known by now
  ForgetFinished();
  for (Lane& lane : lanes_) UpdateRoom(lane);
}

std::optional<Millis> Publisher::NextWake() const {
  if (!box_->empty()) return now_;
  return replies_.NextWake();
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
    // Another process may have it by now, which holding it would not show.
    if (now_ - next.arrived > job_timeout_ - kToHold || !replies_.Begin(key)) continue;
    tasks_[key] = {.lane = index, .job = std::move(next.job)};
    ++lane.view.under_way;
  }
}

void Publisher::TakeBegun() {
  for (const JobReplies::Begun& begun : replies_.TakeBegun()) {
    const auto task = tasks_.find(begun.job);
    if (begun.fate == JobReplies::Fate::kHeld) {
      Produce(begun.job, task->second);
      continue;
    }
    Lane& lane = lanes_[task->second.lane];
    ++lane.view.outcomes[static_cast<size_t>(PublishOutcome::kGone)];
    --lane.view.under_way;
    tasks_.erase(task);
  }
}

void Publisher::Produce(JobKey key, Task& task) {
  task.held = now_;
  if (const auto known = known_.find(key); known != known_.end()) {
    return End(task, PublishOutcome::kKnown, {.variables = known->second});
  }
  absl::StatusOr<NewRecord> record = lanes_[task.lane].records.Make(task.job);
  if (!record.ok()) return Fail(task, 0, std::string(record.status().message()));
  task.topic = record->topic;
  producer_.Send(*std::move(record), [box = box_, key](DeliveryReport report) {
    box->Put(Reported{key, std::move(report)});
  });
}

void Publisher::TakeIn(Reported reported) {
  const auto found = tasks_.find(reported.job);
  if (found == tasks_.end() || found->second.finishing) return;
  Task& task = found->second;
  Lane& lane = lanes_[task.lane];
  const DeliveryReport& report = reported.report;
  switch (report.delivery) {
    case Delivery::kDelivered: {
      std::string variables = ResultOf(lane.plan->result, task.topic, report);
      kafka_trouble_.clear();
      lane.view.worked += now_ - task.held;
      Remember(reported.job, variables);
      return End(task, PublishOutcome::kPublished, {.variables = std::move(variables)});
    }
    case Delivery::kRefused:
      return OnRefused(task, report.text);
    case Delivery::kNotNow:
    case Delivery::kAmbiguous:
      kafka_trouble_ = report.text;
      trouble_ends_ = now_ + lane.plan->retry_after + job_timeout_;
      return End(task, PublishOutcome::kReturned,
                 {.kind = JobEnd::Kind::kFailed,
                  .retries = std::max(task.job.retries, 1),
                  .back_off = lane.plan->retry_after,
                  .text = absl::StrCat("Kafka took no record: ", report.text)});
  }
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

void Publisher::End(Task& task, PublishOutcome outcome, JobEnd end) {
  ++lanes_[task.lane].view.outcomes[static_cast<size_t>(outcome)];
  task.finishing = true;
  replies_.Finish(task.job.key, std::move(end));
}

void Publisher::Remember(JobKey job, std::string variables) {
  if (!known_.emplace(job, std::move(variables)).second) return;
  known_order_.push_back(job);
  if (known_order_.size() <= kMostKnown) return;
  known_.erase(known_order_.front());
  known_order_.pop_front();
}

// What was told is off the list, whether it was heard or not: a job that was not comes again.
void Publisher::ForgetFinished() {
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    if (!task->second.finishing || replies_.Has(task->first)) {
      ++task;
      continue;
    }
    --lanes_[task->second.lane].view.under_way;
    task = tasks_.erase(task);
  }
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
