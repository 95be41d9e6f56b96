#include "connectors/kafka/delivery_class.h"

namespace telltale {
namespace {

// Another record of the batch was refused. Newer clients tell it from the one that is to blame;
// older ones have no name for it.
constexpr int kDifferentRecord = -138;

bool IsRefusal(rd_kafka_resp_err_t error) {
  if (error == kDifferentRecord) return true;
  switch (error) {
    case RD_KAFKA_RESP_ERR__INVALID_ARG:  // so it says of a topic's name that it cannot carry
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:  // no name that a topic can have
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:  // a topic that is compacted takes no record without a key
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

}  // namespace

Delivery ClassifyDelivery(rd_kafka_resp_err_t error, rd_kafka_msg_status_t status, Offset offset) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    return offset.value >= 0 ? Delivery::kDelivered : Delivery::kAmbiguous;
  }
  if (IsRefusal(error)) return Delivery::kRefused;
  return status == RD_KAFKA_MSG_STATUS_NOT_PERSISTED ? Delivery::kNotNow : Delivery::kAmbiguous;
}

bool IsTooLarge(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
         error == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE ||
         error == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE;
}

bool IsOfBatch(rd_kafka_resp_err_t error) {
  return IsTooLarge(error) || error == RD_KAFKA_RESP_ERR_INVALID_RECORD ||
         error == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP || error == kDifferentRecord;
}

Delivery ClassifyQueueing(rd_kafka_resp_err_t error) {
  return IsRefusal(error) ? Delivery::kRefused : Delivery::kNotNow;
}

}  // namespace telltale
