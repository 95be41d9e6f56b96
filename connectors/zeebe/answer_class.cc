#include "connectors/zeebe/answer_class.h"

namespace telltale {
namespace {

// A request beyond the gateway's 4 MiB has the code of back-pressure, but will never be taken.
constexpr std::string_view kTooLarge = "exceeds maximum size";
// The gateway has not learnt yet who holds the partition: it did not pass the request on.
constexpr std::string_view kNoSuchPartition = "but either it does not exist";

bool Has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

Answer ClassifyAnswer(absl::StatusCode code, std::string_view text) {
  switch (code) {
    case absl::StatusCode::kOk:
      return Answer::kAccepted;
    case absl::StatusCode::kAlreadyExists:
      return Answer::kKnown;
    case absl::StatusCode::kResourceExhausted:
      return Has(text, kTooLarge) ? Answer::kRefused : Answer::kNotApplied;
    case absl::StatusCode::kUnavailable:
      return Has(text, kNoSuchPartition) ? Answer::kRetryLater : Answer::kAmbiguous;
    case absl::StatusCode::kFailedPrecondition:
      return Answer::kRetryLater;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return Answer::kRefused;
    case absl::StatusCode::kUnauthenticated:
      return Answer::kUnauthenticated;
    default:  // deadline, cancelled, internal, unknown, and whatever a proxy may invent
      return Answer::kAmbiguous;
  }
}

}  // namespace telltale
