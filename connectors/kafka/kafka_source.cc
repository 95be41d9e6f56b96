#include "connectors/kafka/kafka_source.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "connectors/kafka/kafka_handle.h"
#include "connectors/kafka/kafka_prober.h"
#include "connectors/kafka/list_offsets.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr Millis kAskTimeout{5000};
constexpr size_t kBatchRecords = 10000;
// consume_batch_queue waits until it is full or this long, so it is also the
// delay of a Wake().
constexpr Millis kLinger{20};
constexpr auto kIdleAfter = std::chrono::seconds(1);

using TopicPartition = KafkaProber::TopicPartition;
using Steady = std::chrono::steady_clock;

std::string Name(const std::string& topic, int32_t partition) {
  return absl::StrCat(topic, "/", partition);
}

bool IsGone(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
         error == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
}

// Also teaches the client where the topic's leaders are: the first fetch of a topic that it does
// not know waits a second.
absl::StatusOr<std::vector<int32_t>> AskPartitions(rd_kafka_t* rk, const std::string& topic,
                                                   Millis limit) {
  const std::string doing = absl::StrCat("looking up topic ", topic);
  KafkaPtr<rd_kafka_topic_t> handle(rd_kafka_topic_new(rk, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  RETURN_IF_ERROR(KafkaStatus(
      rd_kafka_metadata(rk, 0, handle.get(), &raw, static_cast<int>(limit.count())), doing));
  const KafkaPtr<const rd_kafka_metadata_t> metadata(raw);
  if (metadata->topic_cnt != 1) return absl::NotFoundError(absl::StrCat("no topic ", topic));
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  RETURN_IF_ERROR(KafkaStatus(found.err, doing));
  std::vector<int32_t> partitions;
  for (int i = 0; i < found.partition_cnt; ++i) partitions.push_back(found.partitions[i].id);
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

// What one message says about the record at `offset`: kUnavailable if it says nothing.
absl::StatusOr<std::optional<Fingerprint>> FingerprintOf(const rd_kafka_message_t& message,
                                                         Offset offset) {
  if (IsGone(message.err) || message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return std::nullopt;
  RETURN_IF_ERROR(KafkaStatus(message.err, "reading one record"));
  if (message.offset != offset.value) return std::nullopt;
  const std::string_view value(static_cast<const char*>(message.payload), message.len);
  return Fingerprint{offset, ArrivalMs(rd_kafka_message_timestamp(&message, nullptr)),
                     Hash64(value)};
}

}  // namespace

class KafkaSource::Impl {
 public:
  explicit Impl(const KafkaOptions& options) : options_(options) {}
  ~Impl();

  absl::Status Init();
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset);
  absl::StatusOr<Batch> Poll(Millis limit);
  absl::Status BeginDelivery();
  // For one question of the caller's thread.
  Millis AskLimit() const {
    return options_.patience ? std::min(kAskTimeout, options_.patience()) : kAskTimeout;
  }
  // The offset of a time; negative if no record is that late. See ListOffsets.
  absl::StatusOr<Offset> Ask(const std::string& topic, int32_t partition, int64_t time);

  // One assigned partition.
  struct Assigned {
    PartitionId id;
    Offset position;  // everything before it was delivered
    Offset acked{-1};
    Steady::time_point last_record{};
  };

  const KafkaOptions options_;
  std::shared_ptr<KafkaConsumer> consumer_;
  KafkaPtr<rd_kafka_queue_t> queue_;
  std::map<TopicPartition, Assigned> assigned_;
  std::map<PartitionId, TopicPartition> names_;
  std::unique_ptr<KafkaProber> prober_;
  std::string claim_;
  bool delivering_ = false;

 private:
  absl::Status Take(rd_kafka_message_t* message, Steady::time_point now);
  void TakeHeaders(rd_kafka_message_t* message, Record& record);
  absl::Status TakeEnds(Batch& batch);
  void NoteIdle(Steady::time_point now);
  Assigned& Find(const rd_kafka_message_t* message);
  void Release();

  std::vector<rd_kafka_message_t*> messages_;  // of this poll; records point into them
  // Messages carry a topic handle; comparing its pointer is cheaper than
  // comparing names.
  absl::flat_hash_map<std::pair<rd_kafka_topic_t*, int32_t>, Assigned*> by_handle_;
  std::vector<Record> records_;
  std::vector<std::vector<Header>> headers_;
  std::vector<ProvenEnd> ends_;
  bool answered_ = false;
  Steady::time_point idle_noted_{};
};

KafkaSource::Impl::~Impl() {
  prober_.reset();
  Release();
  queue_.reset();
}

absl::Status KafkaSource::Impl::Init() {
  ASSIGN_OR_RETURN(consumer_, KafkaConsumer::Create(options_));
  queue_.reset(rd_kafka_queue_get_consumer(consumer_->get()));
  prober_ = std::make_unique<KafkaProber>(consumer_);
  return absl::OkStatus();
}

// Reads one record with a consumer of its own, so that the delivery is not disturbed.
absl::StatusOr<std::optional<Fingerprint>> KafkaSource::Impl::ReadOne(const std::string& topic,
                                                                      int32_t partition,
                                                                      Offset offset) {
  KafkaOptions options = options_;
  options.properties["queued.min.messages"] = std::string("1");  // a literal: GCC bug 105651
  ASSIGN_OR_RETURN(KafkaPtr<rd_kafka_t> reader, NewKafkaConsumer(options));
  RETURN_IF_ERROR(AskPartitions(reader.get(), topic, AskLimit()).status());
  KafkaList list = NewKafkaList(1);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset.value;
  RETURN_IF_ERROR(KafkaStatus(rd_kafka_assign(reader.get(), list.get()), "assigning"));
  absl::StatusOr<std::optional<Fingerprint>> found = absl::UnavailableError(
      absl::StrCat("reading ", Name(topic, partition), "@", offset.value, ": no answer in time"));
  const auto deadline = Steady::now() + kAskTimeout;
  while (absl::IsUnavailable(found.status()) && Steady::now() < deadline) {
    const KafkaPtr<rd_kafka_message_t> message(rd_kafka_consumer_poll(reader.get(), 100));
    if (message != nullptr) found = FingerprintOf(*message, offset);
  }
  rd_kafka_consumer_close(reader.get());
  return found;
}

absl::StatusOr<Offset> KafkaSource::Impl::Ask(const std::string& topic, int32_t partition,
                                              int64_t time) {
  KafkaList wanted = NewKafkaList(1);
  rd_kafka_topic_partition_list_add(wanted.get(), topic.c_str(), partition)->offset = time;
  ASSIGN_OR_RETURN(const KafkaList found, ListOffsets(consumer_, std::move(wanted)));
  RETURN_IF_ERROR(
      KafkaStatus(found->elems[0].err, absl::StrCat("asking for ", Name(topic, partition))));
  return Offset{found->elems[0].offset};
}

absl::Status KafkaSource::Impl::BeginDelivery() {
  KafkaList list = NewKafkaList(static_cast<int>(assigned_.size()));
  std::map<TopicPartition, PartitionId> ids;
  for (const auto& [name, assigned] : assigned_) {
    rd_kafka_topic_partition_list_add(list.get(), name.first.c_str(), name.second)->offset =
        assigned.position.value;
    ids[name] = assigned.id;
  }
  RETURN_IF_ERROR(KafkaStatus(rd_kafka_assign(consumer_->get(), list.get()), "assigning"));
  prober_->Start(std::move(ids));
  delivering_ = true;
  return absl::OkStatus();
}

void KafkaSource::Impl::Release() {
  for (rd_kafka_message_t* message : messages_) rd_kafka_message_destroy(message);
  messages_.clear();
  records_.clear();
  headers_.clear();
  ends_.clear();
}

absl::StatusOr<Batch> KafkaSource::Impl::Poll(Millis limit) {
  Release();
  if (!delivering_) RETURN_IF_ERROR(BeginDelivery());
  messages_.resize(kBatchRecords);
  const ssize_t got =
      rd_kafka_consume_batch_queue(queue_.get(), static_cast<int>(std::min(limit, kLinger).count()),
                                   messages_.data(), messages_.size());
  messages_.resize(std::max<ssize_t>(got, 0));
  records_.reserve(messages_.size());
  headers_.reserve(options_.headers ? messages_.size() : 0);
  const Steady::time_point now = Steady::now();
  answered_ = false;
  for (rd_kafka_message_t* message : messages_) RETURN_IF_ERROR(Take(message, now));
  Batch batch;
  RETURN_IF_ERROR(TakeEnds(batch));
  NoteIdle(now);
  batch.records = records_;
  batch.answered = answered_;
  return batch;
}

KafkaSource::Impl::Assigned& KafkaSource::Impl::Find(const rd_kafka_message_t* message) {
  Assigned*& found = by_handle_[{message->rkt, message->partition}];
  if (found == nullptr) {
    found = &assigned_.at({rd_kafka_topic_name(message->rkt), message->partition});
  }
  return *found;
}

absl::Status KafkaSource::Impl::Take(rd_kafka_message_t* message, Steady::time_point now) {
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    Assigned& assigned = Find(message);
    assigned.position = std::max(assigned.position, Offset{message->offset});
    answered_ = true;
    return absl::OkStatus();
  }
  if (IsGone(message->err)) {
    return absl::DataLossError(absl::StrCat(
        "expected to read on in ", Name(rd_kafka_topic_name(message->rkt), message->partition),
        ", but ", rd_kafka_message_errstr(message)));
  }
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const absl::Status status = KafkaStatus(message->err, "reading");
    return absl::IsFailedPrecondition(status) ? status : absl::OkStatus();  // the rest passes
  }
  Assigned& assigned = Find(message);
  if (message->offset < assigned.position.value) return absl::OkStatus();
  assigned.position = {message->offset + 1};
  assigned.last_record = now;
  answered_ = true;
  Record& record = records_.emplace_back();
  record.partition = assigned.id;
  record.offset = {message->offset};
  record.next = assigned.position;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  record.timestamp = ArrivalMs(rd_kafka_message_timestamp(message, &type));
  record.producer_time = type == RD_KAFKA_TIMESTAMP_CREATE_TIME;
  record.tombstone = message->payload == nullptr;
  if (message->key != nullptr) {
    record.key.emplace(static_cast<const char*>(message->key), message->key_len);
  }
  record.value = {static_cast<const char*>(message->payload), message->len};
  if (options_.headers) TakeHeaders(message, record);
  return absl::OkStatus();
}

void KafkaSource::Impl::TakeHeaders(rd_kafka_message_t* message, Record& record) {
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::vector<Header>& headers = headers_.emplace_back();
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0;
       rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    if (value != nullptr) headers.push_back({name, {static_cast<const char*>(value), size}});
  }
  record.headers = headers;
}

// An end proves something only if everything before it was delivered, in this
// poll at the latest.
absl::Status KafkaSource::Impl::TakeEnds(Batch& batch) {
  KafkaProber::Learnt learnt = prober_->Take();
  RETURN_IF_ERROR(learnt.owner);
  answered_ |= learnt.answered;
  for (const auto& [id, end] : learnt.ends) {
    if (assigned_.at(names_.at(id)).position == end.end) ends_.push_back(end);
  }
  batch.ends = ends_;
  return absl::OkStatus();
}

void KafkaSource::Impl::NoteIdle(Steady::time_point now) {
  if (now - idle_noted_ < kIdleAfter / 2) return;
  idle_noted_ = now;
  std::vector<TopicPartition> idle;
  for (const auto& [name, assigned] : assigned_) {
    if (now - assigned.last_record >= kIdleAfter) idle.push_back(name);
  }
  prober_->SetIdle(std::move(idle));
}

KafkaSource::KafkaSource(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaSource::~KafkaSource() = default;

absl::StatusOr<std::unique_ptr<KafkaSource>> KafkaSource::Create(const KafkaOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  RETURN_IF_ERROR(impl->Init());
  return std::unique_ptr<KafkaSource>(new KafkaSource(std::move(impl)));
}

absl::StatusOr<std::vector<int32_t>> KafkaSource::Partitions(const std::string& topic) {
  return AskPartitions(impl_->consumer_->get(), topic, impl_->AskLimit());
}

absl::StatusOr<Bounds> KafkaSource::GetBounds(const std::string& topic, int32_t partition) {
  Bounds bounds;
  ASSIGN_OR_RETURN(bounds.begin, impl_->Ask(topic, partition, RD_KAFKA_OFFSET_BEGINNING));
  ASSIGN_OR_RETURN(bounds.end, impl_->Ask(topic, partition, RD_KAFKA_OFFSET_END));
  return bounds;
}

absl::StatusOr<Offset> KafkaSource::OffsetAt(const std::string& topic, int32_t partition,
                                             ArrivalTime time) {
  // Asked for first, so that nothing that is written meanwhile is passed over.
  ASSIGN_OR_RETURN(const Offset end, impl_->Ask(topic, partition, RD_KAFKA_OFFSET_END));
  ASSIGN_OR_RETURN(const Offset found, impl_->Ask(topic, partition, ToMs(time)));
  return found.value >= 0 ? found : end;
}

absl::StatusOr<std::optional<Fingerprint>> KafkaSource::ReadOne(const std::string& topic,
                                                                int32_t partition, Offset offset) {
  return impl_->ReadOne(topic, partition, offset);
}

absl::StatusOr<std::optional<GroupOffset>> KafkaSource::ReadGroup(const std::string& topic,
                                                                  int32_t partition) {
  ASSIGN_OR_RETURN(auto found, ReadGroupOffsets(impl_->consumer_->get(), {{topic, partition}}));
  const auto it = found.find({topic, partition});
  if (it == found.end()) return std::nullopt;
  return it->second;
}

absl::Status KafkaSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  CHECK(!impl_->delivering_);
  impl_->assigned_[{topic, id.partition}] = {.id = id, .position = from};
  impl_->names_[id] = {topic, id.partition};
  return absl::OkStatus();
}

absl::StatusOr<Batch> KafkaSource::Poll(Millis limit) { return impl_->Poll(limit); }

absl::Status KafkaSource::ClaimGroup(const std::string& metadata) {
  std::map<TopicPartition, Offset> offsets;
  for (const auto& [name, assigned] : impl_->assigned_) offsets[name] = assigned.position;
  RETURN_IF_ERROR(WriteGroupOffsets(impl_->consumer_->get(), offsets, metadata));
  impl_->claim_ = metadata;
  return absl::OkStatus();
}

void KafkaSource::Ack(PartitionId partition, Offset next) {
  impl_->assigned_.at(impl_->names_.at(partition)).acked = next;
}

void KafkaSource::CommitGroup() {
  std::map<TopicPartition, Offset> offsets;
  for (const auto& [name, assigned] : impl_->assigned_) {
    if (assigned.acked.value >= 0) offsets[name] = assigned.acked;
  }
  impl_->prober_->Commit(std::move(offsets), impl_->claim_);
}

// A poll never waits longer than kLinger, so there is nothing to interrupt.
void KafkaSource::Wake() {}

}  // namespace telltale
