#include "engine/ports/memory_producer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/hash.h"

namespace telltale {
namespace {

DeliveryReport Refuse(std::string text) {
  return {.delivery = Delivery::kRefused, .text = std::move(text)};
}

size_t SizeOf(const NewRecord& record) {
  return (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
}

int32_t PartitionOf(const NewRecord& record, int32_t partitions) {
  if (record.partition) return *record.partition;
  return static_cast<int32_t>(Hash64(record.key.value_or("")) % static_cast<uint64_t>(partitions));
}

}  // namespace

MemoryProducer::~MemoryProducer() {
  std::deque<Waiting> waiting;
  {
    absl::MutexLock lock(&mutex_);
    waiting = std::exchange(waiting_, {});
  }
  for (const Waiting& each : waiting) {
    each.done({.delivery = Delivery::kAmbiguous, .text = "the producer is closed"});
  }
}

void MemoryProducer::Send(NewRecord record, Done done) {
  DeliveryReport report;
  {
    absl::MutexLock lock(&mutex_);
    if (waiting_.size() >= room_) {
      report = {.delivery = Delivery::kNotNow, .text = "the queue is full"};
    } else {
      report = Write(std::move(record));
      if (holding_) return waiting_.push_back({std::move(done), std::move(report)});
    }
  }
  done(std::move(report));
}

DeliveryReport MemoryProducer::Write(NewRecord record) {
  const auto topic = topics_.find(record.topic);
  if (topic == topics_.end()) return Refuse(absl::StrCat("no topic ", record.topic));
  if (SizeOf(record) > most_bytes_) {
    DeliveryReport report = Refuse("the record is too large");
    report.too_large = true;
    return report;
  }
  const int32_t partition = PartitionOf(record, topic->second);
  if (partition < 0 || partition >= topic->second) {
    return Refuse(absl::StrCat("no partition ", partition, " of ", record.topic));
  }
  DeliveryReport report{.delivery = Delivery::kDelivered, .partition = partition};
  if (!answers_.empty()) {
    report = std::move(answers_.front());
    answers_.pop_front();
    report.partition = partition;
    const bool is_there =
        report.delivery == Delivery::kDelivered || report.delivery == Delivery::kAmbiguous;
    if (!is_there) return report;
  }
  std::vector<NewRecord>& log = logs_[record.topic][partition];
  if (report.delivery == Delivery::kDelivered) report.offset = {static_cast<int64_t>(log.size())};
  log.push_back(std::move(record));
  return report;
}

bool MemoryProducer::Flush(Millis limit) {
  const auto reported = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return waiting_.empty(); };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&reported), absl::FromChrono(limit));
}

void MemoryProducer::SetMostBytes(size_t bytes) {
  absl::MutexLock lock(&mutex_);
  most_bytes_ = bytes;
}

void MemoryProducer::SetRoom(size_t records) {
  absl::MutexLock lock(&mutex_);
  room_ = records;
}

void MemoryProducer::AnswerNext(DeliveryReport report) {
  absl::MutexLock lock(&mutex_);
  answers_.push_back(std::move(report));
}

void MemoryProducer::Hold() {
  absl::MutexLock lock(&mutex_);
  holding_ = true;
}

void MemoryProducer::Release() {
  std::deque<Waiting> waiting;
  {
    absl::MutexLock lock(&mutex_);
    holding_ = false;
    waiting = std::exchange(waiting_, {});
  }
  for (Waiting& each : waiting) each.done(std::move(each.report));
}

std::vector<NewRecord> MemoryProducer::Read(const std::string& topic, int32_t partition) const {
  absl::MutexLock lock(&mutex_);
  const auto log = logs_.find(topic);
  if (log == logs_.end()) return {};
  const auto found = log->second.find(partition);
  return found == log->second.end() ? std::vector<NewRecord>() : found->second;
}

std::vector<NewRecord> MemoryProducer::ReadAll(const std::string& topic) const {
  absl::MutexLock lock(&mutex_);
  std::vector<NewRecord> all;
  const auto log = logs_.find(topic);
  if (log == logs_.end()) return all;
  for (const auto& [partition, records] : log->second) {
    all.insert(all.end(), records.begin(), records.end());
  }
  return all;
}

size_t MemoryProducer::waiting() const {
  absl::MutexLock lock(&mutex_);
  return waiting_.size();
}

}  // namespace telltale
