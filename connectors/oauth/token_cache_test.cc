#include "connectors/oauth/token_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"

namespace telltale {
namespace {

using testing::HasSubstr;

TEST(TokenCacheTest, RenewsBeforeTheEndByAQuarterOrAMinute) {
  EXPECT_EQ(RenewAfter(Millis{3'600'000}), Millis{3'540'000});
  EXPECT_EQ(RenewAfter(Millis{40'000}), Millis{30'000});
  EXPECT_EQ(RenewAfter(Millis{0}), Millis{1000});
}

TEST(TokenCacheTest, HasNoTokenAndSaysWhyWhileNobodyAnswers) {
  absl::Notification failed;
  TokenCache tokens({.url = "http://127.0.0.1:1/token", .client_secret = "hush"},
                    [&failed](TokenResult result, std::string_view) {
                      EXPECT_EQ(result, TokenResult::kFailed);
                      if (!failed.HasBeenNotified()) failed.Notify();
                    });
  failed.WaitForNotification();
  const absl::Status status = tokens.Get().status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("127.0.0.1:1/token"));
}

}  // namespace
}  // namespace telltale
