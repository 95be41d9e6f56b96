#include "engine/state/row_codec.h"

#include <gtest/gtest.h>

#include "proto/format/format.pb.h"

namespace telltale {
namespace {

template <class Row>
Row ThereAndBack(const Row& row) {
  Row back;
  EXPECT_TRUE(Decode(Encode(row), back));
  return back;
}

TEST(RowCodecTest, KeepsProgressWithAllItsParts) {
  const Progress progress{
      .seq = {7},
      .next = {1'000'000'000'000},
      .arrival = ArrivalMs(5),
      .arrival_set = WallMs(6),
      .committed = WallMs(8),
      .unconfirmed = Leap{ArrivalMs(9), {{RuleId{65535}, {UINT64_MAX, 1}, EventMs(3)}}},
      .anchor = Anchor{{11}, ArrivalMs(12), UINT64_MAX},
      .next_outbox = {13},
      .next_quarantine = {14},
      .next_audit = {15},
      .audited = {14}};
  EXPECT_EQ(ThereAndBack(progress), progress);
}

TEST(RowCodecTest, KeepsProgressOfAPartitionThatSawNothing) {
  EXPECT_EQ(ThereAndBack(Progress{}), Progress{});
}

TEST(RowCodecTest, KeepsWhatRoutesReadOfAQuarantinedRecord) {
  QuarantineRow row{.offset = {5}, .rule = RuleId{2}, .error = ErrorId::kKeyMissing};
  EXPECT_EQ(ThereAndBack(row), row);
  row.key = "";
  row.headers = {{"a", std::string("\xff\0", 2)}, {"a", ""}};
  EXPECT_EQ(ThereAndBack(row), row);
  row.cut = true;
  EXPECT_EQ(ThereAndBack(row), row);
}

TEST(RowCodecTest, KeepsAnEntryOfTheAuditWithAllItsParts) {
  AuditRow row{.kind = AuditRow::Kind::kTick, .arrival = ArrivalMs(-3)};
  EXPECT_EQ(ThereAndBack(row), row);
  row = {.kind = AuditRow::Kind::kParked,
         .at = WallMs(1),
         .arrival = ArrivalMs(2),
         .next = {3},
         .rule = {4},
         .key = {5, 6},
         .key_text = "\xff/a",
         .episode = "r/\xff/a@1",
         .command = Message::Kind::kStart,
         .event_time = EventMs(-7),
         .ending = "healed",
         .text = std::string("\xc3\0", 2),
         .process = "p",
         .instance = INT64_MAX};
  EXPECT_EQ(ThereAndBack(row), row);
}

TEST(RowCodecTest, TakesNoEntryOfTheAuditOfAnUnknownKind) {
  AuditRow row;
  format::AuditRow proto;
  EXPECT_FALSE(Decode(proto.SerializeAsString(), row));
  proto.set_kind(12);
  EXPECT_FALSE(Decode(proto.SerializeAsString(), row));
}

TEST(RowCodecTest, KeepsACommandWhateverBytesItsTextsHave) {
  OutboxRow row{.rule = {3}, .key = {1, 2}};
  row.message = {.kind = Message::Kind::kBack,
                 .name = "name",
                 .correlation_key = std::string("\xff\0\x80", 3),
                 .id = "\xc3",
                 .ttl = Millis{60000},
                 .variables = "{\"a\":1}",
                 .at = EventMs(4),
                 .ending = "healed"};
  EXPECT_EQ(ThereAndBack(row), row);
  row.gated = true;
  row.expires = ArrivalMs(-5);
  EXPECT_EQ(ThereAndBack(row), row);
  row.message.kind = Message::Kind::kRoute;
  EXPECT_EQ(ThereAndBack(row), row);
  row.message.kind = Message::Kind::kForward;
  EXPECT_EQ(ThereAndBack(row), row);
}

TEST(RowCodecTest, KeepsAMarkWithItsFirstAttempt) {
  OutboxMark mark{.fate = Fate::kParked, .last_attempt = WallMs(4), .reason = "not \xff text"};
  mark.attempt = Attempt{WallMs(1), "boot", Millis{2}, "cluster", 3};
  EXPECT_EQ(ThereAndBack(mark), mark);
  mark.gates = {{"maintenance", 4503599627370497, false}, {"audit", 5, true}};
  EXPECT_EQ(ThereAndBack(mark), mark);
}

TEST(RowCodecTest, KeepsAQuarantinedRecordWithAndWithoutARule) {
  QuarantineRow row{.offset = {4},
                    .error = ErrorId::kKeyMissing,
                    .text = "expected",
                    .timestamp = kNoArrivalTime,
                    .at = WallMs(5),
                    .id = 6,
                    .payload = std::string("\0{", 2)};
  EXPECT_EQ(ThereAndBack(row), row);
  row.rule = RuleId{0};
  EXPECT_EQ(ThereAndBack(row), row);
}

TEST(RowCodecTest, KeepsATick) {
  Tick tick{.next = {1}, .arrival = ArrivalMs(2), .at = WallMs(3)};
  EXPECT_EQ(ThereAndBack(tick), tick);
  tick.told = Told{.rule = {4}, .key = {5, 6}, .kind = Told::Kind::kClose, .raised_at = EventMs(7)};
  EXPECT_EQ(ThereAndBack(tick), tick);
}

TEST(RowCodecTest, RefusesNumbersThatNoVersionWrote) {
  format::OutboxMark mark;
  mark.set_fate(99);
  OutboxMark decoded_mark;
  EXPECT_FALSE(Decode(mark.SerializeAsString(), decoded_mark));

  format::OutboxRow row;
  row.set_kind(99);
  OutboxRow decoded_row;
  EXPECT_FALSE(Decode(row.SerializeAsString(), decoded_row));

  format::Tick tick;
  tick.mutable_told()->set_kind(99);
  Tick decoded_tick;
  EXPECT_FALSE(Decode(tick.SerializeAsString(), decoded_tick));

  format::QuarantineRow quarantine;
  quarantine.set_rule(65536);
  QuarantineRow decoded_quarantine;
  EXPECT_FALSE(Decode(quarantine.SerializeAsString(), decoded_quarantine));
}

TEST(RowCodecTest, RefusesBytesThatAreNoRow) {
  Progress progress;
  EXPECT_FALSE(Decode("\xff\xff", progress));
}

}  // namespace
}  // namespace telltale
