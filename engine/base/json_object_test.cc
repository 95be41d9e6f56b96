#include "engine/base/json_object.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "engine/base/time.h"

namespace telltale {
namespace {

std::string TimesText(std::optional<EventTime> time) {
  std::string json;
  JsonObject object(json);
  object.Time("at", time);
  object.Close();
  return json;
}

TEST(JsonObjectTest, HasMembersInTheirOrder) {
  std::string json = "before ";
  JsonObject object(json);
  object.Text("te\"xt", "a\nb");
  object.Number("number", -7);
  object.Bool("yes", true);
  object.Null("nothing");
  object.Close();
  EXPECT_EQ(json, R"(before {"te\"xt":"a\nb","number":-7,"yes":true,"nothing":null})");
}

TEST(JsonObjectTest, HoldsOtherObjectsAndWhatIsJsonAlready) {
  std::string json;
  JsonObject object(json);
  JsonObject inner = object.Object("inner");
  inner.Number("a", 1);
  inner.Number("b", 2);
  inner.Close();
  object.Object("empty").Close();
  object.Json("list", "[1,2]");
  object.Close();
  EXPECT_EQ(json, R"({"inner":{"a":1,"b":2},"empty":{},"list":[1,2]})");
}

TEST(JsonObjectTest, AnEmptyTextIsNullOrLeftOut) {
  std::string json;
  JsonObject object(json);
  object.TextOrNull("rule", "");
  object.TextIfAny("reason", "");
  object.TextIfAny("ending", "clear");
  object.Close();
  EXPECT_EQ(json, R"({"rule":null,"ending":"clear"})");
}

TEST(JsonObjectTest, TellsTimesThatACalendarHas) {
  EXPECT_EQ(TimesText(EventTime{Millis{1}}), R"({"at":"1970-01-01T00:00:00.001Z"})");
  EXPECT_EQ(TimesText(EventTime{Millis{-1}}), R"({"at":null})");
  EXPECT_EQ(TimesText(EventTime{Millis{kYear10000Ms}}), R"({"at":null})");
  EXPECT_EQ(TimesText(std::nullopt), R"({"at":null})");
}

TEST(JsonObjectTest, MayBeEmpty) {
  std::string json;
  JsonObject(json).Close();
  EXPECT_EQ(json, "{}");
}

}  // namespace
}  // namespace telltale
