// The gateway against a gRPC server in this process that answers as each test wants.
#include "connectors/zeebe/zeebe_gateway.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "engine/base/limits.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {
namespace {

using gateway_protocol::PublishMessageRequest;
using gateway_protocol::TopologyResponse;
using testing::ElementsAre;
using testing::HasSubstr;

class GatewayServer : public gateway_protocol::Gateway::Service {
 public:
  explicit GatewayServer(int port = 0) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port), grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~GatewayServer() override {
    hold.Notify();
    server_->Shutdown();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  grpc::Status PublishMessage(grpc::ServerContext* context, const PublishMessageRequest* request,
                              gateway_protocol::PublishMessageResponse*) override {
    ++calls;
    const auto found = context->client_metadata().find("authorization");
    if (found != context->client_metadata().end()) {
      shown = std::string(found->second.data(), found->second.size());
    }
    if (held) hold.WaitForNotification();
    last = *request;
    return answer;
  }
  grpc::Status Topology(grpc::ServerContext*, const gateway_protocol::TopologyRequest*,
                        TopologyResponse* response) override {
    *response = topology;
    return answer;
  }

  grpc::Status answer;
  TopologyResponse topology;
  std::atomic<int> calls = 0;
  std::atomic<bool> held = false;
  absl::Notification hold;
  PublishMessageRequest last;
  std::string shown;  // the newest token

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Tokens as a test wants them.
class ModelTokens : public Tokens {
 public:
  absl::StatusOr<std::string> Get() override { return next; }
  bool Refuse(std::string_view token) override {
    refused.emplace_back(token);
    return can_renew;
  }

  absl::StatusOr<std::string> next = "t1";
  bool can_renew = true;
  std::vector<std::string> refused;
};

Message AMessage() {
  return {.name = "start",
          .correlation_key = "r/k@t",
          .id = "r/k@t",
          .ttl = Millis{3600000},
          .variables = R"({"episode":"r/k@t"})"};
}

Answered Publish(ZeebeGateway& gateway, const Message& message) {
  absl::Notification called;
  Answered result;
  gateway.Publish(message, [&](Answered answered) {
    result = std::move(answered);
    called.Notify();
  });
  called.WaitForNotification();
  return result;
}

absl::StatusOr<Cluster> Topology(ZeebeGateway& gateway) {
  absl::Notification called;
  absl::StatusOr<Cluster> result;
  gateway.Topology([&](absl::StatusOr<Cluster> cluster) {
    result = std::move(cluster);
    called.Notify();
  });
  called.WaitForNotification();
  return result;
}

TEST(ZeebeGatewayTest, SendsEveryFieldOfAMessage) {
  GatewayServer server;
  ZeebeGateway gateway({.address = server.address()});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kAccepted);
  EXPECT_EQ(server.last.name(), "start");
  EXPECT_EQ(server.last.correlationkey(), "r/k@t");
  EXPECT_EQ(server.last.messageid(), "r/k@t");
  EXPECT_EQ(server.last.timetolive(), 3600000);
  EXPECT_EQ(server.last.variables(), R"({"episode":"r/k@t"})");
}

TEST(ZeebeGatewayTest, PassesTheOtherSidesWordsOn) {
  GatewayServer server;
  server.answer = grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad variables");
  ZeebeGateway gateway({.address = server.address()});
  const Answered answered = Publish(gateway, AMessage());
  EXPECT_EQ(answered.answer, Answer::kRefused);
  EXPECT_EQ(answered.text, "bad variables");
}

TEST(ZeebeGatewayTest, DoesNotSendAMessageWithoutAName) {
  GatewayServer server;
  ZeebeGateway gateway({.address = server.address()});
  Message message = AMessage();
  message.name.clear();
  const Answered answered = Publish(gateway, message);
  EXPECT_EQ(answered.answer, Answer::kRefused);
  EXPECT_THAT(answered.text, HasSubstr("expected a message name"));
  EXPECT_EQ(server.calls, 0);
}

TEST(ZeebeGatewayTest, DoesNotSendAMessageThatIsTooLarge) {
  GatewayServer server;
  ZeebeGateway gateway({.address = server.address()});
  Message message = AMessage();
  message.variables = R"({"x":")" + std::string(kMaxMessageBytes, 'x') + R"("})";
  const Answered answered = Publish(gateway, message);
  EXPECT_EQ(answered.answer, Answer::kRefused);
  EXPECT_EQ(answered.error, ErrorId::kMessageTooLarge);
  EXPECT_EQ(server.calls, 0);
}

TEST(ZeebeGatewayTest, GivesUpAtItsDeadline) {
  GatewayServer server;
  server.held = true;
  ZeebeGateway gateway({.address = server.address(), .deadline = Millis{100}});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kAmbiguous);
}

TEST(ZeebeGatewayTest, CallsBackWhenNobodyListens) {
  ZeebeGateway gateway({.address = "127.0.0.1:1"});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kAmbiguous);
  EXPECT_TRUE(absl::IsUnavailable(Topology(gateway).status()));
}

TEST(ZeebeGatewayTest, CancelsWhatIsUnansweredWhenItEnds) {
  GatewayServer server;
  server.held = true;
  Answered result{Answer::kAccepted, ""};
  {
    ZeebeGateway gateway({.address = server.address(), .deadline = Millis{3600000}});
    gateway.Publish(AMessage(), [&result](Answered answered) { result = std::move(answered); });
  }
  EXPECT_EQ(result.answer, Answer::kAmbiguous);
}

void Add(TopologyResponse& topology, int32_t partition,
         gateway_protocol::Partition::PartitionBrokerRole role) {
  auto* added = topology.add_brokers()->add_partitions();
  added->set_partitionid(partition);
  added->set_role(role);
}

TEST(ZeebeGatewayTest, ReadsTheClusterAndWhoLeads) {
  GatewayServer server;
  server.topology.set_clusterid("c-1");
  server.topology.set_partitionscount(3);
  Add(server.topology, 1, gateway_protocol::Partition::LEADER);
  Add(server.topology, 2, gateway_protocol::Partition::FOLLOWER);
  ZeebeGateway gateway({.address = server.address()});
  const absl::StatusOr<Cluster> cluster = Topology(gateway);
  ASSERT_TRUE(cluster.ok());
  EXPECT_EQ(cluster->id, "c-1");
  EXPECT_EQ(cluster->partitions, 3);
  EXPECT_THAT(cluster->leaderless, ElementsAre(2, 3));
}

// Or what it knows of the one before would be taken for the other's.
TEST(ZeebeGatewayTest, IsNotConnectedToAnotherServerBeforeItAskedThatOne) {
  auto server = std::make_unique<GatewayServer>();
  const std::string address = server->address();
  const int port = std::stoi(address.substr(address.find(':') + 1));
  ZeebeGateway gateway({.address = address});
  EXPECT_FALSE(gateway.Connected());
  Add(server->topology, 1, gateway_protocol::Partition::LEADER);
  server->topology.set_partitionscount(1);
  ASSERT_TRUE(Topology(gateway).ok());
  EXPECT_TRUE(gateway.Connected());
  server.reset();
  while (gateway.Connected()) std::this_thread::yield();
  server = std::make_unique<GatewayServer>(port);
  EXPECT_FALSE(gateway.Connected());
  Add(server->topology, 1, gateway_protocol::Partition::LEADER);
  server->topology.set_partitionscount(1);
  while (!Topology(gateway).ok()) std::this_thread::yield();  // it backs off
  EXPECT_TRUE(gateway.Connected());
}

TEST(ZeebeGatewayTest, IsUnavailableWhileNobodyLeads) {
  GatewayServer server;
  server.topology.set_partitionscount(1);
  ZeebeGateway gateway({.address = server.address()});
  EXPECT_TRUE(absl::IsUnavailable(Topology(gateway).status()));
  Add(server.topology, 1, gateway_protocol::Partition::FOLLOWER);
  EXPECT_TRUE(absl::IsUnavailable(Topology(gateway).status()));
}

TEST(ZeebeGatewayTest, SaysThatItIsNotAuthenticated) {
  GatewayServer server;
  server.answer = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "token expired");
  ZeebeGateway gateway({.address = server.address()});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kUnauthenticated);
  EXPECT_TRUE(absl::IsUnauthenticated(Topology(gateway).status()));
}

TEST(ZeebeGatewayTest, ShowsItsTokenInEachCall) {
  GatewayServer server;
  ModelTokens tokens;
  ZeebeGateway gateway({.address = server.address(), .access = {.tokens = &tokens}});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kAccepted);
  EXPECT_EQ(server.shown, "Bearer t1");
  tokens.next = "t2";
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kAccepted);
  EXPECT_EQ(server.shown, "Bearer t2");
}

TEST(ZeebeGatewayTest, SendsNothingWithoutAToken) {
  GatewayServer server;
  ModelTokens tokens;
  tokens.next = absl::UnavailableError("nobody answers");
  ZeebeGateway gateway({.address = server.address(), .access = {.tokens = &tokens}});
  const Answered answered = Publish(gateway, AMessage());
  EXPECT_EQ(answered.answer, Answer::kNotApplied);
  EXPECT_THAT(answered.text, HasSubstr("nobody answers"));
  EXPECT_FALSE(Topology(gateway).ok());
  EXPECT_EQ(server.calls, 0);
}

TEST(ZeebeGatewayTest, SaysThatItIsNotAuthenticatedWhereTokensAreRefused) {
  GatewayServer server;
  ModelTokens tokens;
  tokens.next = absl::UnauthenticatedError("invalid_client");
  ZeebeGateway gateway({.address = server.address(), .access = {.tokens = &tokens}});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kUnauthenticated);
  EXPECT_TRUE(absl::IsUnauthenticated(Topology(gateway).status()));
}

TEST(ZeebeGatewayTest, TriesAgainWhenATokenIsRefusedAndAnotherCanBeHad) {
  GatewayServer server;
  server.answer = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "revoked");
  ModelTokens tokens;
  ZeebeGateway gateway({.address = server.address(), .access = {.tokens = &tokens}});
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kNotApplied);
  EXPECT_THAT(tokens.refused, ElementsAre("t1"));
  tokens.can_renew = false;
  EXPECT_EQ(Publish(gateway, AMessage()).answer, Answer::kUnauthenticated);
}

}  // namespace
}  // namespace telltale
