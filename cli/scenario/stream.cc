#include "cli/scenario/stream.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

std::vector<std::string> WordsOf(std::string_view text) {
  return absl::StrSplit(A(text), ' ', absl::SkipEmpty());
}

std::optional<Millis> Positive(std::string_view text) {
  const std::optional<Millis> duration = ParseDuration(text);
  return duration && *duration > Millis{0} ? duration : std::nullopt;
}

class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

}  // namespace

std::optional<Repeat> ParseRepeat(std::string_view text) {
  const std::vector<std::string> words = WordsOf(text);
  if (words.size() != 4) return std::nullopt;
  if (words[0] == "every" && words[2] == "for") {
    const auto every = Positive(words[1]), span = Positive(words[3]);
    if (!every || !span) return std::nullopt;
    return Repeat{static_cast<uint64_t>((*span + *every - Millis{1}) / *every), *every};
  }
  if (words[1] != "times" || words[2] != "every") return std::nullopt;
  const auto every = Positive(words[3]);
  uint64_t times = 0;
  if (!every || !absl::SimpleAtoi(words[0], &times) || times == 0) return std::nullopt;
  return Repeat{times, *every};
}

std::optional<Shuffle> ParseShuffle(std::string_view text) {
  const std::vector<std::string> words = WordsOf(text);
  if (words.size() != 4 || words[0] != "within" || words[2] != "seed") return std::nullopt;
  const auto within = Positive(words[1]);
  uint64_t seed = 0;
  if (!within || !absl::SimpleAtoi(words[3], &seed)) return std::nullopt;
  return Shuffle{*within, seed};
}

std::vector<size_t> OrderOf(const std::vector<Millis>& times,
                            const std::optional<Shuffle>& shuffle) {
  std::vector<Millis> place = times;
  if (shuffle) {
    SplitMix64 random(shuffle->seed);
    const auto choices = static_cast<uint64_t>(shuffle->within.count()) + 1;
    for (Millis& each : place) each += Millis{static_cast<int64_t>(random.Next() % choices)};
  }
  std::vector<size_t> order(times.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return place[a] < place[b]; });
  return order;
}

}  // namespace telltale
