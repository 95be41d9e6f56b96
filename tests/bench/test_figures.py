"""What bench/figures.py makes of the steps' output, and what bench/guard.py says of counts."""
import contextlib
import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import figures  # noqa: E402  (found by the line above)
import guard  # noqa: E402


def round_of(cpu, rate=1000.0, parts=0.5):
    return {"events_per_second": rate, "cpu_us_per_event": cpu, "parts_us": parts}


class Quiet:
    @staticmethod
    def figures():
        return {"load_before": 0.1, "load_after": 1.0}


def summary(*rounds):
    return figures.summary(figures.Size(), {"kafka": list(rounds)}, Quiet())


class Figures(unittest.TestCase):
    def test_the_ratio_is_taken_within_a_round_and_then_the_median(self):
        result = summary(round_of(1.0), round_of(3.0, parts=1.0), round_of(1.2))
        self.assertEqual(result["ratio_to_parts"], 2.4)
        self.assertEqual(result["cpu_us_per_event"], 1.2)

    def test_every_figure_has_a_unit(self):
        result = summary(round_of(1.0))
        for name in ("events_per_second", "cpu_us_per_event", "ratio_to_parts", "load_before"):
            self.assertIn(name, result["units"])

    def test_rounds_that_lie_apart_are_called_noisy(self):
        self.assertIn("quiet", figures.text(summary(round_of(1.0), round_of(1.05))))
        self.assertIn("differs by 27%", figures.text(summary(round_of(1.0), round_of(1.31))))

    def test_loops_are_compared_within_a_pair_and_then_the_median_is_taken(self):
        def of(rate):
            return dict.fromkeys(figures.SCALED, 1) | {"events_per_second": rate}
        pairs = [[of(100), of(150)], [of(10), of(18)], [of(50), of(80)]]
        result = figures.scaling(2, pairs, Quiet())
        self.assertEqual(result["events_per_second"],
                         {"one": 50, "several": 80, "ratio": 1.6, "ratios": [1.5, 1.8, 1.6]})
        self.assertIn("1.60 times (1.50 to 1.80)  events/s", figures.scaling_text(result))

    def test_each_stage_that_was_met_has_a_line(self):
        times = {"count": 1200, "seconds": 1.5, "p50_ms": 2.5, "p99_ms": 10}
        lines = figures.stage_lines({"sync": times, "send": times | {"count": 0}})
        self.assertEqual(len(lines), 1)
        self.assertRegex(lines[0], r"sync .* 1,200 .* half within 2.5 ms, 99 % within 10 ms")

    def test_one_round_says_nothing_about_noise(self):
        self.assertIn("it was one round", figures.text(summary(round_of(1.0))))


class Guard(unittest.TestCase):
    STORED = {"decode": 100.0, "step": 100.0, "apply": 100.0, "commit": 100.0}

    def report(self, counts, stored):
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            code = guard.report("GNU 1", self.STORED | counts, stored)
        return code, shown.getvalue()

    def test_five_percent_more_are_let_pass(self):
        code, shown = self.report({"step": 105.0}, self.STORED)
        self.assertEqual(code, 0)
        self.assertTrue(shown.endswith("4 passed, 0 failed, 0 skipped\n"), shown)

    def test_a_path_that_takes_more_fails_by_name(self):
        code, shown = self.report({"step": 106.0}, self.STORED)
        self.assertEqual(code, 1)
        self.assertRegex(shown, r"FAIL  step .*\+6\.0% of 100\.0")
        self.assertTrue(shown.endswith("3 passed, 1 failed, 0 skipped\n"), shown)

    def test_another_compiler_is_told_that_nothing_was_compared(self):
        code, shown = self.report({}, None)
        self.assertEqual(code, 0)
        self.assertIn("nothing to compare with", shown)
        self.assertTrue(shown.endswith("0 passed, 0 failed, 4 skipped\n"), shown)


if __name__ == "__main__":
    unittest.main()
