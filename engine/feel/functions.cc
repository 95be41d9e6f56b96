#include "engine/feel/functions.h"

namespace telltale::feel {
namespace {

using Takes = Parameter::Takes;

constexpr std::string_view kUnlessStrings = "an argument is no string";
constexpr std::string_view kUnlessString = "it is no string";
constexpr std::string_view kUnlessNumber = "it is no number";
constexpr Parameter kText{"string", kStringType};
constexpr Parameter kPart{"match", kStringType};
constexpr Parameter kAmount{"n", kNumberType};

constexpr Function kFunctions[] = {
    {"contains",
     Op::kContains,
     {kText, kPart},
     2,
     kBoolType,
     "The second string is somewhere in the first.",
     kUnlessStrings,
     R"(contains("oil pressure", "press"))",
     "true"},
    {"starts with",
     Op::kStartsWith,
     {kText, kPart},
     2,
     kBoolType,
     "The first string begins with the second.",
     kUnlessStrings,
     R"(starts with("P0301", "P03"))",
     "true"},
    {"ends with",
     Op::kEndsWith,
     {kText, kPart},
     2,
     kBoolType,
     "The first string ends with the second.",
     kUnlessStrings,
     R"(ends with("pump-7", "-8"))",
     "false"},
    {"matches",
     Op::kMatches,
     {Parameter{"input", kStringType}, Parameter{"pattern", kStringType, Takes::kConstant},
      Parameter{"flags", kStringType, Takes::kConstant}},
     2,
     kBoolType,
     "The regular expression matches somewhere in the input. Its syntax is RE2's; flags are `i` "
     "(either case), `s` (a dot is also a new line), `m` (`^` and `$` also at lines) and `x` "
     "(blanks in the pattern mean nothing).",
     "the input is no string",
     R"(matches("P0301", "^P0[1-3]\d\d$"))",
     "true"},
    {"upper case",
     Op::kUpperCase,
     {kText},
     1,
     kStringType,
     "The string in capitals: Latin, Greek, Cyrillic and Armenian letters, one for one, and `ß` as "
     "`SS`.",
     kUnlessString,
     R"(upper case("öl"))",
     R"("ÖL")"},
    {"lower case",
     Op::kLowerCase,
     {kText},
     1,
     kStringType,
     "The string in small letters, of the same scripts.",
     kUnlessString,
     R"(lower case("CRITICAL"))",
     R"("critical")"},
    {"string length",
     Op::kStringLength,
     {kText},
     1,
     kNumberType,
     "How many characters (Unicode code points) the string has.",
     kUnlessString,
     R"(string length("Öl"))",
     "2"},
    {"number",
     Op::kNumber,
     {Parameter{"from", kStringType}, Parameter{"grouping separator", kStringType},
      Parameter{"decimal separator", kStringType}},
     1,
     kNumberType,
     "The number that a decimal numeral spells. The grouping separator (a blank, a comma or a dot) "
     "is left out before, and the decimal separator (a dot or a comma) is taken for a dot; null "
     "means none, and a dot.",
     "it spells none, or one that fits no double",
     R"(number("1.234,5", ".", ","))",
     "1234.5"},
    {"string",
     Op::kString,
     {Parameter{"from", kScalarTypes}},
     1,
     kStringType,
     "The value as text: a number as in keys, in shortest decimal form.",
     "it is null, a list or an object",
     R"(string(7.50))",
     R"("7.5")"},
    {"abs",
     Op::kAbs,
     {kAmount},
     1,
     kNumberType,
     "The number without its sign.",
     kUnlessNumber,
     "abs(-3)",
     "3"},
    {"floor",
     Op::kFloor,
     {kAmount},
     1,
     kNumberType,
     "The greatest whole number up to it.",
     kUnlessNumber,
     "floor(-1.5)",
     "-2"},
    {"ceiling",
     Op::kCeiling,
     {kAmount},
     1,
     kNumberType,
     "The least whole number from it on.",
     kUnlessNumber,
     "ceiling(1.2)",
     "2"},
    {"is defined",
     Op::kIsDefined,
     {Parameter{"path", kAnyType, Takes::kPath}},
     1,
     kBoolType,
     "The record has this field, be it null.",
     "",
     "is defined(severity)",
     "false"},
};

}  // namespace

size_t Function::most() const {
  size_t count = 0;
  while (count < parameters.size() && parameters[count].types != 0) ++count;
  return count;
}

std::string Function::Signature() const {
  std::string text(name);
  text += '(';
  for (size_t i = 0; i < most(); ++i) {
    if (i > 0) text += ", ";
    text += i < required ? std::string(parameters[i].name)
                         : "[" + std::string(parameters[i].name) + "]";
  }
  return text + ")";
}

absl::Span<const Function> FunctionTable() { return kFunctions; }

const Function* FindFunction(std::string_view name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

}  // namespace telltale::feel
