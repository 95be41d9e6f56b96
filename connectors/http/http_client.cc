#include "connectors/http/http_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "connectors/http/host_port.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

// One conversation, as a chain of steps on a context of its own.
class Conversation {
 public:
  explicit Conversation(const HttpCall& call) : call_(call) {
    reply_.body_limit(kMaxHttpReplyBytes);
  }

  absl::StatusOr<HttpReply> Hold() {
    const std::optional<HostPort> to = ParseHostPort(call_.address);
    if (!to || to->port == 0) return NoAddress();
    const auto ends = resolver_.resolve(to->host, std::to_string(to->port), error_);
    if (error_) return NoAddress();
    stream_.expires_after(call_.patience);
    stream_.async_connect(ends, [this](error_code error, const auto&) {
      if (!Failed(error, "connecting")) Write();
    });
    context_.run();
    if (!error_) return Take();
    return Failure();
  }

 private:
  void Write() {
    request_.version(11);
    request_.method(call_.method == HttpMethod::kPost ? http::verb::post : http::verb::get);
    request_.target(call_.target);
    request_.set(http::field::host, call_.address);
    request_.set(http::field::connection, "close");
    if (call_.method == HttpMethod::kPost) {
      request_.set(http::field::content_type, call_.content_type);
      request_.body() = call_.body;
    }
    request_.prepare_payload();
    http::async_write(stream_, request_, [this](error_code error, size_t) {
      if (!Failed(error, "asking")) Read();
    });
  }

  void Read() {
    http::async_read(stream_, buffer_, reply_,
                     [this](error_code error, size_t) { Failed(error, "reading the answer"); });
  }

  bool Failed(error_code error, const char* step) {
    error_ = error;
    step_ = step;
    return static_cast<bool>(error);
  }

  absl::Status NoAddress() const {
    return absl::InvalidArgumentError(absl::StrCat(
        "expected an address such as 127.0.0.1:9620, with a port from 1 to 65535, but it is '",
        call_.address, "'"));
  }

  absl::Status Failure() const {
    const std::string text = absl::StrCat(step_, " at ", call_.address, ": ", error_.message());
    if (error_ == beast::error::timeout) {
      return absl::DeadlineExceededError(absl::StrCat(
          step_, " at ", call_.address, ": no answer within ", call_.patience.count(), " ms"));
    }
    const bool no_http = error_.category() == make_error_code(http::error::bad_version).category();
    if (no_http && error_ != http::error::end_of_stream) return absl::DataLossError(text);
    return absl::UnavailableError(text);
  }

  HttpReply Take() {
    const auto& message = reply_.get();
    HttpReply reply{.status = static_cast<int>(message.result_int()),
                    .content_type = std::string(message[http::field::content_type]),
                    .body = message.body()};
    for (const auto& field : message) {
      const std::string name(field.name_string());
      reply.headers[absl::AsciiStrToLower(name)] = std::string(field.value());
    }
    return reply;
  }

  const HttpCall& call_;
  asio::io_context context_{1};
  tcp::resolver resolver_{context_};
  beast::tcp_stream stream_{context_};
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> reply_;
  error_code error_;
  const char* step_ = "looking up";
};

}  // namespace

absl::StatusOr<HttpReply> SendHttp(const HttpCall& call) { return Conversation(call).Hold(); }

}  // namespace telltale
