#include "engine/rules/reader.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "engine/base/hash.h"
#include "engine/rules/key_text.h"

namespace telltale {
namespace {

// Appends one part, escaped. Texts, which most parts are, go straight into place.
bool AppendKeyPart(const Value& part, std::string& out) {
  if (part.kind == Value::Kind::kString) {
    AppendEscaped(part.text, out);
    return true;
  }
  return AppendPart(part, out);  // numbers and booleans have nothing to escape
}

void ReadKey(absl::Span<const Slot> slots, absl::Span<const Value> fields, KeyReading& key) {
  key.done = true;
  key.missing_part = -1;
  key.text.clear();
  for (size_t i = 0; i < slots.size(); ++i) {
    if (i > 0) key.text += '/';
    if (AppendKeyPart(fields[slots[i]], key.text)) continue;
    key.missing_part = static_cast<int>(i);
    return;
  }
  key.hash = HashKey(key.text);
}

Signal ReadSignal(const CompiledRule& rule, absl::Span<const Value> fields) {
  if (rule.fault && feel::IsTrue(*rule.fault, fields)) return Signal::kFault;
  if (rule.enable && !feel::IsTrue(*rule.enable, fields)) return Signal::kOff;
  const std::optional<bool> bad = rule.bad ? feel::Truth(*rule.bad, fields) : true;
  if (bad == true) return Signal::kBad;
  if (rule.good) return feel::IsTrue(*rule.good, fields) ? Signal::kGood : Signal::kNeither;
  return bad ? Signal::kGood : Signal::kNeither;
}

uint8_t ReadForward(const CompiledRule& rule, absl::Span<const Value> fields) {
  for (size_t i = 0; i < rule.forwards.size(); ++i) {
    const std::optional<feel::Program>& where = rule.forwards[i].where;
    if (!where || feel::IsTrue(*where, fields)) return static_cast<uint8_t>(i + 1);
  }
  return 0;
}

// All lists and objects are one value: nothing can be compared with them.
double OperandOf(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNumber:
      return value.number + 0.0;  // -0 is 0
    case Value::Kind::kString:
      return TextOperand(Hash64(value.text));
    case Value::Kind::kBool:
      return TextOperand(value.boolean ? 2 : 1);
    case Value::Kind::kMissing:
    case Value::Kind::kNull:
      return kNullOperand;
    default:
      return TextOperand(3);
  }
}

// Source of the bounds: seconds until the year 5138, and so on by thousands.
constexpr double kSecondsBelow = 1e11, kMillisBelow = 1e14, kMicrosBelow = 1e17;

// True for digits with at most a dot: what most numbers are.
bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

// A decimal number as written, times 10^exponent, rounded down to a whole one. Digits are taken as
// they stand: a double would lose some.
std::optional<int64_t> ScaledDown(std::string_view digits, int exponent) {
  int64_t value = 0;
  int after_dot = 0;
  bool dot = false;
  for (const char c : digits) {
    if (c == '.') {
      dot = true;
      continue;
    }
    if (dot && after_dot >= exponent) break;  // below the last place that counts
    if (value > (INT64_MAX - 9) / 10) return std::nullopt;
    value = value * 10 + (c - '0');
    after_dot += dot;
  }
  for (int places = after_dot; places < exponent; ++places) {
    if (value > INT64_MAX / 10) return std::nullopt;
    value *= 10;
  }
  for (int places = exponent; places < 0; ++places) value /= 10;
  return value;
}

// The same bounds by the digits before the dot: a double takes 99999999999999999 for 1e17.
int ExponentOf(std::string_view plain) {
  const size_t digits = std::min(plain.find('.'), plain.size());
  return digits <= 11 ? 3 : digits <= 14 ? 0 : digits <= 17 ? -3 : -6;
}

std::optional<int64_t> NumberToMs(const Value& field) {
  const double number = field.number;
  if (!(number >= 0)) return std::nullopt;
  std::string_view text = field.text;
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);  // -0 is 0
  if (IsPlain(text)) return ScaledDown(text, ExponentOf(text));
  const int exponent = number < kSecondsBelow  ? 3
                       : number < kMillisBelow ? 0
                       : number < kMicrosBelow ? -3
                                               : -6;
  const double ms = std::floor(number * std::pow(10, exponent));
  if (!(ms < kYear10000Ms)) return std::nullopt;  // also what an integer cannot hold
  return static_cast<int64_t>(ms);
}

}  // namespace

Reading ReadRecord(const CompiledRule& rule, absl::Span<const Value> fields, KeyReading& key) {
  if (rule.retire) return {ReadResult::kNoMatch};
  if (rule.where && !feel::IsTrue(*rule.where, fields)) return {ReadResult::kNoMatch};
  if (!key.done) ReadKey(rule.key_slots, fields, key);
  if (key.missing_part >= 0) {
    return {.result = ReadResult::kKeyMissing, .missing_part = key.missing_part};
  }
  return {.result = ReadResult::kEvent,
          .signal = ReadSignal(rule, fields),
          .forward = rule.forwards.empty() ? uint8_t{0} : ReadForward(rule, fields)};
}

void ReadOperands(const CompiledRule& rule, absl::Span<const Value> fields, absl::Span<double> x) {
  if (rule.operands.empty()) return;
  char space[feel::kScratchBytes];
  feel::Scratch scratch{absl::Span<char>(space)};
  for (size_t i = 0; i < rule.operands.size(); ++i) {
    x[i] = OperandOf(feel::Evaluate(rule.operands[i], fields, scratch));
  }
}

std::optional<int64_t> ReadTimeMs(const Value& field) {
  if (field.kind == Value::Kind::kString) return ParseRfc3339(field.text);
  if (field.kind != Value::Kind::kNumber) return std::nullopt;
  const std::optional<int64_t> ms = NumberToMs(field);
  if (!ms || *ms < 0 || *ms >= kYear10000Ms) return std::nullopt;
  return ms;
}

uint64_t ReadId(const Value& field) {
  if (field.kind == Value::Kind::kString) return Hash64(field.text);
  std::string text;
  return AppendPart(field, text) ? Hash64(text) : 0;
}

}  // namespace telltale
