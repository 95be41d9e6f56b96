#include "engine/delivery/job_replies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Keeps what it was told until the test answers.
class HeldJobs : public Jobs {
 public:
  void Subscribe(const JobRequest&, std::function<void(Job)>) override {}
  void Complete(JobKey job, std::function<void(Answered)> done) override {
    told.push_back(absl::StrCat("complete ", job.value));
    held_.push_back(std::move(done));
  }
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override {
    told.push_back(absl::StrCat("cancel ", instance.value));
    held_.push_back(std::move(done));
  }
  void AnswerAll(Answer answer) {
    for (auto& done : std::exchange(held_, {})) done({answer, "words"});
  }

  std::vector<std::string> told;

 private:
  std::vector<std::function<void(Answered)>> held_;
};

class JobRepliesTest : public testing::Test {
 protected:
  void Tick(Millis time = Millis{0}) { replies_.Tick(now_ += time); }

  HeldJobs jobs_;
  JobReplies replies_{jobs_, {.window = {.initial = 2, .least = 1, .most = 4}}};
  Millis now_{1000};
};

TEST_F(JobRepliesTest, CompletesAndCancels) {
  ASSERT_TRUE(replies_.Begin({1}));
  ASSERT_TRUE(replies_.Begin({2}));
  replies_.Complete({1});
  replies_.Cancel({2}, {7});
  Tick();
  EXPECT_THAT(jobs_.told, ElementsAre("complete 1", "cancel 7"));
  jobs_.AnswerAll(Answer::kAccepted);
  Tick();
  EXPECT_EQ(replies_.size(), 0u);
  EXPECT_TRUE(replies_.idle());
}

TEST_F(JobRepliesTest, AJobThatIsAnsweredAlreadyIsNotBegunAgain) {
  replies_.Begin({1});
  EXPECT_FALSE(replies_.Begin({1}));
  replies_.Complete({1});
  Tick();
  EXPECT_FALSE(replies_.Begin({1}));
  jobs_.AnswerAll(Answer::kRefused);  // somebody else completed it
  Tick();
  EXPECT_TRUE(replies_.Begin({1}));
}

TEST_F(JobRepliesTest, AForgottenJobMayComeAgain) {
  replies_.Begin({1});
  replies_.Forget({1});
  EXPECT_TRUE(replies_.Begin({1}));
  Tick();
  EXPECT_THAT(jobs_.told, IsEmpty());
}

TEST_F(JobRepliesTest, NoMoreAreUnderWayThanTheWindowHolds) {
  for (int64_t job = 1; job <= 3; ++job) {
    replies_.Begin({job});
    replies_.Complete({job});
  }
  Tick();
  EXPECT_THAT(jobs_.told, SizeIs(2));
  jobs_.AnswerAll(Answer::kAccepted);
  Tick();
  EXPECT_THAT(jobs_.told, SizeIs(3));
}

TEST_F(JobRepliesTest, WhatWasNotTakenOrIsNotKnownIsTriedAgainWithBackoff) {
  for (const Answer answer : {Answer::kNotApplied, Answer::kAmbiguous, Answer::kRetryLater}) {
    jobs_.told.clear();
    replies_.Begin({1});
    replies_.Complete({1});
    Tick();
    jobs_.AnswerAll(answer);
    Tick();
    EXPECT_THAT(jobs_.told, SizeIs(1));
    ASSERT_TRUE(replies_.NextWake().has_value());
    EXPECT_GT(*replies_.NextWake(), now_);
    Tick(kBackoffMax);
    EXPECT_THAT(jobs_.told, ElementsAre("complete 1", "complete 1"));
    jobs_.AnswerAll(Answer::kAccepted);
    Tick();
    EXPECT_EQ(replies_.size(), 0u);
  }
}

TEST_F(JobRepliesTest, AJobThatNobodyTakesIsForgottenSoThatItComesAgain) {
  replies_.Begin({1});
  replies_.Complete({1});
  for (uint32_t i = 0; i < JobReplies::kMostTries; ++i) {
    Tick(kBackoffMax);
    jobs_.AnswerAll(Answer::kAmbiguous);
    Tick();
  }
  EXPECT_THAT(jobs_.told, SizeIs(JobReplies::kMostTries));
  EXPECT_TRUE(replies_.Begin({1}));
}

}  // namespace
}  // namespace telltale
