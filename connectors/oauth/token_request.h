// TokenRequest: asks an authorization server for an access token, by the client credentials grant
// of OAuth 2.0 (RFC 6749, 4.4), with the parameters that Camunda's clients send.
//
// Redirects are not followed: they would carry the secret elsewhere.
//
// Thread safety: any thread; the caller waits.
// Errors: kUnauthenticated if the server does not accept who we are, kUnavailable if it does not
// answer, or not with a token. No text has a secret in it.
#ifndef TELLTALE_CONNECTORS_OAUTH_TOKEN_REQUEST_H_
#define TELLTALE_CONNECTORS_OAUTH_TOKEN_REQUEST_H_

#include <atomic>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/time.h"

namespace telltale {

struct TokenRequest {
  std::string url;
  std::string client_id;
  std::string client_secret;
  std::string audience;  // empty: is not sent
  std::string scope;     // empty: is not sent
  std::string roots;     // PEM of the authorities to believe; empty: the system's
  Millis patience{10000};
};

struct AccessToken {
  std::string text;
  Millis lifetime{0};
};

// Gives up soon after `stop` is set.
absl::StatusOr<AccessToken> RequestToken(const TokenRequest& request,
                                         const std::atomic<bool>& stop);

// What the body of an answer with `http_status` means, without naming who sent it.
absl::StatusOr<AccessToken> ReadTokenAnswer(int http_status, std::string_view body);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_OAUTH_TOKEN_REQUEST_H_
