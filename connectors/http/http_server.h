// HttpServer: a small HTTP/1.1 server for health, metrics, the API and the roads, in plain text or
// over TLS, on a thread of its own.
//
//   ASSIGN_OR_RETURN(auto server, HttpServer::Listen("127.0.0.1:9620", {{"/healthz", route}}));
//
// Routes are looked up by exact path; that of kAnyPath stands for all that have none. A route is
// asked by GET (and HEAD), by POST or by PUT; another method is 405, an unknown path 404. A request
// has at most kMaxHttpHeaderBytes of header and HttpLimits::body_bytes of body, else it is 431 or
// 413, and HttpLimits::patience to arrive. A route that does not answer in time is 504. With as
// many connections as there may be, others are closed at once; with as much held of all requests
// as may be, one that brings more is 503. A route is found, and may refuse, before a body is read.
// While the system gives no descriptors connections wait, and are tried for every 100 ms.
//
// Thread safety: routes are called on the server's thread, one at a time; none may wait. They
// answer whenever they can, from any thread, also when the server is gone.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telltale {

inline constexpr uint32_t kMaxHttpHeaderBytes = 8192;
inline constexpr uint64_t kMaxHttpBodyBytes = 64 << 10;  // a few hundred rows' names
inline constexpr std::chrono::seconds kHttpPatience(10);
inline constexpr std::chrono::seconds kHttpAnswerLimit(10);

// What a server takes upon itself.
struct HttpLimits {
  uint64_t body_bytes = kMaxHttpBodyBytes;
  // Of the bodies of all requests together, each from its first byte until its route has let go of
  // its HttpRespond.
  uint64_t held_bytes = std::numeric_limits<uint64_t>::max();
  std::chrono::milliseconds patience = kHttpPatience;
  std::chrono::milliseconds answer = kHttpAnswerLimit;
  size_t connections = 1024;
  // Hears, on the server's thread, why no connection can be taken: most likely there are no
  // descriptors left. Once, until one was taken again.
  std::function<void(std::string_view)> complain = nullptr;
};

struct HttpRequest {
  std::string path;   // without the query
  std::string query;  // behind the question mark, as it came
  std::string body;   // of a POST or a PUT
  std::string content_type;
  std::string authorization;
  bool from_here = false;  // over the loopback interface
  bool from_page = false;  // a browser sent it on behalf of a page
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // besides the usual ones
};

enum class HttpMethod : uint8_t { kGet, kPost, kPut };

// Called once; what it is given after the answer limit is dropped.
using HttpRespond = std::function<void(HttpResponse)>;

// What the server itself refuses of a route's requests.
enum class HttpRefusal : uint8_t {
  kTooLong,  // body_bytes
  kNoRoom,   // held_bytes
};

struct HttpRoute {
  HttpMethod method = HttpMethod::kGet;
  std::function<void(HttpRequest, HttpRespond)> handler;
  // Called with a request whose body is not read yet; what it returns is the answer.
  std::function<std::optional<HttpResponse>(const HttpRequest&)> admit = nullptr;
  std::function<void(HttpRefusal)> on_refusal = nullptr;
};
using HttpRoutes = std::map<std::string, HttpRoute>;
inline constexpr char kAnyPath[] = "*";

// What a server shows of itself where it speaks TLS, in PEM. Clients show no certificate.
struct HttpTls {
  std::string certificate;  // its intermediate authorities behind it
  std::string key;          // of the certificate, without a password
};
// kInvalidArgument if they cannot be used, or do not belong together: "expected ..., but: ...".
absl::Status CheckTls(const HttpTls& tls);

// A route that is asked by GET and knows its answer.
HttpRoute AnswerAtOnce(std::function<HttpResponse(const HttpRequest&)> handler);

class HttpServer {
 public:
  // `address` is host:port; port 0 takes a free one. `tls`: nullopt for plain text. kUnavailable:
  // the address is in use; kInvalidArgument: it is no address, or as CheckTls() says.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(
      const std::string& address, HttpRoutes routes, const HttpLimits& limits = {},
      const std::optional<HttpTls>& tls = std::nullopt);
  ~HttpServer();  // closes all connections

  // Takes no further request, and waits until those that came are answered, but no longer than
  // `limit`.
  void Finish(std::chrono::milliseconds limit);

  // host:port as it really is.
  const std::string& address() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_SERVER_H_
