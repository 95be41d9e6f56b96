"""What happens to records before and beside their keys; keys themselves are in tests/scenarios."""

import json
import unittest

from clock import FileClock, KafkaClock
from partition import Partition, Record, Tick
from rules import bind

WALL = 2 * 10**12
NOW = 1_714_521_600_000


def config(**topic):
    return bind({"topics": {"t": {"time": "ts", **topic}},
                 "rules": {"r": {"topic": "t", "key": ["v"], "bad": "b", "raise": "1 in 1ms",
                                 "clear": "quiet for 1m"}}})


class PartitionTest(unittest.TestCase):
    def outcomes(self, items, clock=None, **topic):
        made = config(**topic)
        partition = Partition(made.topics["t"], clock or FileClock(WALL))
        for item in items:
            partition.add(item if isinstance(item, (Record, Tick)) else _record(item))
        findings = partition.derive(made.rules)
        self.arrival = partition.clock.arrival
        return [(finding.moment, finding.outcome) for finding in findings]

    def test_sets_bad_records_aside_and_goes_on(self):
        self.assertEqual(
            self.outcomes([Record(b"{"), Record(None), _record({"ts": "soon"}),
                           _record({"ts": WALL + 300_001, "v": "V1"}), {"ts": NOW},
                           {"ts": NOW, "v": "V1", "b": True}]),
            [(0, "unreadable"), (1, "tombstone"), (2, "impossible-time"), (3, "future"),
             (4, "key-missing"), (5, "raised")])

    def test_takes_a_file_event_up_to_ahead_beyond_the_wall_clock(self):
        self.assertEqual(self.outcomes([{"ts": WALL + 300_000, "v": "V1"}]), [(0, "neither")])
        self.assertEqual(self.arrival, WALL)

    def test_reads_arrival_from_its_field(self):
        bad = {"ts": NOW, "v": "V1", "b": True}
        other = {"ts": NOW, "v": "V2", "b": False}
        self.assertEqual(
            self.outcomes([{**bad, "a": NOW + 10_000}, {**other, "a": NOW + 74_999},
                           {**other, "a": "soon"}, {**other, "a": NOW + 75_000}], arrival="a"),
            [(0, "raised"), (1, "good"), (2, "good"), (3, "cleared"), (3, "good")])

    def test_takes_time_for_arrival_before_the_first(self):
        self.outcomes([{"ts": NOW, "v": "V1"}, {"ts": NOW + 60_000, "v": "V1"}], arrival="a")
        self.assertEqual(self.arrival, NOW)

    def test_judges_the_future_by_the_arrival_field(self):
        self.assertEqual(
            self.outcomes([{"ts": NOW + 300_000, "a": NOW, "v": "V1"},
                           {"ts": NOW + 300_001, "a": NOW, "v": "V1"}], arrival="a"),
            [(0, "neither"), (1, "future")])

    def test_moves_arrival_by_records_that_cannot_be_read(self):
        self.assertEqual(
            self.outcomes([_record({"ts": NOW, "v": "V1", "b": True}, NOW),
                           Record(b"{", NOW + 60_000), Record(None, NOW + 65_000)],
                          KafkaClock(WALL)),
            [(0, "raised"), (1, "unreadable"), (2, "tombstone"), (2, "cleared")])

    def test_leaves_a_leap_to_the_record_behind_one_from_the_future(self):
        hour = 3_600_000
        self.outcomes([_record({"ts": NOW, "v": "V1"}, NOW), _record({"ts": NOW}, NOW + hour),
                       _record({"ts": NOW + 2 * hour}, NOW), _record({"ts": NOW}, NOW + hour)],
                      KafkaClock(WALL))
        self.assertEqual(self.arrival, NOW + hour)

    def test_judges_at_once_what_a_straggler_opens_too_late(self):
        found = self.outcomes([_record({"ts": NOW + 100_000, "v": "V1"}, NOW), Tick(NOW + 100_000),
                               _record({"ts": NOW + 95_000, "v": "V1", "b": True}, NOW)],
                              KafkaClock(WALL), late="10s")
        self.assertEqual(found[1:], [(2, "raised"), (2, "cleared")])

    def test_takes_the_id_from_a_header(self):
        records = [Record(b'{"v":"V1"}', NOW + at, {"ce_id": name})
                   for at, name in enumerate("aba")]
        made = config(id="header:ce_id")
        made.topics["t"].time = None
        partition = Partition(made.topics["t"], KafkaClock(WALL))
        for record in records:
            partition.add(record)
        self.assertEqual([finding.outcome for finding in partition.derive(made.rules)],
                         ["neither", "neither", "duplicate"])


def _record(fields, timestamp=None):
    return Record(json.dumps(fields).encode(), timestamp)


if __name__ == "__main__":
    unittest.main()
