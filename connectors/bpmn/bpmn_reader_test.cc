#include "connectors/bpmn/bpmn_reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using Kind = WorkflowStep::Kind;

// A model whose only process holds `inside`, beside two messages.
std::string Model(std::string_view inside) {
  return absl::StrCat(R"(<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
    <b:process id="p" isExecutable="true">)",
                      absl::string_view(inside.data(), inside.size()), R"(</b:process>
    <b:message id="m" name="go"/>
    <b:message id="c" name="=&quot;stop&quot;"><b:extensionElements>
      <zeebe:subscription correlationKey="= episode"/>
    </b:extensionElements></b:message>
  </b:definitions>)");
}

Workflow Read(std::string_view inside) {
  std::vector<Workflow> workflows;
  std::vector<Finding> findings;
  EXPECT_TRUE(ReadBpmn(Model(inside), 0, workflows, findings));
  EXPECT_EQ(workflows.size(), 1u);
  return workflows.at(0);
}

TEST(BpmnReaderTest, ReadsTheTemplateThatIsShipped) {
  std::ostringstream text;
  text << std::ifstream(TEMPLATE).rdbuf();
  std::vector<Workflow> workflows;
  std::vector<Finding> findings;
  ASSERT_TRUE(ReadBpmn(text.str(), 0, workflows, findings));
  const Workflow& workflow = workflows.at(0);
  EXPECT_EQ(workflow.process, "maintenance");
  EXPECT_EQ(workflow.executable.text, "true");
  EXPECT_EQ(workflow.steps.at(0).message->name.text, "maintenance-needed");
  EXPECT_EQ(workflow.steps.at(1).job_type->text, "=telltale.gate");
  EXPECT_EQ(workflow.steps.at(1).title, "service task 'Gate'");
  EXPECT_EQ(workflow.steps.at(0).next, std::vector<std::string>{"gate"});
}

TEST(BpmnReaderTest, KnowsWhichSubprocessAStepStandsIn) {
  const Workflow workflow = Read(R"(<b:subProcess id="s" triggeredByEvent="true">
    <b:startEvent id="e" isInterrupting="false"><b:messageEventDefinition messageRef="c"/></b:startEvent>
    </b:subProcess><b:userTask id="t"/>)");
  ASSERT_EQ(workflow.steps.size(), 3u);
  EXPECT_EQ(workflow.steps[0].kind, Kind::kEventSubprocess);
  EXPECT_EQ(workflow.steps[1].kind, Kind::kStart);
  EXPECT_EQ(workflow.steps[1].inside, 0);
  EXPECT_EQ(workflow.steps[1].interrupting.text, "false");
  EXPECT_EQ(workflow.steps[2].inside, -1);
}

TEST(BpmnReaderTest, AStartEventInterruptsUnlessItSaysOtherwise) {
  EXPECT_EQ(Read(R"(<b:startEvent id="e"/>)").steps.at(0).interrupting.text, "true");
}

TEST(BpmnReaderTest, AMessageNameThatIsAConstantExpressionIsItsText) {
  const Workflow workflow =
      Read(R"(<b:receiveTask id="r" messageRef="c"/><b:receiveTask id="q" messageRef="m"/>)");
  EXPECT_EQ(workflow.steps.at(0).message->name.text, "stop");
  EXPECT_EQ(workflow.steps.at(0).message->correlation_key->text, "= episode");
  EXPECT_FALSE(workflow.steps.at(1).message->correlation_key);
}

TEST(BpmnReaderTest, WhatThrowsAMessageDoesNotWaitForIt) {
  const Workflow workflow =
      Read(R"(<b:endEvent id="e"><b:messageEventDefinition messageRef="m"/></b:endEvent>)");
  EXPECT_FALSE(workflow.steps.at(0).message);
}

TEST(BpmnReaderTest, CollectsConditionsMappingsAndTimers) {
  const Workflow workflow = Read(R"(
    <b:sequenceFlow id="f" sourceRef="a" targetRef="b">
      <b:conditionExpression>=count > 3</b:conditionExpression></b:sequenceFlow>
    <b:serviceTask id="a"><b:extensionElements><zeebe:ioMapping>
      <zeebe:input source="=key" target="k"/></zeebe:ioMapping></b:extensionElements></b:serviceTask>
    <b:intermediateCatchEvent id="b"><b:timerEventDefinition>
      <b:timeDuration>PT5M</b:timeDuration></b:timerEventDefinition></b:intermediateCatchEvent>)");
  ASSERT_EQ(workflow.conditions.size(), 1u);
  EXPECT_EQ(workflow.conditions[0].text, "=count > 3");
  ASSERT_EQ(workflow.inputs.size(), 1u);
  EXPECT_EQ(workflow.inputs[0].text, "=key");
  EXPECT_EQ(workflow.steps.at(1).timer->text, "PT5M");
  EXPECT_EQ(workflow.steps.at(0).next, std::vector<std::string>{"b"});
}

TEST(BpmnReaderTest, RefusesXmlWithoutAProcess) {
  std::vector<Workflow> workflows;
  std::vector<Finding> findings;
  EXPECT_FALSE(ReadBpmn("<svg/>", 0, workflows, findings));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].text, "expected BPMN with at least one process, but there is none");
}

}  // namespace
}  // namespace telltale
