// HttpPost: one request to a broker's monitoring address, to move its clock.
#ifndef TELLTALE_TESTS_CONTRACT_HTTP_POST_H_
#define TELLTALE_TESTS_CONTRACT_HTTP_POST_H_

#include <string>

#include "absl/status/status.h"

namespace telltale {

// Posts the JSON `body` to http://ADDRESS/PATH; OK if the answer's status is 2xx.
absl::Status HttpPost(const std::string& address, const std::string& path, const std::string& body);

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_HTTP_POST_H_
