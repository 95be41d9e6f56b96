#include "tests/acceptance/tools/zeebe_client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>

#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale::acceptance {
namespace {

using gateway_protocol::Gateway;

constexpr std::chrono::seconds kCallLimit{20};

// Makes one unary call, given by the stub's method.
template <class Request, class Response>
absl::StatusOr<Response> Call(const std::string& gateway, const Request& request,
                              grpc::Status (Gateway::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*)) {
  const std::unique_ptr<Gateway::Stub> stub =
      Gateway::NewStub(grpc::CreateChannel(gateway, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallLimit);
  context.set_wait_for_ready(true);
  Response response;
  const grpc::Status status = (stub.get()->*method)(&context, request, &response);
  if (!status.ok()) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }
  return response;
}

}  // namespace

absl::StatusOr<gateway_protocol::DeployResourceResponse> Deploy(
    const std::string& gateway, const std::vector<std::string>& files) {
  gateway_protocol::DeployResourceRequest request;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return absl::NotFoundError(file);
    std::ostringstream content;
    content << in.rdbuf();
    gateway_protocol::Resource* resource = request.add_resources();
    resource->set_name(file.substr(file.rfind('/') + 1));
    resource->set_content(content.str());
  }
  return Call(gateway, request, &Gateway::Stub::DeployResource);
}

absl::StatusOr<gateway_protocol::PublishMessageResponse> Publish(
    const std::string& gateway, const gateway_protocol::PublishMessageRequest& message) {
  return Call(gateway, message, &Gateway::Stub::PublishMessage);
}

absl::StatusOr<gateway_protocol::TopologyResponse> Topology(const std::string& gateway) {
  return Call(gateway, gateway_protocol::TopologyRequest(), &Gateway::Stub::Topology);
}

}  // namespace telltale::acceptance
