// Channel: a connection to Zeebe's gateway, and what every call on it is made of.
//
// It reconnects by itself. gRPC's own retries are off: every attempt is ours.
#ifndef TELLTALE_CONNECTORS_ZEEBE_CHANNEL_H_
#define TELLTALE_CONNECTORS_ZEEBE_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "engine/ports/ports.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {

using GatewayStub = gateway_protocol::Gateway::Stub;

// A channel of its own to `address` (host:port); nothing is sent before the first call.
std::unique_ptr<GatewayStub> MakeStub(const std::string& address);

absl::Status ToAbsl(const grpc::Status& status);
// The class of a command's answer, with the gateway's words.
Answered ToAnswered(const grpc::Status& status);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_CHANNEL_H_
