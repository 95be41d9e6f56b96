#include "cli/roads/publish_road.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "connectors/json/json_decoder.h"

namespace telltale {
namespace {

constexpr char kPublish[] = "publish";
constexpr Millis kNotePace{250};

void AddSamples(const Publisher::View& view, std::vector<Sample>& samples) {
  for (int i = 0; i < kPublishOutcomes; ++i) {
    samples.push_back(
        {MetricId::kPublishJobs,
         {{kPublish, view.name},
          {"outcome", std::string(PublishOutcomeName(static_cast<PublishOutcome>(i)))}},
         static_cast<double>(view.outcomes[i])});
  }
  const auto add = [&](MetricId id, double value) {
    samples.push_back({id, {{kPublish, view.name}}, value});
  };
  add(MetricId::kPublishUnderWay, static_cast<double>(view.under_way));
  add(MetricId::kPublishWaiting, static_cast<double>(view.waiting));
  add(MetricId::kPublishSeconds, static_cast<double>(view.worked.count()) / 1000);
}

}  // namespace

PublishRoad::PublishRoad(const std::vector<PublishPlan>& plans, Ends ends, const Clock& clock,
                         SnapshotBoard& board, const PublisherOptions& options)
    : clock_(clock),
      board_(board),
      producer_(std::move(ends.producer)),
      publisher_(plans, {ends.jobs, ends.gateway, *producer_, &MakeJsonDecoder}, options) {
  publisher_.SetWake([this] { Wake(); });
  board_.ShowRoad(kPublish, [this](Snapshot& snapshot) { Show(snapshot); });
  thread_ = std::thread([this] { Run(); });
}

void PublishRoad::BeginEnd() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  woken_ = true;
}

PublishRoad::~PublishRoad() {
  BeginEnd();
  thread_.join();
  board_.ShowRoad(kPublish, nullptr);
  publisher_.SetWake(nullptr);
}

void PublishRoad::Run() {
  while (!stopping()) {
    publisher_.Turn(clock_.SinceBoot());
    Note();
    Wait();
  }
  publisher_.StopTaking();
  const Millis deadline = clock_.SinceBoot() + kDrainLimit;
  while (!publisher_.idle() && clock_.SinceBoot() < deadline) {
    publisher_.Turn(clock_.SinceBoot());
    Wait();
  }
}

bool PublishRoad::stopping() {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void PublishRoad::Wait() {
  const Millis now = clock_.SinceBoot();
  const Millis next = std::min(publisher_.NextWake().value_or(now + kNotePace), now + kNotePace);
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&woken_),
                          absl::FromChrono(std::max(next - now, Millis{0})));
  woken_ = false;
}

void PublishRoad::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void PublishRoad::Note() {
  const Millis now = clock_.SinceBoot();
  if (now < next_note_) return;
  next_note_ = now + kNotePace;
  std::vector<Publisher::View> views = publisher_.Show();
  std::string trouble = publisher_.trouble();
  absl::MutexLock lock(&mutex_);
  views_ = std::move(views);
  trouble_ = std::move(trouble);
}

void PublishRoad::Show(Snapshot& snapshot) {
  absl::MutexLock lock(&mutex_);
  for (const Publisher::View& view : views_) AddSamples(view, snapshot.roads);
  if (!trouble_.empty()) snapshot.not_ready.push_back("publish: " + trouble_);
}

}  // namespace telltale
