// InstantGateway: a workflow engine that takes everything at once and keeps nothing, so that what
// is measured is the way to it, with all marks and settlements.
//
// Thread safety: any thread.
#ifndef TELLTALE_CLI_BENCH_INSTANT_GATEWAY_H_
#define TELLTALE_CLI_BENCH_INSTANT_GATEWAY_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "engine/ports/ports.h"

namespace telltale {

class InstantGateway : public Gateway {
 public:
  void Publish(const Message& message, std::function<void(Answered)> done) override {
    switch (message.kind) {
      case Message::Kind::kStart:
        ++starts;
        break;
      case Message::Kind::kBack:
        ++backs;
        break;
      case Message::Kind::kForward:
        ++forwards;
        break;
      case Message::Kind::kRoute:
        ++routed;
        break;
    }
    done({.answer = Answer::kAccepted});
  }
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override {
    done(Cluster{.id = "instant"});
  }
  std::atomic<uint64_t> starts{0}, backs{0}, forwards{0}, routed{0};
};

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_INSTANT_GATEWAY_H_
