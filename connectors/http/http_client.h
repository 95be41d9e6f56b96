// HttpClient: one request to an HTTP/1.1 server, on a connection of its own.
//
//   ASSIGN_OR_RETURN(const HttpReply reply,
//                    SendHttp({.address = "127.0.0.1:9620", .target = "/"}));
//
// Thread safety: any thread; the caller waits.
// Errors: kUnavailable if nobody listens there, kDeadlineExceeded if the answer does not come in
// time, kInvalidArgument if the address is none, kDataLoss if what answers speaks no HTTP or says
// more than kMaxHttpReplyBytes.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_CLIENT_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/http/http_server.h"

namespace telltale {

inline constexpr uint64_t kMaxHttpReplyBytes = 64 << 20;

struct HttpCall {
  std::string address;  // host:port; the host may be a name
  HttpMethod method = HttpMethod::kGet;
  std::string target;  // path and query
  std::string body;    // kPost
  std::string content_type = "application/json";
  std::chrono::milliseconds patience{12000};
};

struct HttpReply {
  int status = 0;
  std::string content_type;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
};

absl::StatusOr<HttpReply> SendHttp(const HttpCall& call);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_CLIENT_H_
