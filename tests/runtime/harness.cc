#include "tests/runtime/harness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr Millis kPace{10};

}  // namespace

World::World(int partitions) {
  topic.partitions.resize(partitions);
  zeebe.Deploy({.start = "s", .backs = {"b"}, .work = std::nullopt});
}

void World::BuildGates() {
  zeebe.Deploy({.start = "s", .backs = {"b"}, .work = std::nullopt, .gate = true, .ended = true});
  config += "zeebe: { gateway: nowhere, gate: true }\n";
}

std::vector<BrokerModel::Instance> World::Effective() const {
  std::vector<BrokerModel::Instance> effective;
  for (const BrokerModel::Instance& instance : zeebe.Instances()) {
    const bool runs = instance.state == BrokerModel::State::kRunning;
    if (runs && instance.place == BrokerModel::Place::kTask) effective.push_back(instance);
  }
  return effective;
}

void World::Say(const std::string& vehicle, bool bad, int32_t partition) {
  const int64_t now = ToMs(clock.Wall());
  topic.Append(partition, ArrivalMs(now),
               absl::StrCat("{\"at\":", now, ",\"v\":\"", vehicle,
                            "\",\"bad\":", bad ? "true" : "false", "}"));
}

std::vector<std::string> World::Started() const {
  std::vector<std::string> keys;
  for (const BrokerModel::Instance& instance : zeebe.Instances()) {
    keys.push_back(instance.correlation_key);
  }
  return keys;
}

std::vector<std::string> World::Ended() const {
  std::vector<std::string> keys;
  for (const BrokerModel::Instance& instance : zeebe.Instances()) {
    if (instance.state == BrokerModel::State::kInterrupted) {
      keys.push_back(instance.correlation_key);
    }
  }
  return keys;
}

Node::Node(World& world, Store& store, StartupOptions options, LoopOptions loop)
    : world_(world),
      store_(store),
      config_(ReadConfig(world.config)),
      committer_(store),
      jobs_(world.zeebe.Connect()),
      peers_(world.loops) {
  std::vector<Source*> sources;
  for (size_t i = 0; i < world.loops; ++i) {
    sources.push_back(&hands_.emplace_back(std::make_unique<Hand>(world))->source);
  }
  absl::StatusOr<std::vector<Opened>> opened =
      OpenForLoops(config_.rules, store, sources, world.clock, &MakeJsonDecoder, options);
  opened_ = opened.status();
  if (opened.ok()) Begin(*std::move(opened), loop);
}

void Node::Begin(std::vector<Opened> opened, const LoopOptions& options) {
  const size_t loops = opened.size();
  hands_.resize(loops);
  router_.emplace(*jobs_, &MakeJsonDecoder, OwnersOf(opened), loops);
  for (size_t i = 0; i < loops; ++i) {
    Hand& hand = *hands_[i];
    LoopOptions own = options;
    own.place = {.number = i, .of = loops};
    hand.desk.emplace(
        router_->PortOf(i), &MakeJsonDecoder,
        JobDeskOptions{.gate_job = "telltale.gate", .ended_job = "telltale.ended", .replies = {}});
    hand.loop.emplace(std::move(opened[i]), hand.source, committer_, hand.dispatcher, world_.clock,
                      board_, own);
    hand.loop->Join(peers_);
    hand.loop->ListenAt(*hand.desk);
    if (world_.audit != nullptr) FeedAudit(hand);
  }
}

void Node::FeedAudit(Hand& hand) {
  const absl::StatusOr<format::Catalog> catalog = store_.LoadCatalog();
  CHECK(catalog.ok());
  hand.audit.emplace(AuditWriter::Options{.topic = "audit", .catalog = *catalog},
                     AuditWriter::Parts{*world_.audit, *world_.audit, committer_});
  hand.loop->Feed(*hand.audit);
}

void Node::Host(Desk& desk) {
  desk.OpenFor(hands_.size());
  for (size_t i = 0; i < hands_.size(); ++i) hands_[i]->loop->Host(desk.GuestOf(i));
}

absl::Status Node::Stop() {
  const std::atomic<bool> stop = true;
  for (const auto& hand : hands_) {
    RETURN_IF_ERROR(hand->loop->Run(stop, [] { return absl::OkStatus(); }));
  }
  return absl::OkStatus();
}

absl::Status Node::TurnsOf(size_t loop, int n) {
  for (int i = 0; i < n; ++i) {
    RETURN_IF_ERROR(hands_.at(loop)->loop->Turn(Millis{0}));
    world_.clock.Pass(kPace);
  }
  return absl::OkStatus();
}

absl::Status Node::Turns(int n, Millis limit) {
  for (int i = 0; i < n; ++i) {
    for (const auto& hand : hands_) RETURN_IF_ERROR(hand->loop->Turn(limit));
    world_.clock.Pass(kPace);
    world_.zeebe.Advance();
  }
  return absl::OkStatus();
}

uint64_t Unsettled(const Node& node) {
  uint64_t unsettled = 0;
  for (const PartitionSnapshot& partition : node.Show().partitions) {
    unsettled += partition.outbox[static_cast<int>(Fate::kPending)] +
                 partition.outbox[static_cast<int>(Fate::kAttempted)];
  }
  return unsettled;
}

}  // namespace telltale
