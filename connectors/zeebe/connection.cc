#include "connectors/zeebe/connection.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/zeebe/answer_class.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// Zeebe drops connections that ping more often than every 30 s, or without calls.
constexpr int kKeepaliveMs = 45000;
constexpr int kKeepaliveTimeoutMs = 10000;
constexpr int kMaxBytes = 4 << 20;  // Zeebe's own limit
// A broker that comes back should be found soon; gRPC would wait up to two minutes.
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectMaxMs = 2000;
// In a status' details, which nobody else uses.
constexpr char kAwaitsToken[] = "awaits a token";

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

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address,
                                           const std::optional<ZeebeTls>& tls) {
  grpc::ChannelArguments arguments = Arguments();
  if (!tls) {
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }
  if (!tls->authority.empty()) arguments.SetSslTargetNameOverride(tls->authority);
  const grpc::SslCredentialsOptions options{.pem_root_certs = tls->roots,
                                            .pem_private_key = tls->key,
                                            .pem_cert_chain = tls->certificate};
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(options), arguments);
}

grpc::Status NotApplied(std::string_view why) {
  return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                      absl::StrCat("not sent without a token: ", A(why)), kAwaitsToken);
}

}  // namespace

Connection::Connection(const std::string& address, const ZeebeAccess& access)
    : tokens_(access.tokens),
      channel_(MakeChannel(address, access.tls)),
      stub_(gateway_protocol::Gateway::NewStub(channel_)) {}

bool Connection::Connected() const {
  constexpr bool kConnect = false;
  return channel_->GetState(kConnect) == GRPC_CHANNEL_READY;
}

uint64_t Connection::Breaks() {
  const bool connected = Connected();
  if (was_connected_.exchange(connected) && !connected) ++breaks_;
  return breaks_;
}

grpc::Status Connection::Sign(grpc::ClientContext& context, std::string& token) {
  if (tokens_ == nullptr) return grpc::Status::OK;
  absl::StatusOr<std::string> got = tokens_->Get();
  if (absl::IsUnauthenticated(got.status())) {
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(got.status().message()),
                        kAwaitsToken);
  }
  if (!got.ok()) return NotApplied(S(got.status().message()));
  token = *std::move(got);
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  return grpc::Status::OK;
}

grpc::Status Connection::Judge(const grpc::Status& status, std::string_view token) {
  const bool refused = status.error_code() == grpc::StatusCode::UNAUTHENTICATED;
  if (tokens_ == nullptr || !refused || !tokens_->Refuse(token)) return status;
  return NotApplied(status.error_message());
}

bool AwaitsToken(const grpc::Status& status) { return status.error_details() == kAwaitsToken; }

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

Answered ToAnswered(const grpc::Status& status) {
  const absl::Status said = ToAbsl(status);
  std::string text(said.message());
  return {ClassifyAnswer(said.code(), text), std::move(text)};
}

}  // namespace telltale
