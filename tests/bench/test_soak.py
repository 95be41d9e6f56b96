"""What bench/soak.py makes of what it saw: each way to fail is seen."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import soak  # noqa: E402  (found by the line above)
from telltale import Metrics  # noqa: E402  (which it has put on the path)

MIB = 2**20


def story(sizes=(100,) * 8, expected=1, instances=None, exit_code=0):
    ended = [{"correlation_key": "r/k@t", "state": "interrupted"}]
    return soak.Story(expected=expected, exit_code=exit_code,
                      samples=[{"seconds": 10 * i, "rss_bytes": size * MIB}
                               for i, size in enumerate(sizes)],
                      instances=ended if instances is None else instances)


class Soak(unittest.TestCase):
    def test_nothing_is_wrong_with_one_instance_for_each_episode_and_the_same_memory(self):
        self.assertEqual(soak.problems(story()), [])

    def test_an_episode_without_an_instance_is_seen(self):
        self.assertIn("expected 2", soak.problems(story(expected=2))[0])

    def test_names_the_keys_that_have_no_episode(self):
        found = [{"correlation_key": f"r/FLT00000000{n}/s/d@t", "state": "interrupted"}
                 for n in (0, 2)]
        self.assertIn("FLT000000001", soak.problems(story(expected=3, instances=found))[0])

    def test_an_instance_too_many_is_seen(self):
        twice = [{"correlation_key": "r/k@t", "state": "interrupted"}] * 2
        self.assertIn("started twice", soak.problems(story(instances=twice))[0])

    def test_an_instance_that_was_not_told_back_is_seen(self):
        left = [{"correlation_key": "r/k@t", "state": "running"}]
        self.assertIn("not told back", soak.problems(story(instances=left))[0])

    def test_memory_that_grows_at_the_end_is_seen(self):
        self.assertIn("grew by 50%", soak.problems(story((100,) * 6 + (120, 150)))[0])

    def test_memory_that_grows_while_it_warms_up_is_not(self):
        self.assertEqual(soak.problems(story((10, 50, 80, 90, 100, 100, 100, 101))), [])

    def test_another_exit_code_is_seen(self):
        self.assertIn("74", soak.problems(story(exit_code=74))[0])

    def test_the_slope_is_in_bytes_per_hour(self):
        self.assertAlmostEqual(soak.Story(samples=[
            {"seconds": t, "rss_bytes": 2 * t} for t in range(0, 100, 10)]).slope(), 7200)


class QuantilesTest(unittest.TestCase):
    def page(self, *counts):
        bounds = ("0.001", "0.01", "+Inf")
        return Metrics("".join(
            f'telltale_stage_seconds_bucket{{stage="send",le="{bound}"}} {count}\n'
            for bound, count in zip(bounds, counts)))

    def test_are_of_what_came_since_the_last_look(self):
        quantiles = soak.Quantiles()
        self.assertEqual(quantiles.since(self.page(100, 100, 100), "send", 0.99), 0.001)
        self.assertEqual(quantiles.since(self.page(100, 150, 150), "send", 0.99), 0.01)
        self.assertIsNone(quantiles.since(self.page(100, 150, 150), "send", 0.99))


if __name__ == "__main__":
    unittest.main()
