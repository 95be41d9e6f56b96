"""The command line, on real data and on records as Kafka had them; and every scenario."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import compare
import oracle
from rules import load_config

TESTS = pathlib.Path(__file__).resolve().parents[1]
DATA = TESTS / "acceptance" / "data"
sys.path.insert(0, str(TESTS / "scenarios"))
from run_with_oracle import Scenario  # pylint: disable=wrong-import-position

CONFIG = "topics: { t: {} }\nrules: { r: { topic: t, key: [v], clear: quiet for 1m, start: s } }\n"
HOUR = 3_600_000


class RealDataTest(unittest.TestCase):
    def check(self, rule, starts, backs):
        config = load_config((DATA / f"tep-alarms.{rule}.yaml").read_text(encoding="utf-8"))
        findings = oracle.run_files(config, [str(DATA / "tep-alarms.ndjson.gz")], wall=2 * 10**12)
        actual = [compare.command_of(oracle.as_line(f)) for f in findings if f.command]
        expected = compare.read_commands(str(DATA / f"tep-alarms.{rule}.expected.ndjson.gz"))
        self.assertEqual(compare.differences(expected, actual), [])
        totals = oracle.totals(findings)
        self.assertEqual((totals["starts"], totals["backs"]), (starts, backs))

    def test_reproduces_every_alarm_of_the_plant(self):
        self.check("every-alarm", 20135, 19968)

    def test_reproduces_the_chatter_of_the_plant(self):
        self.check("chatter", 927, 927)


class RecordsTest(unittest.TestCase):
    def test_gives_each_partition_its_own_clock_and_applies_a_tick_before_its_offset(self):
        with tempfile.TemporaryDirectory() as folder:
            files = {"config": CONFIG,
                     "records": _ndjson([_row(0, 7, HOUR, "V1"), _row(1, 3, HOUR + 900_000, "V2"),
                                         _row(0, 8, HOUR + 1000, "V1")]),
                     "ticks": _ndjson([{"partition": 0, "offset": 8, "arrival": HOUR + 65_000}])}
            for name, text in files.items():
                pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            arguments = ["oracle.py", "--totals", "--wall", "9999999999999"]
            arguments += [f"--{name}={folder}/{name}" for name in files]
            lines, totals = _run(arguments)
        self.assertEqual(lines, [
            {"cmd": "start", "episode": "r/V1@19700101T010000.000Z", "at": HOUR},
            {"cmd": "back", "episode": "r/V1@19700101T010000.000Z", "at": HOUR + 60_000,
             "ending": "quiet"},
            {"cmd": "start", "episode": "r/V2@19700101T011500.000Z", "at": HOUR + 900_000}])
        self.assertEqual(totals["late-judged"], 1)


class ScenariosTest(unittest.TestCase):
    def test_agrees_with_every_scenario(self):
        paths = sorted((TESTS / "scenarios").glob("*.yaml"))
        self.assertGreater(len(paths), 24)
        for path in paths:
            with self.subTest(scenario=path.stem):
                self.assertEqual(Scenario(path).failures(), [])

    def test_fails_a_scenario_for_each_kind_of_wrong_expectation(self):
        whole = (TESTS / "scenarios" / "count_span_is_half_open.yaml").read_text(encoding="utf-8")
        for right, wrong in (("start: V1@39s", "note: unnamed"),
                             ("ending: healed", "ending: quiet"),
                             ("back: V1@39s, ending: healed", "note: unnamed"),
                             ("at: 40s", "start: V1@40s, at: 40s"), ("starts: 1", "starts: 2"),
                             ("outcome: still-bad", "outcome: counted")):
            with self.subTest(wrong=wrong), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "wrong.yaml")
                path.write_text(whole.replace(right, wrong), encoding="utf-8")
                self.assertNotEqual(Scenario(path).failures(), [])


def _row(partition, offset, timestamp, vehicle):
    return {"partition": partition, "offset": offset, "timestamp": timestamp,
            "value": json.dumps({"v": vehicle})}


def _ndjson(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def _run(arguments):
    """Returns what the command line prints: the commands and the totals."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stdout(out), \
            contextlib.redirect_stderr(err):
        oracle.main()
    return [json.loads(line) for line in out.getvalue().splitlines()], json.loads(err.getvalue())


if __name__ == "__main__":
    unittest.main()
