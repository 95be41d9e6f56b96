#include "engine/check/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kNoon = 1'764'331'200'000;  // 28 November 2025

// A rule `3 in 30s` over vehicles whose records have a time and a severity.
class SampleTest : public testing::Test {
 protected:
  SampleTest() {
    topic_.name = "t";
    topic_.time = topic_.slots.Add({{"ts"}});
    CompiledRule rule;
    rule.name = "oil";
    rule.key_slots = {topic_.slots.Add({{"vehicle"}})};
    rule.key_paths = {{{"vehicle"}}};
    feel::CompileError error;
    EXPECT_TRUE(
        feel::CompileCondition("severity = \"CRITICAL\"", topic_.slots, rule.bad.emplace(), error));
    rule.plan.raise = {Raise::Form::kCountInSpan, 3, Millis{30000}};
    rule.plan.clear = {Clear::Form::kGoodFor, 0, Millis{60000}};
    topic_.rules.push_back(rule);
    sample_.emplace(topic_);
  }

  struct Sent {
    int64_t at = 0;  // after noon, in ms
    std::string vehicle = "V1";
    int32_t partition = 0;
    int64_t delay = 100;
    uint64_t id = 0;
    const char* severity = "OK";
  };
  void Add(const Sent& sent) {
    std::vector<Value> fields(topic_.slots.paths().size(), Value::Missing());
    fields[0] = Value::Number(static_cast<double>(kNoon + sent.at));
    fields[1] = sent.vehicle.empty() ? Value::Null() : Value::String(sent.vehicle);
    fields[2] = sent.severity == nullptr ? Value::Missing() : Value::String(sent.severity);
    sample_->Add({.partition = sent.partition,
                  .timestamp = ArrivalMs(kNoon + sent.at + sent.delay),
                  .producer_time = producer_time_,
                  .id = sent.id,
                  .fields = fields});
  }
  void AddEach(Millis gap, Sent sent, int times = 30) {
    for (int i = 0; i < times; ++i) {
      sent.at = i * gap.count();
      Add(sent);
    }
  }
  RuleReport Rule() { return sample_->Report().rules.at(0); }
  std::vector<Finding> Findings() { return CheckSample(topic_, sample_->Report(), ConfigTree{}); }
  std::vector<ErrorId> Errors() {
    std::vector<ErrorId> errors;
    for (const Finding& finding : Findings()) errors.push_back(finding.error);
    return errors;
  }

  CompiledTopic topic_;
  std::optional<TopicSample> sample_;
  bool producer_time_ = false;
};

TEST_F(SampleTest, CountsKeysSignalsAndCadence) {
  AddEach(Millis{1000}, {.vehicle = "V1"});
  AddEach(Millis{1000}, {.vehicle = "V2", .severity = "CRITICAL"}, 10);
  const RuleReport rule = Rule();
  EXPECT_EQ(rule.matching, 40u);
  EXPECT_EQ(rule.keys, 2u);
  EXPECT_EQ(rule.signals[static_cast<int>(Signal::kBad)], 10u);
  EXPECT_EQ(rule.signals[static_cast<int>(Signal::kGood)], 30u);
  EXPECT_EQ(rule.cadence.count, 38u);
  EXPECT_EQ(rule.cadence.p50, Millis{1000});
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(SampleTest, KeysSeenOnceTellOfKeysNotSeen) {
  for (int i = 0; i < 30; ++i) Add({.vehicle = absl::StrCat("V", i)});
  EXPECT_EQ(Rule().keys, 30u);
  EXPECT_EQ(Rule().expected_keys, 30u + 30 * 29 / 2);
}

TEST_F(SampleTest, SaysThatAFewRecordsProveNothing) {
  Add({.partition = 0});
  Add({.partition = 1});
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kSampleTooSmall));
}

TEST_F(SampleTest, AKeyInTwoPartitionsIsAnError) {
  for (int i = 0; i < 30; ++i) Add({.at = i * 1000, .partition = i % 2});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kKeyScattered));
  EXPECT_EQ(Findings()[0].severity, Finding::Severity::kError);
  EXPECT_THAT(Findings()[0].text, HasSubstr("1 of 1 keys, such as V1"));
}

TEST_F(SampleTest, CountsMissingPartsOfTheKey) {
  AddEach(Millis{1000}, {.vehicle = ""});
  EXPECT_THAT(Rule().key_missing, ElementsAre(30u));
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kFieldNeverSeen));
}

TEST_F(SampleTest, AFieldThatNoRecordHasIsMisspelt) {
  AddEach(Millis{1000}, {.severity = nullptr});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kFieldNeverSeen));
  EXPECT_THAT(Findings()[0].text, HasSubstr("the field severity for 'bad' of rule oil"));
}

TEST_F(SampleTest, AFieldThatOnlyAVariableReadsIsMisspeltToo) {
  topic_.rules[0].start.variables.emplace();
  feel::CompileError error;
  ASSERT_TRUE(topic_.rules[0].start.variables->Add("owner", "ovner", {}, topic_.slots, error));
  sample_.emplace(topic_);
  AddEach(Millis{1000}, {});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kFieldNeverSeen));
  EXPECT_THAT(Findings()[0].text, HasSubstr("the field ovner for 'start' of rule oil"));
}

TEST_F(SampleTest, AFieldThatOnlyAForwardReadsIsMisspeltToo) {
  feel::CompileError error;
  ForwardPlan& forward = topic_.rules[0].forwards.emplace_back();
  ASSERT_TRUE(
      feel::CompileCondition("revjew != null", topic_.slots, forward.where.emplace(), error));
  sample_.emplace(topic_);
  AddEach(Millis{1000}, {});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kFieldNeverSeen));
  EXPECT_THAT(Findings()[0].text, HasSubstr("the field revjew for 'forward' of rule oil"));
}

TEST_F(SampleTest, AStateThatIsWrittenOtherwiseLeavesNothingToJudge) {
  feel::CompileError error;
  ASSERT_TRUE(feel::CompileCondition("severity = \"ok\"", topic_.slots,
                                     topic_.rules[0].enable.emplace(), error));
  sample_.emplace(topic_);
  AddEach(Millis{1000}, {});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kNeverHappens));
  EXPECT_THAT(Findings()[0].text, HasSubstr("0 of 30 are faulty and 30 are not enabled"));
}

TEST_F(SampleTest, SoManyEventsNeverComeTogether) {
  AddEach(Millis{15000}, {});
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kSpanBelowCadence));  // the third after just 30 s
}

TEST_F(SampleTest, SoManyEventsJustComeTogether) {
  AddEach(Millis{14999}, {});
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(SampleTest, AQuietThatIsShorterThanTheCadenceEndsBetweenTwoEvents) {
  topic_.rules[0].plan.clear = {Clear::Form::kQuietFor, 0, Millis{10000}};
  AddEach(Millis{10000}, {});
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kSpanBelowCadence));
}

TEST_F(SampleTest, SeesEventsThatAreTooLate) {
  AddEach(Millis{1000}, {});
  Add({.at = 24000});
  EXPECT_THAT(Errors(), IsEmpty());  // 5 s are within late
  Add({.at = 23999});
  EXPECT_EQ(Rule().disorder.most, Millis{5001});
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kDisorderBeyondLate));
}

TEST_F(SampleTest, SeesALocalTimeWrittenAsUtc) {
  AddEach(Millis{1000}, {.delay = 3600000 + 800});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kTimeImplausible));
  EXPECT_THAT(Findings()[0].text,
              HasSubstr("in UTC, but half of all events are at least 1h older"));
}

TEST_F(SampleTest, SeesATimeThatIsNone) {
  AddEach(Millis{1000}, {.delay = int64_t{40} * 24 * 3600000 + 123456});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kTimeImplausible));
  EXPECT_THAT(Findings()[0].text, HasSubstr("near its arrival"));
}

TEST_F(SampleTest, AnIdThatMostEventsShareIsNone) {
  AddEach(Millis{1000}, {.id = 7});
  EXPECT_EQ(sample_->Report().repeated_ids, 29u);
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kIdRepeats));
}

TEST_F(SampleTest, AbsenceIsUnprovenWhereSendersSetTheTimestamps) {
  topic_.rules[0].plan.clear = {Clear::Form::kQuietFor, 0, Millis{60000}};
  producer_time_ = true;
  AddEach(Millis{1000}, {});
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kSilenceUnproven));
}

// A route of the same topic: orders over 10, by their id.
class RouteSampleTest : public testing::Test {
 protected:
  RouteSampleTest() {
    topic_.name = "orders";
    CompiledRoute route{.name = "big", .message = "order"};
    feel::CompileError error;
    EXPECT_TRUE(
        feel::CompileCondition("total > 10", route.inputs.paths(), route.where.emplace(), error));
    EXPECT_FALSE(route.inputs.Bind(topic_.slots));
    route.where_inputs = route.inputs.size();
    EXPECT_TRUE(feel::Compile("order.id", route.inputs.paths(), route.with.emplace(), error));
    EXPECT_FALSE(route.inputs.Bind(topic_.slots));
    topic_.routes.push_back(std::move(route));
    sample_.emplace(topic_);
  }
  void Add(double total, Value id, int times = 30) {
    Record record;
    record.value = "{}";
    const std::vector<Value> fields = {Value::Number(total), id};
    for (int i = 0; i < times; ++i) sample_->Add({.fields = fields, .whole = &record});
  }
  std::vector<Finding> Findings() { return CheckSample(topic_, sample_->Report(), ConfigTree{}); }

  CompiledTopic topic_;
  std::optional<TopicSample> sample_;
};

TEST_F(RouteSampleTest, CountsWhatMatchesAndMakesNoMessage) {
  Add(11, Value::String("A1"));
  Add(9, Value::String("A2"), 5);
  Add(12, Value::Null(), 2);
  const RouteReport route = sample_->Report().routes.at(0);
  EXPECT_EQ(route.matching, 32u);
  EXPECT_EQ(route.set_aside, 2u);
  EXPECT_THAT(route.why, HasSubstr("for 'with' of route big, but there is none"));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(RouteSampleTest, WarnsIfOneInTenMakesNoMessage) {
  Add(11, Value::String("A1"));
  Add(12, Value::Null(), 10);
  ASSERT_THAT(Findings(), SizeIs(1));
  EXPECT_EQ(Findings()[0].error, ErrorId::kRouteSetsAside);
  EXPECT_THAT(Findings()[0].text,
              HasSubstr("but 10 of 40 make none; of the first: expected a text"));
}

TEST_F(RouteSampleTest, FindsAFieldThatNoRecordHas) {
  Add(9, Value::Missing());
  ASSERT_THAT(Findings(), SizeIs(1));
  EXPECT_EQ(Findings()[0].error, ErrorId::kFieldNeverSeen);
  EXPECT_THAT(Findings()[0].text, HasSubstr("the field order.id for 'with' of route big"));
}

}  // namespace
}  // namespace telltale
