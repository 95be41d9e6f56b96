// HttpSession: one connection of the server: reads a request, has it answered, reads the next.
//
// Thread safety: the server's thread, but for what a route's answer passes through (Postbox).
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "connectors/http/http_server.h"

namespace telltale {

// How other threads reach the server's thread, as long as there is one.
class Postbox {
 public:
  explicit Postbox(boost::asio::io_context& context) : context_(&context) {}
  // Runs `work` on the server's thread; drops it if that has ended.
  void Post(std::function<void()> work);
  void Close();

 private:
  absl::Mutex mutex_;
  boost::asio::io_context* context_ ABSL_GUARDED_BY(mutex_);
};

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  // `routes` must outlive it.
  HttpSession(boost::asio::ip::tcp::socket socket, const HttpRoutes& routes,
              std::shared_ptr<Postbox> postbox);

  // Begins; it keeps itself alive from here on.
  void Read();

 private:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  void OnRead(boost::system::error_code error);
  void Refuse(boost::system::error_code error);
  void Ask(const HttpRoute& route, const HttpRequest& request);
  void OnAnswer(uint64_t question, HttpResponse answer);
  HttpRequest Plain(const Request& request) const;
  void Write(HttpResponse answer);
  void Close();

  boost::beast::tcp_stream stream_;
  const HttpRoutes& routes_;
  const std::shared_ptr<Postbox> postbox_;
  boost::asio::steady_timer answer_limit_;
  uint64_t question_ = 0;  // counts requests; an answer to an earlier one is dropped
  bool asked_ = false;     // a route has not answered yet
  bool last_ = false;      // the connection ends with this answer
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  Response response_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_SESSION_H_
