#include "connectors/http/http_server.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace telltale {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

// Sends one request to `server` and returns what came back.
http::response<http::string_body> Ask(const HttpServer& server, http::verb verb,
                                      const std::string& target) {
  const std::string& address = server.address();
  const size_t colon = address.rfind(':');
  boost::asio::io_context context;
  boost::beast::tcp_stream stream(context);
  stream.connect(tcp::endpoint(boost::asio::ip::make_address(address.substr(0, colon)),
                               static_cast<uint16_t>(std::stoi(address.substr(colon + 1)))));
  http::request<http::empty_body> request(verb, target, 11);
  request.set(http::field::host, address);
  http::write(stream, request);
  http::response_parser<http::string_body> parser;
  parser.skip(verb == http::verb::head);
  boost::beast::flat_buffer buffer;
  http::read(stream, buffer, parser);
  return parser.release();
}

std::unique_ptr<HttpServer> Serve() {
  auto server = HttpServer::Listen(
      "127.0.0.1:0",
      {{"/echo", [](const HttpRequest& request) { return HttpResponse{.body = request.query}; }}});
  EXPECT_TRUE(server.ok()) << server.status();
  return std::move(server).value();
}

TEST(HttpServerTest, GivesThePathsHandlerTheQuery) {
  const auto server = Serve();
  const auto response = Ask(*server, http::verb::get, "/echo?a=1");
  EXPECT_EQ(response.result_int(), 200u);
  EXPECT_EQ(response.body(), "a=1");
}

TEST(HttpServerTest, AnswersHeadWithoutABody) {
  const auto server = Serve();
  const auto response = Ask(*server, http::verb::head, "/echo?a=1");
  EXPECT_EQ(response.result_int(), 200u);
  EXPECT_EQ(response.body(), "");
}

TEST(HttpServerTest, NamesTheKnownPathsWhenAskedForAnother) {
  const auto server = Serve();
  const auto response = Ask(*server, http::verb::get, "/nothing");
  EXPECT_EQ(response.result_int(), 404u);
  EXPECT_NE(response.body().find("/echo"), std::string::npos);
}

TEST(HttpServerTest, RefusesOtherMethods) {
  const auto server = Serve();
  EXPECT_EQ(Ask(*server, http::verb::delete_, "/echo").result_int(), 405u);
}

TEST(HttpServerTest, SaysWhatIsWrongWithAnAddress) {
  const auto server = HttpServer::Listen("nowhere", {});
  EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(server.status().message().find("'nowhere'"), absl::string_view::npos);
}

TEST(HttpServerTest, SaysThatAnAddressIsInUse) {
  const auto server = Serve();
  EXPECT_EQ(HttpServer::Listen(server->address(), {}).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace telltale
