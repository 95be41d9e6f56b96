// FakeZeebe: the workflow engine inside this process: a gateway and jobs in front of a BrokerModel.
//
//   FakeZeebe zeebe(clock, {});
//   zeebe.Deploy({.start = "maintenance-needed", .backs = {"back-to-normal"}});
//   zeebe.Publish(message, done);   // answers before it returns, unless a fault says otherwise
//   const std::unique_ptr<Jobs> jobs = zeebe.Connect();
//   jobs->Subscribe(request, on_job);  // hands over what waits before it returns
//
// For `output: embedded`, tests and simulation. A fault script makes it refuse, push back, fail
// before or after it took the message, or answer late; partitions can lose their leader, the whole
// can be away.
//
// Time passes when it is told to: by Advance(), and by each call, from `clock`. Answers that a
// fault holds back come in Advance(), and so do jobs that time brings.
//
// Thread safety: any thread. Callbacks are called without a lock held.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "connectors/zeebe_fake/broker_model.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"

namespace telltale {

// What goes wrong with one published message, or with one order.
struct Fault {
  enum class Kind : uint8_t {
    kNone,
    kRefused,          // never taken, whatever is tried
    kExhausted,        // pushed back, not taken
    kUnavailable,      // the connection broke before it was taken
    kLost,             // it was taken, but the answer is not known
    kTwice,            // it came twice; the answer is the second one's
    kUnauthenticated,  // not taken: our token was not accepted
    kDenied,           // not taken: we may not give such orders; of orders about jobs alone
  };
  Kind kind = Kind::kNone;
  Millis answer_after{0};  // 0: before Publish() returns
};

// What passes between a client of jobs and the broker, and may go wrong.
struct JobTraffic {
  enum class Kind : uint8_t {
    kPush,    // a job is pushed. Any fault but kNone and kTwice: it is lost on its way
    kHold,    // a job
    kFinish,  // a job
    kCancel,  // an instance
  };
  Kind kind = Kind::kPush;
  int64_t key = 0;    // of the job or the instance
  Millis timeout{0};  // of kHold
  JobEnd end{};       // of kFinish
};

struct FakeZeebeOptions {
  std::string cluster_id = "embedded";
  int32_t partitions = 1;
};

class FakeZeebe : public Gateway {
 public:
  // Asked once for each message that reaches the gateway.
  using FaultScript = std::function<Fault(const Message&)>;

  // `clock` must outlive it.
  FakeZeebe(const Clock& clock, const FakeZeebeOptions& options);
  ~FakeZeebe() override;

  // ---- as a gateway
  void Publish(const Message& message, std::function<void(Answered)> done) override;
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override;
  bool Connected() const override;
  // How often connections to it broke, for who has one of his own.
  uint64_t breaks() const;

  // A client's connection for jobs. Destroying it is like closing it: what was handed over and is
  // not completed is handed to somebody else, later. Must not outlive this.
  std::unique_ptr<Jobs> Connect();

  // ---- as a broker
  void Deploy(BrokerModel::Process process);
  // Lets time pass until the clock's now, and gives the answers whose time has come.
  void Advance();
  // When Advance() has something to do next; nullopt: never.
  std::optional<WallTime> NextMoment() const;
  bool EndTask(int64_t instance_key);
  // Somebody else does it.
  bool Cancel(int64_t instance_key);
  // A copy: what started, in the order of the starts, and what became of it.
  std::vector<BrokerModel::Instance> Instances() const;
  // True if `is_meant` is true of an instance. It must not call back.
  bool AnyInstance(absl::FunctionRef<bool(const BrokerModel::Instance&)> is_meant) const;

  // ---- faults
  void SetFaults(FaultScript script);
  // Asked once for each push and each order of a client's.
  using JobFaultScript = std::function<Fault(const JobTraffic&)>;
  void SetJobFaults(JobFaultScript script);
  // Called with all that the broker itself says of a message, whoever learns of it.
  using Witness = std::function<void(const Message&, const absl::Status&)>;
  void SetWitness(Witness witness);
  // Away: nothing is taken, Topology fails, and clients have no streams until it is back.
  void SetAway(bool away);
  // See BrokerModel.
  void Relapse();
  // A partition (from 1) without a leader takes nothing, and Topology says so.
  void SetLeader(int32_t partition, bool led);
  // It forgot everything and says that it is another. Clients find their way to it.
  void Replace(const std::string& cluster_id);

 private:
  class Client;
  using Done = std::function<void(Answered)>;
  // An answer, or a job, on its way to somebody.
  struct Call {
    Client* client = nullptr;  // it waits for its calls before it ends; null: the gateway's
    std::function<void()> make;
  };
  struct Held {
    Client* client = nullptr;
    Done done;
    Answered answered;
  };
  struct Subscription {
    Client* client = nullptr;
    JobRequest request;
    std::function<void(Job)> on_job;
  };

  // What is heard of what the other side says to `tell`.
  Answered Ask(int32_t partition, Fault::Kind fault, const std::function<absl::Status()>& tell)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Reply(Held held, Millis after) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Order(Client* client, const JobTraffic& traffic, Done done);
  absl::Status Obey(const JobTraffic& traffic) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void Subscribe(Subscription subscription);
  void Disconnect(Client* client);
  // A stream for each subscription, and a poll for what waited.
  void OpenStreams() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OpenStream(const Subscription& subscription) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseStreams() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Push(const Subscription& subscription, Job job) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // What happened so far reaches those who wait for it.
  void MakeCalls();
  std::optional<Call> NextOfCalls();
  void Schedule(Call call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  mutable absl::Mutex mutex_;
  FakeZeebeOptions options_ ABSL_GUARDED_BY(mutex_);
  BrokerModel model_ ABSL_GUARDED_BY(mutex_);
  std::vector<BrokerModel::Process> deployed_ ABSL_GUARDED_BY(mutex_);
  FaultScript script_ ABSL_GUARDED_BY(mutex_);
  Witness witness_ ABSL_GUARDED_BY(mutex_);
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t breaks_ ABSL_GUARDED_BY(mutex_) = 0;                // it was away or replaced
  std::optional<uint64_t> connected_ ABSL_GUARDED_BY(mutex_);  // their number at the last Topology
  std::set<int32_t> leaderless_ ABSL_GUARDED_BY(mutex_);
  JobFaultScript job_script_ ABSL_GUARDED_BY(mutex_);
  std::list<Subscription> subscriptions_ ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, const Subscription*> streams_ ABSL_GUARDED_BY(mutex_);
  std::multimap<WallTime, Held> held_ ABSL_GUARDED_BY(mutex_);
  std::deque<Call> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_
