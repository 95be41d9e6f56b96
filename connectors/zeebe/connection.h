// Connection: a channel to Zeebe's gateway, the calls on it, and the token that each of them shows.
//
// It reconnects by itself. gRPC's own retries are off: every attempt is ours. A call for which
// there is no token is not made, and one whose token was refused while another can be had ends as
// what was not applied (RESOURCE_EXHAUSTED, the code of back-pressure): it is tried again. Only
// what is refused in spite of a new token is UNAUTHENTICATED for those who called.
//
// The token is a header of each call, and no credential of gRPC's: those refuse to go over a
// channel in plain text, as which a gateway behind a proxy on the same machine is reached.
//
// Thread safety: any thread.
#ifndef TELLTALE_CONNECTORS_ZEEBE_CONNECTION_H_
#define TELLTALE_CONNECTORS_ZEEBE_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "connectors/zeebe/access.h"
#include "connectors/zeebe/calls.h"
#include "engine/ports/ports.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {

using GatewayStub = gateway_protocol::Gateway::Stub;

class Connection {
 public:
  // To `address` (host:port); nothing is sent before the first call.
  Connection(const std::string& address, const ZeebeAccess& access);

  // False while the channel has no connection; after a loss until the next call.
  bool Connected() const;
  // How often a connection was seen to be gone so far: another one may lead to another engine.
  uint64_t Breaks();
  // A call ended because its connection did, maybe unseen: gRPC may have the next one already.
  void NoteBreak() { ++breaks_; }

  GatewayStub& stub() { return *stub_; }
  Calls& calls() { return calls_; }

  // Shows the token of now in a call's `context`, and returns it in `token`. If that fails the
  // call is not to be made, and ends with what is returned.
  grpc::Status Sign(grpc::ClientContext& context, std::string& token);
  // What `status`, the end of a call that showed `token`, means for who called.
  grpc::Status Judge(const grpc::Status& status, std::string_view token);

 private:
  Tokens* const tokens_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<GatewayStub> stub_;
  Calls calls_;
  std::atomic<bool> was_connected_ = false;  // when it was looked at last
  std::atomic<uint64_t> breaks_ = 0;
};

// True if the call ended for want of a token. Who fetches them says why.
bool AwaitsToken(const grpc::Status& status);

absl::Status ToAbsl(const grpc::Status& status);
// The class of a command's answer, with the gateway's words.
Answered ToAnswered(const grpc::Status& status);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_CONNECTION_H_
