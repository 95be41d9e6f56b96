#include "engine/base/time.h"

#include <array>

#include "absl/strings/str_format.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

struct Civil {
  int64_t year, month, day, hour, minute, second, milli;
};

Civil ToCivil(int64_t ms) {
  CHECK(ms >= 0 && ms < kYear10000Ms);
  const std::chrono::sys_time<Millis> time{Millis{ms}};
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{time - days};
  return {int{date.year()},          unsigned{date.month()},  unsigned{date.day()},
          clock.hours().count(),     clock.minutes().count(), clock.seconds().count(),
          clock.subseconds().count()};
}

// Reads fixed-width numbers and single characters from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool Digits(size_t count, int64_t& value) {
    if (text_.size() < count) return false;
    value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!IsDigit(text_[i])) return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return true;
  }
  bool AnyOf(std::string_view chars, char& found) {
    if (text_.empty() || chars.find(text_.front()) == std::string_view::npos) return false;
    found = text_.front();
    text_.remove_prefix(1);
    return true;
  }
  // A fraction behind the dot, rounded down to milliseconds.
  bool FractionMillis(int64_t& millis) {
    size_t digits = 0;
    millis = 0;
    for (; digits < text_.size() && IsDigit(text_[digits]); ++digits) {
      if (digits < 3) millis = millis * 10 + (text_[digits] - '0');
    }
    for (size_t i = digits; i < 3; ++i) millis *= 10;
    text_.remove_prefix(digits);
    return digits > 0;
  }
  bool done() const { return text_.empty(); }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
};

// `Z` or `+hh:mm`, as milliseconds to subtract.
bool ReadZone(Scanner& in, int64_t& offset_ms) {
  char sign = 0, colon = 0;
  if (!in.AnyOf("Zz+-", sign)) return false;
  offset_ms = 0;
  if (sign == 'Z' || sign == 'z') return true;
  int64_t hours = 0, minutes = 0;
  if (!in.Digits(2, hours) || !in.AnyOf(":", colon) || !in.Digits(2, minutes)) return false;
  if (hours > 23 || minutes > 59) return false;
  offset_ms = (hours * 60 + minutes) * 60'000 * (sign == '-' ? -1 : 1);
  return true;
}

struct Unit {
  std::string_view name;
  int64_t ms;
};
constexpr std::array<Unit, 5> kUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr int64_t kMaxDurationMs = 3650LL * 86'400'000;

// The unit that `text` begins with: `ms` before `m`.
const Unit* FindUnit(std::string_view text) {
  const Unit* best = nullptr;
  for (const Unit& unit : kUnits) {
    if (text.substr(0, unit.name.size()) != unit.name) continue;
    if (best == nullptr || unit.name.size() > best->name.size()) best = &unit;
  }
  return best;
}

}  // namespace

std::string FormatCompact(EventTime t) {
  const Civil c = ToCivil(ToMs(t));
  return absl::StrFormat("%04d%02d%02dT%02d%02d%02d.%03dZ", c.year, c.month, c.day, c.hour,
                         c.minute, c.second, c.milli);
}

std::string FormatRfc3339(int64_t ms) {
  const Civil c = ToCivil(ms);
  return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour,
                         c.minute, c.second, c.milli);
}

std::optional<int64_t> ParseRfc3339(std::string_view text) {
  Scanner in(text);
  Civil c{};
  char mark = 0;
  const bool date = in.Digits(4, c.year) && in.AnyOf("-", mark) && in.Digits(2, c.month) &&
                    in.AnyOf("-", mark) && in.Digits(2, c.day) && in.AnyOf("Tt ", mark);
  if (!date || !in.Digits(2, c.hour) || !in.AnyOf(":", mark) || !in.Digits(2, c.minute) ||
      !in.AnyOf(":", mark) || !in.Digits(2, c.second)) {
    return std::nullopt;
  }
  if (in.AnyOf(".", mark) && !in.FractionMillis(c.milli)) return std::nullopt;
  int64_t offset_ms = 0;
  if (!ReadZone(in, offset_ms) || !in.done()) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(c.year)),
                                        std::chrono::month(static_cast<unsigned>(c.month)),
                                        std::chrono::day(static_cast<unsigned>(c.day))};
  if (!day.ok() || c.hour > 23 || c.minute > 59 || c.second > 59) return std::nullopt;
  const int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const int64_t ms =
      days * 86'400'000 + ((c.hour * 60 + c.minute) * 60 + c.second) * 1000 + c.milli - offset_ms;
  if (ms < 0 || ms >= kYear10000Ms) return std::nullopt;
  return ms;
}

std::optional<Millis> ParseDuration(std::string_view text) {
  int64_t total = 0, smaller_than = kMaxDurationMs;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    int64_t number = 0;
    size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      number = number * 10 + (text[digits] - '0');
      if (number > kMaxDurationMs) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    const Unit* unit = FindUnit(text);
    if (unit == nullptr || unit->ms >= smaller_than) return std::nullopt;
    smaller_than = unit->ms;
    text.remove_prefix(unit->name.size());
    if (number > kMaxDurationMs / unit->ms) return std::nullopt;
    total += number * unit->ms;
  }
  if (total > kMaxDurationMs) return std::nullopt;
  return Millis{total};
}

std::string FormatDuration(Millis duration) {
  int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  for (const Unit& unit : kUnits) {
    if (rest < unit.ms) continue;
    text += std::to_string(rest / unit.ms);
    text += unit.name;
    rest %= unit.ms;
  }
  return text;
}

}  // namespace telltale
