#include "engine/delivery/job_replies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// Keeps what it was told until the test answers.
class HeldJobs : public Jobs {
 public:
  void Subscribe(const JobRequest&, std::function<void(Job)>) override {}
  void Hold(JobKey job, Millis, std::function<void(Answered)> done) override {
    told.push_back(absl::StrCat("hold ", job.value));
    held_.push_back(std::move(done));
  }
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override {
    const bool failed = end.kind == JobEnd::Kind::kFailed;
    told.push_back(absl::StrCat(failed ? "fail " : "complete ", job.value));
    held_.push_back(std::move(done));
  }
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override {
    told.push_back(absl::StrCat("cancel ", instance.value));
    held_.push_back(std::move(done));
  }
  uint64_t Breaks() const override { return breaks; }
  void AnswerAll(Answer answer) { AnswerAll(Answered{answer, "words"}); }
  void DenyAll() { AnswerAll({Answer::kRefused, "you may not", ErrorId::kJobOrderDenied}); }
  void AnswerAll(const Answered& answered) {
    for (auto& done : std::exchange(held_, {})) done(answered);
  }

  std::vector<std::string> told;
  uint64_t breaks = 0;

 private:
  std::vector<std::function<void(Answered)>> held_;
};

class JobRepliesTest : public testing::Test {
 protected:
  void Tick(Millis time = Millis{0}) { replies_.Tick(now_ += time); }
  static auto Is(JobKey job, JobReplies::Fate fate) {
    return AllOf(Field(&JobReplies::Begun::job, job), Field(&JobReplies::Begun::fate, fate));
  }
  // Begins with a job that turns out to be real.
  void Begin(JobKey job) {
    ASSERT_TRUE(replies_.Begin(job, jobs_.breaks));
    Tick();
    jobs_.AnswerAll(Answer::kAccepted);
    Tick();
    ASSERT_THAT(replies_.TakeBegun(), ElementsAre(Is(job, JobReplies::Fate::kHeld)));
    jobs_.told.clear();
  }

  HeldJobs jobs_;
  JobReplies replies_{jobs_, {.window = {.initial = 2, .least = 1, .most = 4}}};
  Millis now_{1000};
};

TEST_F(JobRepliesTest, AJobIsHeldBeforeItIsJudged) {
  replies_.Begin({1}, jobs_.breaks);
  Tick();
  EXPECT_THAT(jobs_.told, ElementsAre("hold 1"));
  EXPECT_THAT(replies_.TakeBegun(), IsEmpty());
  jobs_.AnswerAll(Answer::kAccepted);
  Tick();
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kHeld)));
  EXPECT_EQ(replies_.size(), 1u);
}

TEST_F(JobRepliesTest, AJobThatTheEngineDoesNotHaveIsForgotten) {
  replies_.Begin({1}, jobs_.breaks);
  Tick();
  jobs_.AnswerAll(Answer::kRefused);
  Tick();
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kGone)));
  EXPECT_TRUE(replies_.Begin({1}, jobs_.breaks));
}

// The engine may have crashed meanwhile, or be another one, and the keys may be another's now.
TEST_F(JobRepliesTest, NothingIsToldOverTheEndOfAConnection) {
  Begin({8});
  Begin({9});
  replies_.Finish({8});
  replies_.Cancel({9}, {7});
  for (int64_t job = 1; job <= 3; ++job) replies_.Begin({job}, jobs_.breaks);
  Tick();
  const size_t told = jobs_.told.size();
  ASSERT_LT(told, 5u);  // so some wait
  jobs_.AnswerAll(Answer::kAmbiguous);
  Tick();
  EXPECT_THAT(replies_.TakeBegun(), UnorderedElementsAre(Is({1}, JobReplies::Fate::kForgotten),
                                                         Is({2}, JobReplies::Fate::kForgotten),
                                                         Is({3}, JobReplies::Fate::kForgotten)));
  Tick(kBackoffMax);
  EXPECT_THAT(jobs_.told, SizeIs(told));
  EXPECT_EQ(replies_.size(), 0u);
}

// Measured: so Zeebe answers who completes a job that waits in an incident.
TEST_F(JobRepliesTest, AJobThatCannotBeEndedNowIsForgottenAloneAndTheOthersAreTold) {
  Begin({8});
  Begin({9});
  replies_.Finish({8});
  replies_.Finish({9});
  Tick();
  for (int64_t job = 1; job <= 2; ++job) replies_.Begin({job}, jobs_.breaks);  // these wait
  jobs_.AnswerAll(Answer::kRetryLater);
  Tick();
  EXPECT_THAT(jobs_.told, ElementsAre("complete 8", "complete 9", "hold 1", "hold 2"));
  EXPECT_THAT(replies_.TakeBegun(), IsEmpty());
  for (const JobReplies::Ended& ended : replies_.TakeEnded()) EXPECT_FALSE(ended.settled);
  EXPECT_EQ(replies_.size(), 2u);
}

TEST_F(JobRepliesTest, NothingIsToldToAnEngineThatIsAnotherOne) {
  Begin({8});
  replies_.Finish({8});
  Tick();
  replies_.Begin({1}, jobs_.breaks);
  replies_.ForgetAll();
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kForgotten)));
  jobs_.AnswerAll(Answer::kNotApplied);
  Tick();
  Tick(kBackoffMax);
  EXPECT_THAT(jobs_.told, ElementsAre("complete 8"));
  EXPECT_EQ(replies_.size(), 0u);
}

// Nothing was under way when it ended, so no answer says so.
TEST_F(JobRepliesTest, NothingIsToldOverAnotherConnectionThanTheOneThatAJobCameBy) {
  Begin({8});
  Begin({9});
  replies_.Begin({1}, jobs_.breaks);
  ++jobs_.breaks;
  replies_.Finish({8});
  replies_.Cancel({9}, {7});
  replies_.Begin({2}, jobs_.breaks);
  Tick();
  EXPECT_THAT(jobs_.told, ElementsAre("hold 2"));
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kForgotten)));
  for (const JobReplies::Ended& ended : replies_.TakeEnded()) EXPECT_FALSE(ended.settled);
  EXPECT_EQ(replies_.size(), 1u);
}

// Past its time the job may be somebody else's, which holding it would not show.
TEST_F(JobRepliesTest, AJobIsNotHeldPastItsTimeHoweverLongItWaitedHere) {
  for (int64_t job = 1; job <= 3; ++job) replies_.Begin({job}, jobs_.breaks, now_ + Millis{500});
  Tick();
  ASSERT_THAT(jobs_.told, ElementsAre("hold 1", "hold 2")) << "the window is full";
  jobs_.AnswerAll(Answer::kAccepted);
  Tick(Millis{501});
  EXPECT_THAT(jobs_.told, SizeIs(2));
  EXPECT_THAT(replies_.TakeBegun(), UnorderedElementsAre(Is({1}, JobReplies::Fate::kHeld),
                                                         Is({2}, JobReplies::Fate::kHeld),
                                                         Is({3}, JobReplies::Fate::kForgotten)));
}

TEST_F(JobRepliesTest, AJobIsOursFromWhenWeAskedForItLast) {
  replies_.Begin({1}, jobs_.breaks);
  Tick();
  jobs_.AnswerAll(Answer::kNotApplied);
  Tick();
  Tick(kBackoffMax);
  const Millis asked = now_;
  jobs_.AnswerAll(Answer::kAccepted);
  Tick(Millis{1000});
  const std::vector<JobReplies::Begun> begun = replies_.TakeBegun();
  ASSERT_THAT(begun, SizeIs(1));
  EXPECT_EQ(begun[0].asked, asked);
}

TEST_F(JobRepliesTest, AnOrderIsNotToldPastItsTime) {
  Begin({1});
  replies_.Finish({1}, {.kind = JobEnd::Kind::kFailed}, now_ + Millis{500});
  Tick();
  jobs_.AnswerAll(Answer::kNotApplied);
  Tick();
  Tick(Millis{501});
  Tick(kBackoffMax);
  EXPECT_THAT(jobs_.told, ElementsAre("fail 1"));
  EXPECT_EQ(replies_.size(), 0u);
}

TEST_F(JobRepliesTest, SaysWhatTheEngineHasBeenTold) {
  const auto ended = [this](JobKey job, Answer answer) {
    Begin(job);
    replies_.Finish(job);
    Tick();
    jobs_.AnswerAll(answer);
    Tick();
    const std::vector<JobReplies::Ended> all = replies_.TakeEnded();
    return all.size() == 1 && all[0].job == job && all[0].settled;
  };
  EXPECT_TRUE(ended({1}, Answer::kAccepted));
  EXPECT_TRUE(ended({2}, Answer::kRefused)) << "it has no such job";
  EXPECT_FALSE(ended({3}, Answer::kAmbiguous));
}

TEST_F(JobRepliesTest, AnEngineUnderLoadIsSoonNotAskedAnyMoreToHold) {
  replies_.Begin({1}, jobs_.breaks);
  for (uint32_t i = 0; i < JobReplies::kMostHolds; ++i) {
    Tick(kBackoffMax);
    jobs_.AnswerAll(Answer::kNotApplied);
    Tick();
  }
  EXPECT_THAT(jobs_.told, SizeIs(JobReplies::kMostHolds));
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kForgotten)));
}

TEST_F(JobRepliesTest, CompletesAndCancels) {
  Begin({1});
  Begin({2});
  replies_.Finish({1});
  replies_.Cancel({2}, {7});
  Tick();
  EXPECT_THAT(jobs_.told, ElementsAre("complete 1", "cancel 7"));
  jobs_.AnswerAll(Answer::kAccepted);
  Tick();
  EXPECT_EQ(replies_.size(), 0u);
  EXPECT_TRUE(replies_.idle());
}

TEST_F(JobRepliesTest, AJobThatIsAnsweredAlreadyIsNotBegunAgain) {
  Begin({1});
  EXPECT_FALSE(replies_.Begin({1}, jobs_.breaks));
  replies_.Finish({1});
  Tick();
  EXPECT_FALSE(replies_.Begin({1}, jobs_.breaks));
  jobs_.AnswerAll(Answer::kRefused);  // somebody else completed it
  Tick();
  EXPECT_TRUE(replies_.Begin({1}, jobs_.breaks));
}

TEST_F(JobRepliesTest, AForgottenJobMayComeAgain) {
  Begin({1});
  replies_.Forget({1});
  Tick();
  EXPECT_THAT(jobs_.told, IsEmpty());
  EXPECT_TRUE(replies_.Begin({1}, jobs_.breaks));
}

TEST_F(JobRepliesTest, NoMoreAreUnderWayThanTheWindowHolds) {
  for (int64_t job = 1; job <= 3; ++job) replies_.Begin({job}, jobs_.breaks);
  Tick();
  EXPECT_THAT(jobs_.told, SizeIs(2));
  jobs_.AnswerAll(Answer::kAccepted);
  Tick();
  EXPECT_THAT(jobs_.told, SizeIs(3));
}

TEST_F(JobRepliesTest, WhatWasNotTakenIsTriedAgainWithBackoff) {
  for (const Answer answer : {Answer::kNotApplied, Answer::kUnauthenticated}) {
    Begin({1});
    replies_.Finish({1});
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
  Begin({1});
  replies_.Finish({1});
  for (uint32_t i = 0; i < JobReplies::kMostTries; ++i) {
    Tick(kBackoffMax);
    jobs_.AnswerAll(Answer::kNotApplied);
    Tick();
  }
  EXPECT_THAT(jobs_.told, SizeIs(JobReplies::kMostTries));
  EXPECT_TRUE(replies_.Begin({1}, jobs_.breaks));
}

TEST_F(JobRepliesTest, WhatWeMayNotHoldIsForgottenAndNotGone) {
  replies_.Begin({1}, jobs_.breaks);
  Tick();
  jobs_.DenyAll();
  Tick();
  EXPECT_THAT(replies_.TakeBegun(), ElementsAre(Is({1}, JobReplies::Fate::kForgotten)));
  EXPECT_THAT(replies_.denied(), ElementsAre(1, 0, 0));
  EXPECT_EQ(replies_.denial(), "hold: you may not");
  Begin({1});  // it was handed over again, and now we may
  EXPECT_EQ(replies_.denial(), "");
}

TEST_F(JobRepliesTest, WhatWeMayNotCompleteOrCancelIsForgotten) {
  Begin({1});
  Begin({2});
  replies_.Finish({1});
  replies_.Cancel({2}, {7});
  Tick();
  jobs_.DenyAll();
  Tick();
  EXPECT_THAT(replies_.denied(), ElementsAre(0, 1, 1));
  EXPECT_EQ(replies_.denial(), "complete: you may not");
  EXPECT_EQ(replies_.size(), 0u);
  EXPECT_TRUE(replies_.Begin({1}, jobs_.breaks));
}

TEST_F(JobRepliesTest, ADenialThatNoJobRepeatsIsOfThePast) {
  replies_.Begin({1}, jobs_.breaks);
  Tick();
  jobs_.DenyAll();
  Tick();
  Tick(2 * kJobTimeout);
  EXPECT_EQ(replies_.denial(), "");
  EXPECT_THAT(replies_.denied(), ElementsAre(1, 0, 0));
}

}  // namespace
}  // namespace telltale
