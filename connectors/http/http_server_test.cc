#include "connectors/http/http_server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <ctime>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/http/http_client.h"

namespace telltale {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using Request = http::request<http::string_body>;

tcp::endpoint EndpointOf(const HttpServer& server) {
  const std::string& address = server.address();
  const size_t colon = address.rfind(':');
  return {boost::asio::ip::make_address(address.substr(0, colon)),
          static_cast<uint16_t>(std::stoi(address.substr(colon + 1)))};
}

// Sends one request to `server` and returns what came back.
http::response<http::string_body> Send(const HttpServer& server, Request request) {
  boost::asio::io_context context;
  boost::beast::tcp_stream stream(context);
  stream.connect(EndpointOf(server));
  request.set(http::field::host, server.address());
  http::write(stream, request);
  http::response_parser<http::string_body> parser;
  parser.skip(request.method() == http::verb::head);
  boost::beast::flat_buffer buffer;
  http::read(stream, buffer, parser);
  return parser.release();
}

http::response<http::string_body> Ask(const HttpServer& server, http::verb verb,
                                      const std::string& target) {
  return Send(server, Request(verb, target, 11));
}

HttpReply Post(const HttpServer& server, const std::string& target, const std::string& body) {
  const auto reply = SendHttp({server.address(), HttpMethod::kPost, target, body});
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() ? *reply : HttpReply{};
}

std::unique_ptr<HttpServer> Serve(HttpRoutes more = {}, const HttpLimits& limits = {}) {
  more["/echo"] =
      AnswerAtOnce([](const HttpRequest& request) { return HttpResponse{.body = request.query}; });
  more["/order"] = {HttpMethod::kPost, [](const HttpRequest& request, HttpRespond respond) {
                      respond({.status = request.from_here && !request.from_page ? 200 : 403,
                               .body = request.content_type + " " + request.body,
                               .headers = {{"Telltale-Next", "7"}}});
                    }};
  auto server = HttpServer::Listen("127.0.0.1:0", std::move(more), limits);
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
  EXPECT_NE(response.body().find("\"error\":\"E6007\""), std::string::npos);
  EXPECT_NE(response.body().find("/echo"), std::string::npos);
}

TEST(HttpServerTest, RefusesOtherMethods) {
  const auto server = Serve();
  EXPECT_EQ(Ask(*server, http::verb::delete_, "/echo").result_int(), 405u);
  EXPECT_EQ(Ask(*server, http::verb::get, "/order").result_int(), 405u);
  EXPECT_EQ(Ask(*server, http::verb::head, "/order").result_int(), 405u);
  EXPECT_EQ(Ask(*server, http::verb::post, "/echo").result_int(), 405u);
}

TEST(HttpServerTest, GivesAnOrderItsBody) {
  const auto server = Serve();
  const HttpReply reply = Post(*server, "/order", "{\"ids\":[]}");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "application/json {\"ids\":[]}");
  EXPECT_EQ(reply.headers.at("telltale-next"), "7");
}

TEST(HttpServerTest, SaysThatAPageSentIt) {
  const auto server = Serve();
  Request request(http::verb::post, "/order", 11);
  request.set(http::field::origin, "http://elsewhere");
  request.prepare_payload();
  EXPECT_EQ(Send(*server, request).result_int(), 403u);
}

TEST(HttpServerTest, TakesABodyUpToItsLimitAndNoMore) {
  const auto server = Serve();
  EXPECT_EQ(Post(*server, "/order", std::string(kMaxHttpBodyBytes, 'x')).status, 200);
  Request request(http::verb::post, "/order", 11);
  request.set(http::field::content_length, std::to_string(kMaxHttpBodyBytes + 1));
  EXPECT_EQ(Send(*server, request).result_int(), 413u);
}

// Else its connection would be reset while it sends, and it would not know why.
TEST(HttpServerTest, AClientThatSendsTooMuchSeesItsAnswer) {
  const auto server = Serve();
  Request request(http::verb::post, "/order", 11);
  request.body() = std::string(64 * kMaxHttpBodyBytes, 'x');
  request.prepare_payload();
  EXPECT_EQ(Send(*server, request).result_int(), 413u);
}

// The header of a chunk may be as long as it likes, says HTTP.
TEST(HttpServerTest, ClosesAConnectionWhoseChunkNeverBegins) {
  const auto server = Serve({}, {.patience = std::chrono::hours(1)});
  const std::string& address = server->address();
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect({boost::asio::ip::make_address("127.0.0.1"),
                  static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)))});
  std::string request = "POST /order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;";
  request.append(8 << 20, 'a');
  boost::system::error_code error;
  boost::asio::write(socket, boost::asio::buffer(request), error);
  char answer[64];
  while (!error) socket.read_some(boost::asio::buffer(answer), error);
  EXPECT_TRUE(error);  // it does not wait for the rest
}

TEST(HttpServerTest, TakesALongerBodyWhereItMay) {
  const auto server = Serve({}, {.body_bytes = 2 * kMaxHttpBodyBytes});
  EXPECT_EQ(Post(*server, "/order", std::string(2 * kMaxHttpBodyBytes, 'x')).status, 200);
}

TEST(HttpServerTest, LetsARouteRefuseBeforeTheBodyIsRead) {
  HttpRoute route{HttpMethod::kPost, [](const HttpRequest&, const HttpRespond&) { FAIL(); }};
  route.admit = [](const HttpRequest& request) -> std::optional<HttpResponse> {
    return HttpResponse{.status = 401, .body = request.authorization};
  };
  const auto server = Serve({{"/guarded", route}});
  Request request(http::verb::post, "/guarded", 11);
  request.set(http::field::authorization, "Basic x");
  request.set(http::field::content_length, "1000000");  // none of them comes
  const auto response = Send(*server, request);
  EXPECT_EQ(response.result_int(), 401u);
  EXPECT_EQ(response.body(), "Basic x");
}

TEST(HttpServerTest, TellsARouteWhatTheServerRefuses) {
  std::vector<HttpRefusal> refusals;
  HttpRoute route{HttpMethod::kPost, [](const HttpRequest&, const HttpRespond&) { FAIL(); }};
  route.on_refusal = [&refusals](HttpRefusal refusal) { refusals.push_back(refusal); };
  auto server = Serve({{"/filled", route}}, {.body_bytes = 10, .held_bytes = 5});
  EXPECT_EQ(Post(*server, "/filled", std::string(11, 'x')).status, 413);
  EXPECT_EQ(Post(*server, "/filled", std::string(6, 'x')).status, 503);
  server.reset();
  EXPECT_EQ(refusals, (std::vector{HttpRefusal::kTooLong, HttpRefusal::kNoRoom}));
}

// Also what was answered by the clock is held as long as its route has it.
TEST(HttpServerTest, HoldsNoMoreThanItMayOfAllRequestsTogether) {
  std::promise<HttpRespond> kept;
  HttpRoute route{HttpMethod::kPost, [&kept](const HttpRequest&, HttpRespond respond) {
                    kept.set_value(std::move(respond));
                  }};
  const auto server =
      Serve({{"/slow", route}}, {.held_bytes = 1000, .answer = std::chrono::milliseconds(10)});
  EXPECT_EQ(Post(*server, "/slow", std::string(600, 'x')).status, 504);
  EXPECT_EQ(Post(*server, "/order", std::string(401, 'x')).status, 503);
  EXPECT_EQ(Post(*server, "/order", std::string(400, 'x')).status, 200);
  kept = {};  // the promise, and what it holds
  EXPECT_EQ(Post(*server, "/order", std::string(1000, 'x')).status, 200);
}

TEST(HttpServerTest, AsksTheRouteOfAnyPathForPathsThatHaveNone) {
  const auto server =
      Serve({{kAnyPath, {HttpMethod::kPut, [](HttpRequest request, HttpRespond respond) {
                           respond({.body = request.path + " " + request.authorization});
                         }}}});
  Request request(http::verb::put, "/_index/zeebe*?a", 11);
  request.set(http::field::authorization, "Basic x");
  EXPECT_EQ(Send(*server, request).body(), "/_index/zeebe* Basic x");
  EXPECT_EQ(Ask(*server, http::verb::get, "/_index").result_int(), 405u);
  EXPECT_EQ(Ask(*server, http::verb::get, "/echo?1").body(), "1");
}

TEST(HttpServerTest, ClosesConnectionsBeyondItsLimit) {
  const auto server = Serve({}, {.connections = 0});
  EXPECT_FALSE(SendHttp({server->address(), HttpMethod::kPost, "/order", ""}).ok());
}

// While one lives the process gets no descriptor that it does not have already.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = dup(STDIN_FILENO);
    close(lowest_free);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(lowest_free), .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

double CpuSeconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

TEST(HttpServerTest, AConnectionWaitsForADescriptorWhichCostsNothingAndIsSaidOnce) {
  std::promise<std::string> said;
  std::atomic<int> times = 0;
  const auto server = Serve({}, {.complain = [&](std::string_view why) {
                              if (times++ == 0) said.set_value(std::string(why));
                            }});
  std::future<std::string> why = said.get_future();
  boost::asio::io_context context;
  boost::beast::tcp_stream client(context);
  client.socket().open(tcp::v4());
  {
    const NoDescriptors none;
    client.socket().connect(EndpointOf(*server));  // the system takes it, and the server cannot
    ASSERT_EQ(why.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_EQ(why.get(), "Too many open files");
    const double before = CpuSeconds();
    pollfd answer{.fd = client.socket().native_handle(), .events = POLLIN};
    EXPECT_EQ(poll(&answer, 1, 300), 0) << "nobody asked anything";
    EXPECT_LT(CpuSeconds() - before, 0.1);
  }
  Request request(http::verb::get, "/echo?here", 11);
  request.set(http::field::host, server->address());
  http::write(client, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(client, buffer, response);
  EXPECT_EQ(response.body(), "here");
  EXPECT_EQ(times, 1);
}

TEST(HttpServerTest, FinishesWhatCameAndTakesNoMore) {
  std::promise<HttpRespond> asked;
  const auto server = Serve({{"/later", {HttpMethod::kGet, [&](HttpRequest, HttpRespond respond) {
                                           asked.set_value(std::move(respond));
                                         }}}});
  std::thread client([&] { EXPECT_EQ(Ask(*server, http::verb::get, "/later").body(), "at last"); });
  const HttpRespond respond = asked.get_future().get();
  std::thread finish([&] { server->Finish(std::chrono::seconds(30)); });
  while (Ask(*server, http::verb::get, "/echo").result_int() != 503u) std::this_thread::yield();
  respond({.body = "at last"});
  finish.join();
  client.join();
}

TEST(HttpServerTest, RefusesAHeaderThatIsTooLong) {
  const auto server = Serve();
  const std::string target = "/echo?" + std::string(kMaxHttpHeaderBytes, 'x');
  EXPECT_EQ(Ask(*server, http::verb::get, target).result_int(), 431u);
}

TEST(HttpServerTest, LetsARouteAnswerLaterAndFromAnotherThread) {
  std::thread other;
  HttpRoutes routes;
  routes["/later"] = {HttpMethod::kGet, [&other](const HttpRequest&, HttpRespond respond) {
                        other = std::thread([respond] { respond({.body = "here"}); });
                      }};
  const auto server = Serve(std::move(routes));
  EXPECT_EQ(Ask(*server, http::verb::get, "/later").body(), "here");
  other.join();
}

TEST(HttpServerTest, DropsAnAnswerThatComesWhenItIsGone) {
  HttpRespond kept;
  HttpRoutes routes;
  routes["/never"] = {HttpMethod::kGet, [&kept](const HttpRequest&, HttpRespond respond) {
                        kept = std::move(respond);
                      }};
  auto server = Serve(std::move(routes));
  const auto reply = SendHttp({.address = server->address(),
                               .target = "/never",
                               .patience = std::chrono::milliseconds(50)});
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kDeadlineExceeded) << reply.status();
  server.reset();
  kept({.body = "too late"});
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
