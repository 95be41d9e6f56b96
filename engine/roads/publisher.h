// Publisher: turns jobs of the workflow engine into records of Kafka.
//
//   Publisher publisher(plans, jobs, producer, &MakeJsonDecoder, options);
//   while (...) { publisher.Turn(now); wait until publisher.NextWake(), or its wake is called; }
//   publisher.StopTaking();                // then turn until idle()
//
//   job ─► held (it is real, and ours) ─► record ─► Kafka has it, at an offset ─► job completed
//
// A job is completed only for a record that Kafka has told the offset of, so none is lost: whatever
// fails before is tried again, and a record that was in doubt is then written twice, under the same
// header `telltale-job-key`. What Kafka has already is remembered (WrittenJobs), so that a job that
// could not be completed is not written again by this process; not of another cluster, though.
//
// No record is sent, and no job failed, that may be somebody else's by then: the time for which a
// job is held counts from when we asked. A job whose record Kafka has is completed all the same,
// however late: then nobody writes it again.
//
// Jobs of a cluster that has been replaced are told to nobody: the new one may have given their
// keys to others, whose records are not written. What is under way is then written without being
// completed. Which cluster it is is asked every kAskEvery, and as soon as something gets lost.
//
//   no record can be made of it     fails without retries: an incident, at once
//   Kafka refuses the record        the plan's BPMN error, or fails with a retry less
//   its batch is refused            it is sent once more, alone (LoneSends)
//   Kafka is away, or in doubt      fails with the retries that it had: it is not the job's fault
//
// Of each plan no more jobs than its `in_flight` are under way; others wait here, in order, for as
// long as they are ours, and the engine is asked for no more than there is room for.
//
// No clock: the time since boot is passed in. Thread safety: none; belongs to one thread. Ports
// call back on theirs.
#ifndef TELLTALE_ENGINE_ROADS_PUBLISHER_H_
#define TELLTALE_ENGINE_ROADS_PUBLISHER_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/time.h"
#include "engine/delivery/job_replies.h"
#include "engine/delivery/mailbox.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/roads/job_record.h"
#include "engine/roads/lone_sends.h"
#include "engine/roads/written_jobs.h"
#include "engine/rules/publish_plan.h"

namespace telltale {

// What became of a job that was handed over.
enum class PublishOutcome : uint8_t {
  kPublished,  // its record is in the topic
  kKnown,      // it was already, and the job could not be completed before
  kReturned,   // Kafka is away, or in doubt: it comes again, with the retries that it had
  kRetried,    // Kafka refused: it comes again, with a retry less
  kThrown,     // Kafka refused: the plan's BPMN error
  kIncident,   // an operator must act
  kForgotten,  // the engine did not say in time that it is ours: it comes again
  kGone,       // the engine does not have it (any more)
};
inline constexpr int kPublishOutcomes = 8;
std::string_view PublishOutcomeName(PublishOutcome outcome);

struct PublisherOptions {
  Millis delivery_timeout{30000};  // of the producer
  JobReplies::Options replies;     // `hold` is decided here
};

class Publisher {
 public:
  // What a plan looks like from outside.
  struct View {
    std::string name;
    std::array<uint64_t, kPublishOutcomes> outcomes{};
    size_t under_way = 0, waiting = 0;
    Millis worked{0};  // from held to written, of all published ones
  };

  // Jobs of each plan at most that wait here.
  static constexpr size_t kMostWaiting = 10'000;
  // How often the engine is asked which cluster it is, and while it does not answer.
  static constexpr Millis kAskEvery{10000}, kAskSoon{1000};

  // What it works between.
  struct Parts {
    Jobs& jobs;
    Gateway& gateway;  // of the same engine
    Producer& producer;
    JobRecords::MakeDecoder make_decoder;
  };

  // All must outlive it; the parts' callbacks may come later.
  Publisher(const std::vector<PublishPlan>& plans, const Parts& parts,
            const PublisherOptions& options);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // `wake` is called on any thread when there is something to take in; it must not call back.
  void SetWake(std::function<void()> wake);

  void Turn(Millis since_boot);
  // When Turn() has something to do even if nobody calls; nullopt: never.
  std::optional<Millis> NextWake() const;

  // Takes no more jobs; those that wait here go to somebody else once their time is over.
  void StopTaking();
  // Nothing is under way.
  bool idle() const { return tasks_.empty(); }

  std::vector<View> Show() const;
  // Why nothing is written at present, a sentence; empty: nothing is in the way.
  std::string trouble() const;

 private:
  struct Waiting {
    Job job;
    Millis arrived{0};
  };
  struct Lane {
    const PublishPlan* plan = nullptr;
    JobRecords records;
    View view;
    std::deque<Waiting> waiting;
    std::shared_ptr<std::atomic<size_t>> room;
  };
  struct Task {
    size_t lane = 0;
    Job job;
    std::string topic;     // of its record
    uint64_t record = 0;   // its digest
    Millis held{0};        // since when it is ours
    Millis begun{0};       // since when that is known
    bool alone = false;    // it is sent so
    bool is_past = false;  // the cluster that gave it is not there any more
  };
  struct Arrived {
    size_t lane = 0;
    Job job;
  };
  struct Reported {
    JobKey job;
    DeliveryReport report;
  };
  // What the engine says of itself.
  struct Identified {
    std::optional<std::string> cluster;  // empty: it says nothing; none: it does not answer
  };
  using Box = Mailbox<std::variant<Arrived, Reported, Identified>>;

  void Subscribe(size_t lane, Jobs& jobs);
  void TakeIn(Arrived arrived);
  void TakeIn(Reported reported);
  void TakeIn(Identified identified);
  void AskForCluster();
  void ForgetCluster();
  void BeginWaiting(Lane& lane, size_t index);
  void TakeBegun();
  void Prepare(JobKey key, Task& task);
  void SendReady();
  void Send(JobKey key, Task& task, NewRecord record);
  void OnDelivered(Task& task, const DeliveryReport& report);
  void OnRefused(Task& task, const std::string& text);
  // The task may be gone behind it.
  void End(Task& task, PublishOutcome outcome, JobEnd end);
  void Leave(const Task& task, PublishOutcome outcome);
  void Fail(Task& task, int32_t retries, std::string text);
  void Return(Task& task, std::string text);
  void Count(const Task& task, PublishOutcome outcome);
  void TakeEnded();
  void Drop(JobKey key);
  void UpdateRoom(Lane& lane);

  Gateway& gateway_;
  Producer& producer_;
  const Millis job_timeout_;
  const std::shared_ptr<Box> box_ = std::make_shared<Box>();
  JobReplies replies_;
  std::deque<Lane> lanes_;
  std::map<JobKey, Task> tasks_;
  std::set<JobKey> waiting_;
  LoneSends sends_;
  WrittenJobs written_;
  std::string cluster_;  // the last that the engine said it is; empty: unknown
  bool asking_ = false;
  Millis next_ask_{0};
  std::string kafka_trouble_;  // the last words of a Kafka that took nothing
  Millis trouble_ends_{0};     // no job has come back by then that would prove it
  Millis now_{0};
  bool stopped_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_PUBLISHER_H_
