#include "cli/reference/feel_differences.h"

namespace telltale {
namespace {

constexpr std::string_view kRefused = "refused";

constexpr FeelDifference kDifferences[] = {
    {"is defined(none)", "true", "null",
     "Of Camunda; feelin has no such function. Here a field that is null is there."},
    {"object.`a` + n", "8", kRefused, "Back quotes are Camunda's way to write any name."},
    {"n < 1e3", "true", "false", "Exponents, as in JSON."},
    {"if n then 1 else 2", "2", "1", "Only true is true, as DMN has it."},
    {"n between 9 and missing", "false", "null", "`false and null` is false."},
    {"missing in (null)", "true", "null", "It is the same value."},
    {"1 in missing", "false", "null", "Being one of some values is never unknown."},
    {"n between 9 and 1", "false", "true", "Between 9 and 1 there is nothing."},
    {"(0 - n) ** 0.5 < 1", "null", "false", "What is no number is null, not NaN."},
    {"n in (8, tags)", "true", "false", "Each test may be a list, as DMN has it."},
    {"tags = tags", "null", "true", "Lists and objects compare with nothing but null."},
    {"n = [7]", kRefused, "true", "A list of one item is no number."},
    {"[1..5]", kRefused, R"({"start":1,"end":5,"start included":true,"end included":true})",
     "A range is only a test behind `in`."},
    {R"(n > "5")", "null", "true", "A number and a string have no order, whatever is in them."},
    {R"(matches(s, s))", kRefused, "true",
     "A pattern is compiled once (docs/adr/0050-regular-expressions-by-re2.md)."},
    {R"re(matches(s, "(t).*\1"))re", kRefused, "true", "Back references take no linear time."},
    {R"(number(" 5 "))", "null", "5", "A blank is no part of a numeral."},
    {R"(number(""))", "null", "0", "Nothing is no numeral."},
    {R"(number("0x10"))", "null", "16", "DMN's numerals are decimal."},
    {"string(tags)", "null", R"("[\"oil\", 7]")", "Lists and objects have no one text."},
    {"string(10 ** 15)", R"("1e+15")", R"("1000000000000000")",
     "From 1e15 on numbers are written with an exponent, as in keys."},
    {R"(upper case("ŉ"))", R"("ŉ")", R"("ʼN")", "Letters are changed one for one, `ß` apart."},
    {R"(lower case("ΑΣ"))", R"("ασ")", R"("ας")", "So is the last letter of a word."},
    {"floor(1.55, 1)", kRefused, "1.5", "Doubles cannot hold what a scale promises."},
};

}  // namespace

absl::Span<const FeelDifference> FeelDifferences() { return kDifferences; }

}  // namespace telltale
