#include "connectors/http/http_client.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <thread>

namespace telltale {
namespace {

using boost::asio::ip::tcp;

absl::StatusCode Code(const std::string& address) {
  return SendHttp({.address = address, .target = "/"}).status().code();
}

TEST(HttpClientTest, SaysThatNobodyListens) {
  boost::asio::io_context context;
  tcp::acceptor closed(context, tcp::endpoint(tcp::v4(), 0));
  const std::string address = "127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  closed.close();
  EXPECT_EQ(Code(address), absl::StatusCode::kUnavailable);
}

TEST(HttpClientTest, SaysThatAnAddressIsNone) {
  EXPECT_EQ(Code("127.0.0.1"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Code("127.0.0.1:many"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Code("127.0.0.1:0"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Code("127.0.0.1:65536"), absl::StatusCode::kInvalidArgument);
}

TEST(HttpClientTest, SaysThatTheOtherSideSpeaksNoHttp) {
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  std::thread other([&acceptor] {
    tcp::socket socket = acceptor.accept();
    boost::asio::write(socket, boost::asio::buffer(std::string("SSH-2.0-other\r\n\r\n")));
    boost::system::error_code ended;
    char byte;
    while (!ended) socket.read_some(boost::asio::buffer(&byte, 1), ended);
  });
  EXPECT_EQ(Code("127.0.0.1:" + std::to_string(acceptor.local_endpoint().port())),
            absl::StatusCode::kDataLoss);
  other.join();
}

}  // namespace
}  // namespace telltale
