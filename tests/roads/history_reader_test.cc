#include "engine/roads/history_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "connectors/json/json_decoder.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kJob[] =
    R"({"partitionId":7,"position":42,"key":15762598695796737,"timestamp":1764000000000,)"
    R"("valueType":"JOB_BATCH","intent":"CREATED",)"
    R"("value":{"processInstanceKey":15762598695796739,"bpmnProcessId":"order","list":[1]}})";
constexpr char kMessage[] =
    R"({"key":15762598695796737,"timestamp":1,"valueType":"MESSAGE","value":{"processInstanceKey":-1}})";
constexpr char kError[] = R"({"key":-1,"timestamp":1,"valueType":"ERROR"})";

// A plan in whose expressions are the given ones; empty: none.
struct Expressions {
  std::string where, key, header;
};
HistoryPlan MakePlan(const Expressions& given = {}) {
  HistoryPlan plan;
  plan.topic = "zeebe-{value_type}";
  const auto compile = [&plan](const std::string& text) {
    feel::Program program;
    feel::CompileError error;
    EXPECT_TRUE(feel::Compile(text, plan.slots, program, error)) << error.message;
    return program;
  };
  if (!given.where.empty()) plan.where = compile(given.where);
  if (!given.key.empty()) plan.key = compile(given.key);
  if (!given.header.empty()) plan.headers.push_back({"h", compile(given.header)});
  return plan;
}

class Reading {
 public:
  explicit Reading(std::string json, const Expressions& expressions = {})
      : json_(std::move(json)), plan_(MakePlan(expressions)), reader_(plan_, &MakeJsonDecoder) {
    good_ = reader_.Read({7, 42, json_}, error_);
  }
  bool good() const { return good_; }
  const DecodeError& error() const { return error_; }
  const HistoryReader& operator*() const { return reader_; }
  NewRecord Make() const { return reader_.Make(); }

 private:
  const std::string json_;
  const HistoryPlan plan_;
  HistoryReader reader_;
  DecodeError error_;
  bool good_ = false;
};

TEST(HistoryReaderTest, LeavesTheJsonAsItIs) {
  const Reading reading(kJob);
  ASSERT_TRUE(reading.good());
  EXPECT_EQ(reading.Make().value, kJob);
  EXPECT_EQ((*reading).sign()->timestamp, 1764000000000);
}

TEST(HistoryReaderTest, NamesTheTopicByTheValueType) {
  EXPECT_EQ(Reading(kJob).Make().topic, "zeebe-job-batch");
}

TEST(HistoryReaderTest, SaysWhereTheRecordComesFrom) {
  EXPECT_THAT(Reading(kJob).Make().headers,
              ElementsAre(Pair("zeebe-partition", "7"), Pair("zeebe-position", "42")));
}

// A double would make ...740 of it.
TEST(HistoryReaderTest, IsKeyedByTheProcessInstanceToItsLastDigit) {
  EXPECT_EQ(Reading(kJob).Make().key, "15762598695796739");
  EXPECT_EQ(Reading(kJob, {.key = "value.processInstanceKey"}).Make().key, "15762598695796739");
}

TEST(HistoryReaderTest, IsKeyedByItsOwnKeyWithoutAnInstance) {
  EXPECT_EQ(Reading(kMessage).Make().key, "15762598695796737");
}

TEST(HistoryReaderTest, IsKeyedByItsPlaceWithoutAnyKey) {
  EXPECT_EQ(Reading(kError).Make().key, "7-42");
}

TEST(HistoryReaderTest, TakesAnotherKeyUnlessThatIsNull) {
  EXPECT_EQ(Reading(kJob, {.key = "value.bpmnProcessId"}).Make().key, "order");
  EXPECT_EQ(Reading(kMessage, {.key = "value.bpmnProcessId"}).Make().key, "15762598695796737");
}

TEST(HistoryReaderTest, AddsHeadersThatAreNotNull) {
  EXPECT_THAT(Reading(kJob, {.header = "value.list"}).Make().headers.back(), Pair("h", "[1]"));
  EXPECT_EQ(Reading(kJob, {.header = "value.none"}).Make().headers.size(), 2u);
}

TEST(HistoryReaderTest, WantsWhatWhereIsTrueOf) {
  const std::string where = "valueType in (\"JOB_BATCH\") and value.bpmnProcessId = \"order\"";
  EXPECT_TRUE((*Reading(kJob)).IsWanted());
  EXPECT_TRUE((*Reading(kJob, {.where = where})).IsWanted());
  EXPECT_FALSE((*Reading(kMessage, {.where = where})).IsWanted());
}

TEST(HistoryReaderTest, CannotUseWhatIsNoneOfZeebesRecords) {
  for (const char* json :
       {"{", "[]", "{}", R"({"timestamp":1,"valueType":"a/b"})",
        R"({"timestamp":"1","valueType":"JOB"})", R"({"timestamp":-1,"valueType":"JOB"})"}) {
    const Reading reading(json);
    EXPECT_FALSE(reading.good()) << json;
    EXPECT_EQ(reading.error().error, ErrorId::kRecordUndecodable) << json;
    EXPECT_EQ((*reading).sign(), std::nullopt) << json;
  }
}

}  // namespace
}  // namespace telltale
