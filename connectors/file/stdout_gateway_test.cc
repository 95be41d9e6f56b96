#include "connectors/file/stdout_gateway.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace telltale {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int in() const { return ends_[1]; }
  // What is in the pipe; `bytes` of it, however long that takes.
  std::string Read(size_t bytes) const {
    std::string text(bytes, '\0');
    size_t got = 0;
    while (got < bytes) {
      const ssize_t n = read(ends_[0], text.data() + got, bytes - got);
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    }
    return text.substr(0, got);
  }

 private:
  std::array<int, 2> ends_{};
};

Message AStart() {
  return {.kind = Message::Kind::kStart, .correlation_key = "r/\"k\"@t", .at = EventMs(1500)};
}
Message ABack() {
  return {.kind = Message::Kind::kBack,
          .correlation_key = "r/k@t",
          .at = EventMs(2500),
          .ending = "healed"};
}

Answered Publish(StdoutGateway& gateway, const Message& message) {
  Answered result;
  gateway.Publish(message, [&result](Answered answered) { result = std::move(answered); });
  return result;
}

TEST(StdoutGatewayTest, PrintsOneLinePerCommand) {
  Pipe pipe;
  StdoutGateway gateway(pipe.in());
  EXPECT_EQ(Publish(gateway, AStart()).answer, Answer::kAccepted);
  EXPECT_EQ(Publish(gateway, ABack()).answer, Answer::kAccepted);
  const std::string expected =
      "{\"cmd\":\"start\",\"episode\":\"r/\\\"k\\\"@t\",\"at\":1500}\n"
      "{\"cmd\":\"back\",\"episode\":\"r/k@t\",\"at\":2500,\"ending\":\"healed\"}\n";
  EXPECT_EQ(pipe.Read(expected.size()), expected);
}

TEST(StdoutGatewayTest, AMessageOfARouteIsOneLineHoweverItsRecordIsWritten) {
  const Message message{.kind = Message::Kind::kRoute,
                        .name = "paid",
                        .correlation_key = "A1",
                        .id = "t:0:5",
                        .variables = "{\n \"a\": 1\r\n}",
                        .at = EventMs(7)};
  EXPECT_EQ(CommandLine(message),
            "{\"cmd\":\"route\",\"key\":\"A1\",\"at\":7,\"id\":\"t:0:5\",\"message\":\"paid\","
            "\"variables\":{  \"a\": 1  }}\n");
}

TEST(StdoutGatewayTest, WaitsForASlowReader) {
  Pipe pipe;
  ASSERT_EQ(fcntl(pipe.in(), F_SETFL, O_NONBLOCK), 0);
  StdoutGateway gateway(pipe.in());
  Message large = AStart();
  large.correlation_key = std::string(1 << 20, 'x');  // more than a pipe holds
  const std::string line = CommandLine(large);
  std::string received;
  std::thread reader([&] { received = pipe.Read(line.size()); });
  EXPECT_EQ(Publish(gateway, large).answer, Answer::kAccepted);
  reader.join();
  EXPECT_EQ(received, line);
}

TEST(StdoutGatewayTest, AcceptsNothingMoreOnceALineCouldNotBeWritten) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  int errors = 0;
  StdoutGateway gateway(full, [&errors](const absl::Status&) { ++errors; });
  gateway.Topology([](absl::StatusOr<Cluster> cluster) { EXPECT_EQ(cluster->partitions, 1); });
  EXPECT_EQ(Publish(gateway, AStart()).answer, Answer::kAmbiguous);
  EXPECT_EQ(Publish(gateway, AStart()).answer, Answer::kAmbiguous);
  EXPECT_EQ(errors, 1);
  EXPECT_TRUE(absl::IsResourceExhausted(gateway.error()));
  gateway.Topology([](absl::StatusOr<Cluster> cluster) { EXPECT_FALSE(cluster.ok()); });
  close(full);
}

}  // namespace
}  // namespace telltale
