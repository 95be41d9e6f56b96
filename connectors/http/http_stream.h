// HttpStream: a connection as a session has it, in plain text or over TLS.
//
// Thread safety: the server's thread. Ownership: what is read into or written from must live until
// `done` is called.
#ifndef TELLTALE_CONNECTORS_HTTP_HTTP_STREAM_H_
#define TELLTALE_CONNECTORS_HTTP_HTTP_STREAM_H_

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <functional>
#include <memory>

namespace telltale {

class HttpStream {
 public:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;
  using Buffer = boost::beast::flat_buffer;
  using Done = std::function<void(boost::system::error_code, size_t)>;

  virtual ~HttpStream() = default;

  // Once both sides know each other; before that nothing is read or written.
  virtual void Begin(Done done) = 0;
  virtual void ReadHeader(Buffer& buffer, Parser& parser, Done done) = 0;
  virtual void ReadSome(Buffer& buffer, Parser& parser, Done done) = 0;
  virtual void ReadSome(boost::asio::mutable_buffer into, Done done) = 0;
  virtual void Write(Response& response, Done done) = 0;
  // What carries it: how long it may wait, who is at the other end.
  virtual boost::beast::tcp_stream& tcp() = 0;
};

// `tls`, which must outlive it: nullptr for plain text.
std::unique_ptr<HttpStream> MakeHttpStream(boost::asio::ip::tcp::socket socket,
                                           boost::asio::ssl::context* tls);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_HTTP_HTTP_STREAM_H_
