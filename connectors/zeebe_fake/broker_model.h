// BrokerModel: what a Zeebe broker does with published messages, as it was measured on real ones
// (8.5.8 and 8.6.0). In memory, deterministic, without a clock of its own.
//
//   dedup   A message with an id is known by (name, correlation key, id) as long as it is kept:
//           until the first run of the TTL checker, every 60 s, at or after its deadline.
//   catch   It first goes to running instances that wait for its name with its key.
//   start   Then to the process that it starts, unless an instance with that key runs already.
//   keep    With TTL 0 it is dropped now. Else it is kept, though it was used: an instance that
//           opens later takes backs from here, and an instance that ends starts the oldest kept
//           start of its key. That is the ghost which a start sent again after its TTL becomes.
//
// One process per start message: one task, which ends after `work` (by default never), and one
// interrupting event subprocess per back message, which ends the instance.
//
// Thread safety: none.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/message.h"
#include "engine/base/time.h"

namespace telltale {

// How often the broker looks for messages whose TTL has passed.
inline constexpr Millis kTtlCheckEvery{60000};
// The gateway refuses larger requests, with the code of back-pressure.
inline constexpr size_t kGatewayMaxBytes = 4 << 20;

class BrokerModel {
 public:
  struct Process {
    std::string start;               // also its name
    std::vector<std::string> backs;  // each interrupts and ends an instance
    std::optional<Millis> work;      // how long the task takes; nullopt: for ever
  };
  enum class State : uint8_t { kRunning, kDone, kInterrupted, kCancelled };
  struct Instance {
    int64_t key = 0;
    std::string process;
    std::string correlation_key;
    std::string variables;
    State state = State::kRunning;
    std::string back;            // kInterrupted: the message that did it
    std::string back_variables;  // and what it carried
    WallTime started{};
    std::optional<WallTime> task_ends;  // if nothing ends it before
    WallTime ended{};
  };

  // The TTL checker runs every kTtlCheckEvery from `begin` on.
  explicit BrokerModel(WallTime begin) : begin_(begin), now_(begin) {}

  // From now on messages start instances of `process`. Kept ones do not.
  void Deploy(Process process);

  // Lets time pass until `now`: tasks end, messages are forgotten. A time in the past changes
  // nothing.
  void Advance(WallTime now);

  // Returns what the gateway answers: gRPC's code and Zeebe's words.
  absl::Status Publish(const Message& message);

  // End a running instance; false if it does not run.
  bool EndTask(int64_t instance_key) { return End(instance_key, State::kDone); }
  bool Cancel(int64_t instance_key) { return End(instance_key, State::kCancelled); }

  // In the order of their starts.
  const std::deque<Instance>& instances() const { return instances_; }

 private:
  using Id = std::tuple<std::string, std::string, std::string>;  // name, correlation key, id
  using Lock = std::pair<std::string, std::string>;              // process, correlation key
  struct Kept {
    Message message;
    WallTime deadline{};
    std::set<std::string> used_by;  // processes; one message is used once per process
  };

  std::optional<WallTime> NextMoment() const;
  WallTime CheckAfter(WallTime deadline) const;
  void Forget(WallTime deadline);
  void Catch(Kept& kept);
  void StartBy(Kept& kept);
  void Start(const Process& process, Kept& kept);
  void OpenSubscriptions(size_t index);
  bool End(int64_t instance_key, State state);
  void EndNow(size_t index, State state, const Message* back);
  void ReleaseGhosts();

  WallTime begin_;
  WallTime now_;
  int64_t next_key_ = 1;
  std::map<std::string, Process> processes_;          // by start message
  std::map<int64_t, Kept> kept_;                      // by message key: first in, first out
  std::set<std::pair<WallTime, int64_t>> deadlines_;  // of kept_
  std::map<std::string, std::set<int64_t>> by_key_;   // correlation key -> kept_
  std::set<Id> known_;
  std::deque<Instance> instances_;
  std::map<int64_t, size_t> by_instance_;  // instance key -> instances_
  std::map<Lock, size_t> running_;         // with a correlation key: at most one each
  std::set<std::pair<WallTime, size_t>> task_ends_;
  std::deque<Lock> freed_;  // whose instance has ended
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_
