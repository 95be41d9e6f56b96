#include "tests/contract/contract_process.h"

namespace telltale {
namespace {

constexpr std::string_view kContract = R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="contract-definitions" targetNamespace="https://telltale.example/contract">
  <bpmn:message id="start-message" name="contract-start"/>
  <bpmn:message id="back-message" name="contract-back">
    <bpmn:extensionElements><zeebe:subscription correlationKey="=episode"/></bpmn:extensionElements>
  </bpmn:message>
  <bpmn:process id="contract" isExecutable="true">
    <bpmn:startEvent id="start">
      <bpmn:outgoing>to-work</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="start-message"/>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="to-work" sourceRef="start" targetRef="work"/>
    <bpmn:serviceTask id="work">
      <bpmn:extensionElements><zeebe:taskDefinition type="contract.work"/></bpmn:extensionElements>
      <bpmn:incoming>to-work</bpmn:incoming>
      <bpmn:outgoing>to-end</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="to-end" sourceRef="work" targetRef="end"/>
    <bpmn:endEvent id="end"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
    <bpmn:subProcess id="when-normal" triggeredByEvent="true">
      <bpmn:startEvent id="back" isInterrupting="true">
        <bpmn:outgoing>to-normal</bpmn:outgoing>
        <bpmn:messageEventDefinition messageRef="back-message"/>
      </bpmn:startEvent>
      <bpmn:sequenceFlow id="to-normal" sourceRef="back" targetRef="normal"/>
      <bpmn:serviceTask id="normal">
        <bpmn:extensionElements>
          <zeebe:taskDefinition type="contract.normal"/>
        </bpmn:extensionElements>
        <bpmn:incoming>to-normal</bpmn:incoming>
        <bpmn:outgoing>to-over</bpmn:outgoing>
      </bpmn:serviceTask>
      <bpmn:sequenceFlow id="to-over" sourceRef="normal" targetRef="over"/>
      <bpmn:endEvent id="over"><bpmn:incoming>to-over</bpmn:incoming></bpmn:endEvent>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>
)";

constexpr std::string_view kGated = R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="gated-definitions" targetNamespace="https://telltale.example/contract">
  <bpmn:message id="start-message" name="contract-gated"/>
  <bpmn:message id="back-message" name="contract-back">
    <bpmn:extensionElements><zeebe:subscription correlationKey="=episode"/></bpmn:extensionElements>
  </bpmn:message>
  <bpmn:error id="contract-error" errorCode="contract-error"/>
  <bpmn:process id="contract-gated" isExecutable="true">
    <bpmn:startEvent id="start">
      <bpmn:outgoing>to-gate</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="start-message"/>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="to-gate" sourceRef="start" targetRef="gate"/>
    <bpmn:serviceTask id="gate">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="=telltale.gate"/>
        <zeebe:taskHeaders><zeebe:header key="colour" value="red"/></zeebe:taskHeaders>
      </bpmn:extensionElements>
      <bpmn:incoming>to-gate</bpmn:incoming>
      <bpmn:outgoing>to-work</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="error" attachedToRef="gate">
      <bpmn:outgoing>to-caught</bpmn:outgoing>
      <bpmn:errorEventDefinition errorRef="contract-error"/>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="to-caught" sourceRef="error" targetRef="caught"/>
    <bpmn:endEvent id="caught"><bpmn:incoming>to-caught</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to-work" sourceRef="gate" targetRef="work"/>
    <bpmn:serviceTask id="work">
      <bpmn:extensionElements><zeebe:taskDefinition type="contract.work"/></bpmn:extensionElements>
      <bpmn:incoming>to-work</bpmn:incoming>
      <bpmn:outgoing>to-ended</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="to-ended" sourceRef="work" targetRef="ended"/>
    <bpmn:serviceTask id="ended">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="=telltale.ended"/>
      </bpmn:extensionElements>
      <bpmn:incoming>to-ended</bpmn:incoming>
      <bpmn:outgoing>to-end</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="to-end" sourceRef="ended" targetRef="end"/>
    <bpmn:endEvent id="end"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
    <bpmn:subProcess id="when-normal" triggeredByEvent="true">
      <bpmn:startEvent id="back" isInterrupting="true">
        <bpmn:outgoing>to-normal</bpmn:outgoing>
        <bpmn:messageEventDefinition messageRef="back-message"/>
      </bpmn:startEvent>
      <bpmn:sequenceFlow id="to-normal" sourceRef="back" targetRef="normal"/>
      <bpmn:serviceTask id="normal">
        <bpmn:extensionElements>
          <zeebe:taskDefinition type="contract.normal"/>
        </bpmn:extensionElements>
        <bpmn:incoming>to-normal</bpmn:incoming>
        <bpmn:outgoing>to-over</bpmn:outgoing>
      </bpmn:serviceTask>
      <bpmn:sequenceFlow id="to-over" sourceRef="normal" targetRef="over"/>
      <bpmn:endEvent id="over"><bpmn:incoming>to-over</bpmn:incoming></bpmn:endEvent>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>
)";

constexpr std::string_view kFence = R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="fence-definitions" targetNamespace="https://telltale.example/contract">
  <bpmn:message id="fence-message" name="contract-fence"/>
  <bpmn:process id="contract-fence" isExecutable="true">
    <bpmn:startEvent id="start">
      <bpmn:outgoing>to-fence</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="fence-message"/>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="to-fence" sourceRef="start" targetRef="fence"/>
    <bpmn:serviceTask id="fence">
      <bpmn:extensionElements><zeebe:taskDefinition type="contract.fence"/></bpmn:extensionElements>
      <bpmn:incoming>to-fence</bpmn:incoming>
      <bpmn:outgoing>to-end</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="to-end" sourceRef="fence" targetRef="end"/>
    <bpmn:endEvent id="end"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
)";

}  // namespace

std::string_view ContractProcess() { return kContract; }
std::string_view GatedProcess() { return kGated; }
std::string_view FenceProcess() { return kFence; }

}  // namespace telltale
