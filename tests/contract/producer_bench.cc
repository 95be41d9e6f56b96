#include "tests/contract/producer_bench.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <string_view>
#include <utility>

#include "connectors/kafka/kafka_handle.h"
#include "connectors/kafka/kafka_producer.h"
#include "engine/ports/memory_producer.h"
#include "tests/contract/kafka_bench.h"

namespace telltale {
namespace {

class MemoryProducerBench : public ProducerBench {
 public:
  const std::string& topic() const override { return topic_; }
  std::unique_ptr<Producer> Open() override {
    auto producer =
        std::make_unique<MemoryProducer>(std::map<std::string, int32_t>{{topic_, kPartitions}});
    producer_ = producer.get();
    return producer;
  }
  std::vector<NewRecord> Read(int32_t partition) override {
    return producer_->Read(topic_, partition);
  }

 private:
  const std::string topic_ = "orders";
  MemoryProducer* producer_ = nullptr;
};

std::optional<std::string> Bytes(const void* data, size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

NewRecord ToRecord(const rd_kafka_message_t& message) {
  NewRecord record{.topic = rd_kafka_topic_name(message.rkt),
                   .key = Bytes(message.key, message.key_len),
                   .value = Bytes(message.payload, message.len),
                   .partition = message.partition,
                   .timestamp = WallMs(rd_kafka_message_timestamp(&message, nullptr))};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
    record.headers.emplace_back(name, Bytes(value, size).value_or(""));
  }
  return record;
}

class KafkaProducerBench : public ProducerBench {
 public:
  const std::string& topic() const override { return kafka_.topic(); }
  std::unique_ptr<Producer> Open() override {
    auto producer = KafkaProducer::Create({.brokers = KafkaBrokers()});
    EXPECT_TRUE(producer.ok()) << producer.status();
    return *std::move(producer);
  }
  std::vector<NewRecord> Read(int32_t partition) override {
    const auto consumer =
        acceptance::Connect(RD_KAFKA_CONSUMER, KafkaBrokers(),
                            {{"group.id", "reader"}, {"enable.partition.eof", "true"}});
    EXPECT_TRUE(consumer.ok()) << consumer.status();
    const KafkaList list = NewKafkaList(1);
    rd_kafka_topic_partition_list_add(list.get(), topic().c_str(), partition)->offset = 0;
    rd_kafka_assign(consumer->get(), list.get());
    std::vector<NewRecord> records;
    int waits = 0;
    while (waits < 300) {
      const KafkaPtr<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer->get(), 100));
      if (message == nullptr) {
        ++waits;
        continue;
      }
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) break;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) records.push_back(ToRecord(*message));
    }
    rd_kafka_consumer_close(consumer->get());
    return records;
  }

 private:
  KafkaBench kafka_;
};

}  // namespace

std::unique_ptr<ProducerBench> NewMemoryProducerBench() {
  return std::make_unique<MemoryProducerBench>();
}

std::unique_ptr<ProducerBench> NewKafkaProducerBench() {
  return std::make_unique<KafkaProducerBench>();
}

}  // namespace telltale
