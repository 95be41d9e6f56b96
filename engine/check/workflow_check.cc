#include "engine/check/workflow_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"
#include "engine/rules/renderer.h"

namespace telltale {
namespace {

using Kind = WorkflowStep::Kind;
using Severity = Finding::Severity;

constexpr std::string_view kGate = "telltale.gate";
constexpr std::string_view kEnded = "telltale.ended";

bool IsExpression(std::string_view text) { return !text.empty() && text.front() == '='; }

// What stands behind the `=`.
std::string Expression(std::string_view text) {
  if (IsExpression(text)) text.remove_prefix(1);
  return std::string(absl::StripAsciiWhitespace(A(text)));
}

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// The variable that an expression reads, if it is nothing but a path: `event` of `= event.vehicle`.
std::string VariableOf(std::string_view text) {
  const std::string path = Expression(text);
  if (path.empty() || absl::ascii_isdigit(static_cast<unsigned char>(path[0]))) return "";
  const bool plain =
      std::all_of(path.begin(), path.end(), [](char c) { return IsWordCharacter(c) || c == '.'; });
  return plain ? path.substr(0, path.find('.')) : "";
}

// True if `expression` was a text in quotes, which it is without them then.
bool Unquote(std::string& expression) {
  if (expression.size() < 2 || expression.front() != '"') return false;
  if (expression.find('"', 1) != expression.size() - 1) return false;
  expression = expression.substr(1, expression.size() - 2);
  return true;
}

bool IsLiteral(std::string_view word) {
  return word == "null" || word == "true" || word == "false";
}

// The message that starts a workflow, and who sends it: a rule or a route.
struct Start {
  std::string message;
  std::string section;  // of the configuration: `rules` or `routes`
  std::string who;      // `rule` or `route`
  std::string name;     // of that one
};

// What an instance begins with, by name; absent: what the record has, which nobody knows here.
using Variables = std::optional<std::vector<std::string>>;

// What a rule tells a running workflow, and the error if that does not catch it.
struct RuleMessage {
  ErrorId error;
  std::string message;
  std::string kind;
  std::string rule;
};

class WorkflowChecker {
 public:
  WorkflowChecker(const Config& config, const ConfigTree& tree,
                  const std::vector<Workflow>& workflows)
      : config_(config), tree_(tree), workflows_(workflows) {}

  std::vector<Finding> Run() {
    for (const CompiledTopic& topic : config_.rules.topics) {
      for (const CompiledRule& rule : topic.rules) CheckRule(rule);
      for (const CompiledRoute& route : topic.routes) CheckRoute(route);
    }
    for (const PublishPlan& plan : config_.publish) CheckPublished(plan);
    for (const auto& [workflow, sent] : started_) {
      sent_ = sent;
      CheckItself(*workflow);
    }
    return std::move(findings_);
  }

 private:
  void Report(ErrorId error, const Mark& mark, std::string text,
              Severity severity = Severity::kError, std::string remedy = "") {
    Finding finding{severity,
                    error,
                    mark,
                    std::move(text),
                    std::move(remedy),
                    std::string(FindError(error).meaning)};
    const bool known = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& other) {
      return other.error == error && other.text == finding.text &&
             std::pair(other.mark.line, other.mark.column) == std::pair(mark.line, mark.column) &&
             other.mark.source == mark.source;
    });
    if (!known) findings_.push_back(std::move(finding));  // two rules may share a workflow
  }
  void Warn(ErrorId error, const Mark& mark, std::string text) {
    Report(error, mark, std::move(text), Severity::kWarning);
  }

  void CheckRule(const CompiledRule& rule);
  void CheckRoute(const CompiledRoute& route);
  void CheckRouteStart(const CompiledRoute& route);
  void CheckRouteCatch(const CompiledRoute& route);
  void CheckPublished(const PublishPlan& plan);
  void ReportNoStart(const Start& start);
  void CheckGate(const Workflow& workflow, const WorkflowStep& start);
  void CheckBack(const CompiledRule& rule, const Workflow& workflow);
  void CheckForward(const CompiledRule& rule, const std::string& message, const Workflow& workflow);
  void CheckCorrelation(const WorkflowStep& start);
  void ReportNoCatch(const RuleMessage& wanted, const Workflow& workflow);
  void CheckEnded(const CompiledRule& rule, const Workflow& workflow);
  void CheckItself(const Workflow& workflow);
  void CheckJobType(const MarkedText& type);
  void CheckNeeds(const Workflow& workflow);
  void CheckNeed(const std::optional<MarkedText>& expression, std::string_view what);
  void CheckExpressions(const Workflow& workflow);
  void NoteStarted(const Workflow& workflow, const Variables& names);
  bool IsSent(const std::string& variable) const {
    return std::find(sent_->begin(), sent_->end(), variable) != sent_->end();
  }

  const Config& config_;
  const ConfigTree& tree_;
  const std::vector<Workflow>& workflows_;
  // By some rule or route, each once; with the variables that every such rule or route brings.
  std::vector<std::pair<const Workflow*, Variables>> started_;
  Variables sent_;  // to the workflow that is looked at
  std::vector<Finding> findings_;
};

bool WaitsFor(const WorkflowStep& step, std::string_view message) {
  return step.message && step.message->name.text == message;
}

bool Starts(const WorkflowStep& step, std::string_view message) {
  return step.kind == Kind::kStart && step.inside < 0 && WaitsFor(step, message);
}

// Start events of event subprocesses that catch the message wherever the workflow stands.
std::vector<const WorkflowStep*> CatchesOf(const Workflow& workflow, std::string_view message) {
  std::vector<const WorkflowStep*> catches;
  for (const WorkflowStep& step : workflow.steps) {
    const bool everywhere = step.kind == Kind::kStart && step.inside >= 0 &&
                            workflow.steps[step.inside].kind == Kind::kEventSubprocess &&
                            workflow.steps[step.inside].inside < 0;
    if (everywhere && WaitsFor(step, message)) catches.push_back(&step);
  }
  return catches;
}

void WorkflowChecker::CheckRule(const CompiledRule& rule) {
  bool started = false;
  for (const Workflow& workflow : workflows_) {
    for (const WorkflowStep& step : workflow.steps) {
      if (!Starts(step, rule.start.name)) continue;
      started = true;
      const std::vector<std::string_view> names = StartVariables(rule);
      NoteStarted(workflow, std::vector<std::string>(names.begin(), names.end()));
      CheckGate(workflow, step);
      if (rule.back) CheckBack(rule, workflow);
      for (const ForwardPlan& forward : rule.forwards) {
        CheckForward(rule, forward.message.name, workflow);
      }
      if (rule.plan.clear.Has(Clear::Form::kNever)) CheckEnded(rule, workflow);
    }
  }
  if (!started) ReportNoStart({rule.start.name, "rules", "rule", rule.name});
}

// A name that each record gives anew cannot be looked for.
void WorkflowChecker::CheckRoute(const CompiledRoute& route) {
  if (route.message_name) return;
  if (route.starts) {
    CheckRouteStart(route);
  } else {
    CheckRouteCatch(route);
  }
}

void WorkflowChecker::CheckRouteStart(const CompiledRoute& route) {
  Variables names;
  if (route.variables) {
    names.emplace();
    for (const auto& [name, program] : *route.variables) names->push_back(name);
  }
  bool started = false;
  for (const Workflow& workflow : workflows_) {
    for (const WorkflowStep& step : workflow.steps) {
      if (!Starts(step, route.message)) continue;
      started = true;
      NoteStarted(workflow, names);
    }
  }
  if (!started) ReportNoStart({route.message, "routes", "route", route.name});
}

// Which expression finds the instance is the workflow's own: only that there is one can be said.
void WorkflowChecker::CheckRouteCatch(const CompiledRoute& route) {
  std::vector<std::string> names;
  bool caught = false;
  for (const Workflow& workflow : workflows_) {
    for (const WorkflowStep& step : workflow.steps) {
      if (!step.message) continue;
      names.push_back(step.message->name.text);
      if (!WaitsFor(step, route.message)) continue;
      caught = true;
      if (step.message->correlation_key || Starts(step, route.message)) continue;
      Report(ErrorId::kWrongCorrelation, step.message->name.mark,
             absl::StrCat("expected a correlation key of message '", route.message,
                          "', which route ", route.name, " correlates, but it has none"));
    }
  }
  if (caught) return;
  const std::string nearest = Nearest(route.message, names);
  Report(ErrorId::kRouteNotCaught, PlaceOf(tree_, "routes", route.name, "correlate"),
         absl::StrCat("expected a workflow that waits for '", route.message, "' of route ",
                      route.name, ", but none does"),
         Severity::kError, nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
}

// A job type that an instance makes up can be any.
void WorkflowChecker::CheckPublished(const PublishPlan& plan) {
  std::vector<std::string> types;
  for (const Workflow& workflow : workflows_) {
    for (const WorkflowStep& step : workflow.steps) {
      if (!step.job_type) continue;
      std::string type = Expression(step.job_type->text);
      const bool is_text = !IsExpression(step.job_type->text) || Unquote(type);
      if (!is_text && type != kGate && type != kEnded) return;
      types.push_back(std::move(type));
    }
  }
  if (std::find(types.begin(), types.end(), plan.job) != types.end()) return;
  const std::string nearest = Nearest(plan.job, types);
  Report(ErrorId::kJobNowhere, PlaceOf(tree_, "publish", plan.name, "job"),
         absl::StrCat("expected a task with job type '", plan.job, "' of publish ", plan.name,
                      ", but no workflow has one"),
         Severity::kWarning, nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
}

void WorkflowChecker::NoteStarted(const Workflow& workflow, const Variables& names) {
  const auto known = std::find_if(started_.begin(), started_.end(),
                                  [&](const auto& each) { return each.first == &workflow; });
  if (known == started_.end()) {
    started_.emplace_back(&workflow, names);
  } else if (!known->second) {
    known->second = names;
  } else if (names) {
    std::erase_if(*known->second, [&](const std::string& name) {
      return std::find(names->begin(), names->end(), name) == names->end();
    });
  }
}

void WorkflowChecker::ReportNoStart(const Start& start) {
  std::vector<std::string> names;
  bool elsewhere = false;
  for (const Workflow& workflow : workflows_) {
    for (const WorkflowStep& step : workflow.steps) {
      elsewhere |= WaitsFor(step, start.message);
      if (step.kind == Kind::kStart && step.inside < 0 && step.message) {
        names.push_back(step.message->name.text);
      }
    }
  }
  const std::string nearest = Nearest(start.message, names);
  Report(ErrorId::kStartNotCaught, PlaceOf(tree_, start.section, start.name, "start"),
         absl::StrCat("expected a workflow with a message start event '", start.message,
                      "', the start of ", start.who, " ", start.name, ", but ",
                      elsewhere ? "it is only waited for within a workflow" : "there is none"),
         Severity::kError, nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
}

void WorkflowChecker::CheckGate(const Workflow& workflow, const WorkflowStep& start) {
  std::string first = "nothing";
  bool later = false;
  for (const WorkflowStep& step : workflow.steps) {
    const bool gate = step.job_type && Expression(step.job_type->text) == kGate;
    const bool next = std::find(start.next.begin(), start.next.end(), step.id) != start.next.end();
    if (gate && next && start.next.size() == 1) return;
    later |= gate;
    if (next) first = step.title;
  }
  Warn(ErrorId::kGateMissing, start.mark,
       absl::StrCat("expected a gate, a service task with job type `=telltale.gate`, right behind ",
                    start.title, ", but there is ", first,
                    later ? ", and the gate comes later" : ""));
}

void WorkflowChecker::CheckBack(const CompiledRule& rule, const Workflow& workflow) {
  const std::vector<const WorkflowStep*> catches = CatchesOf(workflow, rule.back->name);
  for (const WorkflowStep* start : catches) {
    if (start->interrupting.text == "false") {
      Report(ErrorId::kBackDoesNotInterrupt, start->interrupting.mark,
             absl::StrCat("expected '", rule.back->name, "', the back of rule ", rule.name,
                          ", to interrupt the workflow, but ", start->title, " does not"));
    }
    CheckCorrelation(*start);
  }
  if (!catches.empty()) return;
  ReportNoCatch({ErrorId::kBackNotCaught, rule.back->name, "back", rule.name}, workflow);
}

// A forward that is waited for at one place only, as by a receive task, may be meant so: Zeebe
// keeps it for its TTL until the workflow comes there.
void WorkflowChecker::CheckForward(const CompiledRule& rule, const std::string& message,
                                   const Workflow& workflow) {
  const std::vector<const WorkflowStep*> catches = CatchesOf(workflow, message);
  for (const WorkflowStep* start : catches) {
    if (start->interrupting.text != "false") {
      Report(ErrorId::kForwardInterrupts,
             start->interrupting.text.empty() ? start->mark : start->interrupting.mark,
             absl::StrCat("expected '", message, "', a forward of rule ", rule.name,
                          ", not to interrupt the workflow, but ", start->title, " does"));
    }
    CheckCorrelation(*start);
  }
  if (!catches.empty()) return;
  for (const WorkflowStep& step : workflow.steps) {
    if (WaitsFor(step, message)) CheckCorrelation(step);
  }
  ReportNoCatch({ErrorId::kForwardNotCaught, message, "forward", rule.name}, workflow);
}

void WorkflowChecker::CheckCorrelation(const WorkflowStep& start) {
  const WorkflowMessage& message = *start.message;
  const std::string written = message.correlation_key ? message.correlation_key->text : "";
  const std::string key = Expression(written);
  if (IsExpression(written) && (key == "episode" || key == "telltale.episode")) return;
  Report(ErrorId::kWrongCorrelation,
         message.correlation_key ? message.correlation_key->mark : message.name.mark,
         absl::StrCat("expected the correlation key `= episode` of message '", message.name.text,
                      "', but ",
                      written.empty() ? "it has none" : absl::StrCat("it is `", written, "`")));
}

void WorkflowChecker::ReportNoCatch(const RuleMessage& wanted, const Workflow& workflow) {
  std::vector<std::string> names;
  const WorkflowStep* elsewhere = nullptr;
  for (const WorkflowStep& step : workflow.steps) {
    if (!step.message) continue;
    names.push_back(step.message->name.text);
    if (WaitsFor(step, wanted.message)) elsewhere = &step;
  }
  const std::string nearest = elsewhere ? "" : Nearest(wanted.message, names);
  Report(
      wanted.error, elsewhere ? elsewhere->mark : workflow.mark,
      absl::StrCat("expected an event subprocess of process ", workflow.process, " that catches '",
                   wanted.message, "', the ", wanted.kind, " of rule ", wanted.rule, ", but ",
                   elsewhere ? absl::StrCat("only ", elsewhere->title, " does, while it is active")
                             : "nothing does"),
      elsewhere && wanted.error == ErrorId::kForwardNotCaught ? Severity::kWarning
                                                              : Severity::kError,
      nearest.empty() ? "" : absl::StrCat("'", nearest, "' is caught; is that what is meant?"));
}

void WorkflowChecker::CheckEnded(const CompiledRule& rule, const Workflow& workflow) {
  for (const WorkflowStep& step : workflow.steps) {
    if (step.job_type && Expression(step.job_type->text) == kEnded) return;
  }
  Warn(ErrorId::kNothingEndsIt, workflow.mark,
       absl::StrCat("expected a service task with job type `=telltale.ended` in process ",
                    workflow.process, ", because rule ", rule.name,
                    " never clears, but there is none"));
}

// What is wrong with a workflow whoever starts it.
void WorkflowChecker::CheckItself(const Workflow& workflow) {
  if (workflow.executable.text != "true") {
    Report(ErrorId::kNotExecutable, workflow.executable.mark,
           absl::StrCat("expected process ", workflow.process, " to be executable, but it is not"));
  }
  for (const WorkflowStep& step : workflow.steps) {
    if (step.job_type) CheckJobType(*step.job_type);
  }
  CheckNeeds(workflow);
  CheckExpressions(workflow);
}

void WorkflowChecker::CheckJobType(const MarkedText& type) {
  if (type.text != kGate && type.text != kEnded) return;
  Warn(ErrorId::kFixedJobType, type.mark,
       absl::StrCat("expected the expression `=", type.text, "` as job type, but it is the text `",
                    type.text, "`"));
}

// What is evaluated as soon as an instance exists: the first tasks, and whatever waits beside them.
void WorkflowChecker::CheckNeeds(const Workflow& workflow) {
  std::set<std::string> first;
  for (const WorkflowStep& step : workflow.steps) {
    if (step.kind != Kind::kStart) continue;
    if (step.inside < 0) {
      first.insert(step.next.begin(), step.next.end());
    } else if (workflow.steps[step.inside].inside < 0 &&
               workflow.steps[step.inside].kind == Kind::kEventSubprocess) {
      if (step.message) CheckNeed(step.message->correlation_key, "correlation key");
      CheckNeed(step.timer, "timer");
    }
  }
  for (const WorkflowStep& step : workflow.steps) {
    if (first.count(step.id) > 0) CheckNeed(step.job_type, "job type");
  }
}

void WorkflowChecker::CheckNeed(const std::optional<MarkedText>& expression,
                                std::string_view what) {
  if (!expression || !IsExpression(expression->text) || !sent_) return;
  const std::string variable = VariableOf(expression->text);
  if (variable.empty() || IsLiteral(variable) || IsSent(variable)) return;
  Report(ErrorId::kVariableNotSent, expression->mark,
         absl::StrCat("expected a ", A(what), " of what every start brings (",
                      absl::StrJoin(*sent_, ", "), "), but it reads '", variable, "'"));
}

void WorkflowChecker::CheckExpressions(const Workflow& workflow) {
  for (const MarkedText& condition : workflow.conditions) {
    if (IsExpression(condition.text)) continue;
    Warn(ErrorId::kNoExpression, condition.mark,
         absl::StrCat("expected a condition that begins with `=`, but it is the text `",
                      condition.text, "`"));
  }
  for (const MarkedText& input : workflow.inputs) {
    if (IsExpression(input.text) || !sent_ || !IsSent(VariableOf(input.text))) continue;
    Warn(ErrorId::kNoExpression, input.mark,
         absl::StrCat("expected the expression `=", input.text,
                      "` in a mapping, but it is the text `", input.text, "`"));
  }
}

}  // namespace

std::vector<Finding> CheckWorkflows(const Config& config, const ConfigTree& tree,
                                    const std::vector<Workflow>& workflows) {
  return WorkflowChecker(config, tree, workflows).Run();
}

}  // namespace telltale
