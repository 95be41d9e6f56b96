"""The metrics page is read as Prometheus would read it."""
import unittest

from telltale import Metrics

PAGE = """# HELP telltale_records_total Records applied.
# TYPE telltale_records_total counter
telltale_records_total{topic="t",partition="0"} 3
telltale_records_total{topic="t",partition="1"} 4
telltale_up 1
"""


class MetricsTest(unittest.TestCase):
    def test_sums_over_the_labels_not_named(self):
        self.assertEqual(Metrics(PAGE).total("telltale_records_total", topic="t"), 7)

    def test_selects_by_label(self):
        self.assertEqual(Metrics(PAGE).total("telltale_records_total", partition="1"), 4)

    def test_reads_a_sample_without_labels(self):
        self.assertEqual(Metrics(PAGE).total("telltale_up"), 1)

    def test_refuses_a_metric_that_is_not_there_instead_of_calling_it_zero(self):
        with self.assertRaises(KeyError):
            Metrics(PAGE).total("telltale_records_total", topic="u")


if __name__ == "__main__":
    unittest.main()
