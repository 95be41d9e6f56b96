// The producer against the broker that librdkafka brings for tests, which answers as each wants.
// What a real one does is in tests/contract.
#include "connectors/kafka/kafka_producer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <optional>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "connectors/kafka/kafka_handle.h"

namespace telltale {
namespace {

using testing::HasSubstr;

constexpr int16_t kProduceRequest = 0;  // Kafka's number of it
constexpr absl::Duration kBrokerPatience = absl::Seconds(20);

class KafkaProducerTest : public testing::Test {
 protected:
  KafkaProducerTest()
      : owner_(NewKafkaClient({.type = RD_KAFKA_PRODUCER}, no_log_).value()),
        cluster_(rd_kafka_mock_cluster_new(owner_.get(), 1)) {}
  ~KafkaProducerTest() override {
    producer_.reset();
    rd_kafka_mock_cluster_destroy(cluster_);
  }

  void Open(KafkaProducerOptions options = {}) {
    options.brokers = rd_kafka_mock_cluster_bootstraps(cluster_);
    options.log = [this](int, std::string_view text) {
      absl::MutexLock lock(&mutex_);
      log_ += text;
    };
    producer_ = KafkaProducer::Create(options).value();
  }
  void AnswerNext(rd_kafka_resp_err_t error) {
    rd_kafka_mock_push_request_errors(cluster_, kProduceRequest, 1, error);
  }
  void Send(NewRecord record) {
    producer_->Send(std::move(record), [this](DeliveryReport report) {
      absl::MutexLock lock(&mutex_);
      reports_.push_back(std::move(report));
    });
  }
  DeliveryReport Await(size_t number) {
    const auto there = [&] { return reports_.size() > number; };
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(&there), kBrokerPatience)) return {.text = "none"};
    return reports_[number];
  }
  DeliveryReport SendAndWait(NewRecord record) {
    size_t number = 0;
    {
      absl::MutexLock lock(&mutex_);
      number = reports_.size();
    }
    Send(std::move(record));
    return Await(number);
  }
  void AwaitLog(const std::string& part) {
    const auto there = [&] { return log_.find(part) != log_.npos; };
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), kBrokerPatience)) << log_;
  }

  const KafkaLog no_log_ = nullptr;
  const KafkaPtr<rd_kafka_t> owner_;
  rd_kafka_mock_cluster_t* const cluster_;
  absl::Mutex mutex_;
  std::vector<DeliveryReport> reports_;
  std::string log_;
  std::unique_ptr<KafkaProducer> producer_;
};

TEST_F(KafkaProducerTest, RefusesPropertiesThatItCannotSet) {
  const absl::Status refused = KafkaProducer::Create({.brokers = "127.0.0.1:1",
                                                      .properties = {{"retry.backoff.ms", "soon"}}})
                                   .status();
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("retry.backoff.ms"));
}

TEST_F(KafkaProducerTest, ReportsWhereTheRecordStands) {
  Open();
  const DeliveryReport first = SendAndWait({.topic = "t", .value = "a", .partition = 1});
  const DeliveryReport second = SendAndWait({.topic = "t", .value = "b", .partition = 1});
  EXPECT_EQ(first.delivery, Delivery::kDelivered) << first.text;
  EXPECT_EQ(second.delivery, Delivery::kDelivered) << second.text;
  EXPECT_EQ(second.partition, 1);
  EXPECT_EQ(second.offset.value, first.offset.value + 1);
}

// What a broker says that already has the record: librdkafka makes a success without an offset of
// it, the sign of records that were lost.
TEST_F(KafkaProducerTest, TakesASuccessWithoutAnOffsetForNone) {
  Open();
  ASSERT_EQ(SendAndWait({.topic = "t", .value = "a"}).delivery, Delivery::kDelivered);
  AnswerNext(RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER);
  const DeliveryReport report = SendAndWait({.topic = "t", .value = "b"});
  EXPECT_EQ(report.delivery, Delivery::kAmbiguous);
  EXPECT_THAT(report.text, HasSubstr("without an offset"));
}

TEST_F(KafkaProducerTest, TriesAgainWhatABrokerCouldNotTake) {
  Open();
  AnswerNext(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
  EXPECT_EQ(SendAndWait({.topic = "t", .value = "a"}).delivery, Delivery::kDelivered);
}

TEST_F(KafkaProducerTest, SaysWhatABrokerRefuses) {
  Open();
  AnswerNext(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const DeliveryReport report = SendAndWait({.topic = "t", .value = "a"});
  EXPECT_EQ(report.delivery, Delivery::kRefused);
  EXPECT_THAT(report.text, HasSubstr("authorization"));
  EXPECT_FALSE(report.too_large);
}

TEST_F(KafkaProducerTest, SaysThatABrokerRefusesForTheSize) {
  Open();
  AnswerNext(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  const DeliveryReport report = SendAndWait({.topic = "t", .value = "a"});
  EXPECT_EQ(report.delivery, Delivery::kRefused);
  EXPECT_TRUE(report.too_large);
}

TEST_F(KafkaProducerTest, GoesOnWithAnotherClientWhenIdempotenceIsBroken) {
  Open();
  ASSERT_EQ(SendAndWait({.topic = "t", .value = "a", .partition = 0}).delivery,
            Delivery::kDelivered);
  AnswerNext(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  EXPECT_NE(SendAndWait({.topic = "t", .value = "b", .partition = 0}).delivery,
            Delivery::kDelivered);
  AwaitLog("another producer takes over");
  const DeliveryReport report = SendAndWait({.topic = "t", .value = "c", .partition = 0});
  EXPECT_EQ(report.delivery, Delivery::kDelivered) << report.text;
}

TEST_F(KafkaProducerTest, SaysNotNowWhenItsQueueIsFull) {
  Open({.properties = {{"queue.buffering.max.messages", "2"}, {"linger.ms", "10000"}}});
  Send({.topic = "t", .value = "a"});
  Send({.topic = "t", .value = "b"});
  Send({.topic = "t", .value = "c"});
  const DeliveryReport report = Await(0);
  EXPECT_EQ(report.delivery, Delivery::kNotNow);
  EXPECT_THAT(report.text, HasSubstr("full"));
}

TEST_F(KafkaProducerTest, SaysNotNowWhenNobodyTookTheRecordInTime) {
  Open({.delivery_timeout = Millis{200}});
  rd_kafka_mock_broker_set_down(cluster_, 1);
  EXPECT_EQ(SendAndWait({.topic = "t", .value = "a"}).delivery, Delivery::kNotNow);
}

TEST_F(KafkaProducerTest, ReportsWhatItHoldsWhenItIsClosed) {
  Open({.properties = {{"linger.ms", "10000"}}});
  Send({.topic = "t", .value = "a"});
  EXPECT_FALSE(producer_->Flush(Millis{1}));
  producer_.reset();
  const DeliveryReport report = Await(0);
  EXPECT_NE(report.delivery, Delivery::kDelivered);
  EXPECT_NE(report.text, "none");
}

}  // namespace
}  // namespace telltale
