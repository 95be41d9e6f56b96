#include "connectors/zeebe/grpc_log.h"

#include <grpc/support/log.h>

namespace telltale {
namespace {

void (*receiver)(GrpcSeverity, std::string_view) = nullptr;

GrpcSeverity ToSeverity(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return GrpcSeverity::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return GrpcSeverity::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      return GrpcSeverity::kError;
  }
  return GrpcSeverity::kError;
}

}  // namespace

void RouteGrpcLog(void (*log)(GrpcSeverity severity, std::string_view line)) {
  receiver = log;
  gpr_set_log_function(
      [](gpr_log_func_args* args) { receiver(ToSeverity(args->severity), args->message); });
}

}  // namespace telltale
