#include "engine/rules/own_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::Pair;

class OwnVariablesTest : public testing::Test {
 protected:
  OwnVariablesTest() : key_{*ParsePath("vehicle"), *ParsePath("engine.id")} {}

  void Add(std::string name, std::string_view expression) {
    feel::CompileError error;
    ASSERT_TRUE(variables_.Add(std::move(name), expression, key_, fields_, error)) << error.message;
  }
  std::vector<NamedJson> Evaluate(absl::Span<const Value> fields) {
    return variables_.Evaluate(facts_, key_values_, fields);
  }

  std::vector<Path> key_;
  SlotTable fields_;
  OwnVariables variables_;
  std::array<Value, kFacts> facts_ = {Value::String("oil/V1@19700101T000020.000Z"),
                                      Value::String("oil"),
                                      Value::String("V1/7"),
                                      Value::Number(3),
                                      Value::String("1970-01-01T00:00:10.000Z"),
                                      Value::String("1970-01-01T00:00:20.000Z"),
                                      Value::Null(),
                                      Value::Null(),
                                      Value::Other(R"({"count":99})")};
  std::array<Value, 2> key_values_ = {Value::String("V1"), Value::String("7")};
};

TEST_F(OwnVariablesTest, AreExpressionsOverTheEvent) {
  Add("hot", "value > 80");
  Add("text", R"("at " + string(value))");
  Add("tags", "tags");
  const std::vector<Value> fields = {Value::Number(90, "90"), Value::Other(R"(["a",1])")};
  EXPECT_THAT(Evaluate(fields), ElementsAre(Pair("hot", "true"), Pair("text", R"("at 90")"),
                                            Pair("tags", R"(["a",1])")));
}

TEST_F(OwnVariablesTest, HaveNoFieldsWhereADeadlineDecided) {
  Add("value", "value");
  Add("known", "value != null");
  EXPECT_THAT(Evaluate({}), ElementsAre(Pair("value", "null"), Pair("known", "false")));
}

TEST_F(OwnVariablesTest, NameFactsBeforeFieldsOfTheSameName) {
  Add("n", "count + 1");
  Add("since", "first_bad_at");
  Add("why", "ending");
  Add("whole", "event");
  Add("deeper", "count.of");
  EXPECT_THAT(
      Evaluate(std::vector<Value>{Value::Number(5, "5")}),
      ElementsAre(Pair("n", "4"), Pair("since", R"("1970-01-01T00:00:10.000Z")"),
                  Pair("why", "null"), Pair("whole", R"({"count":99})"), Pair("deeper", "5")));
  EXPECT_EQ(fields_.paths().size(), 1u);
}

TEST_F(OwnVariablesTest, HaveThePartsOfTheKeyAsTextsWhateverDecided) {
  Add("vehicle", "vehicle");
  Add("engine", "engine.id");
  EXPECT_THAT(Evaluate({}), ElementsAre(Pair("vehicle", R"("V1")"), Pair("engine", R"("7")")));
  EXPECT_TRUE(fields_.paths().empty());
}

}  // namespace
}  // namespace telltale
