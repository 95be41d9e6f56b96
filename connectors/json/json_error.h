// What an operator reads about a record that is no JSON object.
//
// Thread safety: pure function.
#ifndef TELLTALE_CONNECTORS_JSON_JSON_ERROR_H_
#define TELLTALE_CONNECTORS_JSON_JSON_ERROR_H_

#include <simdjson.h>

#include <cstddef>
#include <string_view>

#include "engine/ports/ports.h"

namespace telltale {

// `reached` is the byte where the last value began that was looked at: 0 if none was.
//
// REQUIRES: `code` is not SUCCESS.
DecodeError DescribeJsonError(simdjson::error_code code, std::string_view record, size_t reached);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_JSON_JSON_ERROR_H_
