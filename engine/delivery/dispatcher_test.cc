#include "engine/delivery/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/correlation_hash.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A gateway that answers when the test says so.
class ManualGateway : public Gateway {
 public:
  struct Call {
    std::string id;
    std::function<void(Answered)> done;
  };
  void Publish(const Message& message, std::function<void(Answered)> done) override {
    calls.push_back({message.id, std::move(done)});
  }
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override {
    asks.push_back(std::move(done));
  }
  bool Connected() const override { return connected; }
  bool connected = true;
  std::deque<Call> calls;
  std::deque<std::function<void(absl::StatusOr<Cluster>)>> asks;
};

// A dispatcher with its gateway and clock. Commands are named by their id.
class Bench {
 public:
  explicit Bench(DispatcherOptions options = {}) : dispatcher(gateway, options) {}

  // The gateway is up, with this many partitions.
  static Bench& Up(Bench& bench, int32_t partitions = 1) {
    bench.Tick();
    bench.AnswerAsk(Cluster{.id = "c", .partitions = partitions});
    bench.Tick();
    return bench;
  }
  void Send(const std::string& id, std::optional<Millis> send_by = std::nullopt) {
    const size_t lanes = dispatcher.lanes().size();
    if (lanes > 0) ++dispatcher.lanes()[LaneOf(id, lanes)].used;
    Message message{.correlation_key = id, .id = id};
    dispatcher.Send({.partition = PartitionId{},
                     .seq = OutboxSeq{next_seq_++},
                     .message = message,
                     .send_by = send_by});
  }
  void Answer(Answer answer, size_t call = 0) {
    auto done = std::move(gateway.calls[call].done);
    gateway.calls.erase(gateway.calls.begin() + static_cast<int64_t>(call));
    done({answer, "text"});
  }
  void AnswerAsk(absl::StatusOr<Cluster> cluster) {
    auto done = std::move(gateway.asks.front());
    gateway.asks.pop_front();
    done(std::move(cluster));
  }
  // Returns what came back, by class.
  std::vector<telltale::Answer> Tick() {
    std::vector<telltale::Answer> answers;
    for (const AnsweredCommand& each : dispatcher.Tick(now)) {
      answers.push_back(each.answered.answer);
      last_text = each.answered.text;
    }
    return answers;
  }
  std::vector<std::string> Published() const {
    std::vector<std::string> ids;
    for (const auto& call : gateway.calls) ids.push_back(call.id);
    return ids;
  }
  static size_t LaneOf(const std::string& id, size_t lanes) {
    return PartitionOfHash(CorrelationHash(id), static_cast<int32_t>(lanes)) - 1;
  }

  ManualGateway gateway;
  Dispatcher dispatcher;
  Millis now{1000};
  std::string last_text;

 private:
  uint64_t next_seq_ = 0;
};

// ---------------------------------------------------------------- the link

TEST(DispatcherTest, HasNoLanesAndSendsNothingBeforeTheFirstTopology) {
  Bench bench;
  bench.Tick();
  EXPECT_EQ(bench.gateway.asks.size(), 1u);
  EXPECT_THAT(bench.dispatcher.lanes(), IsEmpty());
  bench.Send("a");
  EXPECT_THAT(bench.Published(), IsEmpty());
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied));
  EXPECT_THAT(bench.last_text, HasSubstr("not sent"));
}

TEST(DispatcherTest, OpensOneLanePerPartition) {
  Bench bench;
  Bench::Up(bench, 3);
  EXPECT_EQ(bench.dispatcher.lanes().size(), 3u);
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 32u);
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUp);
  EXPECT_EQ(bench.dispatcher.trouble(), "");
}

TEST(DispatcherTest, AsksAgainWithBackoffWhileTheGatewayIsAway) {
  Bench bench;
  bench.Tick();
  bench.AnswerAsk(absl::UnavailableError("Connection refused"));
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kDown);
  EXPECT_EQ(bench.dispatcher.trouble(), "Connection refused");
  EXPECT_THAT(bench.gateway.asks, IsEmpty());
  EXPECT_LE(bench.dispatcher.NextWake(), bench.now + kBackoffFirst);
  bench.now = bench.dispatcher.NextWake();
  bench.Tick();
  EXPECT_EQ(bench.gateway.asks.size(), 1u);
}

TEST(DispatcherTest, AsksFromTimeToTimeWhileAllIsWell) {
  Bench bench;
  Bench::Up(bench);
  EXPECT_EQ(bench.dispatcher.NextWake(), bench.now + Millis{10000});
  bench.now += Millis{10000};
  bench.Tick();
  EXPECT_EQ(bench.gateway.asks.size(), 1u);
}

TEST(DispatcherTest, HandsBackWhatWaitsWhenATopologyFails) {
  Bench bench;
  Bench::Up(bench);
  for (int i = 0; i < 10; ++i) bench.Send("a" + std::to_string(i));
  EXPECT_EQ(bench.Published().size(), 8u);
  bench.now += Millis{10000};
  bench.Tick();
  bench.AnswerAsk(absl::UnavailableError("gone"));
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied, Answer::kNotApplied));
  EXPECT_EQ(bench.last_text, "not sent: gone");
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 0u);
  EXPECT_EQ(bench.dispatcher.in_flight(), 8u);
}

// Found by simulation seed 455: while the process slept another engine took the address, and a
// start that may have arrived at the first was sent to it before anybody had asked who it was.
TEST(DispatcherTest, SendsNothingAfterALongSleepBeforeItAskedAgain) {
  Bench bench;
  Bench::Up(bench);
  bench.now += Millis{30001};
  bench.Tick();
  bench.Send("a");
  EXPECT_THAT(bench.Published(), IsEmpty());
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied));
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUnknown);
  bench.AnswerAsk(Cluster{.id = "other", .partitions = 1});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUp);
}

// So another engine may have taken the address within the life of a Topology.
TEST(DispatcherTest, SendsNothingOverANewConnectionBeforeItAskedAgain) {
  Bench bench;
  Bench::Up(bench);
  bench.gateway.connected = false;
  bench.Send("a");
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied));  // and asks
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUnknown);
  bench.gateway.connected = true;  // by asking, and nobody has answered
  bench.Send("b");
  EXPECT_THAT(bench.Published(), IsEmpty());
  bench.AnswerAsk(Cluster{.id = "other", .partitions = 1});
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied));
  bench.Send("c");
  EXPECT_THAT(bench.Published(), ElementsAre("c"));
}

TEST(DispatcherTest, AnAnswerFromBeforeALongSleepIsNoNews) {
  Bench bench;
  Bench::Up(bench);
  bench.now += Millis{10000};
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c", .partitions = 1});
  bench.now += Millis{30001};
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUnknown);
}

TEST(DispatcherTest, PausesWhenItIsNotAuthenticated) {
  Bench bench;
  Bench::Up(bench);
  bench.Send("a");
  bench.Answer(Answer::kUnauthenticated);
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kUnauthenticated));
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kPaused);
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 0u);
  EXPECT_EQ(bench.dispatcher.NextWake(), bench.now + Millis{30000});
  bench.now += Millis{30000};
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.link(), LinkState::kUp);
}

// ---------------------------------------------------------------- windows

TEST(DispatcherTest, SendsAsMuchAsTheWindowAllowsAndTheRestOnAnswers) {
  Bench bench;
  Bench::Up(bench);
  for (int i = 0; i < 12; ++i) bench.Send("a" + std::to_string(i));
  EXPECT_EQ(bench.Published().size(), 8u);
  bench.Answer(Answer::kAccepted);
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kAccepted));
  EXPECT_EQ(bench.Published().size(), 8u);
  EXPECT_EQ(bench.dispatcher.lanes()[0].used, 11u);
}

// Found by simulation seed 1611: in a lane that pushed back a forward waited for a minute after its
// horizon had been judged, and Zeebe had forgotten its id.
TEST(DispatcherTest, HandsBackWhatWaitedForItsTurnTooLong) {
  Bench bench({.window = {.initial = 1, .least = 1, .most = 1}});
  Bench::Up(bench);
  bench.Send("a");
  bench.Send("b", bench.now + Millis{500});
  bench.now += Millis{501};
  EXPECT_THAT(bench.Tick(), IsEmpty());
  bench.Answer(Answer::kAccepted);
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kAccepted, Answer::kNotApplied));
  EXPECT_THAT(bench.Published(), IsEmpty());
}

TEST(DispatcherTest, HalvesTheWindowOfALaneThatPushesBack) {
  Bench bench;
  Bench::Up(bench);
  for (int i = 0; i < 8; ++i) bench.Send("a" + std::to_string(i));
  for (int i = 0; i < 8; ++i) bench.Answer(Answer::kNotApplied);
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 4 * 4u);
  EXPECT_FALSE(bench.dispatcher.lanes()[0].doubtful);
}

TEST(DispatcherTest, KeepsAWideWindowForAnInstantGateway) {
  Bench bench(DispatcherOptions::ForInstantGateway());
  Bench::Up(bench);
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 4096u);
}

// ---------------------------------------------------------------- doubt

TEST(DispatcherTest, ALaneThatAnswersNothingWaitsForATopologyAskedAfterwards) {
  Bench bench;
  Bench::Up(bench);
  bench.Send("a");
  bench.Answer(Answer::kAmbiguous);
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kAmbiguous));
  EXPECT_TRUE(bench.dispatcher.lanes()[0].doubtful);
  ASSERT_EQ(bench.gateway.asks.size(), 1u);
  bench.now += kBackoffMax;
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 0u);
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 1u);
}

TEST(DispatcherTest, ATopologyThatWasAlreadyUnderWayDoesNotRemoveTheDoubt) {
  Bench bench;
  Bench::Up(bench);
  bench.Send("a");
  bench.now += Millis{10000};
  bench.Tick();
  bench.Answer(Answer::kAmbiguous);
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.now += kBackoffMax;
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 0u);
  EXPECT_EQ(bench.gateway.asks.size(), 1u);
}

TEST(DispatcherTest, ALaneInDoubtWaitsForItsBackoffToo) {
  Bench bench;
  Bench::Up(bench);
  bench.Send("a");
  bench.Answer(Answer::kAmbiguous);
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 0u);
  bench.now = bench.dispatcher.NextWake();
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 1u);
}

TEST(DispatcherTest, CommandsThatFailTogetherAreOneDoubt) {
  Bench bench;
  Bench::Up(bench);
  for (int i = 0; i < 8; ++i) bench.Send("a" + std::to_string(i));
  for (int i = 0; i < 8; ++i) bench.Answer(Answer::kAmbiguous);
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.now += kBackoffFirst;
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 1u);
}

// A lane in doubt whose time to try has come.
Bench& Doubtful(Bench& bench) {
  Bench::Up(bench);
  for (int i = 0; i < 10; ++i) bench.Send("a" + std::to_string(i));
  for (int i = 0; i < 8; ++i) bench.Answer(Answer::kAmbiguous);
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c"});
  bench.now += kBackoffMax;
  bench.Tick();
  return bench;
}

TEST(DispatcherTest, HandsBackWhatWaitsInALaneThatCameIntoDoubt) {
  Bench bench;
  Doubtful(bench);
  EXPECT_THAT(bench.Published(), IsEmpty());
  EXPECT_EQ(bench.dispatcher.in_flight(), 0u);
  EXPECT_EQ(bench.dispatcher.lanes()[0].used, 0u);
}

TEST(DispatcherTest, ADoubtfulLaneTriesOneCommandAtATime) {
  Bench bench;
  Doubtful(bench);
  bench.Send("x");
  bench.Send("y");
  EXPECT_THAT(bench.Published(), ElementsAre("x"));
  EXPECT_THAT(bench.Tick(), ElementsAre(Answer::kNotApplied));
}

TEST(DispatcherTest, AnyAnswerRemovesTheDoubt) {
  for (const Answer answer :
       {Answer::kAccepted, Answer::kKnown, Answer::kRefused, Answer::kNotApplied}) {
    Bench bench;
    Doubtful(bench);
    bench.Send("x");
    bench.Answer(answer);
    bench.Tick();
    EXPECT_FALSE(bench.dispatcher.lanes()[0].doubtful) << AnswerName(answer);
  }
}

TEST(DispatcherTest, BacksOffLongerWithEachTryThatIsNotAnswered) {
  Bench bench;
  Doubtful(bench);
  Millis longest{0};
  for (int i = 0; i < 10; ++i) {
    bench.Send("x");
    bench.Answer(Answer::kAmbiguous);
    bench.Tick();
    bench.AnswerAsk(Cluster{.id = "c"});
    bench.Tick();
    const Millis wait = bench.dispatcher.NextWake() - bench.now;
    longest = std::max(longest, wait);
    EXPECT_LE(wait, kBackoffMax);
    bench.now += wait;
    bench.Tick();
  }
  EXPECT_GT(longest, Millis{1000});
}

TEST(DispatcherTest, OtherLanesGoOnWhileOneIsInDoubt) {
  Bench bench;
  Bench::Up(bench, 3);
  bench.Send("a");
  const size_t doubtful = Bench::LaneOf("a", 3);
  bench.Answer(Answer::kAmbiguous);
  bench.Tick();
  const size_t other = (doubtful + 1) % 3;
  EXPECT_EQ(bench.dispatcher.lanes()[other].limit, 32u);
  EXPECT_FALSE(bench.dispatcher.lanes()[other].doubtful);
}

// ---------------------------------------------------------------- a changing cluster

TEST(DispatcherTest, ClosesTheLaneOfAPartitionThatNobodyLeads) {
  Bench bench;
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c", .partitions = 3, .leaderless = {2}});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.lanes()[0].limit, 32u);
  EXPECT_EQ(bench.dispatcher.lanes()[1].limit, 0u);
  EXPECT_EQ(bench.dispatcher.lanes()[2].limit, 32u);
}

TEST(DispatcherTest, AsksSoonAgainWhileAPartitionHasNoLeader) {
  Bench bench;
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c", .partitions = 3, .leaderless = {2}});
  bench.Tick();
  EXPECT_EQ(bench.dispatcher.NextWake(), bench.now + Millis{1000});
}

TEST(DispatcherTest, RearrangesWhatWaitsWhenPartitionsAreAdded) {
  Bench bench;
  Bench::Up(bench, 1);
  for (int i = 0; i < 20; ++i) bench.Send("a" + std::to_string(i));
  bench.now += Millis{10000};
  bench.Tick();
  bench.AnswerAsk(Cluster{.id = "c", .partitions = 2});
  bench.Tick();
  ASSERT_EQ(bench.dispatcher.lanes().size(), 2u);
  EXPECT_EQ(bench.dispatcher.lanes()[0].used + bench.dispatcher.lanes()[1].used, 12u);
  const size_t calls = bench.Published().size();
  for (size_t i = 0; i < calls; ++i) bench.Answer(Answer::kAccepted);
  EXPECT_EQ(bench.Tick().size(), calls);
  EXPECT_EQ(bench.dispatcher.in_flight(), 20 - calls);
}

// ---------------------------------------------------------------- threads

TEST(DispatcherTest, WakesItsLoopWhenAnAnswerComes) {
  Bench bench;
  Bench::Up(bench);
  int wakes = 0;
  bench.dispatcher.SetWake([&wakes] { ++wakes; });
  bench.Send("a");
  bench.Answer(Answer::kAccepted);
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(bench.dispatcher.NextWake(), bench.now);
}

TEST(DispatcherTest, SurvivesAnAnswerThatComesAfterItsEnd) {
  ManualGateway gateway;
  {
    Dispatcher dispatcher(gateway, {});
    dispatcher.SetWake([] { FAIL() << "nobody is there to be woken"; });
    EXPECT_THAT(dispatcher.Tick(Millis{0}), IsEmpty());
  }
  gateway.asks.front()(Cluster{});
}

}  // namespace
}  // namespace telltale
