#include "engine/feel/lists.h"

#include <gtest/gtest.h>

#include <string>

namespace telltale::feel {
namespace {

TEST(ListsTest, FindsItemsByTheirValue) {
  EXPECT_TRUE(IsItem(Value::String("b"), R"(["a","b"])"));
  EXPECT_TRUE(IsItem(Value::Number(1000), "[ 1 , 1e3 ]"));
  EXPECT_TRUE(IsItem(Value::Bool(false), "[false]"));
  EXPECT_TRUE(IsItem(Value::Missing(), "[null]"));
  EXPECT_FALSE(IsItem(Value::String("1"), "[1]"));
  EXPECT_FALSE(IsItem(Value::String("a"), "[]"));
}

TEST(ListsTest, ReadsEscapes) {
  EXPECT_TRUE(IsItem(Value::String("a\"b\\/\n\t"), R"(["a\"b\\\/\n\t"])"));
  EXPECT_TRUE(IsItem(Value::String("😀"), R"(["\ud83d\ude00"])"));
  EXPECT_FALSE(IsItem(Value::String("😀"), R"(["\ud83d"])"));
  EXPECT_FALSE(IsItem(Value::String("a"), R"(["ab"])"));
  EXPECT_FALSE(IsItem(Value::String("ab"), R"(["a"])"));
}

TEST(ListsTest, DoesNotLookIntoItems) {
  EXPECT_FALSE(IsItem(Value::Number(1), R"([[1], {"a": 1, "b": [1]}, "1"])"));
  EXPECT_TRUE(IsItem(Value::Number(1), R"([[2], {"a": "]"}, ",", 1])"));
  EXPECT_FALSE(IsItem(Value::Other("[1]"), "[[1]]"));
}

TEST(ListsTest, IsFalseOfWhatIsNoList) {
  for (const char* json : {"", "[", "{\"a\": 1}", "1", "[1x", "[\"", "[\"\\", "[\"\\u1\"]"}) {
    EXPECT_FALSE(IsItem(Value::String("a"), json)) << json;
    EXPECT_FALSE(IsItem(Value::Number(2), json)) << json;
  }
}

TEST(ListsTest, WritesValuesAsJson) {
  std::string json;
  for (const Value& value : {Value::Null(), Value::Bool(true), Value::Number(0.5),
                             Value::String("a\"\x01"), Value::Other("{}"), Value::Missing()}) {
    AppendJson(value, json);
    json += ' ';
  }
  EXPECT_EQ(json, R"(null true 0.5 "a\"\u0001" {} null )");
}

}  // namespace
}  // namespace telltale::feel
