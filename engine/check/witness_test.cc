#include "engine/check/witness.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

// A rule over vehicles, of the expressions that are given; an empty one is left out.
struct Expressions {
  std::string where, fault, enable, bad, good;
};

class WitnessTest : public testing::Test {
 protected:
  void Compile(const Expressions& expressions) {
    topic_ = {};
    rule_ = {};
    rule_.key_slots = {topic_.slots.Add({{"vehicle"}})};
    Set(expressions.where, rule_.where);
    Set(expressions.fault, rule_.fault);
    Set(expressions.enable, rule_.enable);
    Set(expressions.bad, rule_.bad);
    Set(expressions.good, rule_.good);
  }

  // The signals that are possible, by their first letters; `?`: it cannot be told.
  std::string Possible(const Expressions& expressions) {
    Compile(expressions);
    const std::optional<SignalSet> signals = PossibleSignals(topic_, rule_);
    return signals ? Letters(*signals) : "?";
  }
  std::string WithoutFields(const Expressions& expressions) {
    Compile(expressions);
    return Letters(SignalsWithoutFieldsOfBad(topic_, rule_));
  }

 private:
  void Set(const std::string& source, std::optional<feel::Program>& program) {
    if (source.empty()) return;
    feel::CompileError error;
    ASSERT_TRUE(feel::CompileCondition(source, topic_.slots, program.emplace(), error))
        << source << ": " << error.message;
  }
  static std::string Letters(const SignalSet& signals) {
    std::string letters;
    for (int i = 0; i < 5; ++i) {
      if (signals.has[i]) letters += "bgnfo"[i];  // bad, good, neither, fault, off
    }
    return letters;
  }

  CompiledTopic topic_;
  CompiledRule rule_;
};

TEST_F(WitnessTest, FindsTheRegionsBetweenNumbers) {
  EXPECT_EQ(Possible({.bad = "value > 80"}), "bgn");
  EXPECT_EQ(Possible({.bad = "value > 80 and value < 80"}), "gn");
  EXPECT_EQ(Possible({.bad = "value > 80 and value < 81"}), "bgn");
  EXPECT_EQ(Possible({.bad = "value >= 80 and value <= 80"}), "bgn");
}

TEST_F(WitnessTest, FindsTextsEqualAndOther) {
  EXPECT_EQ(Possible({.bad = "severity = \"CRITICAL\""}), "bgn");
  EXPECT_EQ(Possible({.bad = "severity = \"A\" and severity = \"B\""}), "gn");
  EXPECT_EQ(Possible({.bad = "severity > \"A\" and severity < \"B\""}), "bgn");
}

TEST_F(WitnessTest, AGoodThatIsBadIsNeverReached) {
  EXPECT_EQ(Possible({.bad = "value > 80", .good = "value > 90"}), "bn");
  EXPECT_EQ(Possible({.bad = "value > 80", .good = "value < 70"}), "bgn");
  EXPECT_EQ(Possible({.good = "value < 70"}), "b");
}

TEST_F(WitnessTest, WhatComesFirstHidesWhatComesLater) {
  EXPECT_EQ(Possible({.where = "value > 1 and value < 0"}), "");
  EXPECT_EQ(Possible({.fault = "true", .bad = "value > 80"}), "f");
  EXPECT_EQ(Possible({.enable = "running = true and running = false", .bad = "value > 80"}), "o");
  EXPECT_EQ(Possible({.where = "severity = \"LOW\"", .bad = "severity = \"HIGH\""}), "g");
}

TEST_F(WitnessTest, AFieldAloneIsACondition) {
  EXPECT_EQ(Possible({.enable = "running", .bad = "broken"}), "bgno");
}

TEST_F(WitnessTest, DoesNotTellWhatIsComputed) {
  EXPECT_EQ(Possible({.bad = "value + 1 > value"}), "?");
  EXPECT_EQ(Possible({.bad = "pressure < limit"}), "?");
}

TEST_F(WitnessTest, DoesNotTellOfTooManyCombinations) {
  std::string bad = "a = 0";
  for (const char* name : {"b", "c", "d", "e", "f"}) bad += std::string(" or ") + name + " = 0";
  EXPECT_EQ(Possible({.bad = bad}), "?");
}

TEST_F(WitnessTest, KnowsWhatAnEventWithoutTheFieldsOfBadIs) {
  EXPECT_EQ(WithoutFields({.bad = "severity = \"CRITICAL\""}), "g");
  EXPECT_EQ(WithoutFields({.bad = "code != 0"}), "b");
  EXPECT_EQ(WithoutFields({.bad = "value > 80"}), "n");
  EXPECT_EQ(WithoutFields({.fault = "severity = null", .bad = "severity = \"CRITICAL\""}), "f");
  EXPECT_EQ(WithoutFields({.where = "severity != null", .bad = "severity = \"CRITICAL\""}), "");
  EXPECT_EQ(WithoutFields({.bad = "vehicle = \"V1\""}), "");
  EXPECT_EQ(WithoutFields({.where = "type = \"oil\"", .bad = "severity = \"CRITICAL\""}), "g");
}

}  // namespace
}  // namespace telltale
