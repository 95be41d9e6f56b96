#include "cli/node_loops.h"

#include <algorithm>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "engine/runtime/run_loops.h"

namespace telltale {
namespace {

LoopOptions OptionsOf(const LoopSurroundings& around, const LoopPlace& place) {
  LoopOptions options = MakeLoopOptions(around.config, place);
  if (around.plumbing.state_dir.empty()) options.disk_reserve_bytes = 0;  // state is in memory
  return options;
}

}  // namespace

NodeLoops::NodeLoops(std::vector<Opened> opened, absl::Span<const std::unique_ptr<Source>> sources,
                     const LoopSurroundings& around)
    : peers_(opened.size()) {
  if (around.jobs != nullptr && !around.config.rules.topics.empty()) {
    router_.emplace(*around.jobs, &MakeJsonDecoder, OwnersOf(opened), opened.size());
  }
  around.desk.OpenFor(opened.size());
  for (size_t i = 0; i < opened.size(); ++i) {
    Add(std::move(opened[i]), *sources[i], around, {.number = i, .of = opened.size()});
  }
}

// A connection says whether it still is the one that its loop knows the workflow engine by, so
// loops that go over the network have one each.
void NodeLoops::Add(Opened opened, Source& source, const LoopSurroundings& around,
                    const LoopPlace& place) {
  Hand& hand = *hands_.emplace_back(std::make_unique<Hand>());
  const bool own = around.plumbing.output == OutputKind::kZeebe && place.number > 0;
  if (own) hand.gateway = around.make_gateway();
  Gateway& gateway = own ? *hand.gateway : around.gateway;
  DispatcherOptions messages = MakeDispatcherOptions(around.plumbing, around.clock, place.of);
  messages.seed += place.number;  // or all would try again at the same moments
  hand.dispatcher.emplace(gateway, messages);
  hand.loop.emplace(std::move(opened), source, around.committer, *hand.dispatcher, around.clock,
                    around.board, OptionsOf(around, place));
  hand.loop->Join(peers_);
  hand.loop->Host(around.desk.GuestOf(place.number));
  if (around.audit != nullptr) {
    hand.audit.emplace(
        AuditWriter::Options{.topic = around.config.audit->topic, .catalog = around.catalog},
        AuditWriter::Parts{around.audit->producer(), around.audit->alone(), around.committer});
    hand.loop->Feed(*hand.audit);
  }
  if (!router_) return;
  JobDeskOptions jobs = MakeJobDeskOptions(around.plumbing, around.config, around.clock, place.of);
  jobs.replies.seed += place.number;
  hand.desk.emplace(router_->PortOf(place.number), &MakeJsonDecoder, jobs);
  hand.loop->ListenAt(*hand.desk);
}

absl::Status NodeLoops::Run(const std::atomic<bool>& stop,
                            absl::FunctionRef<absl::Status()> patience) {
  std::vector<Loop*> loops;
  for (const auto& hand : hands_) loops.push_back(&*hand->loop);
  return RunLoops(loops, stop, patience);
}

bool NodeLoops::HasParked() const {
  return std::any_of(hands_.begin(), hands_.end(),
                     [](const auto& hand) { return hand->loop->HasParked(); });
}

}  // namespace telltale
