// Question: what is asked by GET, read from a path and its parameters; and how it is answered, by a
// running node's loop or from a stopped store, with the same lines.
//
// Errors: E6007 if a parameter or its value is unknown.
// Thread safety: values.
#ifndef TELLTALE_CLI_API_QUESTION_H_
#define TELLTALE_CLI_API_QUESTION_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/api/endpoints.h"
#include "engine/desk/audit_listing.h"
#include "engine/desk/desk.h"
#include "engine/desk/episode_listing.h"
#include "engine/desk/outbox_listing.h"
#include "engine/desk/quarantine_listing.h"

namespace telltale {

// Parameters by name, in their order; decoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;
// `a=1&b=%2F`: what stands behind a question mark. E6007: it is not encoded well.
absl::StatusOr<Parameters> ParseParameters(std::string_view query);
std::string FormatParameters(const Parameters& parameters);

using Question = std::variant<EpisodeListing, OutboxListing, QuarantineListing, AuditListing>;
// REQUIRES: the endpoint is asked by GET
absl::StatusOr<Question> ReadQuestion(const Endpoint& endpoint, const Parameters& parameters);

// A page as it is printed and sent.
struct Lines {
  std::string body;  // a line of JSON per row
  std::string next;  // empty: there is no next page
};
using LinesDone = std::function<void(absl::StatusOr<Lines>)>;

// False: too many questions wait, `done` is dropped.
[[nodiscard]] bool AskNode(Desk& desk, Question question, LinesDone done);
absl::StatusOr<Lines> AskStopped(const PartitionViews& views, Store& store, Question question);

}  // namespace telltale

#endif  // TELLTALE_CLI_API_QUESTION_H_
