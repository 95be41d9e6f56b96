// Reads a topic whole: what stands in it, for whoever compares it with what should.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_READ_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_READ_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"

namespace telltale::acceptance {

// Writes each record of `topic` up to its present end, a line of JSON each, per partition in order:
// {"partition":0,"offset":7,"key":"k","headers":{"h":"v"},"value":"text"}.
absl::Status ReadTopic(const std::string& brokers, const std::string& topic, std::ostream& out);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_READ_H_
