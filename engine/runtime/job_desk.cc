#include "engine/runtime/job_desk.h"

#include <iterator>
#include <utility>

namespace telltale {
std::string_view JobResultName(JobResult result) {
  constexpr std::string_view kNames[] = {"passed",  "cancelled",  "ending", "unknown",
                                         "foreign", "unreadable", "gone"};
  static_assert(std::size(kNames) == kJobResults);
  return kNames[static_cast<int>(result)];
}

std::string_view JobKindName(InstanceReport::Kind kind) {
  return kind == InstanceReport::Kind::kStarted ? "gate" : "ended";
}

JobDesk::JobDesk(Jobs& jobs, const JobReader::MakeDecoder& make_decoder,
                 const JobDeskOptions& options)
    : box_(std::make_shared<Mailbox<Arrived>>()),
      replies_(jobs, options.replies),
      reader_(make_decoder) {
  const auto subscribe = [&](const std::string& type, InstanceReport::Kind kind) {
    jobs.Subscribe({.type = type, .variables = {kJobVariable}}, [box = box_, kind](Job job) {
      box->Put({kind, std::move(job)});
    });
  };
  subscribe(options.gate_job, InstanceReport::Kind::kStarted);
  subscribe(options.ended_job, InstanceReport::Kind::kEnded);
}

JobDesk::~JobDesk() { SetWake(nullptr); }

void JobDesk::SetWake(std::function<void()> wake) {
  box_->SetWake(wake);
  replies_.SetWake(std::move(wake));
}

void JobDesk::Begin(const Arrived& arrived) {
  std::optional<JobReport> report = reader_.Read(arrived.kind, arrived.job);
  if (!report) return Count(arrived.kind, JobResult::kUnreadable);
  const JobKey job = report->job;
  if (replies_.Begin(job, arrived.job.breaks)) reports_.insert_or_assign(job, *std::move(report));
}

std::vector<JobReport> JobDesk::Take(Millis since_boot) {
  for (const Arrived& arrived : box_->Take()) Begin(arrived);
  replies_.Tick(since_boot);  // asks
  replies_.Tick(since_boot);  // hears
  replies_.TakeEnded();       // a report that was not heard comes again, and is judged anew
  std::vector<JobReport> reports;
  for (const JobReplies::Begun& begun : replies_.TakeBegun()) {
    auto report = reports_.extract(begun.job);
    if (begun.fate == JobReplies::Fate::kGone) {
      Count(report.mapped().report.kind, JobResult::kGone);
    } else if (begun.fate == JobReplies::Fate::kHeld) {
      reports.push_back(std::move(report.mapped()));
    }
  }
  return reports;
}

void JobDesk::Answer(const JobReport& job, JobResult result) {
  Count(job.report.kind, result);
  switch (result) {
    case JobResult::kPassed:
      return replies_.Finish(job.job);
    case JobResult::kCancelled:
      return replies_.Cancel(job.job, InstanceKey{job.report.instance});
    case JobResult::kEnding:
    case JobResult::kUnknown:
    case JobResult::kForeign:
    case JobResult::kUnreadable:
    case JobResult::kGone:
      return replies_.Forget(job.job);
  }
}

void JobDesk::Count(InstanceReport::Kind kind, JobResult result) {
  ++counters_[static_cast<size_t>(kind)][static_cast<size_t>(result)];
}

}  // namespace telltale
