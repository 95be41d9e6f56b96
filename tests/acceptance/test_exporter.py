"""What the acceptance cases of history hold Kafka's records against."""
import unittest

from exporter import POISON, draw, problems

SAID = {(1, 1): {"a"}, (1, 3): {"b", "b again"}, (2, 1): {"c"}}


def record(partition, position, value, kafka=0):
    return {"partition": kafka, "value": value,
            "headers": {"zeebe-partition": str(partition), "zeebe-position": str(position)}}


WHOLE = [record(1, 1, "a"), record(2, 1, "c"), record(1, 3, "b")]


class Problems(unittest.TestCase):
    def test_has_nothing_to_say_of_what_is_whole(self):
        self.assertEqual(problems(SAID, WHOLE, 0), [])

    def test_finds_what_is_missing(self):
        self.assertIn("1 of 3 records are missing", problems(SAID, WHOLE[:2], 0)[0])

    def test_finds_what_changed(self):
        self.assertIn("was said as ['b', 'b again']", problems(SAID, [*WHOLE[:2], record(1, 3, "B")], 0)[0])

    def test_finds_what_was_never_said(self):
        self.assertIn("was said as []", problems(SAID, [*WHOLE, record(1, 4, "d")], 0)[0])

    def test_finds_what_is_out_of_order_within_a_partition_of_kafka(self):
        turned = [record(1, 3, "b"), record(1, 1, "a"), record(2, 1, "c")]
        self.assertIn("stands behind", problems(SAID, turned, 0)[0])
        apart = [record(1, 3, "b"), record(1, 1, "a", kafka=1), record(2, 1, "c")]
        self.assertEqual(problems(SAID, apart, 0), [])

    def test_allows_so_many_repeats_and_no_more(self):
        self.assertEqual(problems(SAID, [*WHOLE, WHOLE[0]], 1), [])
        self.assertIn("1 records came twice", problems(SAID, [*WHOLE, WHOLE[0]], 0)[0])

    def test_draws_a_few_records_that_are_none(self):
        drawn = sum(record in POISON for _, record in draw(1, 10_000, seed=1))
        self.assertTrue(1 <= drawn <= 100, drawn)

    def test_draws_rising_positions(self):
        positions = [position for position, _ in draw(1, 1000, seed=1)]
        self.assertEqual(positions, sorted(set(positions)))


if __name__ == "__main__":
    unittest.main()
