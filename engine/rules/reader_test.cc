#include "engine/rules/reader.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "engine/base/hash.h"

namespace telltale {
namespace {

// A rule over the fields v, x (slots 0, 1).
class ReaderTest : public testing::Test {
 protected:
  ReaderTest() {
    rule_.key_slots = {slots_.Add(*ParsePath("v"))};
    slots_.Add(*ParsePath("x"));
  }

  feel::Program Compile(const char* source) {
    feel::Program program;
    feel::CompileError error;
    EXPECT_TRUE(feel::Compile(source, slots_, program, error)) << error.message;
    return program;
  }

  Reading Read(Value v, Value x) {
    const Value fields[] = {v, x};
    key_.done = false;
    return ReadRecord(rule_, fields, key_);
  }

  SlotTable slots_;
  CompiledRule rule_;
  KeyReading key_;
};

TEST_F(ReaderTest, AKeyThatIsReadIsNotReadAgain) {
  Read(Value::String("V"), Value::Null());
  EXPECT_EQ(key_.text, "V");
  EXPECT_EQ(key_.hash, HashKey("V"));
  const Value others[] = {Value::Missing(), Value::Null()};
  EXPECT_EQ(ReadRecord(rule_, others, key_).result, ReadResult::kEvent);
  EXPECT_EQ(key_.text, "V");
}

TEST_F(ReaderTest, AKeyOfWhichAPartIsMissingIsSoForAllRules) {
  const Value fields[] = {Value::Null(), Value::Null()};
  EXPECT_EQ(Read(fields[0], fields[1]).missing_part, 0);
  EXPECT_EQ(ReadRecord(rule_, fields, key_).result, ReadResult::kKeyMissing);
}

TEST_F(ReaderTest, TheFirstThatDecidesWins) {
  rule_.where = Compile("x != 0");
  rule_.fault = Compile("x = 1");
  rule_.enable = Compile("x != 2");
  rule_.bad = Compile("x > 3");
  EXPECT_EQ(Read(Value::Missing(), Value::Number(0)).result, ReadResult::kNoMatch);
  EXPECT_EQ(Read(Value::Missing(), Value::Number(1)).result, ReadResult::kKeyMissing);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(1)).signal, Signal::kFault);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(2)).signal, Signal::kOff);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(3)).signal, Signal::kGood);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(4)).signal, Signal::kBad);
}

TEST_F(ReaderTest, TellsTheFirstEntryOfForwardThatMatches) {
  rule_.fault = Compile("x = 1");
  EXPECT_EQ(Read(Value::String("V"), Value::Number(1)).forward, 0) << "there is none";
  rule_.forwards = {{.where = Compile("x > 5")}, {.where = Compile("x > 3 or x = 1")}};
  EXPECT_EQ(Read(Value::String("V"), Value::Number(9)).forward, 1);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(4)).forward, 2);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(2)).forward, 0);
  EXPECT_EQ(Read(Value::String("V"), Value::Null()).forward, 0) << "only true is true";
  const Reading faulty = Read(Value::String("V"), Value::Number(1));
  EXPECT_EQ(faulty.signal, Signal::kFault);
  EXPECT_EQ(faulty.forward, 2);
  rule_.forwards.push_back({});
  EXPECT_EQ(Read(Value::String("V"), Value::Null()).forward, 3) << "without `where` all match";
}

TEST_F(ReaderTest, NullIsNotBadAndGoodOnlyIfAnOwnGoodSaysSo) {
  rule_.bad = Compile("x > 3");
  EXPECT_EQ(Read(Value::String("V"), Value::Null()).signal, Signal::kNeither);
  rule_.good = Compile("x = null");
  EXPECT_EQ(Read(Value::String("V"), Value::Null()).signal, Signal::kGood);
  EXPECT_EQ(Read(Value::String("V"), Value::Number(1)).signal, Signal::kNeither);
}

TEST_F(ReaderTest, WithoutExpressionsEveryEventIsBad) {
  EXPECT_EQ(Read(Value::String("V"), Value::Null()).signal, Signal::kBad);
}

TEST_F(ReaderTest, OperandsAreNumbersNullOrTheHashOfWhatIsNoNumber) {
  rule_.operands = {Compile("x")};
  const auto operand = [this](Value x) {
    const Value fields[] = {Value::String("V"), x};
    double result = 0;
    ReadOperands(rule_, fields, absl::MakeSpan(&result, 1));
    return std::bit_cast<uint64_t>(result);
  };
  EXPECT_EQ(operand(Value::Number(2.5)), std::bit_cast<uint64_t>(2.5));
  EXPECT_EQ(operand(Value::Number(-0.0)), 0u);
  EXPECT_EQ(operand(Value::Missing()), kNullOperandBits);
  EXPECT_EQ(operand(Value::Null()), kNullOperandBits);
  EXPECT_EQ(operand(Value::String("a")), operand(Value::String("a")));
  EXPECT_NE(operand(Value::String("a")), operand(Value::String("b")));
  EXPECT_NE(operand(Value::Bool(true)), operand(Value::Bool(false)));
  EXPECT_EQ(operand(Value::Other("[1]")), operand(Value::Other("{}")));
  EXPECT_TRUE(std::isnan(std::bit_cast<double>(operand(Value::String("a")))));
}

TEST_F(ReaderTest, JoinsTheEscapedPartsOfTheKey) {
  rule_.key_slots = {0, 1};
  EXPECT_EQ(Read(Value::String("a/b"), Value::Number(7, "7.0")).result, ReadResult::kEvent);
  EXPECT_EQ(key_.text, "a%2Fb/7");
  EXPECT_EQ(Read(Value::String(""), Value::Bool(false)).result, ReadResult::kEvent);
  EXPECT_EQ(key_.text, "/false");
}

std::optional<int64_t> TimeOf(double number, std::string_view as_written) {
  return ReadTimeMs(Value::Number(number, as_written));
}

TEST(ReadTimeTest, KnowsTheUnitByTheSize) {
  EXPECT_EQ(TimeOf(1714521650, "1714521650"), 1714521650000);
  EXPECT_EQ(TimeOf(1714521650123, "1714521650123"), 1714521650123);
  EXPECT_EQ(TimeOf(1714521650123999, "1714521650123999"), 1714521650123);
  EXPECT_EQ(TimeOf(1714521650123999999, "1714521650123999999"), 1714521650123);
  EXPECT_EQ(TimeOf(99999999999, "99999999999"), 99999999999000);
  EXPECT_EQ(TimeOf(100000000000, "100000000000"), 100000000000);
  // Its double is 1e17.
  EXPECT_EQ(TimeOf(1e17, "99999999999999999"), 99999999999999);
}

TEST(ReadTimeTest, RoundsDownWhatIsWritten) {
  EXPECT_EQ(TimeOf(1714521650.123, "1714521650.123"), 1714521650123);
  EXPECT_EQ(TimeOf(1.0019, "1.0019"), 1001);
  EXPECT_EQ(TimeOf(0.5, "0.5"), 500);
  EXPECT_EQ(TimeOf(1714521650123.9, "1714521650123.9"), 1714521650123);
  EXPECT_EQ(TimeOf(1.7e9, "1.7e9"), 1700000000000);
  EXPECT_EQ(TimeOf(-0.0, "-0.0"), 0);
}

TEST(ReadTimeTest, KnowsNoImpossibleTimes) {
  EXPECT_FALSE(TimeOf(-1, "-1"));
  EXPECT_FALSE(TimeOf(1e300, "1e300"));
  EXPECT_FALSE(TimeOf(1e30, "1" + std::string(30, '0')));
  EXPECT_FALSE(ReadTimeMs(Value::String("10000-01-01T00:00:00Z")));
  EXPECT_FALSE(ReadTimeMs(Value::Bool(true)));
  EXPECT_FALSE(ReadTimeMs(Value::Missing()));
  EXPECT_FALSE(ReadTimeMs(Value::String("1714521650")));
  EXPECT_EQ(ReadTimeMs(Value::String("1970-01-01T00:00:01Z")), 1000);
}

TEST(ReadIdTest, ComparesIdsAsText) {
  EXPECT_EQ(ReadId(Value::String("5")), ReadId(Value::Number(5, "5.0")));
  EXPECT_EQ(ReadId(Value::String("")), Hash64(""));
  EXPECT_EQ(ReadId(Value::Missing()), 0u);
  EXPECT_EQ(ReadId(Value::Other("[1]")), 0u);
}

}  // namespace
}  // namespace telltale
