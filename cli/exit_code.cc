#include "cli/exit_code.h"

#include "engine/base/error_catalogue.h"

namespace telltale {

ExitCode ExitCodeFor(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (const auto error = ErrorOf(status)) {
    const int number = static_cast<int>(*error);
    switch (*error) {
      case ErrorId::kUnavailable:
      case ErrorId::kNoNode:
      case ErrorId::kStrangeNode:
      case ErrorId::kAddressUnusable:
        return kExitUnavailable;
      case ErrorId::kOrderRefused:
      case ErrorId::kOrderFromAfar:
      case ErrorId::kKeyNotMet:
        return kExitFailed;
      case ErrorId::kBadRequest:
        return kExitUsage;
      default:
        break;
    }
    if (number < 2000 || (number >= 3000 && number < 4000)) return kExitConfiguration;
    if (number >= 5000 && number < 6000) return kExitStorage;
    return kExitInternal;
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
      return kExitConfiguration;
    case absl::StatusCode::kUnavailable:
      return kExitUnavailable;
    case absl::StatusCode::kDataLoss:
      return kExitStorage;
    default:
      return kExitInternal;
  }
}

}  // namespace telltale
