#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/check/sample.h"
#include "engine/check/witness.h"

namespace telltale {
namespace {

using Severity = Finding::Severity;

// Fewer records say little; whatever is concluded from them would be chance.
constexpr size_t kFewestRecords = 20;

// A clock that is wrong by more is no delay any more.
constexpr Millis kDay{24 * 3600 * 1000};

// `3 of 200`.
std::string Of(size_t part, size_t whole) { return absl::StrCat(part, " of ", whole); }

class SampleChecker {
 public:
  SampleChecker(const CompiledTopic& topic, const TopicReport& report, const ConfigTree& tree)
      : topic_(topic), report_(report), tree_(tree) {}

  std::vector<Finding> Run() {
    if (report_.records < kFewestRecords) {
      NoteTooFew();
      return std::move(findings_);
    }
    if (!topic_.rules.empty()) {  // which alone ask for time and id
      CheckTime();
      CheckIds();
    }
    for (size_t i = 0; i < topic_.rules.size(); ++i) {
      CheckKeys(topic_.rules[i], report_.rules[i]);
      CheckFields(topic_.rules[i]);
      CheckSignals(topic_.rules[i], report_.rules[i]);
      CheckSpans(topic_.rules[i], report_.rules[i]);
      CheckDisorder(report_.rules[i]);
      CheckSilence(topic_.rules[i]);
    }
    for (size_t i = 0; i < topic_.routes.size(); ++i) {
      CheckRouteFields(topic_.routes[i]);
      CheckSetAside(report_.routes[i]);
    }
    return std::move(findings_);
  }

 private:
  void Add(ErrorId error, const Mark& mark, std::string text,
           Severity severity = Severity::kWarning) {
    findings_.push_back(
        {severity, error, mark, std::move(text), "", std::string(FindError(error).meaning)});
  }
  Mark OfTopic(const std::string& option) const {
    return PlaceOf(tree_, "topics", topic_.name, option);
  }
  Mark OfRule(const std::string& rule, const std::string& option) const {
    return PlaceOf(tree_, "rules", rule, option);
  }

  void NoteTooFew();
  void CheckTime();
  void CheckIds();
  void CheckKeys(const CompiledRule& rule, const RuleReport& report);
  void CheckFields(const CompiledRule& rule);
  void CheckSignals(const CompiledRule& rule, const RuleReport& report);
  void CheckSpans(const CompiledRule& rule, const RuleReport& report);
  void CheckDisorder(const RuleReport& report);
  void CheckSilence(const CompiledRule& rule);
  void CheckRouteFields(const CompiledRoute& route);
  void CheckSetAside(const RouteReport& report);

  const CompiledTopic& topic_;
  const TopicReport& report_;
  const ConfigTree& tree_;
  std::vector<Finding> findings_;
};

void SampleChecker::NoteTooFew() {
  Add(ErrorId::kSampleTooSmall, OfTopic(""),
      absl::StrCat("expected a sample of at least ", kFewestRecords, " readable records of topic ",
                   topic_.name, ", but there ",
                   report_.records == 1 ? "is 1" : absl::StrCat("are ", report_.records)),
      Severity::kNote);
}

void SampleChecker::CheckTime() {
  const std::string name = absl::StrCat("a time of the event in topic ", topic_.name);
  if (report_.time_missing * 10 > report_.records) {
    Add(ErrorId::kTimeImplausible, OfTopic("time"),
        absl::StrCat("expected ", name, ", but ", Of(report_.time_missing, report_.records),
                     " records have none, or an impossible one"));
  } else if (report_.zone != Millis{0}) {
    const bool behind = report_.zone > Millis{0};
    Add(ErrorId::kTimeImplausible, OfTopic("time"),
        absl::StrCat("expected ", name, " in UTC, but half of all events are at least ",
                     FormatDuration(behind ? report_.zone : -report_.zone),
                     behind ? " older" : " newer", " than their arrival"));
  } else if (report_.delay.p50 > kDay || report_.delay.p50 < -topic_.ahead) {
    const bool behind = report_.delay.p50 > Millis{0};
    Add(ErrorId::kTimeImplausible, OfTopic("time"),
        absl::StrCat("expected ", name, " near its arrival, but half of all events are at least ",
                     FormatDuration(behind ? report_.delay.p50 : -report_.delay.p50),
                     behind ? " older" : " newer"));
  }
}

void SampleChecker::CheckIds() {
  if (report_.repeated_ids * 2 <= report_.records) return;
  Add(ErrorId::kIdRepeats, OfTopic("id"),
      absl::StrCat("expected an id of its own for each event of topic ", topic_.name, ", but ",
                   Of(report_.repeated_ids, report_.records), " repeat one"));
}

void SampleChecker::CheckKeys(const CompiledRule& rule, const RuleReport& report) {
  if (report.scattered == 0) return;
  Add(ErrorId::kKeyScattered, OfRule(rule.name, "key"),
      absl::StrCat("expected all events of a key of rule ", rule.name,
                   " in one partition, but those of ", Of(report.scattered, report.keys),
                   " keys, such as ", report.scattered_key, ", are in several"),
      Severity::kError);
}

// A field that no record has is most likely misspelt.
void SampleChecker::CheckFields(const CompiledRule& rule) {
  const auto check = [&](const std::string& option, const std::vector<Slot>& slots) {
    for (const Slot slot : slots) {
      if (report_.present[slot] > 0) continue;
      Add(ErrorId::kFieldNeverSeen, OfRule(rule.name, option),
          absl::StrCat("expected the field ", topic_.slots.paths()[slot].ToString(), " for '",
                       option, "' of rule ", rule.name, ", but none of ", report_.records,
                       " records has it"));
    }
  };
  const auto check_program = [&](const char* option, const std::optional<feel::Program>& program) {
    if (program) check(option, FieldsOf(*program));
  };
  check("key", rule.key_slots);
  check_program("where", rule.where);
  check_program("fault", rule.fault);
  check_program("while", rule.enable);
  check_program("bad", rule.bad);
  check_program("good", rule.good);
  const char* with_windows = rule.plan.raise.Has(Raise::Form::kWindow) ? "raise" : "clear";
  for (const feel::Program& operand : rule.operands) check_program(with_windows, operand);
  const auto check_message = [&](const char* option, const MessagePlan& message) {
    if (message.variables) check(option, message.variables->FieldSlots());
  };
  check_message("start", rule.start);
  if (rule.back) check_message("back", *rule.back);
  for (const ForwardPlan& forward : rule.forwards) {
    check_program("forward", forward.where);
    check_message("forward", forward.message);
  }
}

// A state that is written otherwise, such as `run` for `RUN`, leaves nothing to judge.
void SampleChecker::CheckSignals(const CompiledRule& rule, const RuleReport& report) {
  const auto of = [&report](Signal signal) { return report.signals[static_cast<size_t>(signal)]; };
  const size_t faulty = of(Signal::kFault), off = of(Signal::kOff);
  if (faulty + off < std::max(report.matching, kFewestRecords)) return;
  Add(ErrorId::kNeverHappens, OfRule(rule.name, off > 0 ? "while" : "fault"),
      absl::StrCat("expected events of rule ", rule.name, " that count, but ",
                   Of(faulty, report.matching), " are faulty and ", off, " are not enabled"));
}

// Half of the time the next event of a key comes later than `cadence`.
void SampleChecker::CheckSpans(const CompiledRule& rule, const RuleReport& report) {
  if (report.cadence.count < kFewestRecords) return;
  const Millis cadence = report.cadence.p50;
  const auto add = [&](const char* option, Millis span, Millis needed) {
    Add(ErrorId::kSpanBelowCadence, OfRule(rule.name, option),
        absl::StrCat("expected a span above ", FormatDuration(needed), " for '", option,
                     "' of rule ", rule.name, ", whose events of a key come each ",
                     FormatDuration(cadence), ", but it is ", FormatDuration(span)));
  };
  for (const Raise& raise : rule.plan.raise) {
    const Millis needed = cadence * (raise.n - 1);
    if (raise.form == Raise::Form::kCountInSpan && raise.span <= needed) {
      add("raise", raise.span, needed);
    }
  }
  for (const Clear& clear : rule.plan.clear) {
    const bool absence =
        clear.form == Clear::Form::kQuietFor || clear.form == Clear::Form::kSilentFor;
    if (absence && clear.span <= cadence) add("clear", clear.span, cadence);
  }
  if (rule.plan.silent > Millis{0} && rule.plan.silent <= cadence) {
    add("silent", rule.plan.silent, cadence);
  }
}

void SampleChecker::CheckDisorder(const RuleReport& report) {
  if (report.beyond_late == 0) return;
  const size_t events = report.cadence.count + report.disorder.count;
  Add(ErrorId::kDisorderBeyondLate, OfTopic("late"),
      absl::StrCat("expected events of a key at most ", FormatDuration(topic_.late),
                   " (late) behind its newest, but ", Of(report.beyond_late, events), " of rule ",
                   report.rule, " are further behind, up to ",
                   FormatDuration(report.disorder.most)));
}

void SampleChecker::CheckSilence(const CompiledRule& rule) {
  const Alternatives<Clear>& clear = rule.plan.clear;
  const bool absence = clear.Has(Clear::Form::kQuietFor) || clear.Has(Clear::Form::kSilentFor);
  if (!absence || report_.producer_time == 0) return;
  Add(ErrorId::kSilenceUnproven, OfRule(rule.name, "clear"),
      absl::StrCat("expected arrival times from the broker (message.timestamp.type "
                   "LogAppendTime) in topic ",
                   topic_.name, ", because absence ends episodes of rule ", rule.name,
                   ", but they are the senders' own (CreateTime)"));
}

void SampleChecker::CheckRouteFields(const CompiledRoute& route) {
  const auto check = [&](const char* option, const feel::Program& program) {
    for (const Slot slot : FieldsOf(program)) {
      const std::optional<Slot> field = route.inputs.FieldOf(slot);
      if (!field || report_.present[*field] > 0) continue;
      Add(ErrorId::kFieldNeverSeen, PlaceOf(tree_, "routes", route.name, option),
          absl::StrCat("expected the field ", topic_.slots.paths()[*field].ToString(), " for '",
                       option, "' of route ", route.name, ", but none of ", report_.records,
                       " records has it"));
    }
  };
  if (route.where) check("where", *route.where);
  if (route.message_name) check(route.starts ? "start" : "correlate", *route.message_name);
  if (route.with) check("with", *route.with);
  if (route.message_id) check("id", *route.message_id);
  if (route.all_variables) check("variables", *route.all_variables);
  if (!route.variables) return;
  for (const auto& [name, program] : *route.variables) check("variables", program);
}

// A few of many may be bad records; where it is one in ten, the route is.
void SampleChecker::CheckSetAside(const RouteReport& report) {
  if (report.set_aside * 10 <= report.matching) return;
  Add(ErrorId::kRouteSetsAside, PlaceOf(tree_, "routes", report.route, "topic"),
      absl::StrCat("expected a message of each record that matches route ", report.route, ", but ",
                   Of(report.set_aside, report.matching),
                   " make none; of the first: ", report.why));
}

}  // namespace

std::vector<Finding> CheckSample(const CompiledTopic& topic, const TopicReport& report,
                                 const ConfigTree& tree) {
  return SampleChecker(topic, report, tree).Run();
}

}  // namespace telltale
