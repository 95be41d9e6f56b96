// Endpoints: the table of a node's HTTP API: what may be asked, with which parameters. Checks of
// requests and docs/reference/api.md come from it.
//
// Thread safety: constant data.
#ifndef TELLTALE_CLI_API_ENDPOINTS_H_
#define TELLTALE_CLI_API_ENDPOINTS_H_

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"
#include "connectors/http/http_server.h"

namespace telltale {

enum class EndpointId : uint8_t {
  kEpisodes,
  kOutbox,
  kOutboxRetry,
  kOutboxDrop,
  kQuarantine,
  kQuarantineReplay,
  kAudit,
};

enum class FieldKind : uint8_t { kText, kNumber, kBool };

// A parameter of a question, or a field of a row that is answered. The first of a row names it, and
// is never missing.
struct EndpointField {
  std::string_view name;
  std::string_view meaning;
  FieldKind kind = FieldKind::kText;
};

struct Endpoint {
  EndpointId id;
  HttpMethod method;
  std::string_view path;
  std::string_view what;  // in a sentence
  absl::Span<const EndpointField> parameters;
  absl::Span<const EndpointField> fields;
};

absl::Span<const Endpoint> Endpoints();
const Endpoint& FindEndpoint(EndpointId id);

// A row per line.
inline constexpr char kLinesType[] = "application/x-ndjson";

// Headers of answers.
inline constexpr char kVersionHeader[] = "Telltale-Version";
inline constexpr char kStoreHeader[] = "Telltale-Store";  // the uuid of the node's store
inline constexpr char kNextHeader[] = "Telltale-Next";  // `after` of the next page, if there is one

}  // namespace telltale

#endif  // TELLTALE_CLI_API_ENDPOINTS_H_
