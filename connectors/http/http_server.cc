#include "connectors/http/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/http/host_port.h"
#include "connectors/http/http_session.h"
#include "connectors/http/http_stream.h"
#include "connectors/http/http_tls.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

// What the system did not give it will not give at once.
constexpr std::chrono::milliseconds kAcceptPause(100);

absl::StatusOr<tcp::endpoint> ParseAddress(const std::string& address) {
  if (const std::optional<HostPort> given = ParseHostPort(address)) {
    error_code error;
    const auto ip =
        asio::ip::make_address(given->host == "localhost" ? "127.0.0.1" : given->host, error);
    if (!error) return tcp::endpoint(ip, given->port);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "expected `listen` as ADDRESS:PORT such as 127.0.0.1:9620, but it is '", address, "'"));
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpRoutes routes, const HttpLimits& limits, std::unique_ptr<asio::ssl::context> tls)
      : routes_(std::move(routes)),
        limits_(limits),
        tls_(std::move(tls)),
        acceptor_(context_),
        pause_(context_),
        postbox_(std::make_shared<Postbox>(context_)),
        desk_(std::make_shared<FrontDesk>()) {}

  ~Impl() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
    postbox_->Close();
  }

  absl::Status Listen(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return MakeError(ErrorId::kAddressUnusable,
                       absl::StrCat("expected to listen on ", endpoint.address().to_string(), ":",
                                    endpoint.port(), ", but: ", error.message()));
    }
    const tcp::endpoint local = acceptor_.local_endpoint();
    std::ostringstream address;
    address << local;  // [::1]:9620
    address_ = address.str();
    Accept();
    thread_ = std::thread([this] { context_.run(); });
    return absl::OkStatus();
  }

  void Finish(std::chrono::milliseconds limit) {
    desk_->Close();
    desk_->WaitUntilIdle(limit);
  }

  const std::string& address() const { return address_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return Pause(error);
      complained_ = false;
      if (desk_->connections() < limits_.connections) {
        socket.set_option(tcp::no_delay(true), error);
        std::make_shared<HttpSession>(MakeHttpStream(std::move(socket), tls_.get()),
                                      Surface{routes_, limits_, postbox_, desk_})
            ->Begin();
      }
      Accept();
    });
  }

  void Pause(const error_code& why) {
    if (!std::exchange(complained_, true) && limits_.complain) limits_.complain(why.message());
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](error_code) { Accept(); });
  }

  const HttpRoutes routes_;
  const HttpLimits limits_;
  const std::unique_ptr<asio::ssl::context> tls_;  // nullptr: plain text
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;  // before it accepts again
  bool complained_ = false;
  const std::shared_ptr<Postbox> postbox_;
  const std::shared_ptr<FrontDesk> desk_;
  std::string address_;
  std::thread thread_;
};

HttpRoute AnswerAtOnce(std::function<HttpResponse(const HttpRequest&)> handler) {
  return {HttpMethod::kGet,
          [handler = std::move(handler)](const HttpRequest& request, const HttpRespond& respond) {
            respond(handler(request));
          }};
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;
const std::string& HttpServer::address() const { return impl_->address(); }
void HttpServer::Finish(std::chrono::milliseconds limit) { impl_->Finish(limit); }

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(const std::string& address,
                                                               HttpRoutes routes,
                                                               const HttpLimits& limits,
                                                               const std::optional<HttpTls>& tls) {
  ASSIGN_OR_RETURN(const tcp::endpoint endpoint, ParseAddress(address));
  std::unique_ptr<asio::ssl::context> context;
  if (tls) {
    ASSIGN_OR_RETURN(context, MakeTlsContext(*tls));
  }
  auto impl = std::make_unique<Impl>(std::move(routes), limits, std::move(context));
  RETURN_IF_ERROR(impl->Listen(endpoint));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

}  // namespace telltale
