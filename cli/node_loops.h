// NodeLoops: the loops of one run of a node, with all that each has of its own: its partitions and
// where they come from, its way to the workflow engine, its desk for jobs, its guest.
//
//   NodeLoops loops(*std::move(opened), sources, surroundings);
//   status = loops.Run(stop, patience);   // until all have ended
//
// What they share is the store's committer, the board, the limits, and the jobs' one subscription.
//
// Thread safety: none; used by main's thread.
#ifndef TELLTALE_CLI_NODE_LOOPS_H_
#define TELLTALE_CLI_NODE_LOOPS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "cli/roads/audit_producers.h"
#include "cli/wiring.h"
#include "engine/delivery/dispatcher.h"
#include "engine/desk/desk.h"
#include "engine/roads/audit_writer.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/job_desk.h"
#include "engine/runtime/job_router.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/peers.h"
#include "engine/runtime/startup.h"

namespace telltale {

using Sources = std::vector<std::unique_ptr<Source>>;

// Must outlive the loops.
struct LoopSurroundings {
  const Plumbing& plumbing;
  const Config& config;
  const Clock& clock;
  Gateway& gateway;  // the first loop's; of all where they can share it
  // Makes one for another loop.
  std::function<std::unique_ptr<Gateway>()> make_gateway;
  Jobs* jobs = nullptr;  // none: nobody reports
  Committer& committer;
  SnapshotBoard& board;
  Desk& desk;                       // no loop may be its host yet
  AuditProducers* audit = nullptr;  // none: the audit has no topic
  format::Catalog catalog;          // of the store
};

class NodeLoops {
 public:
  // REQUIRES: `opened` came from the same sources, which outlive the loops
  NodeLoops(std::vector<Opened> opened, absl::Span<const std::unique_ptr<Source>> sources,
            const LoopSurroundings& around);

  // As RunLoops().
  absl::Status Run(const std::atomic<bool>& stop, absl::FunctionRef<absl::Status()> patience);
  // True if a command is parked, so that an operator must act.
  bool HasParked() const;

 private:
  // In the order in which they depend on each other.
  struct Hand {
    std::unique_ptr<Gateway> gateway;  // nullptr: the surroundings'
    std::optional<Dispatcher> dispatcher;
    std::optional<JobDesk> desk;
    std::optional<AuditWriter> audit;
    std::optional<Loop> loop;
  };
  void Add(Opened opened, Source& source, const LoopSurroundings& around, const LoopPlace& place);

  Peers peers_;
  std::optional<JobRouter> router_;
  std::vector<std::unique_ptr<Hand>> hands_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_NODE_LOOPS_H_
