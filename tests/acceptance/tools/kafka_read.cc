#include "tests/acceptance/tools/kafka_read.h"

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
#include "tests/acceptance/tools/kafka_scan.h"

namespace telltale::acceptance {
namespace {

std::string_view Bytes(const void* data, size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string HeadersOf(const rd_kafka_message_t& message) {
  std::string json = "{";
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return "{}";
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
    if (i > 0) json += ',';
    AppendJsonString(json, name);
    json += ':';
    AppendJsonString(json, Bytes(value, size));
  }
  return json + "}";
}

void Write(const rd_kafka_message_t& message, std::ostream& out) {
  std::string line = absl::StrCat("{\"partition\":", message.partition,
                                  ",\"offset\":", message.offset, ",\"key\":");
  AppendJsonString(line, Bytes(message.key, message.key_len));
  absl::StrAppend(&line, ",\"headers\":", HeadersOf(message), ",\"value\":");
  AppendJsonString(line, Bytes(message.payload, message.len));
  out << line << "}\n";
}

}  // namespace

absl::Status ReadTopic(const std::string& brokers, const std::string& topic, std::ostream& out) {
  return VisitTopic(brokers, topic,
                    [&](const rd_kafka_message_t& message) { Write(message, out); });
}

}  // namespace telltale::acceptance
