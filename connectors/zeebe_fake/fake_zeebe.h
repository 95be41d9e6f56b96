// FakeZeebe: the workflow engine inside this process: a gateway in front of a BrokerModel.
//
//   FakeZeebe zeebe(clock, {});
//   zeebe.Deploy({.start = "maintenance-needed", .backs = {"back-to-normal"}});
//   zeebe.Publish(message, done);   // answers before it returns, unless a fault says otherwise
//
// For `output: embedded`, tests and simulation. A fault script makes it refuse, push back, fail
// before or after it took the message, or answer late; partitions can lose their leader, the whole
// can be away.
//
// Time passes when it is told to: by Advance(), and by each call, from `clock`. Answers that a
// fault holds back come in Advance().
//
// Thread safety: any thread. Callbacks are called without a lock held.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "connectors/zeebe_fake/broker_model.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/ports/ports.h"

namespace telltale {

// What goes wrong with one published message.
struct Fault {
  enum class Kind : uint8_t {
    kNone,
    kRefused,          // never taken, whatever is tried
    kExhausted,        // pushed back, not taken
    kUnavailable,      // the connection broke before it was taken
    kLost,             // it was taken, but the answer is not known
    kTwice,            // it came twice; the answer is the second one's
    kUnauthenticated,  // not taken: our token was not accepted
  };
  Kind kind = Kind::kNone;
  Millis answer_after{0};  // 0: before Publish() returns
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

  // ---- as a gateway
  void Publish(const Message& message, std::function<void(Answered)> done) override;
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override;

  // ---- as a broker
  void Deploy(BrokerModel::Process process);
  // Lets time pass until the clock's now, and gives the answers whose time has come.
  void Advance();
  // When the next answer that is held back is due; nullopt: none is.
  std::optional<WallTime> NextAnswer() const;
  bool EndTask(int64_t instance_key);
  bool Cancel(int64_t instance_key);
  // A copy: what started, in the order of the starts, and what became of it.
  std::vector<BrokerModel::Instance> Instances() const;

  // ---- faults
  void SetFaults(FaultScript script);
  // Called with all that the broker itself says of a message, whoever learns of it.
  using Witness = std::function<void(const Message&, const absl::Status&)>;
  void SetWitness(Witness witness);
  // Away: nothing is taken, Topology fails.
  void SetAway(bool away);
  // A partition (from 1) without a leader takes nothing, and Topology says so.
  void SetLeader(int32_t partition, bool led);
  // It forgot everything and says that it is another.
  void Replace(const std::string& cluster_id);

 private:
  using Done = std::function<void(Answered)>;
  struct Reply {
    Done done;
    Answered answered;
  };

  Answered Take(const Message& message, Fault::Kind fault) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status TellBroker(const Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsReachable(const Message& message) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Reply> TakeDue() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  mutable absl::Mutex mutex_;
  FakeZeebeOptions options_ ABSL_GUARDED_BY(mutex_);
  BrokerModel model_ ABSL_GUARDED_BY(mutex_);
  std::vector<BrokerModel::Process> deployed_ ABSL_GUARDED_BY(mutex_);
  FaultScript script_ ABSL_GUARDED_BY(mutex_);
  Witness witness_ ABSL_GUARDED_BY(mutex_);
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<int32_t> leaderless_ ABSL_GUARDED_BY(mutex_);
  std::multimap<WallTime, Reply> held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_FAKE_ZEEBE_H_
