"""What bench/curve.py expects of a point, and what it makes of the figures."""
import sys
import unittest
import xml.etree.ElementTree as ET
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import curve  # noqa: E402  (found by the line above)
import curve_text  # noqa: E402

FIGURES = {"events_per_second": 1_000_000, "cpu_us_per_event": 1.0, "commit_bytes_per_event": 100.0,
           "bytes_per_key": 200, "recovery_s": 0.5, "limit": "step"}


def found(cpu):
    return FIGURES | {"cpu_us_per_event": cpu}


def result():
    """Three points of two axes."""
    chosen = [point for point in curve.points() if point.axis in ("codec", "keys")][:3]
    return {"events": 1, "load_before": 0.1,
            "base": asdict(curve.BASE) | curve.beside([(found(1.0), found(1.0))]),
            "points": [asdict(point) | curve.beside([(found(1.0), found(1.5))])
                       for point in chosen]}


class Points(unittest.TestCase):
    def test_each_point_is_one_step_from_the_base(self):
        for point in curve.points(everything=True):
            same = asdict(curve.BASE)
            changed = {name for name, value in asdict(point).items()
                       if value != same[name] and name not in ("axis", "label")}
            self.assertTrue(changed - {"disjoint"}, point)
            self.assertLessEqual(len(changed - {"disjoint"}), 1, point)

    def test_rules_that_take_all_each_come_to_the_same(self):
        ten = next(p for p in curve.points() if p.rules == 10 and not p.disjoint)
        one = curve.BASE.expected(2_000_000)
        self.assertEqual(ten.expected(2_000_000)["starts"], 10 * one["starts"])
        self.assertEqual(ten.expected(2_000_000)["keys"], 10 * one["keys"])
        self.assertEqual(ten.topic, curve.BASE.topic)

    def test_disjoint_rules_share_the_events(self):
        ten = next(p for p in curve.points() if p.rules == 10 and p.disjoint)
        self.assertEqual(ten.expected(2_000_000), curve.BASE.expected(2_000_000))
        self.assertIn("where: 'site = \"plant-9\"'", ten.config("broker"))

    def test_few_events_are_made_enough_for_a_back(self):
        million = next(p for p in curve.points() if p.keys == 1_000_000)
        self.assertEqual(million.expected(2_000_000)["records"], 6_000_000)


class Results(unittest.TestCase):
    def test_a_wrong_answer_is_no_figure(self):
        expected = curve.BASE.expected(2_000_000)
        with self.assertRaisesRegex(curve.Failed, "'starts': 99"):
            curve.figures_of(curve.BASE, expected | {"starts": 99}, expected)

    def test_ratios_are_taken_within_pairs(self):
        pairs = [(found(1.0), found(2.0)), (found(2.0), found(4.0)), (found(1.0), found(9.0))]
        self.assertEqual(curve.beside(pairs)["cpu_us_per_event_ratio"], 2.0)
        self.assertEqual(curve.beside(pairs)["cpu_us_per_event"], 4.0)

    def test_the_table_has_a_row_for_each_point(self):
        rows = curve_text.table(result()).splitlines()
        self.assertEqual(len(rows), 2 + 1 + 3)
        self.assertIn("| 1.50 | 1.50 | 100 | step |", rows[-1])

    def test_the_table_replaces_the_one_before_it(self):
        page = f"above\n{curve_text.BEGIN}\nold\n{curve_text.END}\nbelow\n"
        once = curve_text.into_page(page, result())
        self.assertNotIn("old", once)
        self.assertTrue(once.startswith("above\n") and once.endswith("\nbelow\n"))
        self.assertEqual(curve_text.into_page(once, result()), once)

    def test_the_plot_has_a_bar_for_each_point_and_for_the_base_of_each_axis(self):
        tree = ET.fromstring(curve_text.svg(result()))
        bars = [each for each in tree.iter("{http://www.w3.org/2000/svg}rect")][1:]
        self.assertEqual(len(bars), 3 + 2)
        widths = [float(bar.get("width")) for bar in bars]
        self.assertAlmostEqual(max(widths) / min(widths), 1.5, delta=0.01)


if __name__ == "__main__":
    unittest.main()
