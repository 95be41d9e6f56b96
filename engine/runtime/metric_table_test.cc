#include "engine/runtime/metric_table.h"

#include <gtest/gtest.h>

#include "engine/runtime/snapshot.h"

namespace telltale {
namespace {

TEST(MetricTableTest, StandsInTheOrderOfItsIds) {
  for (int i = 0; i < kMetrics; ++i) EXPECT_EQ(static_cast<int>(MetricTable()[i].id), i);
}

TEST(MetricTableTest, NamesFollowPrometheusConventions) {
  for (const Metric& metric : MetricTable()) {
    EXPECT_EQ(metric.name.substr(0, 9), "telltale_") << metric.name;
    const bool total =
        metric.name.size() > 6 && metric.name.substr(metric.name.size() - 6) == "_total";
    EXPECT_EQ(total, metric.type == MetricType::kCounter) << metric.name;
    EXPECT_EQ(metric.help.back(), '.') << metric.name;
  }
}

TEST(MetricTableTest, GroupsSamplesByMetricAndEscapesLabels) {
  EXPECT_EQ(RenderMetrics({{MetricId::kKeys, {{"rule", "a\"b"}}, 2},
                           {MetricId::kRecords, {}, 12345678901},
                           {MetricId::kKeys, {{"rule", "c"}}, 0.5}}),
            "# HELP telltale_records_total Records applied, whatever became of them.\n"
            "# TYPE telltale_records_total counter\n"
            "telltale_records_total 12345678901\n"
            "# HELP telltale_keys Live keys of a rule.\n"
            "# TYPE telltale_keys gauge\n"
            "telltale_keys{rule=\"a\\\"b\"} 2\n"
            "telltale_keys{rule=\"c\"} 0.5\n");
}

// A sum of durations grows for months, and its rate is what one looks at.
TEST(MetricTableTest, LosesNoDigitThatMatters) {
  const std::string text = RenderMetrics({{MetricId::kArrival, {}, 1795000000.123},
                                          {MetricId::kStageSeconds, {}, 1234567.000125, "_sum"}});
  EXPECT_NE(text.find("telltale_arrival_timestamp_seconds 1795000000.123\n"), text.npos) << text;
  EXPECT_NE(text.find("telltale_stage_seconds_sum 1234567.000125\n"), text.npos) << text;
}

TEST(MetricTableTest, ShowsTheStageTimesAsOneHistogramPerStage) {
  Snapshot snapshot;
  snapshot.stages.Note(Stage::kSync, Nanos{0}, Millis{3});
  snapshot.stages.Note(Stage::kSync, Nanos{0}, Millis{30000});
  const std::string text = RenderMetrics(ToSamples(snapshot));
  for (const char* line : {"# TYPE telltale_stage_seconds histogram\n",
                           "telltale_stage_seconds_bucket{stage=\"sync\",le=\"0.0025\"} 0\n",
                           "telltale_stage_seconds_bucket{stage=\"sync\",le=\"0.005\"} 1\n",
                           "telltale_stage_seconds_bucket{stage=\"sync\",le=\"10\"} 1\n",
                           "telltale_stage_seconds_bucket{stage=\"sync\",le=\"+Inf\"} 2\n",
                           "telltale_stage_seconds_sum{stage=\"sync\"} 30.003\n",
                           "telltale_stage_seconds_count{stage=\"sync\"} 2\n",
                           "telltale_stage_seconds_count{stage=\"commit-wait\"} 0\n"}) {
    EXPECT_NE(text.find(line), text.npos) << line;
  }
}

}  // namespace
}  // namespace telltale
