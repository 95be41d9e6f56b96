// What librdkafka's words about one record mean to who sent it.
#ifndef TELLTALE_CONNECTORS_KAFKA_DELIVERY_CLASS_H_
#define TELLTALE_CONNECTORS_KAFKA_DELIVERY_CLASS_H_

#include <librdkafka/rdkafka.h>

#include "engine/base/ids.h"
#include "engine/ports/producer.h"

namespace telltale {

// Of a record that was queued. An `offset` that is none makes a success ambiguous: measured on
// partitions just created, reports of success without an offset were those, and only those, of
// records that were lost.
Delivery ClassifyDelivery(rd_kafka_resp_err_t error, rd_kafka_msg_status_t status, Offset offset);

// True if it is for a size that it was refused.
bool IsTooLarge(rd_kafka_resp_err_t error);
// True if what was refused was refused together with all of its batch, whichever record is to
// blame.
bool IsOfBatch(rd_kafka_resp_err_t error);
// Of a record that could not be queued: kNotNow or kRefused.
Delivery ClassifyQueueing(rd_kafka_resp_err_t error);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_DELIVERY_CLASS_H_
