#include "engine/check/workflow_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using Kind = WorkflowStep::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A rule and the workflow that it should have; each test breaks one thing.
class WorkflowCheckTest : public testing::Test {
 protected:
  WorkflowCheckTest() {
    CompiledRule rule;
    rule.name = "oil";
    rule.plan.clear = {Clear::Form::kGoodFor, 0, Millis{60000}};
    rule.start.name = "go";
    rule.back = MessagePlan{"stop"};
    config_.rules.topics.push_back({.name = "t", .rules = {rule}});

    WorkflowStep start{.kind = Kind::kStart, .id = "start", .title = "start event"};
    start.message = WorkflowMessage{{"go"}, std::nullopt};
    start.next = {"gate"};
    WorkflowStep gate{.id = "gate", .title = "service task 'Gate'"};
    gate.job_type = MarkedText{"=telltale.gate"};
    const WorkflowStep scope{.kind = Kind::kEventSubprocess, .id = "scope"};
    WorkflowStep back{.kind = Kind::kStart, .id = "back", .title = "start event 'Normal'"};
    back.inside = 2;
    back.interrupting.text = "true";
    back.message = WorkflowMessage{{"stop"}, MarkedText{"=episode"}};
    workflow_ = {.process = "p", .executable = {"true"}, .steps = {start, gate, scope, back}};
  }

  std::vector<ErrorId> Errors() {
    std::vector<ErrorId> errors;
    for (const Finding& finding : Findings()) errors.push_back(finding.error);
    return errors;
  }
  std::vector<Finding> Findings() { return CheckWorkflows(config_, ConfigTree{}, {workflow_}); }
  CompiledRule& rule() { return config_.rules.topics[0].rules[0]; }
  WorkflowStep& start() { return workflow_.steps[0]; }
  WorkflowStep& gate() { return workflow_.steps[1]; }
  WorkflowStep& scope() { return workflow_.steps[2]; }
  WorkflowStep& back() { return workflow_.steps[3]; }

  Config config_;
  Workflow workflow_;
};

TEST_F(WorkflowCheckTest, FindsNothingInAWorkflowThatKeepsEverything) {
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(WorkflowCheckTest, WantsAMessageStartEventForEachStart) {
  start().message->name.text = "goo";
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kStartNotCaught));
  EXPECT_EQ(Findings()[0].remedy, "did you mean 'goo'?");
}

TEST_F(WorkflowCheckTest, AStartThatIsOnlyWaitedForWithinAWorkflowStartsNone) {
  start().inside = 2;
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kStartNotCaught));
  EXPECT_THAT(Findings()[0].text, HasSubstr("it is only waited for within a workflow"));
}

TEST_F(WorkflowCheckTest, WantsTheBackToBeCaughtWhereverTheWorkflowStands) {
  scope().kind = Kind::kOther;
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kBackNotCaught));
  scope().kind = Kind::kEventSubprocess;
  back().message->name.text = "stopp";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kBackNotCaught));
  EXPECT_EQ(Findings()[0].remedy, "'stopp' is caught; is that what is meant?");
}

TEST_F(WorkflowCheckTest, WantsTheBackToInterrupt) {
  back().interrupting.text = "false";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kBackDoesNotInterrupt));
}

TEST_F(WorkflowCheckTest, WantsTheBackToBeCorrelatedByTheEpisode) {
  for (const char* good : {"= episode", "=telltale.episode", "=  episode  "}) {
    back().message->correlation_key->text = good;
    EXPECT_THAT(Errors(), IsEmpty()) << good;
  }
  for (const char* bad : {"episode", "= key", "=event.vehicle", "=rule + episode"}) {
    back().message->correlation_key->text = bad;
    EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation)) << bad;
  }
  back().message->correlation_key.reset();
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation));
}

// The rule forwards 'note', and a subprocess beside that of the back catches it.
class ForwardCheckTest : public WorkflowCheckTest {
 protected:
  ForwardCheckTest() {
    rule().forwards.push_back({.message = {.name = "note"}});
    workflow_.steps.push_back({.kind = Kind::kEventSubprocess, .id = "notes"});
    WorkflowStep note{.kind = Kind::kStart, .id = "note", .title = "start event 'Note'"};
    note.inside = 4;
    note.interrupting.text = "false";
    note.message = WorkflowMessage{{"note"}, MarkedText{"=episode"}};
    workflow_.steps.push_back(note);
  }
  WorkflowStep& note() { return workflow_.steps[5]; }
};

TEST_F(ForwardCheckTest, FindsNothingInAWorkflowThatCatchesWhatIsForwarded) {
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(ForwardCheckTest, WantsWhatIsForwardedToBeCaught) {
  note().message->name.text = "notes";
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kForwardNotCaught));
  EXPECT_EQ(Findings()[0].severity, Finding::Severity::kError);
  EXPECT_THAT(Findings()[0].text, HasSubstr("'note', the forward of rule oil, but nothing does"));
  EXPECT_EQ(Findings()[0].remedy, "'notes' is caught; is that what is meant?");
}

TEST_F(ForwardCheckTest, WarnsIfItIsCaughtAtOnePlaceOnly) {
  note().inside = -1;
  note().kind = Kind::kOther;
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kForwardNotCaught));
  EXPECT_EQ(Findings()[0].severity, Finding::Severity::kWarning);
  note().message->correlation_key->text = "=key";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation, ErrorId::kForwardNotCaught));
}

TEST_F(ForwardCheckTest, WantsWhatIsForwardedNotToInterrupt) {
  note().interrupting.text = "true";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kForwardInterrupts));
}

TEST_F(ForwardCheckTest, WantsWhatIsForwardedToBeCorrelatedByTheEpisode) {
  note().message->correlation_key->text = "=key";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation));
}

TEST_F(WorkflowCheckTest, ACorrelationKeyThatTheStartDoesNotBringIsTwoMistakes) {
  back().message->correlation_key->text = "=episode_id";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation, ErrorId::kVariableNotSent));
}

TEST_F(WorkflowCheckTest, WarnsIfTheGateIsMissingOrNotFirst) {
  start().next = {"work"};
  workflow_.steps.push_back({.id = "work", .title = "user task 'Work'"});
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kGateMissing));
  EXPECT_EQ(Findings()[0].severity, Finding::Severity::kWarning);
  EXPECT_THAT(Findings()[0].text, HasSubstr("there is user task 'Work', and the gate comes later"));
  gate().job_type.reset();
  EXPECT_THAT(Findings()[0].text, HasSubstr("there is user task 'Work'"));
}

TEST_F(WorkflowCheckTest, AGateBesideSomethingElseIsNotFirst) {
  start().next = {"gate", "scope"};
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kGateMissing));
}

TEST_F(WorkflowCheckTest, WarnsOfAFixedJobType) {
  gate().job_type->text = "telltale.gate";
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kFixedJobType));
  EXPECT_EQ(Findings()[0].severity, Finding::Severity::kWarning);
}

TEST_F(WorkflowCheckTest, ARuleThatNeverClearsWantsTheWorkflowToTellItsEnd) {
  rule().plan.clear = {};
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kNothingEndsIt));
  workflow_.steps.push_back({.id = "ended", .job_type = MarkedText{"= telltale.ended"}});
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(WorkflowCheckTest, ARuleWithoutABackNeedsNoEventSubprocess) {
  rule().back.reset();
  workflow_.steps.resize(2);
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(WorkflowCheckTest, OwnVariablesAreAllThatAStartBrings) {
  feel::CompileError error;
  rule().start.variables.emplace();
  ASSERT_TRUE(
      rule().start.variables->Add("due", "raised_at", {}, config_.rules.topics[0].slots, error));
  back().timer = MarkedText{"=due"};
  EXPECT_THAT(Errors(), IsEmpty());
  back().timer = MarkedText{"=event.deadline"};
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kVariableNotSent));
}

TEST_F(WorkflowCheckTest, WhatIsEvaluatedAtOnceMayOnlyReadWhatTheStartBrings) {
  back().timer = MarkedText{"=deadline"};
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kVariableNotSent));
  back().timer = MarkedText{"=event.deadline"};
  EXPECT_THAT(Errors(), IsEmpty());
  gate().job_type->text = "=worker.type";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kGateMissing, ErrorId::kVariableNotSent));
}

TEST_F(WorkflowCheckTest, WhatIsMoreThanAPathIsNotJudged) {
  back().timer = MarkedText{"=duration(\"PT5M\")"};
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(WorkflowCheckTest, WarnsOfExpressionsWithoutTheirSign) {
  workflow_.conditions = {{"count > 3"}, {"=count > 3"}};
  workflow_.inputs = {{"event.vehicle"}, {"=event.vehicle"}, {"a text"}};
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kNoExpression, ErrorId::kNoExpression));
}

TEST_F(WorkflowCheckTest, WantsTheProcessToBeExecutable) {
  workflow_.executable.text = "false";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kNotExecutable));
}

TEST_F(WorkflowCheckTest, SaysOnceWhatIsWrongForTwoRules) {
  config_.rules.topics[0].rules.push_back(rule());
  gate().job_type->text = "telltale.gate";
  back().message->correlation_key->text = "=key";
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation, ErrorId::kFixedJobType));
}

// Beside the rule there are routes: one starts a workflow, one goes on in it at a task.
class RouteCheckTest : public WorkflowCheckTest {
 protected:
  RouteCheckTest() {
    CompiledRoute placed{.name = "placed", .starts = true, .message = "order"};
    CompiledRoute paid{.name = "paid", .message = "payment"};
    config_.rules.topics[0].rules.clear();
    config_.rules.topics[0].routes = {placed, paid};

    WorkflowStep start{.kind = Kind::kStart, .id = "came", .title = "start event"};
    start.message = WorkflowMessage{{"order"}, std::nullopt};
    start.next = {"pay"};
    WorkflowStep pay{.id = "pay", .title = "receive task 'Pay'"};
    pay.message = WorkflowMessage{{"payment"}, MarkedText{"=order.id"}};
    workflow_ = {.process = "orders", .executable = {"true"}, .steps = {start, pay}};
  }
  void Send(const std::string& variable) {
    placed().variables.emplace();
    placed().variables->emplace_back(variable, feel::Program{});
  }
  CompiledRoute& placed() { return config_.rules.topics[0].routes[0]; }
  CompiledRoute& paid() { return config_.rules.topics[0].routes[1]; }
  WorkflowStep& came() { return workflow_.steps[0]; }
  WorkflowStep& pay() { return workflow_.steps[1]; }
};

TEST_F(RouteCheckTest, FindsNothingInAWorkflowThatTakesBoth) { EXPECT_THAT(Errors(), IsEmpty()); }

TEST_F(RouteCheckTest, WantsAMessageStartEventForWhatStarts) {
  came().message->name.text = "orders";
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kStartNotCaught));
  EXPECT_THAT(Findings()[0].text,
              HasSubstr("'order', the start of route placed, but there is none"));
  EXPECT_EQ(Findings()[0].remedy, "did you mean 'orders'?");
}

TEST_F(RouteCheckTest, WantsSomebodyToWaitForWhatIsCorrelated) {
  pay().message->name.text = "payments";
  ASSERT_THAT(Errors(), ElementsAre(ErrorId::kRouteNotCaught));
  EXPECT_THAT(Findings()[0].text, HasSubstr("waits for 'payment' of route paid, but none does"));
  EXPECT_EQ(Findings()[0].remedy, "did you mean 'payments'?");
}

TEST_F(RouteCheckTest, WantsACorrelationKeyOfWhoeverWaits) {
  pay().message->correlation_key.reset();
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kWrongCorrelation));
}

TEST_F(RouteCheckTest, AStartEventTakesWhatIsCorrelatedWithoutAKey) {
  paid().message = "order";
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(RouteCheckTest, LooksForNoNameThatRecordsGive) {
  for (CompiledRoute* route : {&placed(), &paid()}) {
    route->message.clear();
    route->message_name.emplace();
  }
  EXPECT_THAT(Errors(), IsEmpty());
}

TEST_F(RouteCheckTest, WantsNoVariableThatTheStartDoesNotBring) {
  WorkflowStep task{.id = "pay", .title = "service task"};
  task.job_type = MarkedText{"=kind"};
  paid().message = "order";
  pay() = task;
  EXPECT_THAT(Errors(), IsEmpty());  // the whole record may have it
  Send("order");
  EXPECT_THAT(Errors(), ElementsAre(ErrorId::kVariableNotSent));
  Send("kind");
  EXPECT_THAT(Errors(), IsEmpty());
}

}  // namespace
}  // namespace telltale
