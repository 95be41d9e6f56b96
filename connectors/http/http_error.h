// HttpError: how this program says no over HTTP: one JSON object with the error's number.
//
//   {"error":"E6007","name":"bad-request","text":"expected ..., but ...","next":"Write it as ..."}
//
// Thread safety: pure functions.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_ERROR_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_ERROR_H_

#include <string_view>

#include "absl/status/status.h"
#include "connectors/http/http_server.h"
#include "engine/base/error_catalogue.h"

namespace telltale {

inline constexpr char kJsonType[] = "application/json";

// `text` is "expected ..., but ...".
HttpResponse RefuseHttp(int status, ErrorId error, std::string_view text);
// An error of the catalogue; any other is E6003.
HttpResponse RefuseHttp(int status, const absl::Status& error);

// The text of `error` without its title.
std::string_view TextOf(const absl::Status& error);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_ERROR_H_
