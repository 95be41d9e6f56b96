#include "connectors/json/json_decoder.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/base/limits.h"

namespace telltale {
namespace {

// Decodes for the paths a, b.c and b.d, and prints what was found.
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
        return "other";
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
  EXPECT_EQ(Decode(R"({"a":[1]})"), "a=other ");
  EXPECT_EQ(Decode("{}"), "");
}

TEST_F(JsonDecoderTest, ReadsNestedPathsAndUnescapesTexts) {
  EXPECT_EQ(Decode(R"({"b":{"c":"\u00e4\n","d":2}})"), "b.c='\xC3\xA4\n' b.d=#2 b=other ");
  EXPECT_EQ(Decode(R"({"b":7})"), "b=#7 ");
  EXPECT_EQ(Decode(R"({"\u0061":1})"), "a=#1 ");
}

TEST_F(JsonDecoderTest, TheLastOfDuplicateFieldsWinsWhole) {
  EXPECT_EQ(Decode(R"({"a":1,"a":2})"), "a=#2 ");
  EXPECT_EQ(Decode(R"({"b":{"c":1},"b":{"d":2}})"), "b.d=#2 b=other ");
  EXPECT_EQ(Decode(R"({"b":{"c":1},"b":null})"), "b=null ");
}

TEST_F(JsonDecoderTest, SaysWhatStandsWhereAnObjectShould) {
  EXPECT_EQ(Decode("[1]"), "E2003: expected a JSON object, but found '[' at byte 0");
  EXPECT_EQ(Decode("  7"), "E2003: expected a JSON object, but found '7' at byte 2");
  EXPECT_EQ(Decode("   "), "E2003: expected a JSON object, but there are only blanks");
}

TEST_F(JsonDecoderTest, RefusesWhatIsMalformedAnywhere) {
  for (const char* json :
       {R"({"z":1)", R"({"z" 1})", R"({"z":})", R"({"z":1,})", R"({"z":1}{})", R"({"z":1} x)",
        R"({"z":01})", R"({"z":1.})", R"({"z":tru})", R"({"z":[1 2]})", R"({"z":[1,]})",
        R"({"z":"\q"})", R"({"z":{"y":nul}})", "{\"z\":\"\xff\"}", "{\"z\":\"\n\"}", R"({z:1})",
        R"({"z":+1})", R"({"a":1x})", "{\"a\":\"x}", R"({"a":nulll})"}) {
    EXPECT_TRUE(IsRefused(json)) << json;
  }
}

TEST_F(JsonDecoderTest, RefusesLoneSurrogatesAndHugeNumbersOnlyWhereTheyAreRead) {
  EXPECT_TRUE(IsRefused(R"({"a":"\ud800"})"));
  EXPECT_TRUE(IsRefused(R"({"a":"\udc00"})"));
  EXPECT_TRUE(IsRefused(R"({"a":1e999})"));
  EXPECT_FALSE(IsRefused(R"({"z":"\ud800"})"));
  EXPECT_FALSE(IsRefused(R"({"z":1e999})"));
  EXPECT_EQ(Decode(R"({"a":"\ud83d\ude00"})"), "a='\xF0\x9F\x98\x80' ");
  EXPECT_EQ(Decode(R"({"a":123456789012345678901234567890})"),
            "a=#123456789012345678901234567890 ");
}

TEST_F(JsonDecoderTest, LimitsDepth) {
  const auto nested = [](int levels) {
    std::string json;
    for (int i = 1; i < levels; ++i) json += "{\"z\":";
    return json + "{}" + std::string(levels - 1, '}');
  };
  EXPECT_FALSE(IsRefused(nested(64)));
  EXPECT_EQ(Decode(nested(65)).substr(0, 5), "E2002");
  EXPECT_EQ(Decode("{\"z\":" + std::string(5000, '[') + std::string(5000, ']') + "}").substr(0, 5),
            "E2002");
}

TEST_F(JsonDecoderTest, LimitsSize) {
  const auto sized = [](size_t bytes) { return "{\"z\":\"" + std::string(bytes - 8, 'x') + "\"}"; };
  EXPECT_FALSE(IsRefused(sized(kMaxRecordBytes)));
  EXPECT_EQ(Decode(sized(kMaxRecordBytes + 1)).substr(0, 5), "E2001");
}

TEST_F(JsonDecoderTest, GoesOnAfterABrokenRecord) {
  EXPECT_TRUE(IsRefused("{J"));
  EXPECT_EQ(Decode(R"({"a":1})"), "a=#1 ");
}

TEST_F(JsonDecoderTest, SurvivesRandomBytes) {
  std::mt19937 random(7);
  const std::string good = R"({"a":"x\u0041","b":{"c":[1,2,{"d":null}],"d":-1.5e3},"z":true})";
  for (int i = 0; i < 20000; ++i) {
    std::string json = good;
    for (int n = 1 + static_cast<int>(random() % 4); n > 0; --n) {
      json[random() % json.size()] = static_cast<char>(random() % 3 ? "{}[]\",:\\0"[random() % 9]
                                                                    : random());
    }
    Decode(json);
  }
}

}  // namespace
}  // namespace telltale
