// The few calls that the acceptance tests make to Zeebe's gateway themselves.
//
// Errors: what the gateway answered, with gRPC's code (the numbers of both are the same).
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_ZEEBE_CLIENT_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_ZEEBE_CLIENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/zeebe/gateway.pb.h"

namespace telltale::acceptance {

// Deploys the process models in `files` as one deployment.
absl::StatusOr<gateway_protocol::DeployResourceResponse> Deploy(
    const std::string& gateway, const std::vector<std::string>& files);

// Publishes one message, once.
absl::StatusOr<gateway_protocol::PublishMessageResponse> Publish(
    const std::string& gateway, const gateway_protocol::PublishMessageRequest& message);

absl::StatusOr<gateway_protocol::TopologyResponse> Topology(const std::string& gateway);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_ZEEBE_CLIENT_H_
