// TokenCache: the token of one client, renewed before it ends and when it was refused.
//
//   TokenCache tokens({.url = "https://login.example.com/oauth/token", ...}, on_result);
//   tokens.Get();                          // at once: the token, or why there is none
//
// A thread asks for the next token while the one before it is still good. Without an answer it asks
// again after a pause that doubles from 1 s to 30 s. A token that the workflow engine refuses is
// renewed at once, but only once in 30 s: if that one is refused as well it is our rights that are
// missing, and not a token.
//
// Thread safety: any thread. The destructor ends a request that is under way.
#ifndef TELLTALE_CONNECTORS_OAUTH_TOKEN_CACHE_H_
#define TELLTALE_CONNECTORS_OAUTH_TOKEN_CACHE_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "connectors/oauth/token_request.h"
#include "engine/ports/tokens.h"

namespace telltale {

// How long after it was got a token is renewed: a quarter of its life before its end, a minute at
// most. At least 1 s, so that a server that gives tokens without a life is not asked for ever.
Millis RenewAfter(Millis lifetime);

class TokenCache : public Tokens {
 public:
  // Hears of each request what came of it, and in words why it was no token; on a thread of the
  // cache's.
  using OnResult = std::function<void(TokenResult, std::string_view)>;

  TokenCache(TokenRequest request, OnResult on_result);
  ~TokenCache() override;

  absl::StatusOr<std::string> Get() override;
  bool Refuse(std::string_view token) override;

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void Run();
  bool WaitUntilDue();  // false: it is time to stop
  void TakeIn(const absl::StatusOr<AccessToken>& got);
  void Tell(const absl::Status& status) const;

  const TokenRequest request_;
  const OnResult on_result_;
  std::atomic<bool> stopping_{false};
  absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);  // empty: none
  Moment ends_ ABSL_GUARDED_BY(mutex_){};      // when the token does
  absl::Status trouble_ ABSL_GUARDED_BY(mutex_);
  Moment due_ ABSL_GUARDED_BY(mutex_){};  // when to ask for the next
  uint32_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  // When a token was last renewed because of a refusal.
  Moment refused_at_ ABSL_GUARDED_BY(mutex_) = Moment::min();
  bool disturbed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_OAUTH_TOKEN_CACHE_H_
