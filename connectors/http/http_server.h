// HttpServer: a small HTTP/1.1 server for health, metrics and the API, on a thread of its own.
//
//   ASSIGN_OR_RETURN(auto server, HttpServer::Listen("127.0.0.1:9620", {{"/healthz", handler}}));
//
// Handlers are looked up by exact path. GET and HEAD only; anything else is 405, an unknown path
// 404. A request has at most kMaxHttpHeaderBytes of header, no body, and kHttpPatience to arrive.
//
// Thread safety: handlers are called on the server's thread, one at a time.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace telltale {

struct HttpRequest {
  std::string path;   // without the query
  std::string query;  // behind the question mark, as it came
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;
using HttpHandlers = std::map<std::string, HttpHandler>;

class HttpServer {
 public:
  // `address` is host:port; port 0 takes a free one. kUnavailable: the address is in use;
  // kInvalidArgument: it is no address.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(const std::string& address,
                                                            HttpHandlers handlers);
  ~HttpServer();  // closes all connections

  // host:port as it really is.
  const std::string& address() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_
