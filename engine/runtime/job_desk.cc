#include "engine/runtime/job_desk.h"

#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/types/span.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr char kVariable[] = "telltale";
constexpr size_t kHexDigits = 16;  // of half a hash

std::optional<KeyHash> ReadHash(const Value& value) {
  KeyHash hash;
  if (value.kind != Value::Kind::kString || value.text.size() != 2 * kHexDigits) {
    return std::nullopt;
  }
  if (!absl::SimpleHexAtoi(A(value.text.substr(0, kHexDigits)), &hash.high) ||
      !absl::SimpleHexAtoi(A(value.text.substr(kHexDigits)), &hash.low)) {
    return std::nullopt;
  }
  return hash;
}

template <class Int>
std::optional<Int> ReadWhole(const Value& value) {
  Int number = 0;
  if (value.kind != Value::Kind::kNumber || !absl::SimpleAtoi(A(value.text), &number)) {
    return std::nullopt;
  }
  return number;
}

bool IsText(const Value& value) { return value.kind == Value::Kind::kString; }

}  // namespace

std::string_view JobResultName(JobResult result) {
  constexpr std::string_view kNames[] = {"passed",  "cancelled",  "ending", "unknown",
                                         "foreign", "unreadable", "gone"};
  static_assert(std::size(kNames) == kJobResults);
  return kNames[static_cast<int>(result)];
}

std::string_view JobKindName(InstanceReport::Kind kind) {
  return kind == InstanceReport::Kind::kStarted ? "gate" : "ended";
}

JobDesk::JobDesk(Jobs& jobs, const MakeDecoder& make_decoder, const JobDeskOptions& options)
    : box_(std::make_shared<Mailbox<Arrived>>()), replies_(jobs, options.replies) {
  SlotTable slots;
  const auto slot = [&slots](const char* name) { return slots.Add(Path{{kVariable, name}}); };
  slots_ = {.rule = slot("rule"),
            .topic = slot("topic"),
            .partition = slot("partition"),
            .key = slot("key"),
            .raised_at = slot("raised_at")};
  decoder_ = make_decoder(slots);
  fields_.resize(slots.paths().size());
  const auto subscribe = [&](const std::string& type, InstanceReport::Kind kind) {
    jobs.Subscribe({.type = type, .variables = {kVariable}}, [box = box_, kind](Job job) {
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
  std::optional<JobReport> report = Read(arrived);
  if (!report) return Count(arrived.kind, JobResult::kUnreadable);
  const JobKey job = report->job;
  if (replies_.Begin(job)) reports_.insert_or_assign(job, *std::move(report));
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

std::optional<JobReport> JobDesk::Read(const Arrived& arrived) {
  DecodeError error;
  if (!decoder_->Decode(arrived.job.variables, absl::MakeSpan(fields_), error)) return std::nullopt;
  const std::optional<KeyHash> key = ReadHash(fields_[slots_.key]);
  const auto partition = ReadWhole<int32_t>(fields_[slots_.partition]);
  const auto raised_at = ReadWhole<int64_t>(fields_[slots_.raised_at]);
  const Value& topic = fields_[slots_.topic];
  const Value& rule = fields_[slots_.rule];
  if (!key || !partition || !raised_at || !IsText(topic) || !IsText(rule)) return std::nullopt;
  return JobReport{.job = arrived.job.key,
                   .topic = std::string(topic.text),
                   .partition = *partition,
                   .rule = std::string(rule.text),
                   .report = {.kind = arrived.kind,
                              .key = *key,
                              .raised_at = EventMs(*raised_at),
                              .process = arrived.job.process,
                              .instance = arrived.job.instance.value}};
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
