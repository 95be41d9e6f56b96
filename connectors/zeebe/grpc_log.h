// GrpcLog: sends what gRPC has to say where everybody else's lines go.
#ifndef TELLTALE_CONNECTORS_ZEEBE_GRPC_LOG_H_
#define TELLTALE_CONNECTORS_ZEEBE_GRPC_LOG_H_

#include <string_view>

namespace telltale {

enum class GrpcSeverity { kDebug, kInfo, kError };

// From now on gRPC calls `log` (on any of its threads) instead of writing to stderr. Until the
// first call nothing changes. Thread safety: call once, before the first channel is made.
void RouteGrpcLog(void (*log)(GrpcSeverity severity, std::string_view line));

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_GRPC_LOG_H_
