import unittest

import windows
from conditions import Counted, parse_condition
from feel import FeelError
from forms import parse_raise


def events(*values, signal="good"):
    return [Counted(at, signal, {"x": value}) for at, value in enumerate(values)]


class ConditionTest(unittest.TestCase):
    def check(self, text, over, expected):
        self.assertIs(parse_condition(text).holds(over), expected, text)

    def test_computes_each_aggregate(self):
        over = events(2.0, 4.0, "a", None, 9.0) + events(9.0, signal="bad")
        for text in ("count() = 6", "count(bad) = 1", "count(good) = 5", "count(x) = 5",
                     "sum(x) = 24", "mean(x) = 6", "min(x) = 2", "max(x) = 9",
                     "count(distinct values(x)) = 4", "stddev(x) > 3.55 and stddev(x) < 3.56",
                     "sum(x * 2) = 48", "max(x) - min(x) = 7", "mean(x) between 6 and 7"):
            self.check(text, over, True)

    def test_is_not_true_on_null(self):
        for text in ("mean(x) < 5", "mean(x) != 5", "not(max(x) > 5)", "sum(x) <= 0",
                     "stddev(x) >= 0", "min(x) + 1 > 0"):
            self.check(text, events(None), False)
        self.check("stddev(x) = 0", events(1.0), False)
        self.check("mean(x) < 5 or count(x) = 0", events(None), True)

    def test_refuses_what_is_no_condition_of_aggregates(self):
        for text in ("x > 5", "sum(bad) > 1", "mean(good) > 1", "1 > 0", "count(x > 5",
                     "mean(x) > y"):
            with self.subTest(text=text), self.assertRaises(FeelError):
                parse_condition(text)


class WindowsTest(unittest.TestCase):
    def test_a_sliding_window_is_the_pane_of_the_event_and_the_31_before(self):
        (window,) = parse_raise("count() > 0 over 320ms")
        counted = [Counted(at, "good", {}) for at in (9, 10, 319, 320, 325)]
        self.assertEqual([e.at for e in windows.sliding(window, counted, 325)],
                         [10, 319, 320, 325])

    def test_counts_of_bad_alone_are_exact(self):
        (window,) = parse_raise("count(bad) > 0 over 320ms")
        counted = [Counted(at, "bad", {}) for at in (5, 6, 325)]
        self.assertEqual([e.at for e in windows.sliding(window, counted, 325)], [6, 325])

    def test_hopping_windows_overlap_and_begin_at_multiples(self):
        (window,) = parse_raise("count() > 0 over hopping 3s every 2s")
        ends = sorted(end for end, _ in windows.ending(window, [Counted(2500, "bad", {})], -10**9))
        self.assertEqual(ends, [3000, 5000])

    def test_a_session_ends_a_gap_behind_its_last_event(self):
        (window,) = parse_raise("count() > 0 over session 10ms")
        counted = [Counted(at, "bad", {}) for at in (20, 0, 9, 30)]
        found = [(end, [e.at for e in events])
                 for end, events in windows.ending(window, counted, -10**9)]
        self.assertEqual(found, [(19, [0, 9]), (30, [20]), (40, [30])])


if __name__ == "__main__":
    unittest.main()
