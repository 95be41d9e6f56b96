#include "engine/runtime/job_router.h"

#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace telltale {

Owners OwnersOf(const std::vector<Opened>& opened) {
  Owners owners;
  for (size_t loop = 0; loop < opened.size(); ++loop) {
    for (const OpenTopic& topic : opened[loop].topics) {
      for (const auto& partition : topic.partitions) {
        owners[{topic.topic->name, partition->id().partition}] = loop;
      }
    }
  }
  return owners;
}

// Who hears of which job.
class JobRouter::Switch {
 public:
  using OnJob = std::function<void(Job)>;

  Switch(const JobReader::MakeDecoder& make_decoder, Owners owners, size_t loops)
      : owners_(std::move(owners)), loops_(loops), reader_(make_decoder) {}

  // True: now every loop hears of the type.
  bool Add(const std::string& type, size_t loop, OnJob on_job) {
    absl::MutexLock lock(&mutex_);
    std::map<size_t, OnJob>& desks = desks_[type];
    desks[loop] = std::move(on_job);
    return desks.size() == loops_;
  }

  void Pass(const std::string& type, Job job) {
    OnJob on_job;
    {
      absl::MutexLock lock(&mutex_);
      on_job = desks_.at(type).at(LoopOf(job));
    }
    on_job(std::move(job));
  }

 private:
  size_t LoopOf(const Job& job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (loops_ == 1) return 0;  // whatever it says: its desk reads it
    const std::optional<JobReport> report = reader_.Read(InstanceReport::Kind::kStarted, job);
    if (!report) return 0;
    const auto owner = owners_.find({report->topic, report->partition});
    return owner == owners_.end() ? 0 : owner->second;
  }

  const Owners owners_;
  const size_t loops_;
  absl::Mutex mutex_;
  JobReader reader_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::map<size_t, OnJob>> desks_ ABSL_GUARDED_BY(mutex_);  // by type, loop
};

// One loop's.
class JobRouter::Port : public Jobs {
 public:
  Port(Jobs& jobs, std::shared_ptr<Switch> shared, size_t loop)
      : jobs_(jobs), switch_(std::move(shared)), loop_(loop) {}

  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    if (!switch_->Add(request.type, loop_, std::move(on_job))) return;
    jobs_.Subscribe(request, [shared = switch_, type = request.type](Job job) {
      shared->Pass(type, std::move(job));
    });
  }
  void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) override {
    jobs_.Hold(job, timeout, std::move(done));
  }
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override {
    jobs_.Finish(job, end, std::move(done));
  }
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override {
    jobs_.CancelInstance(instance, std::move(done));
  }
  uint64_t Breaks() const override { return jobs_.Breaks(); }

 private:
  Jobs& jobs_;
  const std::shared_ptr<Switch> switch_;
  const size_t loop_;
};

JobRouter::JobRouter(Jobs& jobs, const JobReader::MakeDecoder& make_decoder, Owners owners,
                     size_t loops)
    : switch_(std::make_shared<Switch>(make_decoder, std::move(owners), loops)) {
  for (size_t loop = 0; loop < loops; ++loop) {
    ports_.push_back(std::make_unique<Port>(jobs, switch_, loop));
  }
}

JobRouter::~JobRouter() = default;

Jobs& JobRouter::PortOf(size_t loop) { return *ports_.at(loop); }

}  // namespace telltale
