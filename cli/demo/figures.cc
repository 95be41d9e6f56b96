#include "cli/demo/figures.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/core/outcome.h"
#include "engine/state/changes.h"

namespace telltale {
namespace {

bool Has(const Sample& sample, std::string_view label, std::string_view value) {
  return std::any_of(sample.labels.begin(), sample.labels.end(),
                     [&](const auto& pair) { return pair.first == label && pair.second == value; });
}

class Sum {
 public:
  explicit Sum(const std::vector<Sample>& samples) : samples_(samples) {}

  uint64_t Of(MetricId id, std::string_view label = "", std::string_view value = "") const {
    double sum = 0;
    for (const Sample& sample : samples_) {
      if (sample.metric == id && (label.empty() || Has(sample, label, value))) sum += sample.value;
    }
    return static_cast<uint64_t>(sum);
  }
  uint64_t Of(Outcome outcome) const {
    return Of(MetricId::kOutcomes, "outcome", OutcomeName(outcome));
  }

 private:
  const std::vector<Sample>& samples_;
};

}  // namespace

Figures ReadFigures(const std::vector<Sample>& samples) {
  const Sum sum(samples);
  Figures figures;
  figures.counts = {.events = sum.Of(MetricId::kRecords),
                    .starts = sum.Of(MetricId::kCommands, "cmd", "start"),
                    .backs = sum.Of(MetricId::kCommands, "cmd", "back"),
                    .open = sum.Of(MetricId::kOpenEpisodes),
                    .duplicates = sum.Of(Outcome::kDuplicate),
                    .late = sum.Of(Outcome::kLate) + sum.Of(Outcome::kLateJudged) +
                            sum.Of(Outcome::kBeforeHorizon),
                    .quarantined = sum.Of(MetricId::kQuarantined)};
  figures.still_bad = sum.Of(Outcome::kStillBad);
  figures.waiting = sum.Of(MetricId::kOutboxEntries, "fate", FateName(Fate::kPending)) +
                    sum.Of(MetricId::kOutboxEntries, "fate", FateName(Fate::kAttempted));
  figures.confirmed = sum.Of(MetricId::kStartsConfirmed);
  return figures;
}

std::string Differences(const FleetCounts& expected, const FleetCounts& shown) {
  std::string text;
  const auto compare = [&text](std::string_view name, uint64_t want, uint64_t have) {
    if (want == have) return;
    absl::StrAppend(&text, A(name), ": expected ", want, ", but the node shows ", have, "\n");
  };
  compare("events", expected.events, shown.events);
  compare("starts", expected.starts, shown.starts);
  compare("backs", expected.backs, shown.backs);
  compare("open", expected.open, shown.open);
  compare("duplicates", expected.duplicates, shown.duplicates);
  compare("late", expected.late, shown.late);
  compare("quarantined", expected.quarantined, shown.quarantined);
  return text;
}

std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace telltale
