#include "engine/runtime/metric_table.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace telltale
