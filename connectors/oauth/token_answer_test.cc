#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "connectors/oauth/token_request.h"

namespace telltale {
namespace {

using testing::HasSubstr;
using testing::Not;

absl::StatusOr<AccessToken> Granted(const std::string& body) { return ReadTokenAnswer(200, body); }

TEST(TokenAnswerTest, ReadsTheTokenAndHowLongItLives) {
  const auto token = Granted(R"({"access_token":"ey.x","token_type":"Bearer","expires_in":3600})");
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->text, "ey.x");
  EXPECT_EQ(token->lifetime, Millis{3'600'000});
}

TEST(TokenAnswerTest, TakesFiveMinutesForALifeThatIsNotSaid) {
  const auto token = Granted(R"({"access_token":"a"})");
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(token->lifetime, Millis{300'000});
}

TEST(TokenAnswerTest, TakesNoLifeThatIsNegativeOrForEver) {
  EXPECT_EQ(Granted(R"({"access_token":"a","expires_in":-5})")->lifetime, Millis{0});
  EXPECT_GT(Granted(R"({"access_token":"a","expires_in":1e300})")->lifetime, Millis{0});
}

TEST(TokenAnswerTest, IsUnavailableForAnswersThatAreNone) {
  for (const char* body :
       {"", "<html>", "[]", "{}", R"({"access_token":7})", R"({"access_token":""})",
        "{\"access_token\":\"a\\nb: c\"}", R"({"access_token":"a","token_type":"mac"})"}) {
    EXPECT_TRUE(absl::IsUnavailable(Granted(body).status())) << body;
  }
}

TEST(TokenAnswerTest, RepeatsNoTokenOfAnAnswerThatCannotBeUsed) {
  const auto token = Granted(R"({"access_token":"hush","token_type":"mac"})");
  EXPECT_THAT(std::string(token.status().message()), Not(HasSubstr("hush")));
}

TEST(TokenAnswerTest, TellsRefusalsFromServersInTrouble) {
  const std::string body =
      R"({"error":"invalid_client","error_description":"no client of that name"})";
  for (const int status : {400, 401, 403}) {
    const absl::Status refused = ReadTokenAnswer(status, body).status();
    EXPECT_TRUE(absl::IsUnauthenticated(refused)) << status;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("invalid_client: no client"));
  }
  for (const int status : {302, 404, 429, 500, 503}) {
    EXPECT_TRUE(absl::IsUnavailable(ReadTokenAnswer(status, "busy").status())) << status;
  }
}

}  // namespace
}  // namespace telltale
