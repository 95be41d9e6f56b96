#include "connectors/zeebe/channel.h"

#include <utility>

#include "connectors/zeebe/answer_class.h"

namespace telltale {
namespace {

// Zeebe drops connections that ping more often than every 30 s, or without calls.
constexpr int kKeepaliveMs = 45000;
constexpr int kKeepaliveTimeoutMs = 10000;
constexpr int kMaxBytes = 4 << 20;  // Zeebe's own limit
// A broker that comes back should be found soon; gRPC would wait up to two minutes.
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectMaxMs = 2000;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // 0: no limit
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxSendMessageSize(kMaxBytes);
  arguments.SetMaxReceiveMessageSize(kMaxBytes);
  return arguments;
}

}  // namespace

std::unique_ptr<GatewayStub> MakeStub(const std::string& address) {
  return gateway_protocol::Gateway::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), Arguments()));
}

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

Answered ToAnswered(const grpc::Status& status) {
  const absl::Status said = ToAbsl(status);
  std::string text(said.message());
  return {ClassifyAnswer(said.code(), text), std::move(text)};
}

}  // namespace telltale
