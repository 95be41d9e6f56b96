#include "connectors/kafka/kafka_handle.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

// Our settings; a user's property of the same name wins. Why each is there:
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"enable.auto.commit", "false"},        // offsets are ours
    {"enable.auto.offset.store", "false"},  // likewise
    {"auto.offset.reset", "error"},         // a lost position is refused, never guessed
    {"enable.partition.eof", "true"},       // tells the position behind control records
    {"check.crcs", "true"},                 // the only check of what came over the wire
    {"queued.min.messages", "1000000"},     // a small queue costs a fetch back-off when it is full
    {"queued.max.messages.kbytes", "262144"},
    {"fetch.wait.max.ms", "50"},
    {"reconnect.backoff.max.ms", "500"},  // the default adds seconds after a broker's restart
    {"socket.nagle.disable", "true"},
    {"topic.metadata.refresh.interval.ms", "30000"},
};

void OnLog(const rd_kafka_t* rk, int level, const char* facility, const char* text) {
  const auto& log = *static_cast<const KafkaLog*>(rd_kafka_opaque(rk));
  if (log) log(level, absl::StrCat(facility, ": ", text));
}

bool WillPass(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__WAIT_CACHE:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__RETRY:
    case RD_KAFKA_RESP_ERR__IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__NODE_UPDATE:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:  // retried for ever by the client, and
                                             // so by us
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
      return true;
    default:
      return false;
  }
}

}  // namespace

KafkaList NewKafkaList(int size) { return KafkaList(rd_kafka_topic_partition_list_new(size)); }

absl::Status KafkaStatus(rd_kafka_resp_err_t error, const std::string& doing) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  const std::string text = absl::StrCat(doing, ": ", rd_kafka_err2str(error));
  if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
      error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) {
    return absl::NotFoundError(text);
  }
  return WillPass(error) ? absl::UnavailableError(text) : absl::FailedPreconditionError(text);
}

absl::StatusOr<KafkaPtr<rd_kafka_t>> NewKafkaClient(const KafkaClientOptions& options,
                                                    const KafkaLog& log) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char error[512];
  for (const auto& settings : options.settings) {
    for (const auto& [name, value] : settings) {
      if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof(error)) !=
          RD_KAFKA_CONF_OK) {
        rd_kafka_conf_destroy(conf);
        return absl::InvalidArgumentError(absl::StrCat("kafka.properties: ", error));
      }
    }
  }
  rd_kafka_conf_set_opaque(conf, const_cast<KafkaLog*>(&log));
  rd_kafka_conf_set_log_cb(conf, &OnLog);
  if (options.configure != nullptr) options.configure(conf);
  rd_kafka_t* rk = rd_kafka_new(options.type, conf, error, sizeof(error));
  if (rk == nullptr) {
    rd_kafka_conf_destroy(conf);
    return absl::InvalidArgumentError(absl::StrCat("kafka: ", error));
  }
  return KafkaPtr<rd_kafka_t>(rk);
}

absl::StatusOr<KafkaPtr<rd_kafka_t>> NewKafkaConsumer(const KafkaOptions& options) {
  const std::map<std::string, std::string> defaults(std::begin(kDefaults), std::end(kDefaults));
  const std::map<std::string, std::string> ours{{"bootstrap.servers", options.brokers},
                                                {"group.id", options.group}};
  ASSIGN_OR_RETURN(KafkaPtr<rd_kafka_t> consumer,
                   NewKafkaClient({.settings = {defaults, options.properties, ours}}, options.log));
  rd_kafka_poll_set_consumer(consumer.get());
  return consumer;
}

}  // namespace telltale
