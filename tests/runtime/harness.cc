#include "tests/runtime/harness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"

namespace telltale {
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
      config_(ReadConfig(world.config)),
      source_(world.topic),
      committer_(store),
      dispatcher_(world.zeebe, {}),
      jobs_(world.zeebe.Connect()),
      desk_(*jobs_, &MakeJsonDecoder,
            {.gate_job = "telltale.gate", .ended_job = "telltale.ended", .replies = {}}) {
  absl::StatusOr<Opened> opened =
      Open(config_.rules, store, source_, world.clock, &MakeJsonDecoder, options);
  opened_ = opened.status();
  if (!opened.ok()) return;
  loop_ = std::make_unique<Loop>(*std::move(opened), source_, committer_, dispatcher_, world.clock,
                                 board_, loop);
  loop_->ListenAt(desk_);
}

absl::Status Node::Stop() {
  const std::atomic<bool> stop = true;
  return loop_->Run(stop, [] { return absl::OkStatus(); });
}

absl::Status Node::Turns(int n, Millis limit) {
  constexpr Millis kPace{10};
  for (int i = 0; i < n; ++i) {
    RETURN_IF_ERROR(loop_->Turn(limit));
    world_.clock.Pass(kPace);
    world_.zeebe.Advance();
  }
  return absl::OkStatus();
}

}  // namespace telltale
