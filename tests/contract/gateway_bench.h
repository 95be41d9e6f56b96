// GatewayBench: a workflow engine with two processes deployed, behind its gateway, as the contract
// checks see it. Implemented over the fake, in this process and served, and over a real broker.
//
// The processes: a message `kStartName` opens an instance that stays in a task; a message
// `kGatedName` one with a gate job before the task and an ended job behind it, whose types are the
// start's variables `telltale.gate` and `telltale.ended`. A message `kBackName` that carries the
// start's variable `episode` as its key interrupts an instance and ends it.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_CONTRACT_GATEWAY_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_GATEWAY_BENCH_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"

namespace telltale {

inline constexpr char kStartName[] = "contract-start";
inline constexpr char kGatedName[] = "contract-gated";
inline constexpr char kBackName[] = "contract-back";
// The gate's headers, and the code of the error that is caught at it.
inline constexpr char kGateHeaders[] = R"({"colour":"red"})";
inline constexpr char kErrorCode[] = "contract-error";

class GatewayBench {
 public:
  enum class Instance { kRunning, kDone, kInterrupted };

  virtual ~GatewayBench() = default;
  virtual Gateway& gateway() = 0;

  // A client's own connection for jobs. Must not outlive the bench.
  virtual std::unique_ptr<Jobs> Connect() = 0;

  // A correlation key that nobody used before, with `name` in it.
  virtual std::string NewKey(const std::string& name) = 0;

  // Every instance that `key` started so far and that reached its task or was interrupted, in the
  // order of their starts, after everything that was published or ended before this call has had
  // its effect. Done is one whose task is done.
  virtual std::vector<Instance> Instances(const std::string& key) = 0;

  // Ends the task of `key`'s running instance. False if none runs.
  virtual bool EndTask(const std::string& key) = 0;

  // Lets time pass for the broker.
  virtual void Pass(Millis time) = 0;

  // Waits until `condition` holds, as long as the broker may need for work of its own.
  virtual bool WaitUntil(const std::function<bool()>& condition) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_GATEWAY_BENCH_H_
