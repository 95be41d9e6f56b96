#include "engine/roads/bulk_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "connectors/json/json_decoder.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFirst[] = R"({"index":{"_index":"i","_id":"1-7","routing":"1"}})";
constexpr char kSecond[] = R"({"index":{"_index":"i","_id":"2-5","routing":"2"}})";

absl::StatusOr<std::vector<BulkRecord>> Read(const std::string& request) {
  return ReadBulk(request, *MakeJsonDecoder(BulkActionSlots()));
}

std::string Complaint(const std::string& request) {
  const auto records = Read(request);
  EXPECT_EQ(ErrorOf(records.status()), ErrorId::kBulkMalformed) << request;
  return std::string(records.status().message());
}

std::string Line(std::string_view text) { return std::string(text) + "\n"; }

TEST(BulkReaderTest, ReadsPairsOfLines) {
  const std::string request = Line(kFirst) + Line("{a}") + Line(kSecond) + Line("{\"b\":\"\\n\"}");
  const auto records = Read(request);
  ASSERT_TRUE(records.ok()) << records.status();
  EXPECT_THAT(*records, ElementsAre(BulkRecord{1, 7, "{a}"}, BulkRecord{2, 5, "{\"b\":\"\\n\"}"}));
}

TEST(BulkReaderTest, TakesCarriageReturnsAndALastLineWithoutEnd) {
  const std::string request = std::string(kFirst) + "\r\n{a}";
  const auto records = Read(request);
  ASSERT_TRUE(records.ok()) << records.status();
  EXPECT_THAT(*records, ElementsAre(BulkRecord{1, 7, "{a}"}));
}

TEST(BulkReaderTest, TakesSoManyRecordsAndNoMore) {
  const std::string one = Line(kFirst) + Line("{}");
  std::string request;
  for (size_t i = 0; i < kMostBulkRecords; ++i) request += one;
  EXPECT_EQ(Read(request)->size(), kMostBulkRecords);
  EXPECT_EQ(ErrorOf(Read(request + one).status()), ErrorId::kBulkTooLong);
}

TEST(BulkReaderTest, RefusesARequestWithoutRecords) {
  EXPECT_THAT(Complaint(""), HasSubstr("line 1: expected at least one action"));
}

TEST(BulkReaderTest, NamesTheLineThatIsNoAction) {
  EXPECT_THAT(Complaint(Line(kFirst) + Line("{a}") + Line("[]") + Line("{b}")),
              HasSubstr("line 3: expected an action"));
  EXPECT_THAT(Complaint(Line("{\"delete\":{\"_id\":\"1-7\"}}") + Line("{a}")),
              HasSubstr("{\"delete\":"));
}

TEST(BulkReaderTest, RefusesIdsThatAreNoPlace) {
  for (const char* id : {"7", "1-", "-7", "0-7", "1-7-7", "1025-7", "1--7", "1- 7", "+1-7",
                         "1-99999999999999999999"}) {
    const std::string action = std::string(R"({"index":{"_id":")") + id + "\"}}";
    EXPECT_THAT(Complaint(Line(action) + Line("{a}")), HasSubstr("PARTITION-POSITION")) << id;
  }
}

TEST(BulkReaderTest, RefusesAnActionWithoutItsRecord) {
  EXPECT_THAT(Complaint(Line(kFirst)), HasSubstr("line 2: expected the record"));
  EXPECT_THAT(Complaint(Line(kFirst) + "\n"), HasSubstr("line 2: expected the record"));
}

TEST(BulkReaderTest, RefusesPositionsThatFall) {
  const std::string before = R"({"index":{"_id":"1-6"}})";
  EXPECT_THAT(Complaint(Line(kFirst) + Line("{a}") + Line(before) + Line("{b}")),
              HasSubstr("line 3: expected a position of at least 7"));
}

TEST(BulkReaderTest, ShowsTheBeginningOfALongLine) {
  const std::string complaint = Complaint(std::string(5000, 'x'));
  EXPECT_LT(complaint.size(), 300u);
  EXPECT_THAT(complaint, HasSubstr("xxx..."));
}

}  // namespace
}  // namespace telltale
