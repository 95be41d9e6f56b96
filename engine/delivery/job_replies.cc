#include "engine/delivery/job_replies.h"

#include <utility>

#include "engine/base/status.h"

namespace telltale {

JobReplies::JobReplies(Jobs& jobs, const Options& options)
    : jobs_(jobs),
      backoff_(options.seed),
      window_(options.window),
      box_(std::make_shared<Mailbox<Reply>>()) {}

JobReplies::~JobReplies() { box_->SetWake(nullptr); }

void JobReplies::SetWake(std::function<void()> wake) { box_->SetWake(std::move(wake)); }

bool JobReplies::Begin(JobKey job) { return tasks_.emplace(job, Task{}).second; }

void JobReplies::Complete(JobKey job) {
  CHECK(tasks_.contains(job));
  waiting_.insert({now_, job});
}

void JobReplies::Cancel(JobKey job, InstanceKey instance) {
  tasks_.at(job).cancel = instance;
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
  const Task& task = tasks_.at(job);
  auto done = [box = box_, job, number = window_.Sent()](Answered answered) {
    box->Put({job, number, std::move(answered)});
  };
  if (task.cancel) {
    jobs_.CancelInstance(*task.cancel, std::move(done));
  } else {
    jobs_.Complete(job, std::move(done));
  }
}

void JobReplies::OnReply(const Reply& reply) {
  Task& task = tasks_.at(reply.job);
  ++task.failures;
  const bool slowly = reply.answered.answer == Answer::kRetryLater ||
                      reply.answered.answer == Answer::kUnauthenticated;
  switch (reply.answered.answer) {
    case Answer::kAccepted:
    case Answer::kKnown:
    case Answer::kRefused:  // there is no such job or instance any more
      window_.OnGood();
      tasks_.erase(reply.job);
      return;
    case Answer::kNotApplied:
    case Answer::kAmbiguous:
      window_.OnBad(reply.number);
      break;
    case Answer::kRetryLater:
    case Answer::kUnauthenticated:
      window_.OnNeutral();
      break;
  }
  if (task.failures >= kMostTries) {
    tasks_.erase(reply.job);
    return;
  }
  waiting_.insert({now_ + (slowly ? backoff_.Slow() : backoff_.Next(task.failures)), reply.job});
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
