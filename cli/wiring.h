// Wiring: makes the connectors that a configuration and its flags ask for. The one place where
// connectors meet ports.
//
// Thread safety: none; used by main's thread.
// Errors: with a catalogue number where a person must change something.
#ifndef TELLTALE_CLI_WIRING_H_
#define TELLTALE_CLI_WIRING_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/roads/audit_producers.h"
#include "cli/roads/publish_road.h"
#include "cli/run_flags.h"
#include "engine/delivery/dispatcher.h"
#include "engine/ports/jobs.h"
#include "engine/ports/ports.h"
#include "engine/ports/tokens.h"
#include "engine/rules/config.h"
#include "engine/runtime/job_desk.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/startup.h"
#include "engine/state/store.h"

namespace telltale {

enum class InputKind {
  kKafka,
  kFiles,
  kNone,  // no rules: only roads that begin elsewhere
};
enum class OutputKind { kZeebe, kStdout, kEmbedded };

// What a run reads and writes, after flags and configuration were weighed.
struct Plumbing {
  InputKind input = InputKind::kKafka;
  OutputKind output = OutputKind::kZeebe;
  std::map<std::string, std::string> files;  // topic -> path
  bool follow = false;
  // The command line lets files stand for Kafka, and tells no Zeebe: nothing of what the
  // configuration keeps or serves is touched.
  bool dry = false;
  std::string state_dir;  // empty: state is kept in memory
  friend bool operator==(const Plumbing&, const Plumbing&) = default;
};

// The path that means standard input.
inline constexpr char kStandardInput[] = "-";

// Decides; E10xx if inputs, outputs, topics and state do not fit together.
absl::StatusOr<Plumbing> Decide(const RunFlags& flags, const Config& config);
// The same for the input alone.
absl::StatusOr<Plumbing> DecideInput(const RunFlags& flags, const Config& config);

absl::StatusOr<std::unique_ptr<Store>> MakeStore(const Plumbing& plumbing);
// `patience`: as KafkaOptions have it.
absl::StatusOr<std::unique_ptr<Source>> MakeSource(const Plumbing& plumbing, const Config& config,
                                                   std::function<Millis()> patience = nullptr);
// What the gateway to standard output needs of the program.
struct StandardOutput {
  // Called, on any thread, if it can be written no more.
  std::function<void(const absl::Status&)> on_broken;
  std::function<bool()> hurry;  // true: the program is to end
};
// Gets the tokens that the gateway asks for; nullptr: it asks for none. `on_result` hears, on any
// thread, what came of each request, and in words why it was no token.
std::unique_ptr<Tokens> MakeTokens(const Plumbing& plumbing, const Config& config,
                                   std::function<void(TokenResult, std::string_view)> on_result);
// `clock` and `tokens` must outlive the gateway. What it says of its connection is for one loop.
std::unique_ptr<Gateway> MakeGateway(const Plumbing& plumbing, const Config& config,
                                     const Clock& clock, Tokens* tokens, StandardOutput output);
// Lets time pass for what MakeGateway() made, as far as that lives in this process. Call often.
void PassTime(const Plumbing& plumbing, Gateway& gateway);
// The jobs of what MakeGateway() made with `tokens`, which both must outlive them; nullptr: that
// has none.
std::unique_ptr<Jobs> MakeJobs(const Plumbing& plumbing, const Config& config, Gateway& gateway,
                               Tokens* tokens);
// `loops` share what the workflow engine lets one client do.
JobDeskOptions MakeJobDeskOptions(const Plumbing& plumbing, const Config& config,
                                  const Clock& clock, size_t loops);
// How a topic is read and a store is opened, as the configuration says.
StartupOptions MakeStartupOptions(const Plumbing& plumbing, const Config& config);
// How many loops are to share the partitions.
size_t LoopsOf(const Plumbing& plumbing, const Config& config);
// The limits of the loop at `place` over a store that lies on a disk.
LoopOptions MakeLoopOptions(const Config& config, const LoopPlace& place = {});
// Fits what the rules expect of their workflows to the output: the embedded ones have a gate, and
// nobody answers from standard output.
void FitGates(const Plumbing& plumbing, RuleSet& rules);
// Whether Zeebe's history is taken; not in a dry run.
inline bool TakesHistory(const Plumbing& plumbing, const Config& config) {
  return config.history && !plumbing.dry;
}
// Whether the audit has a topic; not in a dry run.
inline bool WritesAudit(const Plumbing& plumbing, const Config& config) {
  return config.audit && !plumbing.dry;
}
// What takes the audit's entries to Kafka. nullptr: they have no topic.
absl::StatusOr<std::unique_ptr<AuditProducers>> MakeAuditProducers(const Plumbing& plumbing,
                                                                   const Config& config);
// Whether what writes to Kafka can be made as `config` says; Kafka need not be there.
absl::Status CheckProducers(const Plumbing& plumbing, const Config& config);
// The road from jobs to records, at work; nullptr: it is not configured, or there are no jobs. All
// must outlive it.
absl::StatusOr<std::unique_ptr<PublishRoad>> MakePublishRoad(const Plumbing& plumbing,
                                                             const Config& config, Jobs* jobs,
                                                             Gateway& gateway, const Clock& clock,
                                                             SnapshotBoard& board);
// `loops` share what the workflow engine lets one client do.
DispatcherOptions MakeDispatcherOptions(const Plumbing& plumbing, const Clock& clock,
                                        size_t loops = 1);

}  // namespace telltale

#endif  // TELLTALE_CLI_WIRING_H_
