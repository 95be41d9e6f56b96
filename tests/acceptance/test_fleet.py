"""The drawn stream is what it claims to be, so that its expectations hold by construction."""
import base64
import itertools
import json
import subprocess
import sys
import tempfile
import unittest
from collections import Counter, defaultdict
from pathlib import Path

import bad_input
import fleet
from verdict import Expected

ORACLE = Path(__file__).parents[1] / "oracle" / "oracle.py"
SMALL = {"events": 8_200, "episodes": 40, "keys": 42}


class FleetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fleet = fleet.make(7, **SMALL)

    def events(self):
        """The usable events by key, each once: {vehicle/sensor: [(ts, is bad), ...]}."""
        by_key, known = defaultdict(list), set()
        for record in self.fleet.records:
            if record["key"] not in self.fleet.bad:
                event = json.loads(record["value"])
                if event["event_id"] not in known:
                    known.add(event["event_id"])
                    by_key[event["vehicle"], event["sensor"]].append(
                        (event["ts"], event["severity"] == "CRITICAL"))
        return by_key

    def test_is_the_same_for_the_same_seed(self):
        self.assertEqual(self.fleet, fleet.make(7, **SMALL))
        self.assertNotEqual(self.fleet.records, fleet.make(8, **SMALL).records)

    def test_has_the_wanted_size(self):
        self.assertEqual(len(self.fleet.records), SMALL["events"])
        self.assertEqual(len(self.fleet.expected().starts), SMALL["episodes"])
        self.assertEqual(len(self.fleet.bad), 82)

    def test_is_in_order_of_its_timestamps(self):
        timestamps = [record["timestamp"] for record in self.fleet.records]
        self.assertEqual(timestamps, sorted(timestamps))

    def test_has_three_bad_events_within_half_a_minute_only_in_episodes(self):
        found = 0
        for events in self.events().values():
            run = 0
            bad = [at for at, is_bad in sorted(events) if is_bad]
            for first, third in zip(bad, bad[2:]):
                close = third - first < 30_000
                found += close and not run
                run = close
        self.assertEqual(found, SMALL["episodes"])

    def test_tells_no_back_before_its_start(self):
        started = set()
        for _, command in self.fleet.commands:
            if command["cmd"] == "start":
                started.add(command["episode"])
            else:
                self.assertIn(command["episode"], started)

    def test_expects_less_of_a_part(self):
        part = self.fleet.expected(len(self.fleet.records) // 2)
        self.assertLess(part.starts, self.fleet.expected().starts)

    def test_writes_times_as_episode_ids_do(self):
        self.assertEqual(fleet.compact(1_714_521_650_007), "20240501T000050.007Z")


class OracleTest(unittest.TestCase):
    def test_agrees_with_the_oracle(self):
        drawn = fleet.make(7, **SMALL)
        with tempfile.TemporaryDirectory() as folder:
            config, records = Path(folder, "fleet.yaml"), Path(folder, "records.ndjson")
            config.write_text(fleet.RULES)
            records.write_text("".join(as_oracle_input(drawn.records)))
            done = subprocess.run([sys.executable, ORACLE, "--config", config, "--records",
                                   records], check=True, capture_output=True, text=True)
        computed = Expected.of_commands(map(json.loads, done.stdout.splitlines()))
        self.assertEqual(computed, drawn.expected())


def as_oracle_input(records):
    """The records on three partitions, as the oracle reads them."""
    offsets = defaultdict(itertools.count)
    for record in records:
        partition = sum(record["key"].encode()) % 3
        value = record.get("value")
        if "value64" in record:
            value = base64.b64decode(record["value64"]).decode("utf-8", "surrogateescape")
        yield json.dumps({"partition": partition, "offset": next(offsets[partition]),
                          "timestamp": record["timestamp"], "value": value}) + "\n"


class BadInputTest(unittest.TestCase):
    def test_has_every_kind_and_few_large_ones(self):
        kinds = Counter(fleet.make(7, **SMALL).bad.values())
        self.assertEqual(set(kinds), set(bad_input.KINDS))
        self.assertEqual(kinds["too-large"], bad_input.FEW)

    def test_says_why_each_kind_is_set_aside_but_for_tombstones(self):
        self.assertEqual(set(bad_input.KINDS) - set(bad_input.REASONS), {"tombstone"})


if __name__ == "__main__":
    unittest.main()
