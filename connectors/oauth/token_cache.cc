#include "connectors/oauth/token_cache.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr Millis kFirstPause{1000};
constexpr Millis kLongestPause{30000};
constexpr Millis kBetweenRefusals{30000};
constexpr Millis kMostHeadroom{60000};

Millis PauseAfter(uint32_t failures) {
  constexpr uint32_t kMostDoublings = 5;
  const auto factor = int64_t{1} << std::min(failures - 1, kMostDoublings);
  return std::min(kFirstPause * factor, kLongestPause);
}

}  // namespace

Millis RenewAfter(Millis lifetime) {
  return std::max(kFirstPause, lifetime - std::min(lifetime / 4, kMostHeadroom));
}

TokenCache::TokenCache(TokenRequest request, OnResult on_result)
    : request_(std::move(request)),
      on_result_(std::move(on_result)),
      trouble_(absl::UnavailableError(absl::StrCat(request_.url, " was not answered yet"))),
      thread_([this] { Run(); }) {}

TokenCache::~TokenCache() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    disturbed_ = true;
  }
  thread_.join();
}

absl::StatusOr<std::string> TokenCache::Get() {
  absl::MutexLock lock(&mutex_);
  if (!token_.empty() && std::chrono::steady_clock::now() < ends_) return token_;
  return trouble_;
}

bool TokenCache::Refuse(std::string_view token) {
  const Moment now = std::chrono::steady_clock::now();
  absl::MutexLock lock(&mutex_);
  if (token != token_) return true;  // there is another already, or will be
  if (refused_at_ != Moment::min() && now - refused_at_ < kBetweenRefusals) return false;
  refused_at_ = now;
  token_.clear();
  trouble_ = absl::UnavailableError(
      absl::StrCat("the token was not accepted, another is asked for at ", request_.url));
  due_ = now;
  disturbed_ = true;
  return true;
}

void TokenCache::Run() {
  while (WaitUntilDue()) {
    absl::StatusOr<AccessToken> got = RequestToken(request_, stopping_);
    if (!got.ok()) {
      got = absl::Status(got.status().code(),
                         absl::StrCat(request_.url, ": ", got.status().message()));
    }
    if (stopping_) return;
    TakeIn(got);
    Tell(got.status());
  }
}

bool TokenCache::WaitUntilDue() {
  absl::MutexLock lock(&mutex_);
  const auto disturbed = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return disturbed_; };
  while (!stopping_ && std::chrono::steady_clock::now() < due_) {
    const auto rest = due_ - std::chrono::steady_clock::now();
    mutex_.AwaitWithTimeout(absl::Condition(&disturbed), absl::FromChrono(rest));
    disturbed_ = false;
  }
  return !stopping_;
}

void TokenCache::TakeIn(const absl::StatusOr<AccessToken>& got) {
  const Moment now = std::chrono::steady_clock::now();
  absl::MutexLock lock(&mutex_);
  if (got.ok()) {
    failures_ = 0;
    token_ = got->text;
    ends_ = now + got->lifetime;
    due_ = now + RenewAfter(got->lifetime);
    trouble_ = absl::UnavailableError(absl::StrCat("the token of ", request_.url, " has ended"));
  } else {
    due_ = now + PauseAfter(++failures_);
    trouble_ = got.status();
  }
}

void TokenCache::Tell(const absl::Status& status) const {
  if (status.ok()) return on_result_(TokenResult::kGranted, "");
  on_result_(absl::IsUnauthenticated(status) ? TokenResult::kRefused : TokenResult::kFailed,
             S(status.message()));
}

}  // namespace telltale
