#include "connectors/zeebe/zeebe_gateway.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/zeebe/answer_class.h"
#include "connectors/zeebe/calls.h"
#include "engine/base/message_guard.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {
namespace {

using Stub = gateway_protocol::Gateway::Stub;

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

absl::Status ToAbsl(const grpc::Status& status) {
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

gateway_protocol::PublishMessageRequest ToRequest(const Message& message) {
  gateway_protocol::PublishMessageRequest request;
  request.set_name(message.name);
  request.set_correlationkey(message.correlation_key);
  request.set_timetolive(message.ttl.count());
  request.set_messageid(message.id);
  request.set_variables(message.variables);
  return request;
}

absl::StatusOr<Cluster> ToCluster(const gateway_protocol::TopologyResponse& topology) {
  std::vector<bool> led(std::max(0, topology.partitionscount()));
  for (const auto& broker : topology.brokers()) {
    for (const auto& partition : broker.partitions()) {
      const auto index = static_cast<size_t>(partition.partitionid()) - 1;
      if (index >= led.size()) continue;
      if (partition.role() == gateway_protocol::Partition::LEADER) led[index] = true;
    }
  }
  Cluster cluster{.id = topology.clusterid(), .partitions = topology.partitionscount()};
  for (size_t i = 0; i < led.size(); ++i) {
    if (!led[i]) cluster.leaderless.push_back(static_cast<int32_t>(i) + 1);
  }
  if (cluster.leaderless.size() < led.size()) return cluster;
  return absl::UnavailableError("the gateway knows no partition that somebody leads");
}

}  // namespace

class ZeebeGateway::Impl {
 public:
  explicit Impl(const ZeebeGatewayOptions& options)
      : options_(options),
        stub_(gateway_protocol::Gateway::NewStub(grpc::CreateCustomChannel(
            options.address, grpc::InsecureChannelCredentials(), Arguments()))) {}
  ~Impl() { calls_.CancelAndWait(); }

  void Publish(gateway_protocol::PublishMessageRequest request,
               std::function<void(Answered)> done) {
    Start(std::move(request), &Stub::async_interface::PublishMessage,
          [done = std::move(done)](const grpc::Status& status,
                                   const gateway_protocol::PublishMessageResponse&) {
            const absl::Status said = ToAbsl(status);
            std::string text(said.message());
            done({ClassifyPublish(said.code(), text), std::move(text)});
          });
  }

  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
    Start(gateway_protocol::TopologyRequest(), &Stub::async_interface::Topology,
          [done = std::move(done)](const grpc::Status& status,
                                   const gateway_protocol::TopologyResponse& topology) {
            if (!status.ok()) return done(ToAbsl(status));
            done(ToCluster(topology));
          });
  }

 private:
  template <class Request, class Response>
  using Method = void (Stub::async_interface::*)(grpc::ClientContext*, const Request*, Response*,
                                                 std::function<void(grpc::Status)>);

  // Everything that gRPC needs until it has called back.
  template <class Request, class Response>
  struct Call {
    grpc::ClientContext context;
    Request request;
    Response response;
  };

  template <class Request, class Response, class Done>
  void Start(Request request, Method<Request, Response> method, Done done) {
    auto call = std::make_shared<Call<Request, Response>>();
    call->request = std::move(request);
    call->context.set_deadline(std::chrono::system_clock::now() + options_.deadline);
    calls_.Begin(call, [raw = call.get()] { raw->context.TryCancel(); });
    auto* const raw = call.get();
    (stub_->async()->*method)(
        &raw->context, &raw->request, &raw->response,
        [this, call = std::move(call), done = std::move(done)](grpc::Status status) mutable {
          done(status, call->response);
          calls_.End(std::move(call));
        });
  }

  ZeebeGatewayOptions options_;
  std::unique_ptr<Stub> stub_;
  Calls calls_;
};

ZeebeGateway::ZeebeGateway(const ZeebeGatewayOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
ZeebeGateway::~ZeebeGateway() = default;

void ZeebeGateway::Publish(const Message& message, std::function<void(Answered)> done) {
  if (std::optional<MessageFault> fault = FindFault(message)) {
    return done({Answer::kRefused, std::move(fault->text), fault->error});
  }
  impl_->Publish(ToRequest(message), std::move(done));
}

void ZeebeGateway::Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
  impl_->Topology(std::move(done));
}

}  // namespace telltale
