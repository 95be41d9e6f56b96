// Jobs against a gRPC server in this process that answers as each test wants.
#include "connectors/zeebe/zeebe_jobs.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/correlation_hash.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {
namespace {

namespace pb = gateway_protocol;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int64_t kKey = FirstKeyOf(1) + 7;
constexpr absl::Duration kServerPatience = absl::Seconds(20);

pb::ActivatedJob AJob(int64_t key) {
  pb::ActivatedJob job;
  job.set_key(key);
  job.set_processinstancekey(kKey + 1);
  job.set_type("gate");
  job.set_bpmnprocessid("maintenance");
  job.set_variables(R"({"telltale":{}})");
  return job;
}

// One open stream of the server's. Deletes itself when gRPC is done with it.
class Stream : public grpc::ServerWriteReactor<pb::ActivatedJob> {
 public:
  explicit Stream(std::function<void()> gone) : gone_(std::move(gone)) {}
  void Push(const pb::ActivatedJob& job) {
    job_ = job;
    StartWrite(&job_);
  }
  void OnWriteDone(bool ok) override {}
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override {
    gone_();
    delete this;
  }

 private:
  std::function<void()> gone_;
  pb::ActivatedJob job_;
};

class JobServer : public pb::Gateway::WithCallbackMethod_StreamActivatedJobs<pb::Gateway::Service> {
 public:
  JobServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~JobServer() override {
    hold.Notify();
    server_->Shutdown();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  grpc::ServerWriteReactor<pb::ActivatedJob>* StreamActivatedJobs(
      grpc::CallbackServerContext*, const pb::StreamActivatedJobsRequest* request) override {
    absl::MutexLock lock(&mutex);
    calls.push_back("stream");
    streamed = *request;
    auto* const opened = new Stream([this] {
      absl::MutexLock lock(&mutex);
      stream = nullptr;
    });
    if (answer.ok()) {
      stream = opened;
    } else {
      opened->Finish(answer);
    }
    return opened;
  }
  grpc::Status ActivateJobs(grpc::ServerContext*, const pb::ActivateJobsRequest* request,
                            grpc::ServerWriter<pb::ActivateJobsResponse>* writer) override {
    absl::MutexLock lock(&mutex);
    calls.push_back("poll");
    polled = *request;
    if (waiting.empty()) return answer;
    pb::ActivateJobsResponse response;
    *response.add_jobs() = waiting.front();
    waiting.pop_front();
    writer->Write(response);
    return answer;
  }
  grpc::Status UpdateJobTimeout(grpc::ServerContext*, const pb::UpdateJobTimeoutRequest* request,
                                pb::UpdateJobTimeoutResponse*) override {
    absl::MutexLock lock(&mutex);
    calls.push_back("hold " + std::to_string(request->jobkey()) + " for " +
                    std::to_string(request->timeout()));
    return answer;
  }
  grpc::Status CompleteJob(grpc::ServerContext*, const pb::CompleteJobRequest* request,
                           pb::CompleteJobResponse*) override {
    if (held) hold.WaitForNotification();
    absl::MutexLock lock(&mutex);
    calls.push_back("complete " + std::to_string(request->jobkey()));
    return answer;
  }
  grpc::Status FailJob(grpc::ServerContext*, const pb::FailJobRequest* request,
                       pb::FailJobResponse*) override {
    absl::MutexLock lock(&mutex);
    calls.push_back(request->ShortDebugString());
    return answer;
  }
  grpc::Status ThrowError(grpc::ServerContext*, const pb::ThrowErrorRequest* request,
                          pb::ThrowErrorResponse*) override {
    absl::MutexLock lock(&mutex);
    calls.push_back(request->ShortDebugString());
    return answer;
  }
  grpc::Status CancelProcessInstance(grpc::ServerContext*,
                                     const pb::CancelProcessInstanceRequest* request,
                                     pb::CancelProcessInstanceResponse*) override {
    absl::MutexLock lock(&mutex);
    calls.push_back("cancel " + std::to_string(request->processinstancekey()));
    return answer;
  }

  // Waits until a stream is open, and does `act` with it.
  void WithStream(const std::function<void(Stream&)>& act) {
    const auto open = [this] { return stream != nullptr; };
    absl::MutexLock lock(&mutex);
    ASSERT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&open), kServerPatience));
    act(*stream);
  }
  bool WaitForCalls(const std::string& call, size_t count) {
    const auto there = [&] {
      return static_cast<size_t>(std::count(calls.begin(), calls.end(), call)) >= count;
    };
    absl::MutexLock lock(&mutex);
    return mutex.AwaitWithTimeout(absl::Condition(&there), kServerPatience);
  }
  void Answer(grpc::Status status) {
    absl::MutexLock lock(&mutex);
    answer = std::move(status);
  }

  absl::Mutex mutex;
  Stream* stream = nullptr;
  grpc::Status answer;
  std::deque<pb::ActivatedJob> waiting;
  std::vector<std::string> calls;
  pb::StreamActivatedJobsRequest streamed;
  pb::ActivateJobsRequest polled;
  std::atomic<bool> held = false;
  absl::Notification hold;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Collects what it is called with, on any thread.
template <class T>
class Collector {
 public:
  void Add(T each) {
    absl::MutexLock lock(&mutex_);
    all_.push_back(std::move(each));
  }
  // Waits until there are `count`; returns what there is.
  std::vector<T> Take(size_t count) {
    const auto there = [&] { return all_.size() >= count; };
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&there), kServerPatience);
    return all_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<T> all_;
};

class ZeebeJobsTest : public testing::Test {
 protected:
  void Subscribe(ZeebeJobs& jobs) {
    jobs.Subscribe({.type = "gate", .variables = {"telltale", "x"}, .timeout = Millis{5000}},
                   [this](Job job) { jobs_.Add(std::move(job)); });
  }
  std::vector<int64_t> Keys(size_t count) {
    std::vector<int64_t> keys;
    for (const Job& job : jobs_.Take(count)) keys.push_back(job.key.value);
    return keys;
  }
  static Answered Hold(ZeebeJobs& jobs, int64_t key) {
    Collector<Answered> answers;
    jobs.Hold({key}, kJobTimeout, [&](Answered answered) { answers.Add(std::move(answered)); });
    return answers.Take(1).at(0);
  }
  static Answered Complete(ZeebeJobs& jobs, int64_t key) {
    Collector<Answered> answers;
    jobs.Finish({key}, {}, [&](Answered answered) { answers.Add(std::move(answered)); });
    return answers.Take(1).at(0);
  }
  static Answered Cancel(ZeebeJobs& jobs, int64_t key) {
    Collector<Answered> answers;
    jobs.CancelInstance({key}, [&](Answered answered) { answers.Add(std::move(answered)); });
    return answers.Take(1).at(0);
  }

  JobServer server_;
  Collector<Job> jobs_;
};

TEST_F(ZeebeJobsTest, AsksForTheJobsOfAType) {
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("stream", 1));
  ASSERT_TRUE(server_.WaitForCalls("poll", 1));
  absl::MutexLock lock(&server_.mutex);
  for (const std::string& text : {server_.streamed.DebugString(), server_.polled.DebugString()}) {
    EXPECT_THAT(text, HasSubstr("type: \"gate\"\nworker: \"telltale\"\ntimeout: 5000\n"));
    EXPECT_THAT(text, HasSubstr("fetchVariable: \"telltale\"\nfetchVariable: \"x\"\n"));
  }
  EXPECT_EQ(server_.polled.requesttimeout(), -1) << "the gateway would hold the poll";
}

TEST_F(ZeebeJobsTest, HandsOverWhatTheStreamBrings) {
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  server_.WithStream([](Stream& stream) { stream.Push(AJob(kKey)); });
  const std::vector<Job> got = jobs_.Take(1);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].key.value, kKey);
  EXPECT_EQ(got[0].instance.value, kKey + 1);
  EXPECT_EQ(got[0].type, "gate");
  EXPECT_EQ(got[0].process, "maintenance");
  EXPECT_EQ(got[0].variables, R"({"telltale":{}})");
}

TEST_F(ZeebeJobsTest, PollsForWhatWaitedUntilNothingIsLeft) {
  server_.waiting = {AJob(kKey), AJob(kKey + 1)};
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  EXPECT_THAT(Keys(2), ElementsAre(kKey, kKey + 1));
  EXPECT_TRUE(server_.WaitForCalls("poll", 3));
}

TEST_F(ZeebeJobsTest, PollsBesideAStreamForWhatWasLostOnItsWay) {
  ZeebeJobs jobs({.address = server_.address(), .poll_every = Millis{20}});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("poll", 2));
  {
    absl::MutexLock lock(&server_.mutex);
    server_.waiting = {AJob(kKey)};
  }
  EXPECT_THAT(Keys(1), ElementsAre(kKey));
  absl::MutexLock lock(&server_.mutex);
  EXPECT_EQ(std::count(server_.calls.begin(), server_.calls.end(), "stream"), 1);
}

TEST_F(ZeebeJobsTest, AsksForNoMoreJobsThanThereIsRoomFor) {
  std::atomic<size_t> room{0};
  ZeebeJobs jobs({.address = server_.address()});
  jobs.Subscribe({.type = "gate", .room = [&room] { return room.load(); }}, [](const Job&) {});
  room = 7;
  ASSERT_TRUE(server_.WaitForCalls("poll", 2));
  absl::MutexLock lock(&server_.mutex);
  EXPECT_EQ(server_.polled.maxjobstoactivate(), 7);
  EXPECT_GT(server_.polled.requesttimeout(), 0) << "the gateway holds it until there is a job";
  EXPECT_EQ(std::count(server_.calls.begin(), server_.calls.end(), "stream"), 0);
}

// A gateway that answers at once that there is nothing is asked ever more slowly. With the first
// pause alone there would be 25 polls in this time, without any some thousands.
TEST_F(ZeebeJobsTest, PollsThatTheGatewayDoesNotHoldGetSlower) {
  ZeebeJobs jobs({.address = server_.address()});
  const absl::Time begin = absl::Now();
  jobs.Subscribe({.type = "gate", .room = [] { return 7; }},
                 [this](Job job) { jobs_.Add(std::move(job)); });
  ASSERT_TRUE(server_.WaitForCalls("poll", 5));
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(20 + 40 + 80 + 160));
  {
    absl::MutexLock lock(&server_.mutex);
    server_.waiting = {AJob(kKey)};
  }
  EXPECT_THAT(Keys(1), ElementsAre(kKey));
}

TEST_F(ZeebeJobsTest, SaysHowAJobFailed) {
  ZeebeJobs jobs({.address = server_.address()});
  Collector<Answered> answers;
  const auto add = [&](Answered answered) { answers.Add(std::move(answered)); };
  jobs.Finish({kKey},
              {.kind = JobEnd::Kind::kFailed, .retries = 2, .back_off = Millis{500}, .text = "no"},
              add);
  answers.Take(1);
  jobs.Finish({kKey}, {.kind = JobEnd::Kind::kError, .code = "REFUSED", .text = "no"}, add);
  answers.Take(2);
  absl::MutexLock lock(&server_.mutex);
  const std::string key = std::to_string(kKey);
  EXPECT_THAT(server_.calls,
              ElementsAre("jobKey: " + key + " retries: 2 errorMessage: \"no\" retryBackOff: 500",
                          "jobKey: " + key + " errorCode: \"REFUSED\" errorMessage: \"no\""));
}

TEST_F(ZeebeJobsTest, OpensAStreamAgainThatBreaksAndPollsForWhatItMissed) {
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("poll", 1));
  server_.WithStream([this](Stream& stream) {
    server_.waiting = {AJob(kKey)};
    stream.Finish(grpc::Status::CANCELLED);
  });
  ASSERT_TRUE(server_.WaitForCalls("stream", 2));
  EXPECT_THAT(Keys(1), ElementsAre(kKey));
  server_.WithStream([](Stream& stream) { stream.Push(AJob(kKey + 1)); });
  EXPECT_THAT(Keys(2), ElementsAre(kKey, kKey + 1));
}

TEST_F(ZeebeJobsTest, AJobIsOfTheConnectionThatItCameBy) {
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("poll", 1));
  server_.WithStream([](Stream& stream) { stream.Push(AJob(kKey)); });
  EXPECT_EQ(jobs_.Take(1).at(0).breaks, jobs.Breaks());
  server_.WithStream([](Stream& stream) {
    stream.Finish({grpc::StatusCode::UNAVAILABLE, "as when the connection is gone"});
  });
  ASSERT_TRUE(server_.WaitForCalls("stream", 2));
  EXPECT_NE(jobs_.Take(1).at(0).breaks, jobs.Breaks());
  server_.WithStream([](Stream& stream) { stream.Push(AJob(kKey + 1)); });
  EXPECT_EQ(jobs_.Take(2).at(1).breaks, jobs.Breaks());
}

TEST_F(ZeebeJobsTest, ComplainsOnceOfEachWayThatDoesNotWork) {
  server_.answer = grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "not yours");
  Collector<std::string> complaints;
  ZeebeJobs jobs({.address = server_.address(),
                  .complain = [&](std::string_view text) { complaints.Add(std::string(text)); }});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("stream", 3));
  ASSERT_TRUE(server_.WaitForCalls("poll", 3));
  EXPECT_THAT(complaints.Take(2), testing::UnorderedElementsAre(
                                      "the stream for jobs of type gate ended: not yours (code 7)",
                                      "the poll for jobs of type gate ended: not yours (code 7)"));
  server_.Answer(grpc::Status::OK);
  server_.WithStream([](Stream& stream) { stream.Push(AJob(kKey)); });
  EXPECT_THAT(Keys(1), ElementsAre(kKey));
}

TEST_F(ZeebeJobsTest, SaysNothingOfBackPressureThatPasses) {
  server_.answer = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "no jobs available, and ...");
  Collector<std::string> complaints;
  ZeebeJobs jobs({.address = server_.address(),
                  .complain = [&](std::string_view text) { complaints.Add(std::string(text)); }});
  Subscribe(jobs);
  ASSERT_TRUE(server_.WaitForCalls("poll", 3));
  server_.Answer(grpc::Status::OK);
  ASSERT_TRUE(server_.WaitForCalls("stream", 2));
  EXPECT_THAT(complaints.Take(0), testing::IsEmpty());
}

TEST_F(ZeebeJobsTest, ServesSeveralTypes) {
  ZeebeJobs jobs({.address = server_.address()});
  Subscribe(jobs);
  jobs.Subscribe({.type = "ended"}, [](Job) {});
  EXPECT_TRUE(server_.WaitForCalls("stream", 2));
}

TEST_F(ZeebeJobsTest, HoldsAndCompletesJobsAndCancelsInstances) {
  ZeebeJobs jobs({.address = server_.address()});
  EXPECT_EQ(Hold(jobs, kKey).answer, Answer::kAccepted);
  EXPECT_EQ(Complete(jobs, kKey).answer, Answer::kAccepted);
  EXPECT_EQ(Cancel(jobs, kKey + 1).answer, Answer::kAccepted);
  absl::MutexLock lock(&server_.mutex);
  EXPECT_THAT(server_.calls, ElementsAre("hold " + std::to_string(kKey) + " for 30000",
                                         "complete " + std::to_string(kKey),
                                         "cancel " + std::to_string(kKey + 1)));
}

TEST_F(ZeebeJobsTest, AnswersByClass) {
  ZeebeJobs jobs({.address = server_.address()});
  for (const auto& [code, answer] : std::vector<std::pair<grpc::StatusCode, Answer>>{
           {grpc::StatusCode::NOT_FOUND, Answer::kRefused},
           {grpc::StatusCode::RESOURCE_EXHAUSTED, Answer::kNotApplied},
           {grpc::StatusCode::FAILED_PRECONDITION, Answer::kRetryLater},
           {grpc::StatusCode::UNAVAILABLE, Answer::kAmbiguous},
           {grpc::StatusCode::UNAUTHENTICATED, Answer::kUnauthenticated}}) {
    server_.Answer(grpc::Status(code, "its words"));
    EXPECT_EQ(Hold(jobs, kKey).answer, answer) << code;
    EXPECT_EQ(Complete(jobs, kKey).answer, answer) << code;
    EXPECT_EQ(Cancel(jobs, kKey).answer, answer) << code;
    EXPECT_EQ(Cancel(jobs, kKey).text, "its words");
  }
}

// It is not the one that gave the job, so nothing else is to be told to it either.
TEST_F(ZeebeJobsTest, AGatewayThatKnowsNoSuchPartitionSaysNothing) {
  ZeebeJobs jobs({.address = server_.address()});
  server_.Answer({grpc::StatusCode::UNAVAILABLE,
                  "Expected to send to partition 1, but either it does not exist, or ..."});
  EXPECT_EQ(Complete(jobs, kKey).answer, Answer::kAmbiguous);
}

TEST_F(ZeebeJobsTest, TellsWhatItMayNotDoFromJobsThatAreGone) {
  ZeebeJobs jobs({.address = server_.address()});
  for (const auto& [code, error] : std::vector<std::pair<grpc::StatusCode, ErrorId>>{
           {grpc::StatusCode::NOT_FOUND, ErrorId::kMessageRefused},
           {grpc::StatusCode::PERMISSION_DENIED, ErrorId::kJobOrderDenied},
           {grpc::StatusCode::UNIMPLEMENTED, ErrorId::kJobOrderDenied}}) {
    server_.Answer(grpc::Status(code, "its words"));
    EXPECT_EQ(Hold(jobs, kKey).error, error) << code;
    EXPECT_EQ(Complete(jobs, kKey).error, error) << code;
    EXPECT_EQ(Cancel(jobs, kKey).error, error) << code;
  }
}

TEST_F(ZeebeJobsTest, RefusesAKeyThatNamesNoPartitionWithoutAsking) {
  ZeebeJobs jobs({.address = server_.address()});
  for (const int64_t key : {int64_t{123}, int64_t{-1}}) {
    EXPECT_EQ(Hold(jobs, key).answer, Answer::kRefused);
    EXPECT_EQ(Complete(jobs, key).answer, Answer::kRefused);
    EXPECT_EQ(Cancel(jobs, key).answer, Answer::kRefused);
    EXPECT_THAT(Cancel(jobs, key).text, StartsWith("expected a key that Zeebe gave"));
  }
  absl::MutexLock lock(&server_.mutex);
  EXPECT_THAT(server_.calls, testing::IsEmpty());
}

TEST_F(ZeebeJobsTest, EndsWithItsStreamsOpen) {
  {
    ZeebeJobs jobs({.address = server_.address()});
    Subscribe(jobs);
    ASSERT_TRUE(server_.WaitForCalls("poll", 1));
  }
  const auto closed = [this] { return server_.stream == nullptr; };
  absl::MutexLock lock(&server_.mutex);
  EXPECT_TRUE(server_.mutex.AwaitWithTimeout(absl::Condition(&closed), kServerPatience));
}

TEST_F(ZeebeJobsTest, CallsBackWhatIsUnansweredWhenItEnds) {
  server_.held = true;
  Answered result{Answer::kAccepted, ""};
  {
    ZeebeJobs jobs({.address = server_.address(), .deadline = Millis{3600000}});
    jobs.Finish({kKey}, {}, [&result](Answered answered) { result = std::move(answered); });
  }
  EXPECT_EQ(result.answer, Answer::kAmbiguous);
}

TEST_F(ZeebeJobsTest, EndsWhileNobodyListens) {
  ZeebeJobs jobs({.address = "127.0.0.1:1"});
  Subscribe(jobs);
  EXPECT_EQ(Complete(jobs, kKey).answer, Answer::kAmbiguous);
}

}  // namespace
}  // namespace telltale
