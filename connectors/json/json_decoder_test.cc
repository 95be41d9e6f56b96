#include "connectors/json/json_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/base/limits.h"
#include "tests/allocations.h"

namespace telltale {

namespace {

// Decodes for the paths a, b.c, b.d and b, and prints what was found.
class JsonDecoderTest : public testing::Test {
 protected:
  JsonDecoderTest() {
    for (const char* path : {"a", "b.c", "b.d", "b"}) slots_.Add(*ParsePath(path));
    decoder_ = MakeJsonDecoder(slots_);
  }

  std::string Decode(std::string_view json) {
    std::vector<Value> fields(slots_.paths().size());
    DecodeError error;
    if (!decoder_->Decode(json, absl::MakeSpan(fields), error)) {
      return ErrorNumber(error.error) + ": " + error.text;
    }
    std::string text;
    for (size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].kind == Value::Kind::kMissing) continue;
      text += slots_.paths()[i].ToString() + "=" + Print(fields[i]) + " ";
    }
    return text;
  }

  static std::string Print(const Value& value) {
    switch (value.kind) {
      case Value::Kind::kBool:
        return value.boolean ? "true" : "false";
      case Value::Kind::kNumber:
        return "#" + std::string(value.text);
      case Value::Kind::kString:
        return "'" + std::string(value.text) + "'";
      case Value::Kind::kOther:
        return "json:" + std::string(value.text);
      default:
        return "null";
    }
  }

  bool IsRefused(std::string_view json) { return Decode(json).substr(0, 2) == "E2"; }

  SlotTable slots_;
  std::unique_ptr<Decoder> decoder_;
};

TEST_F(JsonDecoderTest, ReadsScalarsOfEveryKind) {
  EXPECT_EQ(Decode(R"({"a":"x"})"), "a='x' ");
  EXPECT_EQ(Decode(R"({"a": -1.50e2 , "z":0})"), "a=#-1.50e2 ");
  EXPECT_EQ(Decode(R"({"a":true})"), "a=true ");
  EXPECT_EQ(Decode(R"({"a":null})"), "a=null ");
  EXPECT_EQ(Decode(R"({"a":""})"), "a='' ");
  EXPECT_EQ(Decode("{}"), "");
}

TEST_F(JsonDecoderTest, GivesNumbersAsDoublesToo) {
  std::vector<Value> fields(slots_.paths().size());
  DecodeError error;
  ASSERT_TRUE(decoder_->Decode(R"({"a":-1.50e2})", absl::MakeSpan(fields), error));
  EXPECT_EQ(fields[0].number, -150);
}

TEST_F(JsonDecoderTest, GivesListsAndObjectsAsTheyAreWritten) {
  EXPECT_EQ(Decode(R"({"a": [1, {"x":2} ] , "z":0})"), R"(a=json:[1, {"x":2} ] )");
  EXPECT_EQ(Decode(R"({"b": {"c":[]} })"), R"(b.c=json:[] b=json:{"c":[]} )");
}

TEST_F(JsonDecoderTest, ReadsNestedPathsAndUnescapesTexts) {
  EXPECT_EQ(Decode(R"({"b":{"d":"\u00e4\n"}})"), R"(b.d='ä
' b=json:{"d":"\u00e4\n"} )");
  EXPECT_EQ(Decode(R"({"b":7})"), "b=#7 ");
  EXPECT_EQ(Decode(R"({"b":[{"c":1}]})"), R"(b=json:[{"c":1}] )");
}

TEST_F(JsonDecoderTest, KnowsNamesByWhatTheyMean) {
  EXPECT_EQ(Decode(R"({"\u0061":1})"), "a=#1 ");
  EXPECT_EQ(Decode(R"({"a\"":1,"\\a":2,"A":3,"":4,"aa":5,"\ud800":6})"), "");
}

TEST_F(JsonDecoderTest, TheLastOfDuplicateFieldsWinsWhole) {
  EXPECT_EQ(Decode(R"({"a":1,"a":2})"), "a=#2 ");
  EXPECT_EQ(Decode(R"({"b":{"c":1},"b":{"d":2}})"), R"(b.d=#2 b=json:{"d":2} )");
  EXPECT_EQ(Decode(R"({"b":{"c":1},"b":null})"), "b=null ");
  EXPECT_EQ(Decode(R"({"b":{"c":1,"c":3}})"), R"(b.c=#3 b=json:{"c":1,"c":3} )");
}

TEST_F(JsonDecoderTest, WhatADuplicateReplacedIsNotRead) {
  EXPECT_EQ(Decode(R"({"a":1e999,"a":2})"), "a=#2 ");
  EXPECT_EQ(Decode(R"({"b":{"c":"\ud800"},"b":2})"), "b=#2 ");
  EXPECT_TRUE(IsRefused(R"({"a":2,"a":1e999})"));
}

TEST_F(JsonDecoderTest, SaysWhatStandsWhereAnObjectShould) {
  EXPECT_EQ(Decode("[1]"), "E2003: expected a JSON object, but found '[' at byte 0");
  EXPECT_EQ(Decode("  7"), "E2003: expected a JSON object, but found '7' at byte 2");
  EXPECT_EQ(Decode("\xEF\xBB\xBF{}"), "E2003: expected a JSON object, but found 0xEF at byte 0");
  EXPECT_EQ(Decode("   "), "E2003: expected a JSON object, but there are only blanks");
  EXPECT_EQ(Decode(""), "E2003: expected a JSON object, but there are only blanks");
}

TEST_F(JsonDecoderTest, SaysWhereARecordIsBroken) {
  EXPECT_EQ(Decode(R"({"z":1, "a":1e999})"),
            "E2003: expected a JSON number in the range of a double, but found another at byte 12");
  EXPECT_EQ(Decode(R"({"z":1, "y":"\x"})"),
            "E2003: expected a string of whole characters, but found a bad escape, or half a "
            "surrogate pair, at byte 12");
  EXPECT_EQ(Decode(R"({"z":1 2})"),
            "E2003: expected well-formed JSON, but it is not at byte 5 or next to it");
  EXPECT_EQ(Decode("{\"z\":1}\n{}"),
            "E2003: expected nothing behind the object, but found more at byte 8");
  EXPECT_EQ(Decode("{\"z\":\"\xff\"}"), "E2003: expected UTF-8, but some bytes are none");
}

TEST_F(JsonDecoderTest, RefusesWhatIsMalformedAnywhere) {
  for (const char* json : {R"({"z":1)",
                           R"({"z" 1})",
                           R"({"z":})",
                           R"({"z":1,})",
                           R"({"z":1}{})",
                           R"({"z":1} x)",
                           R"({"z":1}})",
                           R"({"z":01})",
                           R"({"z":1.})",
                           R"({"z":+1})",
                           R"({"a":1x})",
                           R"({"a":-})",
                           R"({"a":NaN})",
                           R"({"z":tru})",
                           R"({"a":nulll})",
                           R"({"z":{"y":nul}})",
                           R"({"z":[1 2]})",
                           R"({"z":[1,]})",
                           R"({"z":[1})",
                           R"({"z":{"y":1])",
                           R"({"z":"\q"})",
                           R"({"\q":1})",
                           R"({"z":"y":1})",
                           R"({"a":"y":1})",
                           R"({"a" "b"})",
                           R"({'a':1})",
                           R"({z:1})",
                           R"({"z":1 /**/})",
                           "{\"z\":\"\xff\"}",
                           "{\"z\":\"\n\"}",
                           "{\"z\":1\f}",
                           "{\"z\":1}\f",
                           "{\"a\":\"x}",
                           "{\"\xED\xA0\x80\":1}",
                           "{\"z\":\"\xC0\xAF\"}",
                           "{",
                           "{\"a\"",
                           "{,}",
                           "}",
                           "{{}}"}) {
    EXPECT_TRUE(IsRefused(json)) << json;
  }
}

TEST_F(JsonDecoderTest, RefusesLoneSurrogatesAndHugeNumbersOnlyWhereTheyAreRead) {
  EXPECT_TRUE(IsRefused(R"({"a":"\ud800"})"));
  EXPECT_TRUE(IsRefused(R"({"a":"\udc00"})"));
  EXPECT_TRUE(IsRefused(R"({"a":1e999})"));
  EXPECT_FALSE(IsRefused(R"({"z":"\ud800"})"));
  EXPECT_FALSE(IsRefused(R"({"z":1e999})"));
  EXPECT_FALSE(IsRefused(R"({"a":[1e999,"\ud800"]})"));
  EXPECT_EQ(Decode(R"({"a":"\ud83d\ude00"})"), "a='\xF0\x9F\x98\x80' ");
  EXPECT_EQ(Decode(R"({"a":123456789012345678901234567890})"),
            "a=#123456789012345678901234567890 ");
  EXPECT_EQ(Decode(R"({"a":1e-999})"), "a=#1e-999 ");
}

TEST_F(JsonDecoderTest, LimitsDepth) {
  const auto nested = [](int levels) {
    std::string json;
    for (int i = 1; i < levels; ++i) json += "{\"z\":";
    return json + "{}" + std::string(levels - 1, '}');
  };
  EXPECT_FALSE(IsRefused(nested(kMaxRecordDepth)));
  EXPECT_EQ(Decode(nested(kMaxRecordDepth + 1)),
            "E2002: expected at most 64 objects and lists in each other, but found more at byte "
            "320");
  EXPECT_EQ(Decode("{\"z\":" + std::string(5000, '[') + std::string(5000, ']') + "}").substr(0, 5),
            "E2002");
}

TEST_F(JsonDecoderTest, LimitsSize) {
  const auto sized = [](size_t bytes) { return "{\"z\":\"" + std::string(bytes - 8, 'x') + "\"}"; };
  EXPECT_FALSE(IsRefused(sized(kMaxRecordBytes)));
  EXPECT_EQ(Decode(sized(kMaxRecordBytes + 1)),
            "E2001: expected at most 1048576 bytes, but there are 1048577");
}

TEST_F(JsonDecoderTest, GoesOnAfterABrokenRecord) {
  EXPECT_TRUE(IsRefused("{J"));
  EXPECT_EQ(Decode(R"({"a":1})"), "a=#1 ");
}

TEST_F(JsonDecoderTest, WhatAnEarlierRecordLeftDoesNotCloseALaterOne) {
  EXPECT_EQ(Decode(R"({"z":{"z":{"z":{"z":1}}}})"), "");
  EXPECT_TRUE(IsRefused(R"({"z":{"z":{"z":{"z":1}})"));
}

TEST_F(JsonDecoderTest, ReadsNothingBehindTheRecord) {
  const std::string two = R"({"a":12}{"a":3})";
  EXPECT_EQ(Decode(std::string_view(two).substr(0, 8)), "a=#12 ");
  const std::unique_ptr<char[]> exact(new char[8]);
  std::copy_n(two.data(), 8, exact.get());
  EXPECT_EQ(Decode({exact.get(), 8}), "a=#12 ");
}

TEST_F(JsonDecoderTest, DoesNotAllocateOnceItHasSeenARecordAsLong) {
  const std::string_view json = R"({"a":"\u0041","b":{"c":[1,{"z":"\n"}],"d":-1.5e3},"\u007a":0})";
  std::vector<Value> fields(slots_.paths().size());
  DecodeError error;
  ASSERT_TRUE(decoder_->Decode(json, absl::MakeSpan(fields), error));
  const uint64_t before = Allocations();
  ASSERT_TRUE(decoder_->Decode(json, absl::MakeSpan(fields), error));
  EXPECT_EQ(Allocations(), before);
}

// `json` with up to three bytes replaced, removed or put in.
std::string Mutated(std::string json, std::mt19937& random) {
  for (int n = 1 + static_cast<int>(random() % 3); n > 0; --n) {
    const size_t at = random() % json.size();
    const char byte = random() % 3 != 0 ? "{}[]\",:\\0"[random() % 9] : static_cast<char>(random());
    switch (random() % 3) {
      case 0:
        json[at] = byte;
        break;
      case 1:
        json.erase(at, 1);
        break;
      default:
        json.insert(at, 1, byte);
    }
  }
  return json;
}

TEST_F(JsonDecoderTest, SurvivesMutations) {
  std::mt19937 random(7);
  const std::string good = R"({"a":"x\u0041","b":{"c":[1,2,{"d":null}],"d":-1.5e3},"z":true})";
  const std::string expected = Decode(good);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    if (IsRefused(Mutated(good, random))) ++refused;
    ASSERT_EQ(Decode(good), expected);
  }
  EXPECT_GT(refused, 10000);
}

}  // namespace
}  // namespace telltale
