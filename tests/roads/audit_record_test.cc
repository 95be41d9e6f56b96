#include "engine/roads/audit_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "engine/base/hash.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using Kind = AuditRow::Kind;

const AuditOrigin& Origin() {
  static const AuditOrigin& origin = *new AuditOrigin{.store = "5f0c9a3e7b214d6f8a90c1d2e3f40516",
                                                      .topic = "vehicle.insights",
                                                      .partition = 3,
                                                      .rules = {{{7}, "oil"}}};
  return origin;
}

int64_t Ms(const std::string& time) { return *ParseRfc3339("2026-11-23T" + time + "Z"); }

AuditRow RowOf(Kind kind, uint64_t seq, const std::string& at, int64_t offset,
               const std::string& arrival) {
  return {.seq = {seq},
          .kind = kind,
          .at = WallMs(Ms(at)),
          .arrival = ArrivalMs(Ms(arrival)),
          .next = {offset},
          .rule = {7},
          .key = HashKey("V1"),
          .key_text = "V1",
          .episode = "oil/V1@20261123T101502.123Z"};
}

AuditRow With(AuditRow row, Message::Kind command, const std::string& reason = "") {
  row.command = command;
  row.text = reason;
  return row;
}

AuditRow Said(AuditRow row, int64_t instance) {
  row.process = "maintenance";
  row.instance = instance;
  return row;
}

AuditRow Of(AuditRow row, const std::string& key, const std::string& episode) {
  row.key = HashKey(key);
  row.key_text = key;
  row.episode = episode;
  return row;
}

AuditRow At(AuditRow row, const std::string& time, const std::string& ending = "") {
  row.event_time = EventMs(Ms(time));
  row.ending = ending;
  return row;
}

// What the document tells, in its order.
std::vector<AuditRow> Story() {
  constexpr int64_t kOne = 4503599627370511, kOther = 4503599627370533;
  constexpr auto kStart = Message::Kind::kStart, kBack = Message::Kind::kBack;
  return {
      At(RowOf(Kind::kRaised, 41, "10:15:02.170", 1207, "10:15:02.150"), "10:15:02.123"),
      With(RowOf(Kind::kAccepted, 42, "10:15:02.220", 1207, "10:15:02.150"), kStart),
      Said(RowOf(Kind::kConfirmed, 43, "10:15:02.280", 1209, "10:15:02.260"), kOne),
      Said(RowOf(Kind::kFenced, 44, "10:15:09.280", 1230, "10:15:09.260"), kOther),
      Said(RowOf(Kind::kFinished, 45, "10:25:00.000", 2230, "10:24:59.990"), kOne),
      At(RowOf(Kind::kCleared, 46, "10:35:00.050", 3001, "10:35:00.010"), "10:34:59.900", "healed"),
      With(RowOf(Kind::kParked, 47, "10:35:00.110", 3001, "10:35:00.010"), kBack,
           "error E4001 message-refused: NOT_FOUND"),
      With(RowOf(Kind::kRetried, 48, "10:40:00.000", 3444, "10:39:59.000"), kBack),
      Of(With(RowOf(Kind::kWithdrawn, 49, "10:41:00.000", 3501, "10:40:59.000"), kStart), "V2",
         "oil/V2@20261123T101603.000Z"),
      Of(With(RowOf(Kind::kSuperseded, 50, "10:42:00.000", 3567, "10:41:59.000"), kStart), "",
         "oil/V3@20261123T101704.000Z"),
      RowOf(Kind::kTick, 51, "10:43:00.000", 3567, "10:42:59.000"),
  };
}

std::vector<std::string> ExamplesOfTheDocument() {
  std::ifstream document(AUDIT_DOCUMENT);
  std::vector<std::string> examples;
  for (std::string line; std::getline(document, line);) {
    if (line.rfind("{\"v\":", 0) == 0) examples.push_back(line);
  }
  return examples;
}

TEST(AuditRecordTest, SaysWhatItsDocumentShowsOfEachKind) {
  std::vector<std::string> said;
  for (const AuditRow& row : Story()) said.push_back(*AuditRecord(Origin(), row).value);
  EXPECT_EQ(said, ExamplesOfTheDocument());
}

TEST(AuditRecordTest, NamesItsEntryInHeadersAndHasItsTime) {
  const NewRecord record = AuditRecord(Origin(), Story()[0]);
  EXPECT_THAT(
      record.headers,
      ElementsAre(Pair("telltale-store", Origin().store),
                  Pair("telltale-topic", "vehicle.insights"), Pair("telltale-partition", "3"),
                  Pair("telltale-seq", "41"), Pair("telltale-what", "raised")));
  EXPECT_EQ(record.timestamp, Story()[0].at);
}

TEST(AuditRecordTest, IsKeyedByBusinessKeyHashOrPartition) {
  AuditRow row = Story()[0];
  EXPECT_EQ(AuditKey(Origin(), row), "V1");
  row.key_text.clear();
  EXPECT_EQ(AuditKey(Origin(), row), "#" + ToHex(HashKey("V1")));
  row.kind = Kind::kTick;
  EXPECT_EQ(AuditKey(Origin(), row), "vehicle.insights/3");
}

TEST(AuditRecordTest, WhatIsNotKnownIsNull) {
  AuditRow row = Story()[1];
  row.arrival = kNoArrivalTime;
  row.rule = {8};
  row.episode.clear();
  const std::string value = *AuditRecord(Origin(), row).value;
  EXPECT_THAT(value, HasSubstr(R"("arrival":null)"));
  EXPECT_THAT(value, HasSubstr(R"("rule":null,"key":"V1","episode":null,)"));
}

TEST(AuditRecordTest, EscapesWhateverAKeyHas) {
  const AuditRow row = Of(Story()[1], "a\"b\\\n", "oil/a\"b");
  EXPECT_THAT(*AuditRecord(Origin(), row).value, HasSubstr(R"("key":"a\"b\\\n")"));
}

}  // namespace
}  // namespace telltale
