// SimJobs: one process's connection for jobs. Complains about an instance that passes, or is
// cancelled, without a durable record that says so.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_JOBS_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_JOBS_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "connectors/zeebe_fake/broker_model.h"
#include "engine/ports/jobs.h"
#include "tests/simulation/world/life.h"

namespace telltale {

struct SimWorld;

class SimJobs : public Jobs {
 public:
  // `world` must outlive it.
  SimJobs(SimWorld& world, std::shared_ptr<Life> life);
  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override;
  void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) override;
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override;
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override;
  uint64_t Breaks() const override { return jobs_->Breaks(); }

 private:
  void CheckPassed(const BrokerModel::Instance& instance);
  void CheckCancelled(const BrokerModel::Instance& instance);
  std::function<void(Answered)> WhileAlive(std::function<void(Answered)> done);

  SimWorld& world_;
  std::shared_ptr<Life> life_;
  std::unique_ptr<Jobs> jobs_;
  std::shared_ptr<std::set<JobKey>> seen_ = std::make_shared<std::set<JobKey>>();
};

// Lets jobs and orders go astray as the weather of `world` says.
void SetJobFaults(SimWorld& world);

// Somebody publishes the start of an instance again under an id of his own, or a start that is
// none of ours.
void PublishAsAStranger(SimWorld& world);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_JOBS_H_
