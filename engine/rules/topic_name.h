// The names that Kafka's topics can have.
#ifndef TELLTALE_ENGINE_RULES_TOPIC_NAME_H_
#define TELLTALE_ENGINE_RULES_TOPIC_NAME_H_

#include <cstddef>
#include <string_view>

namespace telltale {

inline constexpr size_t kMostTopicBytes = 249;

// As a message says what was expected.
inline constexpr std::string_view kATopicName =
    "the name of a topic, of 1 to 249 letters, digits, '.', '_' and '-'";

// Whether Kafka takes `name` for a topic.
// Source: Kafka, org.apache.kafka.common.internals.Topic.
bool IsTopicName(std::string_view name);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_TOPIC_NAME_H_
