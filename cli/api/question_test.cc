#include "cli/api/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/strings.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Empty: it is a question.
std::string Refused(EndpointId id, std::string_view query) {
  const auto parameters = ParseParameters(query);
  EXPECT_TRUE(parameters.ok());
  const auto question = ReadQuestion(FindEndpoint(id), *parameters);
  return std::string(question.status().message());
}

TEST(QuestionTest, DecodesParametersInTheirOrder) {
  EXPECT_THAT(*ParseParameters("key=V1%2Foil+low&rule=&key"),
              ElementsAre(Pair("key", "V1/oil low"), Pair("rule", ""), Pair("key", "")));
  EXPECT_THAT(*ParseParameters(""), ElementsAre());
  EXPECT_EQ(ErrorOf(ParseParameters("key=%2").status()), ErrorId::kBadRequest);
  EXPECT_EQ(ErrorOf(ParseParameters("key=%xy").status()), ErrorId::kBadRequest);
}

TEST(QuestionTest, EncodesWhatItDecodes) {
  const Parameters parameters = {{"key", "V1/\u00F6l%2F & more=+?#"}, {"limit", "7"}};
  EXPECT_EQ(*ParseParameters(FormatParameters(parameters)), parameters);
}

TEST(QuestionTest, NamesTheParametersThatThereAre) {
  EXPECT_THAT(
      Refused(EndpointId::kEpisodes, "sate=open"),
      HasSubstr("E6007 bad-request: expected one of the parameters state, rule, key, limit, "
                "after, but it is 'sate'"));
  EXPECT_THAT(Refused(EndpointId::kQuarantine, "key=V1"), HasSubstr("topic, rule, error"));
}

TEST(QuestionTest, SaysWhichValuesThereAre) {
  EXPECT_THAT(Refused(EndpointId::kEpisodes, "state=shut"), HasSubstr("open, ended or all"));
  EXPECT_THAT(Refused(EndpointId::kOutbox, "fate=lost"), HasSubstr("pending, attempted, parked"));
  EXPECT_THAT(Refused(EndpointId::kQuarantine, "error=E1"), HasSubstr("'E1'"));
  EXPECT_THAT(Refused(EndpointId::kOutbox, "after=7"), HasSubstr("as a page gave it"));
  EXPECT_THAT(Refused(EndpointId::kEpisodes, "after=1.2.x.4"), HasSubstr("as a page gave it"));
}

TEST(QuestionTest, AFilterWithoutAValueIsNoQuestionAboutEverything) {
  for (const char* query : {"key=", "rule=", "topic=", "episode="}) {
    EXPECT_THAT(Refused(EndpointId::kAudit, query), HasSubstr("to be given a value")) << query;
  }
}

TEST(QuestionTest, TakesALimitFromOneToAPage) {
  EXPECT_EQ(Refused(EndpointId::kOutbox, "limit=1"), "");
  EXPECT_EQ(Refused(EndpointId::kOutbox, "limit=1000"), "");
  for (const char* limit : {"limit=0", "limit=1001", "limit=many", "limit=-1", "limit="}) {
    EXPECT_THAT(Refused(EndpointId::kOutbox, limit), HasSubstr("from 1 to 1000"));
  }
}

}  // namespace
}  // namespace telltale
