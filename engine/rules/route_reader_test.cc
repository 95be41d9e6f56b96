#include "engine/rules/route_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/base/limits.h"

namespace telltale {
namespace {

using testing::HasSubstr;

// A route over the fields k, x (slots 0, 1) of topic t.
class RouteReaderTest : public testing::Test {
 protected:
  RouteReaderTest() {
    route_.name = "r";
    route_.message = "m";
    record_.partition = {TopicId{1}, 3};
    record_.offset = {42};
    record_.value = "{\"k\":\"A\"}";
    fields_.Add(*ParsePath("k"));
    fields_.Add(*ParsePath("x"));
  }

  feel::Program Compile(const char* source) {
    feel::Program program;
    feel::CompileError error;
    EXPECT_TRUE(feel::Compile(source, route_.inputs.paths(), program, error)) << error.message;
    EXPECT_FALSE(route_.inputs.Bind(fields_));
    return program;
  }
  void Where(const char* source) {
    route_.where = Compile(source);
    route_.where_inputs = route_.inputs.size();
  }

  Routing Read(Value k, Value x = Value::Missing()) {
    const Value fields[] = {k, x};
    return ReadRoute(route_, {"t", record_, fields}, values_);
  }

  SlotTable fields_;
  CompiledRoute route_;
  Record record_;
  std::vector<Value> values_;
};

TEST_F(RouteReaderTest, WithoutOptionsARecordIsAMessageOfItsOwn) {
  const Routing routing = Read(Value::String("A"));
  ASSERT_EQ(routing.outcome, RouteOutcome::kRouted);
  EXPECT_EQ(routing.message.kind, Message::Kind::kRoute);
  EXPECT_EQ(routing.message.name, "m");
  EXPECT_EQ(routing.message.id, "t:3:42");
  EXPECT_EQ(routing.message.correlation_key, "t:3:42");
  EXPECT_EQ(routing.message.variables, record_.value);
}

TEST_F(RouteReaderTest, OfHeadersWithOneNameTheLastCounts) {
  const Header headers[] = {{"h", "first"}, {"other", "x"}, {"h", "last"}};
  record_.headers = headers;
  route_.with = Compile("record.headers.h");
  EXPECT_EQ(Read(Value::Missing()).message.correlation_key, "last");
}

TEST_F(RouteReaderTest, AKeyThatIsNoTextIsNull) {
  Where("record.key = null");
  record_.key = "\xff\x01";
  EXPECT_EQ(Read(Value::Missing()).outcome, RouteOutcome::kRouted);
  record_.key = "\xed\xa0\x80";  // half a surrogate pair
  EXPECT_EQ(Read(Value::Missing()).outcome, RouteOutcome::kRouted);
  record_.key = "";
  EXPECT_EQ(Read(Value::Missing()).outcome, RouteOutcome::kNoMatch);
}

TEST_F(RouteReaderTest, OnlyTrueIsAMatch) {
  Where("x > 1");
  EXPECT_EQ(Read(Value::Missing(), Value::Number(2)).outcome, RouteOutcome::kRouted);
  EXPECT_EQ(Read(Value::Missing(), Value::Number(1)).outcome, RouteOutcome::kNoMatch);
  EXPECT_EQ(Read(Value::Missing(), Value::String("2")).outcome, RouteOutcome::kNoMatch);
}

TEST_F(RouteReaderTest, AFileHasNeitherKeyNorTimestamp) {
  Where("record.key = null and record.timestamp = null");
  EXPECT_EQ(Read(Value::Missing()).outcome, RouteOutcome::kRouted);
}

TEST_F(RouteReaderTest, NamesTheOptionThatGaveNothing) {
  route_.with = Compile("k");
  const Routing routing = Read(Value::Null());
  EXPECT_EQ(routing.outcome, RouteOutcome::kSetAside);
  EXPECT_EQ(routing.error, ErrorId::kKeyMissing);
  EXPECT_THAT(routing.text, HasSubstr("'with' of route r"));
}

TEST_F(RouteReaderTest, AMessageThatIsTooLargeIsSetAside) {
  std::string value = "{\"x\":\"" + std::string(kMaxMessageBytes, 'x') + "\"}";
  record_.value = value;
  EXPECT_EQ(Read(Value::Missing()).error, ErrorId::kMessageTooLarge);
  route_.variables.emplace();
  const Routing routing = Read(Value::Missing());
  EXPECT_EQ(routing.outcome, RouteOutcome::kRouted);
  EXPECT_EQ(routing.message.variables, "{}");
}

TEST_F(RouteReaderTest, WhatARecordDoesNotHaveIsAMistake) {
  feel::Program program;
  feel::CompileError error;
  ASSERT_TRUE(feel::Compile("record.offsett", route_.inputs.paths(), program, error));
  EXPECT_EQ(route_.inputs.Bind(fields_)->ToString(), "record.offsett");
}

}  // namespace
}  // namespace telltale
