#include "cli/reference/schema.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/base/json_text.h"
#include "engine/base/limits.h"
#include "engine/base/strings.h"
#include "engine/core/plan.h"
#include "engine/rules/config.h"
#include "engine/rules/option_table.h"

namespace telltale {
namespace {

constexpr char kHead[] = R"({
"$schema": "http://json-schema.org/draft-07/schema#",
"title": "Telltale configuration",
"type": "object",
"additionalProperties": false,
"properties": {
)";

// A text with a variable in it may become anything.
constexpr char kVariable[] = R"({"type": "string", "pattern": "\\$\\{"})";
constexpr char kText[] = R"({"type": "string", "minLength": 1})";
constexpr char kScalar[] = R"({"type": ["string", "number", "boolean"]})";
// The units in their order, at least one of them.
constexpr char kDuration[] = "(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?";
constexpr char kRuleNames[] = R"("propertyNames": {"pattern": "^[a-z0-9-]{1,32}$"}, )";
// What no single option can say: a rule that clears has a message for it, and a route is of one
// kind.
constexpr char kStartOrCorrelate[] =
    R"("oneOf": [{"required": ["start"]}, {"required": ["correlate", "with"]}], )";
constexpr char kBackIfCleared[] =
    R"("if": {"required": ["clear"], "properties": {"clear": {"not": {"const": "never"}}}}, )"
    R"("then": {"required": ["back"]}, )";

std::string Matching(std::string_view pattern) {
  return absl::StrCat(R"({"type": "string", "pattern": )",
                      JsonString(absl::StrCat("^", A(pattern), "$")), "}");
}

std::string AnyOf(const std::vector<std::string>& schemas) {
  return absl::StrCat(R"("anyOf": [)", absl::StrJoin(schemas, ", "), "]");
}

std::vector<std::string> Choices(const Option& option) {
  return absl::StrSplit(A(option.choices), " | ");
}

// `N in T | N bad in a row` as a regular expression.
std::string FormPattern(const Option& option) {
  std::vector<std::string> patterns;
  for (const std::string& form : Choices(option)) {
    patterns.push_back(absl::StrReplaceAll(
        form, {{"CONDITION", ".+"}, {"N", "[1-9][0-9]*"}, {"T", kDuration}, {" ", " +"}}));
  }
  return absl::StrCat(" *(", absl::StrJoin(patterns, "|"), ") *");
}

// One form, or a list of them.
std::string FormSchema(const Option& option) {
  const std::string form =
      absl::StrCat("{", AnyOf({Matching(FormPattern(option)), kVariable}), "}");
  return AnyOf({form, absl::StrCat(R"({"type": "array", "minItems": 1, "maxItems": )",
                                   kMaxAlternatives, R"(, "items": )", form, "}")});
}

// `rules.NAME.start`, for the options of such a value.
std::string SectionOf(const Option& option) {
  return absl::StrCat(A(option.section), ".", A(option.name));
}

std::string SectionSchema(std::string_view section);

std::vector<std::string> OwnedNames() {
  const auto owned = OwnedProperties();
  return {owned.begin(), owned.end()};
}

std::string ExpressionsByName() {
  return absl::StrCat(R"("type": "object", "maxProperties": )", kMaxOwnVariables,
                      R"(, "additionalProperties": )", kScalar);
}

// What values the option may have, without braces around it.
std::string ValueSchema(const Option& option) {
  const std::string range = absl::StrCat(R"({"type": "integer", "minimum": )", option.limits.least,
                                         R"(, "maximum": )", option.limits.most, "}");
  switch (option.type) {
    case OptionType::kText:
    case OptionType::kSecret:
      return R"("type": ["string", "number"], "minLength": 1)";
    case OptionType::kPath:
      return R"("type": "string", "minLength": 1)";
    case OptionType::kExpression:
      return R"("type": ["string", "boolean"], "minLength": 1)";
    case OptionType::kBoolean:
      return AnyOf({R"({"type": "boolean"})", kVariable});
    case OptionType::kCount:
      return AnyOf({range, kVariable});
    case OptionType::kBytes:
      return AnyOf({range, Matching("[0-9]+(KiB|MiB|GiB|TiB)"), kVariable});
    case OptionType::kDuration:
      return AnyOf({Matching(kDuration), kVariable});
    case OptionType::kChoice:
      return AnyOf(
          {absl::StrCat(R"({"enum": [")", absl::StrJoin(Choices(option), R"(", ")"), R"("]})"),
           kVariable});
    case OptionType::kForm:
      return FormSchema(option);
    case OptionType::kPaths:
      return absl::StrCat(R"("type": "array", "minItems": 1, "items": )", kText);
    case OptionType::kMessage:
      return AnyOf({kText, SectionSchema(SectionOf(option))});
    case OptionType::kMessages:
      return absl::StrCat(R"("type": "array", "minItems": 1, "maxItems": )", kMaxForwards,
                          R"(, "items": )", SectionSchema(SectionOf(option)));
    case OptionType::kExpressions:
      return ExpressionsByName();
    case OptionType::kObject:
      return AnyOf({kText, absl::StrCat("{", ExpressionsByName(), "}")});
    case OptionType::kSection: {
      const std::string schema = SectionSchema(SectionOf(option));
      return schema.substr(1, schema.size() - 2);  // without its braces
    }
    case OptionType::kMap:
      return absl::StrCat(R"("type": "object", "propertyNames": {"not": {"enum": [")",
                          absl::StrJoin(OwnedNames(), R"(", ")"),
                          R"("]}}, "additionalProperties": )", kScalar);
  }
  return "";
}

std::string OptionSchema(const Option& option) {
  std::string text = absl::StrCat(A(option.what), " ", A(option.why));
  if (option.unless == Unless::kPreset) {
    absl::StrAppend(&text, " Default: ", A(option.preset), ".");
  }
  return absl::StrCat(JsonString(option.name), ": {\"description\": ", JsonString(text), ", ",
                      ValueSchema(option), "}");
}

// What holds for several options of a section together.
std::string_view BesidesOptions(std::string_view section) {
  if (section == "rules.NAME") return kBackIfCleared;
  return section == "routes.NAME" ? kStartOrCorrelate : "";
}

// The options of a section, and what else holds for it.
std::string SectionSchema(std::string_view section) {
  std::vector<std::string> options, required;
  for (const Option& option : OptionTable()) {
    if (option.section != section) continue;
    options.push_back("  " + OptionSchema(option));
    if (option.unless == Unless::kRefused) required.push_back(JsonString(option.name));
  }
  return absl::StrCat(R"({"type": "object", "additionalProperties": false, )",
                      A(BesidesOptions(section)), R"("required": [)", absl::StrJoin(required, ", "),
                      "], \"properties\": {\n", absl::StrJoin(options, ",\n"), "}}");
}

// `kafka: {...}`, or by name for `rules.NAME`.
std::string Member(std::string_view section) {
  const size_t dot = section.find('.');
  if (dot == std::string_view::npos) {
    return absl::StrCat(JsonString(section), ": ", SectionSchema(section));
  }
  return absl::StrCat(JsonString(section.substr(0, dot)),
                      R"(: {"type": "object", "minProperties": 1, )",
                      section == "topics.NAME" ? "" : kRuleNames, R"("additionalProperties": )",
                      SectionSchema(section), "}");
}

}  // namespace

std::string ConfigSchema() {
  std::vector<std::string> members;
  std::string_view last;
  for (const Option& option : OptionTable()) {
    if (option.section.empty()) {
      members.push_back(OptionSchema(option));
    } else if (option.section != last && !IsOfOption(option.section)) {
      members.push_back(Member(option.section));
    }
    last = option.section;
  }
  return absl::StrCat(kHead, absl::StrJoin(members, ",\n"), "\n}\n}\n");
}

}  // namespace telltale
