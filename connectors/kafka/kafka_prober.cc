#include "connectors/kafka/kafka_prober.h"

#include <chrono>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "connectors/kafka/kafka_handle.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr int kAskTimeoutMs = 5000;
constexpr absl::Duration kPace = absl::Seconds(1);

WallTime WallNow() {
  return WallTime{
      std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch())};
}

}  // namespace

absl::StatusOr<std::map<KafkaProber::TopicPartition, GroupOffset>> ReadGroupOffsets(
    rd_kafka_t* rk, const std::vector<KafkaProber::TopicPartition>& partitions) {
  KafkaList list = NewKafkaList(static_cast<int>(partitions.size()));
  for (const auto& [topic, partition] : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  }
  RETURN_IF_ERROR(KafkaStatus(rd_kafka_committed(rk, list.get(), kAskTimeoutMs),
                              "reading the group's offsets"));
  std::map<KafkaProber::TopicPartition, GroupOffset> found;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = list->elems[i];
    RETURN_IF_ERROR(KafkaStatus(entry.err, "reading the group's offsets"));
    if (entry.offset < 0) continue;
    std::string metadata;
    if (entry.metadata != nullptr) {
      metadata.assign(static_cast<const char*>(entry.metadata), entry.metadata_size);
    }
    found[{entry.topic, entry.partition}] = {{entry.offset}, std::move(metadata)};
  }
  return found;
}

absl::Status WriteGroupOffsets(rd_kafka_t* rk,
                               const std::map<KafkaProber::TopicPartition, Offset>& offsets,
                               const std::string& metadata) {
  if (offsets.empty()) return absl::OkStatus();
  KafkaList list = NewKafkaList(static_cast<int>(offsets.size()));
  for (const auto& [key, offset] : offsets) {
    rd_kafka_topic_partition_t* entry =
        rd_kafka_topic_partition_list_add(list.get(), key.first.c_str(), key.second);
    entry->offset = offset.value;
    entry->metadata = strdup(metadata.c_str());  // the list frees it
    entry->metadata_size = metadata.size();
  }
  return KafkaStatus(rd_kafka_commit(rk, list.get(), /*async=*/0),
                     "committing the group's offsets");
}

KafkaProber::~KafkaProber() { Stop(); }

void KafkaProber::Start(std::map<TopicPartition, PartitionId> partitions) {
  ids_ = std::move(partitions);
  thread_ = std::thread([this] { Run(); });
}

void KafkaProber::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void KafkaProber::SetIdle(std::vector<TopicPartition> idle) {
  absl::MutexLock lock(&mutex_);
  idle_ = std::move(idle);
}

void KafkaProber::Commit(std::map<TopicPartition, Offset> offsets, std::string claim) {
  absl::MutexLock lock(&mutex_);
  offsets_ = std::move(offsets);
  claim_ = std::move(claim);
}

KafkaProber::Learnt KafkaProber::Take() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(learnt_, Learnt{});
}

void KafkaProber::Run() {
  while (true) {
    AskEnds();
    CommitOffsets();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), kPace)) return;
  }
}

void KafkaProber::AskEnds() {
  std::vector<TopicPartition> idle;
  {
    absl::MutexLock lock(&mutex_);
    idle = idle_;
  }
  if (idle.empty()) return;
  KafkaList list = NewKafkaList(static_cast<int>(idle.size()));
  for (const auto& [topic, partition] : idle) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset =
        RD_KAFKA_OFFSET_END;  // as a "time", it asks for the end
  }
  // Before the question: whatever is written after this moment may be missing
  // from the answer.
  const WallTime sent = WallNow();
  const absl::StatusOr<KafkaList> found = ListOffsets(consumer_, std::move(list));
  if (!found.ok()) return;
  absl::MutexLock lock(&mutex_);
  for (int i = 0; i < (*found)->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = (*found)->elems[i];
    if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR || entry.offset < 0) continue;
    learnt_.answered = true;
    const PartitionId id = ids_.at({entry.topic, entry.partition});
    learnt_.ends[id] = {id, {entry.offset}, sent};
  }
}

void KafkaProber::CommitOffsets() {
  std::map<TopicPartition, Offset> offsets;
  std::string claim;
  {
    absl::MutexLock lock(&mutex_);
    offsets = std::exchange(offsets_, {});
    claim = claim_;
  }
  if (offsets.empty()) return;
  std::vector<TopicPartition> partitions;
  for (const auto& [key, offset] : offsets) partitions.push_back(key);
  const auto found = ReadGroupOffsets(consumer_->get(), partitions);
  if (!found.ok()) return;
  for (const auto& [key, group] : *found) {
    if (group.metadata == claim) continue;
    absl::MutexLock lock(&mutex_);
    learnt_.owner = absl::AbortedError(group.metadata);
    return;
  }
  (void)WriteGroupOffsets(consumer_->get(), offsets,
                          claim);  // a failure is made good by the next round
}

}  // namespace telltale
