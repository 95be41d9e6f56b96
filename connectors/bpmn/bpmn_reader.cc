#include "connectors/bpmn/bpmn_reader.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/bpmn/xml_tree.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// Source: OMG BPMN 2.0.2, chapter 15; Camunda 8's extension elements.
constexpr std::string_view kBpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL|";
constexpr std::string_view kZeebe = "http://camunda.org/schema/zeebe/1.0|";

// The name within a namespace; empty if it is of another one.
std::string_view Within(std::string_view space, std::string_view name) {
  return name.substr(0, space.size()) == space ? name.substr(space.size()) : std::string_view();
}

const XmlElement* FindChild(const XmlElement& of, std::string_view space, std::string_view name) {
  for (const XmlElement& child : of.children) {
    if (Within(space, child.name) == name) return &child;
  }
  return nullptr;
}

// The first extension element of this name.
const XmlElement* FindExtension(const XmlElement& of, std::string_view name) {
  const XmlElement* extensions = FindChild(of, kBpmn, "extensionElements");
  return extensions == nullptr ? nullptr : FindChild(*extensions, kZeebe, name);
}

// The attribute, or what stands for one that is not given.
MarkedText Text(const XmlElement& of, std::string_view attribute, std::string_view unless = "") {
  const XmlAttribute* found = of.Find(attribute);
  if (found == nullptr) return {std::string(unless), of.mark};
  return {found->value, found->mark};
}

// `prefix:id` names `id`.
std::string LocalId(const std::string& name) { return name.substr(name.find(':') + 1); }

// `="back"` is the text `back`: the only expression that says the same for every instance.
MarkedText ConstantName(MarkedText name) {
  const std::string& text = name.text;
  const size_t begin = text.find_first_not_of(' ', 1);
  if (text.empty() || text[0] != '=' || begin == std::string::npos || text[begin] != '"') {
    return name;
  }
  const size_t end = text.find('"', begin + 1);
  if (end != std::string::npos && text.find_first_not_of(' ', end + 1) == std::string::npos) {
    name.text = text.substr(begin + 1, end - begin - 1);
  }
  return name;
}

// `userTask` is a user task.
std::string Words(std::string_view camel) {
  std::string words;
  for (const char c : camel) {
    if (c >= 'A' && c <= 'Z') {
      words += ' ';
      words += static_cast<char>(c - 'A' + 'a');
    } else {
      words += c;
    }
  }
  return words;
}

class ProcessReader {
 public:
  explicit ProcessReader(const XmlElement& definitions) {
    for (const XmlElement& child : definitions.children) {
      if (Within(kBpmn, child.name) == "message") AddMessage(child);
    }
  }

  Workflow Read(const XmlElement& process) const {
    Workflow workflow{.process = Text(process, "id").text,
                      .mark = process.mark,
                      .executable = Text(process, "isExecutable", "false")};
    std::vector<const XmlElement*> flows;
    AddSteps(process, /*inside=*/-1, workflow, flows);
    Connect(flows, workflow);
    return workflow;
  }

 private:
  void AddMessage(const XmlElement& element) {
    WorkflowMessage message{.name = ConstantName(Text(element, "name"))};
    if (const XmlElement* subscription = FindExtension(element, "subscription")) {
      message.correlation_key = Text(*subscription, "correlationKey");
    }
    messages_[Text(element, "id").text] = std::move(message);
  }

  // All that lies directly in a process or a subprocess, then what lies deeper.
  void AddSteps(const XmlElement& scope, int inside, Workflow& workflow,
                std::vector<const XmlElement*>& flows) const {
    for (const XmlElement& child : scope.children) {
      const std::string_view what = Within(kBpmn, child.name);
      if (what == "sequenceFlow") {
        AddCondition(child, workflow);
        flows.push_back(&child);
      } else if (child.Find("id") != nullptr && IsStep(what)) {
        workflow.steps.push_back(ReadStep(child, what, inside));
        AddMappings(child, workflow);
        AddSteps(child, static_cast<int>(workflow.steps.size()) - 1, workflow, flows);
      }
    }
  }

  static bool IsStep(std::string_view what) {
    for (const std::string_view end : {"Event", "Task", "task", "Gateway", "Process", "Activity"}) {
      if (what.size() >= end.size() && what.substr(what.size() - end.size()) == end) return true;
    }
    return false;
  }

  WorkflowStep ReadStep(const XmlElement& element, std::string_view what, int inside) const {
    WorkflowStep step{.id = Text(element, "id").text,
                      .title = Words(what),
                      .mark = element.mark,
                      .inside = inside,
                      .interrupting = Text(element, "isInterrupting", "true")};
    if (const XmlAttribute* name = element.Find("name")) {
      absl::StrAppend(&step.title, " '", name->value, "'");
    }
    if (what == "startEvent") step.kind = WorkflowStep::Kind::kStart;
    if (what == "subProcess" && Text(element, "triggeredByEvent").text == "true") {
      step.kind = WorkflowStep::Kind::kEventSubprocess;
    }
    if (const XmlElement* task = FindExtension(element, "taskDefinition")) {
      step.job_type = Text(*task, "type");
    }
    const bool sends = what == "endEvent" || what == "sendTask" || what == "intermediateThrowEvent";
    if (!sends) AddTrigger(element, step);
    return step;
  }

  // The message or the time that an event, or a receive task, waits for.
  void AddTrigger(const XmlElement& element, WorkflowStep& step) const {
    const XmlElement* definition = FindChild(element, kBpmn, "messageEventDefinition");
    const XmlAttribute* message =
        (definition != nullptr ? *definition : element).Find("messageRef");
    if (message != nullptr) {
      const auto found = messages_.find(LocalId(message->value));
      if (found != messages_.end()) step.message = found->second;
    }
    const XmlElement* timer = FindChild(element, kBpmn, "timerEventDefinition");
    if (timer == nullptr) return;
    for (const XmlElement& child : timer->children) {
      if (!child.text.empty()) step.timer = MarkedText{child.text, child.text_mark};
    }
  }

  static void AddCondition(const XmlElement& flow, Workflow& workflow) {
    const XmlElement* condition = FindChild(flow, kBpmn, "conditionExpression");
    if (condition == nullptr || condition->text.empty()) return;
    workflow.conditions.push_back({condition->text, condition->text_mark});
  }

  static void AddMappings(const XmlElement& element, Workflow& workflow) {
    const XmlElement* mappings = FindExtension(element, "ioMapping");
    if (mappings == nullptr) return;
    for (const XmlElement& mapping : mappings->children) {
      workflow.inputs.push_back(Text(mapping, "source"));
    }
  }

  // Tells each step what comes after it.
  static void Connect(const std::vector<const XmlElement*>& flows, Workflow& workflow) {
    std::multimap<std::string, WorkflowStep*> steps;
    for (WorkflowStep& step : workflow.steps) steps.emplace(step.id, &step);
    for (const XmlElement* flow : flows) {
      const auto [begin, end] = steps.equal_range(LocalId(Text(*flow, "sourceRef").text));
      for (auto at = begin; at != end; ++at) {
        at->second->next.push_back(LocalId(Text(*flow, "targetRef").text));
      }
    }
  }

  std::map<std::string, WorkflowMessage> messages_;  // by id
};

}  // namespace

bool ReadBpmn(std::string_view text, int source, std::vector<Workflow>& workflows,
              std::vector<Finding>& findings) {
  XmlElement root;
  if (!ReadXml(text, source, root, findings)) return false;
  const ProcessReader reader(root);
  const size_t before = workflows.size();
  if (Within(kBpmn, root.name) == "definitions") {
    for (const XmlElement& child : root.children) {
      if (Within(kBpmn, child.name) == "process") workflows.push_back(reader.Read(child));
    }
  }
  if (workflows.size() > before) return true;
  findings.push_back({.error = ErrorId::kWorkflowUnreadable,
                      .mark = root.mark,
                      .text = "expected BPMN with at least one process, but there is none"});
  return false;
}

}  // namespace telltale
