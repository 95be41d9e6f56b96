#include "connectors/kafka/kafka_source.h"

#include <gtest/gtest.h>

#include "connectors/kafka/kafka_handle.h"

namespace telltale {
namespace {

// Port 1 of this machine: nobody listens.
KafkaOptions Nobody() { return {.brokers = "127.0.0.1:1", .group = "g"}; }

TEST(KafkaSourceTest, RefusesPropertiesThatItCannotSet) {
  KafkaOptions unknown = Nobody(), bad_value = Nobody();
  unknown.properties["no.such.property"] = "1";
  bad_value.properties["fetch.wait.max.ms"] = "soon";
  const absl::Status refused = KafkaSource::Create(unknown).status();
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  EXPECT_NE(refused.message().find("no.such.property"), absl::string_view::npos) << refused;
  EXPECT_TRUE(absl::IsInvalidArgument(KafkaSource::Create(bad_value).status()));
}

TEST(KafkaSourceTest, PollsWithoutAnErrorWhileNobodyAnswers) {
  auto source = KafkaSource::Create(Nobody()).value();
  ASSERT_TRUE(source->Assign({{1}, 0}, "t", {0}).ok());
  const absl::StatusOr<Batch> batch = source->Poll(Millis{1});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_TRUE(batch->records.empty());
  EXPECT_TRUE(batch->ends.empty());
  EXPECT_FALSE(batch->answered);
  EXPECT_FALSE(batch->finished);
}

TEST(KafkaHandleTest, TellsWhatWillPassFromWhatWillNot) {
  EXPECT_TRUE(KafkaStatus(RD_KAFKA_RESP_ERR_NO_ERROR, "x").ok());
  EXPECT_TRUE(absl::IsUnavailable(KafkaStatus(RD_KAFKA_RESP_ERR__TRANSPORT, "x")));
  EXPECT_TRUE(absl::IsUnavailable(KafkaStatus(RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, "x")));
  EXPECT_TRUE(absl::IsNotFound(KafkaStatus(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "x")));
  EXPECT_TRUE(
      absl::IsFailedPrecondition(KafkaStatus(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x")));
}

}  // namespace
}  // namespace telltale
