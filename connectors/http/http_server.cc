#include "connectors/http/http_server.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr uint32_t kMaxHttpHeaderBytes = 8192;
constexpr std::chrono::seconds kHttpPatience(10);

// One connection: reads a request, answers it, reads the next.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const HttpHandlers& handlers)
      : stream_(std::move(socket)), handlers_(handlers) {}

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMaxHttpHeaderBytes);
    parser_->body_limit(0);
    stream_.expires_after(kHttpPatience);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, size_t) { self->OnRead(error); });
  }

 private:
  using Response = http::response<http::string_body>;

  void OnRead(error_code error) {
    if (error) return Close();
    response_ = Answer(parser_->get());
    response_.version(parser_->get().version());
    response_.keep_alive(parser_->get().keep_alive());
    response_.prepare_payload();
    if (parser_->get().method() == http::verb::head) response_.body().clear();
    http::async_write(stream_, response_, [self = shared_from_this()](error_code error, size_t) {
      if (error || !self->response_.keep_alive()) return self->Close();
      self->Read();
    });
  }

  Response Answer(const http::request<http::string_body>& request) const {
    const std::string target(request.target());
    const size_t query = target.find('?');
    HttpRequest plain{.path = target.substr(0, query)};
    if (query != std::string::npos) plain.query = target.substr(query + 1);
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
      return Make({405, "text/plain; charset=utf-8", "expected GET or HEAD\n"});
    }
    const auto handler = handlers_.find(plain.path);
    if (handler == handlers_.end()) {
      std::string known = "expected one of these paths:\n";
      for (const auto& [path, unused] : handlers_) absl::StrAppend(&known, "  ", path, "\n");
      return Make({404, "text/plain; charset=utf-8", std::move(known)});
    }
    return Make(handler->second(plain));
  }

  static Response Make(HttpResponse answer) {
    Response response;
    response.result(static_cast<unsigned>(answer.status));
    response.set(http::field::server, "telltale");
    response.set(http::field::content_type, answer.content_type);
    response.set(http::field::cache_control, "no-store");
    response.body() = std::move(answer.body);
    return response;
  }

  void Close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  }

  beast::tcp_stream stream_;
  const HttpHandlers& handlers_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Response response_;
};

absl::StatusOr<tcp::endpoint> ParseAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  error_code error;
  if (colon != std::string::npos && absl::SimpleAtoi(address.substr(colon + 1), &port) &&
      port <= 65535) {
    std::string host = address.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    const auto ip = asio::ip::make_address(host, error);
    if (!error) return tcp::endpoint(ip, static_cast<uint16_t>(port));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "expected http.listen as ADDRESS:PORT such as 127.0.0.1:9620, but it is '", address, "'"));
}

}  // namespace

class HttpServer::Impl {
 public:
  explicit Impl(HttpHandlers handlers) : handlers_(std::move(handlers)), acceptor_(context_) {}

  ~Impl() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Listen(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(absl::StrCat("listening on ", endpoint.address().to_string(),
                                                 ":", endpoint.port(), ": ", error.message()));
    }
    const tcp::endpoint local = acceptor_.local_endpoint();
    std::ostringstream address;
    address << local;  // [::1]:9620
    address_ = address.str();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  const std::string& address() const { return address_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true), error);
        std::make_shared<Session>(std::move(socket), handlers_)->Read();
      }
      Accept();
    });
  }

  const HttpHandlers handlers_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::string address_;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
const std::string& HttpServer::address() const { return impl_->address(); }

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(const std::string& address,
                                                               HttpHandlers handlers) {
  ASSIGN_OR_RETURN(const tcp::endpoint endpoint, ParseAddress(address));
  auto impl = std::make_unique<Impl>(std::move(handlers));
  RETURN_IF_ERROR(impl->Listen(endpoint));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace telltale
