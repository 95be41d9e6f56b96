#include "connectors/zeebe/zeebe_gateway.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/zeebe/connection.h"
#include "connectors/zeebe/one_answer.h"
#include "engine/base/message_guard.h"

namespace telltale {
namespace {

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
      : deadline_(options.deadline), connection_(options.address, options.access) {}
  ~Impl() { connection_.calls().CancelAndWait(); }

  void Publish(gateway_protocol::PublishMessageRequest request,
               std::function<void(Answered)> done) {
    Start(std::move(request), &GatewayStub::async_interface::PublishMessage,
          [done = std::move(done)](const grpc::Status& status,
                                   const gateway_protocol::PublishMessageResponse&) {
            done(ToAnswered(status));
          });
  }

  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) {
    Start(gateway_protocol::TopologyRequest(), &GatewayStub::async_interface::Topology,
          [done = std::move(done)](const grpc::Status& status,
                                   const gateway_protocol::TopologyResponse& topology) {
            if (!status.ok()) return done(ToAbsl(status));
            done(ToCluster(topology));
          });
  }

  bool Connected() const { return connection_.Connected(); }

 private:
  template <class Request, class Response, class Done>
  void Start(Request request, OneAnswerMethod<Request, Response> method, Done done) {
    StartCall(connection_, method, Timed<Request>{std::move(request), deadline_}, std::move(done));
  }

  const Millis deadline_;
  Connection connection_;
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

bool ZeebeGateway::Connected() const { return impl_->Connected(); }

}  // namespace telltale
