#include "connectors/kafka/kafka_producer.h"

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "connectors/kafka/delivery_class.h"
#include "connectors/kafka/kafka_handle.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Settings = std::map<std::string, std::string>;

// Our settings; a user's property of the same name wins. Why each is there:
const Settings& Defaults() {
  static const Settings& defaults = *new Settings{
      {"compression.type", "lz4"},
      {"linger.ms", "5"},
      {"partitioner", "murmur2_random"},  // as Java's clients, so that keys meet in one partition
      {"queue.buffering.max.messages", "100000"},
      {"queue.buffering.max.kbytes", "65536"},
      {"topic.metadata.propagation.max.ms", "5000"},  // how long an unknown topic may become known
      {"reconnect.backoff.max.ms", "500"},  // the default adds seconds after a broker's restart
      {"socket.nagle.disable", "true"},
  };
  return defaults;
}

Settings Ours(const KafkaProducerOptions& options) {
  return {{"bootstrap.servers", options.brokers},
          {"enable.idempotence", "true"},
          {"acks", "all"},
          {"message.timeout.ms", absl::StrCat(options.delivery_timeout.count())}};
}

constexpr int kPollMs = 50;
constexpr int kSyslogError = 3;

}  // namespace

class KafkaProducer::Impl {
 public:
  explicit Impl(const KafkaProducerOptions& options) : options_(options) {}
  ~Impl();

  absl::Status Init();
  void Send(NewRecord record, Done done);
  bool Flush(Millis limit);

 private:
  // A record under way; the client carries it as the record's opaque.
  struct Sent {
    Impl* producer;
    Done done;
  };

  static void OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void*);
  absl::StatusOr<KafkaPtr<rd_kafka_t>> NewClient() const;
  rd_kafka_resp_err_t Queue(const NewRecord& record, Sent* sent);
  void Run();
  void Replace(std::string_view why);
  // Ends the client: what it has under way is reported.
  void End(KafkaPtr<rd_kafka_t> client);
  void NoteReported();

  const KafkaProducerOptions options_;
  absl::Mutex client_mutex_;  // read to use the client, written to replace it
  KafkaPtr<rd_kafka_t> client_ ABSL_GUARDED_BY(client_mutex_);
  absl::Mutex count_mutex_;
  int64_t under_way_ ABSL_GUARDED_BY(count_mutex_) = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

KafkaProducer::Impl::~Impl() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  absl::MutexLock lock(&client_mutex_);
  if (client_ != nullptr) End(std::move(client_));
}

absl::StatusOr<KafkaPtr<rd_kafka_t>> KafkaProducer::Impl::NewClient() const {
  return NewKafkaClient(
      {.type = RD_KAFKA_PRODUCER,
       .settings = {Defaults(), options_.properties, Ours(options_)},
       .configure = [](rd_kafka_conf_t* conf) { rd_kafka_conf_set_dr_msg_cb(conf, &OnReport); }},
      options_.log);
}

absl::Status KafkaProducer::Impl::Init() {
  absl::MutexLock lock(&client_mutex_);
  ASSIGN_OR_RETURN(client_, NewClient());
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void KafkaProducer::Impl::Send(NewRecord record, Done done) {
  auto sent = std::make_unique<Sent>(Sent{this, std::move(done)});
  {
    absl::MutexLock lock(&count_mutex_);
    ++under_way_;
  }
  const rd_kafka_resp_err_t error = Queue(record, sent.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    sent.release();  // OnReport() has it from here on
    return;
  }
  sent->done({.delivery = ClassifyQueueing(error),
              .too_large = IsTooLarge(error),
              .text = absl::StrCat(record.topic, ": ", rd_kafka_err2str(error))});
  NoteReported();
}

rd_kafka_resp_err_t KafkaProducer::Impl::Queue(const NewRecord& record, Sent* sent) {
  const auto bytes = [](const std::optional<std::string>& text) {
    return text ? const_cast<char*>(text->data()) : nullptr;
  };
  const auto size = [](const std::optional<std::string>& text) { return text ? text->size() : 0; };
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const int64_t timestamp = record.timestamp ? ToMs(*record.timestamp) : 0;  // 0: now
  absl::ReaderMutexLock lock(&client_mutex_);
  const rd_kafka_resp_err_t error = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(record.topic.c_str()),
      RD_KAFKA_V_PARTITION(record.partition.value_or(RD_KAFKA_PARTITION_UA)),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(bytes(record.key), size(record.key)),
      RD_KAFKA_V_VALUE(bytes(record.value), size(record.value)), RD_KAFKA_V_TIMESTAMP(timestamp),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(sent), RD_KAFKA_V_END);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(headers);
  return error;
}

void KafkaProducer::Impl::OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Sent> sent(static_cast<Sent*>(message->_private));
  const Offset offset{message->offset};
  DeliveryReport report{
      .delivery = ClassifyDelivery(message->err, rd_kafka_message_status(message), offset),
      .partition = message->partition,
      .offset = offset,
      .too_large = IsTooLarge(message->err),
      .of_batch = IsOfBatch(message->err)};
  if (report.delivery != Delivery::kDelivered) {
    report.text =
        absl::StrCat(rd_kafka_topic_name(message->rkt), ": ",
                     message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? "acknowledged without an offset"
                                                                : rd_kafka_err2str(message->err));
  }
  sent->done(std::move(report));
  sent->producer->NoteReported();
}

void KafkaProducer::Impl::NoteReported() {
  absl::MutexLock lock(&count_mutex_);
  --under_way_;
}

void KafkaProducer::Impl::Run() {
  while (!stopping_) {
    rd_kafka_t* client = nullptr;
    {
      absl::ReaderMutexLock lock(&client_mutex_);
      client = client_.get();  // only this thread replaces it
    }
    rd_kafka_poll(client, kPollMs);
    char text[512];
    if (rd_kafka_fatal_error(client, text, sizeof(text)) == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    Replace(text);
  }
}

void KafkaProducer::Impl::Replace(std::string_view why) {
  absl::StatusOr<KafkaPtr<rd_kafka_t>> next = NewClient();
  if (!next.ok()) return;  // it was there before: another try will do
  {
    absl::MutexLock lock(&client_mutex_);
    std::swap(client_, *next);
  }
  if (options_.log) {
    options_.log(kSyslogError, absl::StrCat("another producer takes over: ", A(why)));
  }
  End(*std::move(next));
}

void KafkaProducer::Impl::End(KafkaPtr<rd_kafka_t> client) {
  rd_kafka_purge(client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(client.get()) > 0) rd_kafka_poll(client.get(), kPollMs);
}

bool KafkaProducer::Impl::Flush(Millis limit) {
  const auto reported = [this]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(count_mutex_) { return under_way_ == 0; };
  absl::MutexLock lock(&count_mutex_);
  return count_mutex_.AwaitWithTimeout(absl::Condition(&reported), absl::FromChrono(limit));
}

KafkaProducer::KafkaProducer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaProducer::~KafkaProducer() = default;

absl::StatusOr<std::unique_ptr<KafkaProducer>> KafkaProducer::Create(
    const KafkaProducerOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  RETURN_IF_ERROR(impl->Init());
  return std::unique_ptr<KafkaProducer>(new KafkaProducer(std::move(impl)));
}

void KafkaProducer::Send(NewRecord record, Done done) {
  impl_->Send(std::move(record), std::move(done));
}

bool KafkaProducer::Flush(Millis limit) { return impl_->Flush(limit); }

}  // namespace telltale
