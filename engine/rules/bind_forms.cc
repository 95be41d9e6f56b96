#include "engine/rules/bind_forms.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/strings.h"
#include "engine/rules/compile_condition.h"
#include "engine/rules/fitting.h"
#include "engine/rules/forms.h"

namespace telltale {
namespace {

// What to write instead of a form that is none; empty: one of those in the message.
std::string RemedyFor(std::string_view option, std::string_view form) {
  const std::vector<std::string> words =
      absl::StrSplit(std::string(form), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  if (words.empty()) return "";
  if (option == "raise" && (words[0] == "silent" || words[0] == "quiet")) {
    return "Absence raises as the end of a session: `count() > 0 over session T`, T after the last "
           "event of a key.";
  }
  // The last word is a duration in all forms that have one.
  const bool ends_in_span = words.size() > 1 && words.back() != "row";
  if (ends_in_span && !ParseDuration(words.back())) {
    return absl::StrCat("Write the time as 500ms, 30s, 1m, 2h, 3d or 1m30s; '", words.back(),
                        "' is none.");
  }
  return "";
}

class FormBinder {
 public:
  FormBinder(Section& section, CompiledTopic& topic, CompiledRule& rule)
      : section_(section), topic_(topic), rule_(rule), plan_(rule.plan) {}

  void Run() {
    const std::string raise = Bind("raise", &ParseRaise, plan_.raise);
    const std::string clear = Bind("clear", &ParseClear, plan_.clear);
    rule_.shape = absl::StrCat("raise ", raise, ", clear ", clear);
    for (Operand& operand : operands_) rule_.operands.push_back(std::move(operand.program));
    BindSilent();
    PlaceWindows(plan_);
    CheckSize();
  }

 private:
  template <class Form>
  using Parse = std::optional<Form> (*)(std::string_view);

  // One form, or a list of them. Returns the text of all.
  template <class Form>
  std::string Bind(std::string_view name, Parse<Form> parse, Alternatives<Form>& forms) {
    const ConfigNode* node = section_.Node(name);
    if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return FormText(forms[0]);
    std::vector<std::string> texts;
    for (const ConfigNode& item : Items(name, *node)) {
      const std::optional<Form> form = BindItem(name, item, parse);
      if (!form) continue;
      if (texts.empty()) {
        forms = *form;
      } else {
        forms.Add(*form);
      }
      texts.push_back(form->form == Form::Form::kWindow ? Normal(item.scalar) : FormText(*form));
    }
    return absl::StrJoin(texts, " or ");
  }

  static std::string Normal(std::string text) {
    absl::RemoveExtraAsciiWhitespace(&text);
    return text;
  }

  absl::Span<const ConfigNode> Items(std::string_view name, const ConfigNode& node) {
    if (node.kind != ConfigNode::Kind::kList) return absl::MakeConstSpan(&node, 1);
    if (!node.items.empty() && node.items.size() <= kMaxAlternatives) return node.items;
    section_.Report(ErrorId::kOutOfRange, node.mark,
                    absl::StrCat("expected 1 to ", kMaxAlternatives, " forms for '", A(name),
                                 "', but there are ", node.items.size()));
    return {};
  }

  template <class Form>
  std::optional<Form> BindItem(std::string_view name, const ConfigNode& node, Parse<Form> parse) {
    if (node.kind != ConfigNode::Kind::kScalar) {
      section_.Report(ErrorId::kWrongType, node.mark,
                      absl::StrCat("expected a text or a list of texts for '", A(name),
                                   "', but there is something else"));
      return std::nullopt;
    }
    const std::optional<Form> form = parse(node.scalar);
    if (form) {
      if (!StandsAlone(*form, node)) return std::nullopt;
      CheckSpan(name, node.mark, form->span);
      return form;
    }
    if (const std::optional<WindowForm> window = ParseWindow(node.scalar)) {
      if (!BindWindow(name, node, *window)) return std::nullopt;
      return Form{.form = Form::Form::kWindow,
                  .window = static_cast<uint8_t>(plan_.windows.size() - 1)};
    }
    section_.Report(ErrorId::kBadForm, node.mark,
                    absl::StrCat("expected ", A(FindOption("rules.NAME", name).choices),
                                 " with N of 1 to 1000000 and T of 1ms to 3650d for '", A(name),
                                 "', but it is '", node.scalar, "'"),
                    RemedyFor(name, node.scalar));
    return std::nullopt;
  }

  bool BindWindow(std::string_view name, const ConfigNode& node, const WindowForm& form) {
    const Millis least = form.kind == Window::Kind::kSliding ? Millis{Window::kPanes} : Millis{1};
    if (form.length < least) {
      section_.Report(
          ErrorId::kOutOfRange, node.mark,
          absl::StrCat("expected a sliding window of at least ", FormatDuration(least), " for '",
                       A(name), "', but it is ", FormatDuration(form.length)));
      return false;
    }
    CheckSpan(name, node.mark, form.length);
    Condition condition;
    feel::CompileError error;
    if (!CompileWindowCondition(form.condition, topic_.slots, operands_, condition, error)) {
      Mark mark = node.mark;
      mark.column += error.column - 1;
      section_.Report(ErrorId::kBadExpression, mark,
                      absl::StrCat("'", A(name), "': ", error.message), error.remedy);
      return false;
    }
    return AddWindow(name, node, form, condition);
  }

  bool AddWindow(std::string_view name, const ConfigNode& node, const WindowForm& form,
                 Condition& condition) {
    const ConditionNeeds needs = FindNeeds(condition);
    const bool sliding = form.kind == Window::Kind::kSliding;
    if (!needs.bounded && (sliding || !needs.only_bad)) {
      section_.Report(
          ErrorId::kUnboundedCount, node.mark,
          absl::StrCat("expected ", needs.only_bad ? "count(bad)" : "count(distinct values(...))",
                       " to be compared with a number for '", A(name),
                       "', but it is computed with or compared with another aggregate"));
      return false;
    }
    const auto kind = sliding && needs.only_bad ? Window::Kind::kExact : form.kind;
    if (plan_.windows.full()) {
      section_.Report(ErrorId::kOutOfRange, node.mark,
                      absl::StrCat("expected at most ", kMaxWindows,
                                   " windows in one rule, but this is one more"));
      return false;
    }
    Window window = MakeWindow(kind, form.length, form.every, condition, plan_.late, needs.bad);
    window.sentence = Hash64(Normal(node.scalar));
    plan_.windows.Add(window);
    return true;
  }

  // `never` is no alternative to anything.
  bool StandsAlone(const Raise&, const ConfigNode&) { return true; }
  bool StandsAlone(const Clear& clear, const ConfigNode& node) {
    if (clear.form != Clear::Form::kNever || section_.Node("clear") == &node) return true;
    section_.Report(ErrorId::kBadForm, node.mark,
                    "expected 'never' alone for 'clear', but it stands in a list");
    return false;
  }

  void BindSilent() {
    const std::optional<Millis> silent = section_.Duration("silent");
    if (!silent) return;
    plan_.silent = *silent;
    CheckSpan("silent", section_.Node("silent")->mark, *silent);
  }

  void CheckSpan(std::string_view name, const Mark& mark, Millis span) {
    const Millis most = plan_.forget - plan_.late;
    if (span <= most) return;
    section_.Report(
        ErrorId::kSpanBeyondForget, mark,
        absl::StrCat("expected a span of at most ", FormatDuration(std::max(most, Millis{0})),
                     " (forget - late) for '", A(name), "', but it is ", FormatDuration(span)));
  }

  void CheckSize() {
    const size_t bytes = TailBytes(plan_);
    if (bytes <= kMaxTailBytes) return;
    std::string parts;
    if (plan_.raise.Has(Raise::Form::kCountInSpan)) {
      absl::StrAppend(&parts, "up to ", CountEvidenceLimit(plan_), " times of 8 bytes and ");
    }
    for (const Window& window : plan_.windows) {
      absl::StrAppend(&parts, "a window of ", WindowBytes(window), " bytes and ");
    }
    const ConfigNode* raise = section_.Node("raise");
    section_.Report(
        ErrorId::kStateTooLarge, raise != nullptr ? raise->mark : section_.mark(),
        absl::StrCat("expected at most ", kMaxTailBytes, " bytes of evidence per key, but ", parts,
                     plan_.remember, " ids make ", bytes),
        WhatFits(plan_));
  }

  Section& section_;
  CompiledTopic& topic_;
  CompiledRule& rule_;
  Plan& plan_;
  std::vector<Operand> operands_;
};

}  // namespace

void BindForms(Section& section, CompiledTopic& topic, CompiledRule& rule) {
  FormBinder(section, topic, rule).Run();
}

}  // namespace telltale
