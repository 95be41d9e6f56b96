#include "engine/delivery/job_replies.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// A job comes again when its time is over, and with it the next denial.
constexpr Millis kDenialLife = 2 * kJobTimeout;

}  // namespace

std::string_view JobOrderName(JobOrder order) {
  constexpr std::string_view kNames[] = {"hold", "complete", "cancel"};
  return kNames[static_cast<int>(order)];
}

JobReplies::JobReplies(Jobs& jobs, const Options& options)
    : jobs_(jobs),
      backoff_(options.seed),
      window_(options.window),
      hold_(options.hold),
      box_(std::make_shared<Mailbox<Reply>>()) {}

JobReplies::~JobReplies() { box_->SetWake(nullptr); }

void JobReplies::SetWake(std::function<void()> wake) { box_->SetWake(std::move(wake)); }

bool JobReplies::Begin(JobKey job, uint64_t breaks, Millis until) {
  if (!tasks_.emplace(job, Task{.breaks = breaks, .until = until}).second) return false;
  waiting_.insert({now_, job});
  return true;
}

void JobReplies::Finish(JobKey job, JobEnd end, Millis until) {
  Order(job, {.order = JobOrder::kComplete, .end = std::move(end), .until = until});
}

void JobReplies::Cancel(JobKey job, InstanceKey instance) {
  Order(job, {.order = JobOrder::kCancel, .instance = instance});
}

void JobReplies::Order(JobKey job, Task task) {
  Task& held = tasks_.at(job);
  task.breaks = held.breaks;
  held = std::move(task);
  waiting_.insert({now_, job});
}

void JobReplies::Forget(JobKey job) { tasks_.erase(job); }

void JobReplies::Tick(Millis since_boot) {
  now_ = since_boot;
  for (const Reply& reply : box_->Take()) OnReply(reply);
  while (window_.HasRoom() && !waiting_.empty() && waiting_.begin()->first <= now_) {
    const JobKey job = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    Send(job);
  }
}

void JobReplies::Send(JobKey job) {
  Task& task = tasks_.at(job);
  if (now_ > task.until || task.breaks != jobs_.Breaks()) return Drop(job);
  task.asked = now_;
  auto done = [box = box_, job, number = window_.Sent()](Answered answered) {
    box->Put({job, number, std::move(answered)});
  };
  switch (task.order) {
    case JobOrder::kHold:
      return jobs_.Hold(job, hold_, std::move(done));
    case JobOrder::kComplete:
      return jobs_.Finish(job, task.end, std::move(done));
    case JobOrder::kCancel:
      return jobs_.CancelInstance(task.instance, std::move(done));
  }
}

void JobReplies::OnReply(const Reply& reply) {
  if (reply.answered.error == ErrorId::kJobOrderDenied) return Deny(reply);
  switch (reply.answered.answer) {
    case Answer::kAccepted:
    case Answer::kKnown:
    case Answer::kRefused:  // there is no such job or instance any more
      window_.OnGood();
      return End(reply.job, reply.answered.answer);
    case Answer::kNotApplied:
      window_.OnBad(reply.number);
      return TryAgain(reply);
    case Answer::kUnauthenticated:
      window_.OnNeutral();
      return TryAgain(reply);
    case Answer::kRetryLater:  // this job is in a state in which it cannot be done
      window_.OnNeutral();
      return Drop(reply.job);
    case Answer::kAmbiguous:
      window_.OnBad(reply.number);
      Drop(reply.job);
      return ForgetWaiting();
  }
}

void JobReplies::End(JobKey job, Answer answer) {
  const bool refused = answer == Answer::kRefused;
  const Task& task = tasks_.at(job);
  const bool is_hold = task.order == JobOrder::kHold;
  if (!refused) denials_[static_cast<size_t>(task.order)] = Denial();
  if (is_hold) {
    begun_.push_back({job, refused ? Fate::kGone : Fate::kHeld, task.asked});
  } else {
    ended_.push_back({job, true});
  }
  if (!is_hold || refused) tasks_.erase(job);
}

void JobReplies::Deny(const Reply& reply) {
  const auto order = static_cast<size_t>(tasks_.at(reply.job).order);
  window_.OnNeutral();
  ++denied_[order];
  denials_[order] = {reply.answered.text, now_ + kDenialLife};
  Drop(reply.job);
}

std::string JobReplies::denial() const {
  for (int order = 0; order < kJobOrders; ++order) {
    const Denial& denial = denials_[order];
    if (now_ >= denial.until) continue;
    return absl::StrCat(A(JobOrderName(static_cast<JobOrder>(order))), ": ", denial.words);
  }
  return "";
}

void JobReplies::TryAgain(const Reply& reply) {
  Task& task = tasks_.at(reply.job);
  const bool is_hold = task.order == JobOrder::kHold;
  if (++task.failures >= (is_hold ? kMostHolds : kMostTries)) return Drop(reply.job);
  const bool slowly = reply.answered.answer == Answer::kUnauthenticated;
  waiting_.insert({now_ + (slowly ? backoff_.Slow() : backoff_.Next(task.failures)), reply.job});
}

void JobReplies::ForgetWaiting() {
  for (const auto& [when, job] : std::exchange(waiting_, {})) Drop(job);
}

// What is under way now is not sent again.
void JobReplies::ForgetAll() {
  ForgetWaiting();
  for (auto& [job, task] : tasks_) task.until = Millis::min();
}

// It will be handed over again.
void JobReplies::Drop(JobKey job) {
  if (tasks_.at(job).order == JobOrder::kHold) {
    begun_.push_back({job, Fate::kForgotten});
  } else {
    ended_.push_back({job, false});
  }
  tasks_.erase(job);
}

std::optional<Millis> JobReplies::NextWake() const {
  if (!box_->empty()) return now_;
  if (waiting_.empty() || !window_.HasRoom()) return std::nullopt;
  return waiting_.begin()->first;
}

bool JobReplies::idle() const {
  if (window_.in_flight() > 0 || !box_->empty()) return false;
  return waiting_.empty() || waiting_.begin()->first > now_;
}

}  // namespace telltale
