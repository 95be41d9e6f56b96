#include "engine/check/rule_check.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/strings.h"
#include "engine/check/condition_reach.h"
#include "engine/check/witness.h"
#include "engine/rules/compile_condition.h"

namespace telltale {
namespace {

using Severity = Finding::Severity;

// One rule and where its findings go.
class RuleChecker {
 public:
  RuleChecker(const Config& config, const ConfigTree& tree, std::vector<Finding>& findings)
      : config_(config), tree_(tree), findings_(findings) {}

  void Check(const CompiledTopic& topic, const CompiledRule& rule, bool workflows_follow) {
    topic_ = &topic;
    rule_ = &rule;
    CheckEnd(workflows_follow);
    CheckClearBeforeLate();
    CheckSilence();
    CheckReach();
    CheckMissingFields();
    CheckConditions("raise", rule.plan.raise);
    CheckConditions("clear", rule.plan.clear);
  }

 private:
  void Add(ErrorId error, std::string_view option, std::string text,
           Severity severity = Severity::kWarning, std::string remedy = "") {
    findings_.push_back({severity, error, PlaceOf(tree_, "rules", rule_->name, std::string(option)),
                         std::move(text), std::move(remedy),
                         std::string(FindError(error).meaning)});
  }

  void CheckEnd(bool workflows_follow);
  void CheckClearBeforeLate();
  void CheckSilence();
  void CheckReach();
  void Never(std::string_view option, std::string_view what);
  void CheckMissingFields();
  template <class Form>
  void CheckConditions(std::string_view option, const Alternatives<Form>& forms);
  void CheckCondition(std::string_view option, size_t form, const Window& window);
  void CheckPartial(std::string_view option, size_t form, Condition condition);

  const Config& config_;
  const ConfigTree& tree_;
  std::vector<Finding>& findings_;
  const CompiledTopic* topic_ = nullptr;
  const CompiledRule* rule_ = nullptr;
};

void RuleChecker::CheckEnd(bool workflows_follow) {
  if (workflows_follow || !rule_->plan.clear.Has(Clear::Form::kNever)) return;
  Add(ErrorId::kNothingEndsIt, "clear",
      absl::StrCat("expected a 'clear' in rule ", rule_->name,
                   ", but nothing ends its episodes unless its workflow does"),
      Severity::kWarning,
      "Give it a `clear`, or let `check --bpmn` see that the workflow tells its end.");
}

bool AsksMean(const Condition& condition) {
  return std::any_of(condition.aggregates.begin(), condition.aggregates.end(),
                     [](const Aggregate& each) { return each.kind == Aggregate::Kind::kMean; });
}

template <class Form>
void RuleChecker::CheckConditions(std::string_view option, const Alternatives<Form>& forms) {
  for (size_t i = 0; i < forms.size(); ++i) {
    if (forms[i].form != Form::Form::kWindow) continue;
    CheckCondition(option, i, rule_->plan.windows[forms[i].window]);
  }
}

void RuleChecker::CheckCondition(std::string_view option, size_t form, const Window& window) {
  if (CanHold(window.condition)) return CheckPartial(option, form, window.condition);
  const std::string name(option);
  findings_.push_back(
      {.severity = Severity::kWarning,
       .error = ErrorId::kNeverHappens,
       .mark = PlaceOf(tree_, "rules", rule_->name, name, form),
       .text = absl::StrCat("expected that some window of rule ", rule_->name,
                            " can fulfil this condition of '", name, "', but none can"),
       .remedy = absl::StrCat(
           "Mend the condition; that nothing comes is asked by ",
           option == "raise" ? "`count() > 0 over session T`." : "`quiet for` or `silent for`."),
       .reason = "A window without any event is not judged, counts and deviations are never "
                 "negative, and what is divided by 0 is null, which fulfils nothing."});
}

// The first window of a key begins before its first event, and one after a pause holds one event.
void RuleChecker::CheckPartial(std::string_view option, size_t form, Condition condition) {
  const ConditionNeeds needs = FindNeeds(condition);
  if (needs.asks_count || !(needs.less_than || AsksMean(condition))) return;
  const bool first = needs.less_than && option == "raise";
  const std::string name(option);
  findings_.push_back(
      {.severity = first ? Severity::kWarning : Severity::kNote,
       .error = ErrorId::kPartialWindow,
       .mark = PlaceOf(tree_, "rules", rule_->name, name, form),
       .text = absl::StrCat("expected 'and count() >= N' in '", name, "' of rule ", rule_->name,
                            first ? ", which says 'less than', but a first window may be partial"
                                  : ", but one event alone can fulfil it"),
       .reason = std::string(FindError(ErrorId::kPartialWindow).meaning)});
}

void RuleChecker::CheckClearBeforeLate() {
  for (const Clear& clear : rule_->plan.clear) {
    if (clear.span == Millis{0} || clear.span >= topic_->late) continue;
    Add(ErrorId::kClearBeforeLate, "clear",
        absl::StrCat("expected a span of at least ", FormatDuration(topic_->late),
                     " (late) for 'clear', but it is ", FormatDuration(clear.span)));
  }
}

// Whether a key that says nothing is silent, or the file simply ends, only arrival times tell.
void RuleChecker::CheckSilence() {
  const bool from_file = !config_.input.empty() && config_.input != "kafka";
  const Alternatives<Clear>& clear = rule_->plan.clear;
  const bool absence = clear.Has(Clear::Form::kQuietFor) || clear.Has(Clear::Form::kSilentFor);
  if (!from_file || topic_->arrival || !absence) return;
  Add(ErrorId::kSilenceUnproven, "clear",
      absl::StrCat("expected 'arrival' in topic ", topic_->name,
                   ", because absence ends episodes of rule ", rule_->name,
                   ", but the input is a file without it"));
}

void RuleChecker::Never(std::string_view option, std::string_view what) {
  Add(ErrorId::kNeverHappens, option,
      absl::StrCat("expected that some event of rule ", rule_->name, " can be ", A(what),
                   ", but none can"));
}

void RuleChecker::CheckReach() {
  const std::optional<SignalSet> signals = PossibleSignals(*topic_, *rule_);
  if (!signals) return;
  if (!signals->any) return Never("where", "one of the rule's");
  const bool bad = signals->Has(Signal::kBad);
  const bool good = signals->Has(Signal::kGood);
  const bool neither = signals->Has(Signal::kNeither);
  if (!bad && !good && !neither) {
    if (!signals->Has(Signal::kOff)) return Never("fault", "anything but faulty");
    return Never("while", "enabled");
  }
  // A window may ask for anything of its events.
  const bool by_window = rule_->plan.raise.Has(Raise::Form::kWindow);
  if (!bad && !by_window) Never("bad", "bad");
  const Alternatives<Clear>& clear = rule_->plan.clear;
  const bool waits = clear.Has(Clear::Form::kGoodFor) || clear.Has(Clear::Form::kGoodInARow);
  if (!good && (rule_->good || waits)) Never(rule_->good ? "good" : "bad", "good");
}

void RuleChecker::CheckMissingFields() {
  const SignalSet signals = SignalsWithoutFieldsOfBad(*topic_, *rule_);
  const bool bad = signals.Has(Signal::kBad);
  if (!bad && !signals.Has(Signal::kGood)) return;
  std::vector<std::string> names, nulls;
  for (const Slot slot : FieldsOfBad(*rule_)) {
    names.push_back(topic_->slots.paths()[slot].ToString());
    nulls.push_back(names.back() + " = null");
  }
  Add(ErrorId::kMissingFieldCounts, "bad",
      absl::StrCat("expected events with ", absl::StrJoin(names, " and "),
                   ", but one without counts as ", bad ? "bad" : "good"),
      Severity::kNote,
      absl::StrCat("If such an event should count as nothing: `fault: ",
                   absl::StrJoin(nulls, " and "), "`."));
}

}  // namespace

std::vector<Finding> CheckRules(const Config& config, const ConfigTree& tree,
                                bool workflows_follow) {
  std::vector<Finding> findings;
  RuleChecker checker(config, tree, findings);
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRule& rule : topic.rules) checker.Check(topic, rule, workflows_follow);
  }
  return findings;
}

}  // namespace telltale
