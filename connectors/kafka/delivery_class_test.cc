#include "connectors/kafka/delivery_class.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr Offset kNone{RD_KAFKA_OFFSET_INVALID};

Delivery Classify(rd_kafka_resp_err_t error, rd_kafka_msg_status_t status) {
  return ClassifyDelivery(error, status, kNone);
}

TEST(DeliveryClassTest, IsDeliveredOnlyAtAnOffset) {
  constexpr auto kPersisted = RD_KAFKA_MSG_STATUS_PERSISTED;
  EXPECT_EQ(ClassifyDelivery(RD_KAFKA_RESP_ERR_NO_ERROR, kPersisted, {0}), Delivery::kDelivered);
  EXPECT_EQ(ClassifyDelivery(RD_KAFKA_RESP_ERR_NO_ERROR, kPersisted, kNone), Delivery::kAmbiguous);
}

TEST(DeliveryClassTest, TellsWhatWasNotWrittenFromWhatMayHaveBeen) {
  constexpr auto kTimedOut = RD_KAFKA_RESP_ERR__MSG_TIMED_OUT;
  EXPECT_EQ(Classify(kTimedOut, RD_KAFKA_MSG_STATUS_NOT_PERSISTED), Delivery::kNotNow);
  EXPECT_EQ(Classify(kTimedOut, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED), Delivery::kAmbiguous);
  EXPECT_EQ(Classify(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED),
            Delivery::kAmbiguous);
  EXPECT_EQ(ClassifyQueueing(RD_KAFKA_RESP_ERR__QUEUE_FULL), Delivery::kNotNow);
  EXPECT_EQ(ClassifyQueueing(RD_KAFKA_RESP_ERR__FATAL), Delivery::kNotNow);
}

TEST(DeliveryClassTest, IsRefusedWhereNoOtherTryCanHelp) {
  for (const rd_kafka_resp_err_t error :
       {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR__INVALID_ARG,
        RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_INVALID_RECORD}) {
    EXPECT_EQ(Classify(error, RD_KAFKA_MSG_STATUS_NOT_PERSISTED), Delivery::kRefused) << error;
    EXPECT_EQ(ClassifyQueueing(error), Delivery::kRefused) << error;
  }
}

TEST(DeliveryClassTest, KnowsWhatRefusesAWholeBatchForOneOfItsRecords) {
  for (const auto error :
       {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
        RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
        static_cast<rd_kafka_resp_err_t>(-138)}) {  // so newer clients call its neighbours
    EXPECT_TRUE(IsOfBatch(error)) << error;
    EXPECT_EQ(Classify(error, RD_KAFKA_MSG_STATUS_NOT_PERSISTED), Delivery::kRefused) << error;
  }
  EXPECT_FALSE(IsOfBatch(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED));
}

}  // namespace
}  // namespace telltale
