#include "engine/rules/section.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

std::optional<int64_t> ParseBytes(std::string_view text) {
  constexpr std::pair<std::string_view, int64_t> kUnits[] = {
      {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", int64_t{1} << 40}};
  for (const auto& [unit, factor] : kUnits) {
    if (text.size() <= unit.size() || text.substr(text.size() - unit.size()) != unit) continue;
    int64_t number = 0;
    if (!absl::SimpleAtoi(A(text.substr(0, text.size() - unit.size())), &number)) return {};
    if (number < 0 || number > INT64_MAX / factor) return std::nullopt;
    return number * factor;
  }
  int64_t number = 0;
  return absl::SimpleAtoi(A(text), &number) ? std::optional(number) : std::nullopt;
}

std::string LimitsOf(const Option& option) {
  const auto show = [&](int64_t v) {
    return option.type == OptionType::kDuration ? FormatDuration(Millis{v}) : absl::StrCat(v);
  };
  return absl::StrCat(show(option.limits.least), " to ", show(option.limits.most));
}

}  // namespace

Section::Section(std::string_view name, std::string title, const ConfigNode* node, const Mark& mark,
                 std::vector<Finding>& findings)
    : name_(name), title_(std::move(title)), node_(node), mark_(mark), findings_(findings) {
  if (node_ == nullptr || node_->kind == ConfigNode::Kind::kNull) {
    node_ = nullptr;
  } else if (node_->kind != ConfigNode::Kind::kMap) {
    Report(ErrorId::kWrongType, node_->mark,
           absl::StrCat("expected options under ", title_, ", but there is something else"));
    node_ = nullptr;
  } else {
    ReportUnknown();
  }
}

void Section::ReportUnknown() {
  std::vector<std::string> known;
  for (const Option& option : OptionTable()) {
    if (option.section == name_) known.emplace_back(option.name);
  }
  for (const ConfigNode::Member& member : node_->members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string nearest = Nearest(member.key, known);
    Report(ErrorId::kUnknownOption, member.key_mark,
           absl::StrCat("expected an option of ", title_, ", but there is none named '", member.key,
                        "'"),
           nearest.empty() ? absl::StrCat("valid names are ", absl::StrJoin(known, ", "))
                           : absl::StrCat("did you mean '", nearest, "'?"));
  }
}

const ConfigNode* Section::Node(std::string_view name) const {
  return node_ == nullptr ? nullptr : node_->Find(std::string(name));
}

void Section::Report(ErrorId error, const Mark& mark, std::string text, std::string remedy) {
  findings_.push_back(
      {.error = error, .mark = mark, .text = std::move(text), .remedy = std::move(remedy)});
}

void Section::Missing(std::string_view name) {
  const Option& option = FindOption(name_, name);
  Report(ErrorId::kMissingOption, mark_,
         absl::StrCat("expected '", A(name), "' in ", title_, ", but it is not given"),
         absl::StrCat("for example: ", A(name), ": ", A(option.example)));
}

std::optional<std::string> Section::Scalar(std::string_view name, std::string_view expected) {
  const ConfigNode* node = Node(name);
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return std::nullopt;
  if (node->kind == ConfigNode::Kind::kScalar) return node->scalar;
  Report(ErrorId::kWrongType, node->mark,
         absl::StrCat("expected ", A(expected), " for '", A(name), "', but there is a ",
                      node->kind == ConfigNode::Kind::kList ? "list" : "map"),
         absl::StrCat("for example: ", A(name), ": ", A(FindOption(name_, name).example)));
  return std::nullopt;
}

std::optional<std::string> Section::Text(std::string_view name) {
  std::optional<std::string> text = Scalar(name, "a text");
  const Option& option = FindOption(name_, name);
  if (!text || option.type != OptionType::kChoice) return text;
  const std::string padded = absl::StrCat(" | ", A(option.choices), " | ");
  if (padded.find(absl::StrCat(" | ", *text, " | ")) != std::string::npos) return text;
  Report(ErrorId::kBadForm, Node(name)->mark,
         absl::StrCat("expected ", A(option.choices), " for '", A(name), "', but it is '", *text,
                      "'"));
  return std::nullopt;
}

std::optional<int64_t> Section::InRange(const Option& option, const ConfigNode& node,
                                        int64_t value) {
  if (value >= option.limits.least && value <= option.limits.most) return value;
  Report(ErrorId::kOutOfRange, node.mark,
         absl::StrCat("expected ", LimitsOf(option), " for '", A(option.name), "', but it is ",
                      node.scalar));
  return std::nullopt;
}

std::optional<int64_t> Section::Count(std::string_view name) {
  const std::optional<std::string> text = Scalar(name, "a number");
  if (!text) return std::nullopt;
  int64_t value = 0;
  if (absl::SimpleAtoi(*text, &value)) return InRange(FindOption(name_, name), *Node(name), value);
  Report(ErrorId::kWrongType, Node(name)->mark,
         absl::StrCat("expected a whole number for '", A(name), "', but it is '", *text, "'"));
  return std::nullopt;
}

std::optional<int64_t> Section::Bytes(std::string_view name) {
  const std::optional<std::string> text = Scalar(name, "a size");
  if (!text) return std::nullopt;
  if (const auto value = ParseBytes(*text)) {
    return InRange(FindOption(name_, name), *Node(name), *value);
  }
  Report(
      ErrorId::kWrongType, Node(name)->mark,
      absl::StrCat("expected a size such as 256MiB for '", A(name), "', but it is '", *text, "'"));
  return std::nullopt;
}

std::optional<Millis> Section::Duration(std::string_view name) {
  const std::optional<std::string> text = Scalar(name, "a duration");
  if (!text) return std::nullopt;
  if (const auto duration = ParseDuration(*text)) {
    const auto value = InRange(FindOption(name_, name), *Node(name), duration->count());
    return value ? std::optional(Millis{*value}) : std::nullopt;
  }
  Report(ErrorId::kBadDuration, Node(name)->mark,
         absl::StrCat("expected a duration such as 30s, of ", LimitsOf(FindOption(name_, name)),
                      ", for '", A(name), "', but it is '", *text, "'"));
  return std::nullopt;
}

std::optional<bool> Section::Boolean(std::string_view name) {
  const std::optional<std::string> text = Scalar(name, "true or false");
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  Report(ErrorId::kWrongType, Node(name)->mark,
         absl::StrCat("expected true or false for '", A(name), "', but it is '", *text, "'"));
  return std::nullopt;
}

std::optional<Path> Section::FieldPath(std::string_view name) {
  const std::optional<std::string> text = Scalar(name, "a field path");
  if (!text) return std::nullopt;
  if (std::optional<Path> path = ParsePath(*text)) return path;
  Report(ErrorId::kBadForm, Node(name)->mark,
         absl::StrCat("expected a field path such as engine.oil.pressure for '", A(name),
                      "', but it is '", *text, "'"));
  return std::nullopt;
}

std::optional<feel::Program> Section::Condition(std::string_view name, SlotTable& slots) {
  const std::optional<std::string> source = Text(name);
  if (!source) return std::nullopt;
  feel::Program program;
  feel::CompileError error;
  if (feel::CompileCondition(*source, slots, program, error)) return program;
  Mark mark = Node(name)->mark;
  mark.column += error.column - 1;
  Report(ErrorId::kBadExpression, mark, absl::StrCat("'", A(name), "': ", error.message),
         error.remedy);
  return std::nullopt;
}

}  // namespace telltale
