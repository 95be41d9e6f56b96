// ZeebeGateway: publishes messages through a real Zeebe's gateway, by gRPC.
//
//   ZeebeGateway gateway({.address = "localhost:26500"});
//   gateway.Publish(message, [](Answered answered) { ... });  // on a thread of gRPC's
//
// One connection, which reconnects by itself; every attempt is ours (gRPC's own retries are off)
// and has a deadline. Nothing is sent that Zeebe would accept and never use (no name), or refuse
// with the code of back-pressure (too large).
//
// Thread safety: any thread. The destructor cancels what is unanswered and waits for its callbacks.
#ifndef TELLTALE_CONNECTORS_ZEEBE_ZEEBE_GATEWAY_H_
#define TELLTALE_CONNECTORS_ZEEBE_ZEEBE_GATEWAY_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/zeebe/access.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/ports/ports.h"

namespace telltale {

struct ZeebeGatewayOptions {
  std::string address;     // host:port
  Millis deadline{10000};  // Zeebe's own limit towards its brokers is 15 s
  ZeebeAccess access;
};

class ZeebeGateway : public Gateway {
 public:
  explicit ZeebeGateway(const ZeebeGatewayOptions& options);
  ~ZeebeGateway() override;

  void Publish(const Message& message, std::function<void(Answered)> done) override;
  // kUnavailable also while the gateway knows no partition that somebody leads.
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override;
  bool Connected() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_ZEEBE_GATEWAY_H_
