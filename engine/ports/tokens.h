// Tokens: what proves to the workflow engine who we are.
//
//   ASSIGN_OR_RETURN(const std::string token, tokens.Get());
//   ... the call is answered: unauthenticated ...
//   if (tokens.Refuse(token)) ...          // another will be there soon: try again
//
// Nobody waits for a token: what needs one that is not there tries again, as while nobody answers.
//
// Thread safety: any thread.
#ifndef TELLTALE_ENGINE_PORTS_TOKENS_H_
#define TELLTALE_ENGINE_PORTS_TOKENS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace telltale {

class Tokens {
 public:
  virtual ~Tokens() = default;
  // The one to show now. kUnavailable: there is none at the moment; kUnauthenticated: nor will
  // there be, for whoever gives them does not accept who we are.
  virtual absl::StatusOr<std::string> Get() = 0;
  // The workflow engine did not accept `token`. False: it was got for a refusal itself, so that
  // another is not worth trying soon.
  virtual bool Refuse(std::string_view token) = 0;
};

// What came of asking for one.
enum class TokenResult : uint8_t {
  kGranted,
  kRefused,  // kUnauthenticated, see above
  kFailed,   // no answer, or none that could be used
};
inline constexpr int kTokenResults = 3;
std::string_view TokenResultName(TokenResult result);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_TOKENS_H_
