#include "connectors/http/http_stream.h"

#include <boost/beast/ssl.hpp>
#include <utility>

namespace telltale {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

template <class Stream>
class StreamOver : public HttpStream {
 public:
  template <class... Arguments>
  explicit StreamOver(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  void ReadHeader(Buffer& buffer, Parser& parser, Done done) override {
    beast::http::async_read_header(stream_, buffer, parser, std::move(done));
  }
  void ReadSome(Buffer& buffer, Parser& parser, Done done) override {
    beast::http::async_read_some(stream_, buffer, parser, std::move(done));
  }
  void ReadSome(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }
  void Write(Response& response, Done done) override {
    beast::http::async_write(stream_, response, std::move(done));
  }
  beast::tcp_stream& tcp() override { return beast::get_lowest_layer(stream_); }

 protected:
  Stream stream_;
};

class PlainStream : public StreamOver<beast::tcp_stream> {
 public:
  using StreamOver::StreamOver;
  void Begin(Done done) override { done({}, 0); }
};

class TlsStream : public StreamOver<beast::ssl_stream<beast::tcp_stream>> {
 public:
  using StreamOver::StreamOver;
  void Begin(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](error_code error) { done(error, 0); });
  }
};

}  // namespace

std::unique_ptr<HttpStream> MakeHttpStream(asio::ip::tcp::socket socket, asio::ssl::context* tls) {
  if (tls == nullptr) return std::make_unique<PlainStream>(std::move(socket));
  return std::make_unique<TlsStream>(std::move(socket), *tls);
}

}  // namespace telltale
