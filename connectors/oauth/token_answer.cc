// What the answer of an authorization server says (RFC 6749, 5).
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "connectors/oauth/token_request.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Json = simdjson::dom::element;

// RFC 6749 only recommends that a server says it.
constexpr Millis kUnsaidLifetime{300'000};
constexpr int64_t kMostLifetimeSeconds = 10LL * 365 * 24 * 3600;
constexpr size_t kMostWords = 200;  // of what a server says, in a message of ours

std::optional<std::string_view> Text(const Json& object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

// What a header may carry; a token is nothing else (RFC 6750, 2.1).
bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

Millis Lifetime(const Json& object) {
  double seconds = 0;
  if (object["expires_in"].get(seconds) != simdjson::SUCCESS) return kUnsaidLifetime;
  const double bounded = std::clamp(seconds, 0.0, static_cast<double>(kMostLifetimeSeconds));
  return Millis{static_cast<int64_t>(bounded * 1000)};
}

absl::StatusOr<AccessToken> ReadGranted(const Json& object) {
  const std::optional<std::string_view> token = Text(object, "access_token");
  if (!token || !IsToken(*token)) {
    return absl::UnavailableError("expected an access_token, but the answer has none");
  }
  if (const auto type = Text(object, "token_type");
      type && !absl::EqualsIgnoreCase(A(*type), "bearer")) {
    return absl::UnavailableError(
        absl::StrCat("expected a token of type bearer, but it is '", A(*type), "'"));
  }
  return AccessToken{std::string(*token), Lifetime(object)};
}

// `: invalid_client: no such client`, as far as the server says so.
std::string Reason(const Json& object) {
  std::string reason;
  for (const char* name : {"error", "error_description"}) {
    if (const auto text = Text(object, name)) absl::StrAppend(&reason, ": ", A(*text));
  }
  return reason.substr(0, kMostWords);
}

}  // namespace

absl::StatusOr<AccessToken> ReadTokenAnswer(int http_status, std::string_view body) {
  constexpr int kOk = 200, kBadRequest = 400, kUnauthorized = 401, kForbidden = 403;
  simdjson::dom::parser parser;
  Json object;
  const bool readable =
      parser.parse(body.data(), body.size()).get(object) == simdjson::SUCCESS && object.is_object();
  if (http_status == kOk) {
    if (readable) return ReadGranted(object);
    return absl::UnavailableError("expected a JSON object, but the answer is none");
  }
  const std::string text = absl::StrCat("expected a token, but the answer is ", http_status,
                                        readable ? Reason(object) : "");
  // RFC 6749, 5.2: these say that it is our request that is wrong, and always will be.
  if (http_status == kBadRequest || http_status == kUnauthorized || http_status == kForbidden) {
    return absl::UnauthenticatedError(text);
  }
  return absl::UnavailableError(text);
}

}  // namespace telltale
