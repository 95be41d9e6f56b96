"""`telltale bench`: what it says of a user's own rules and stream, and that it leaves no trace."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import binary

LIMIT_S = 120
KEYS, ROUNDS, BAD_KEYS = 200, 30, 20
RULES = """
topics: { t: { time: ts, late: 0s } }
rules:
  hot: { topic: t, key: [vehicle], bad: level > 90, raise: 3 in 1h, clear: 3 good in a row, start: s, back: b }
state: { dir: "STATE" }
zeebe: { gateway: "127.0.0.1:1" }
kafka: { brokers: "127.0.0.1:1", group: g }
"""


def stream():
    """All speak in turn; the first keys are bad for three rounds, then good."""
    return [{"ts": 1_700_000_000_000 + 1000 * number, "vehicle": f"V{key}",
             "level": 95 if key < BAD_KEYS and number < 3 else 20}
            for number in range(ROUNDS) for key in range(KEYS)]


class BenchTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.work = self.folder / "work"
        self.work.mkdir()
        self.input = self.folder / "events.ndjson"
        self.input.write_text("".join(json.dumps(event) + "\n" for event in stream()))
        self.config = self.folder / "prod.yaml"
        self.config.write_text(RULES.replace("STATE", str(self.folder / "state")))

    def bench(self, *flags, source=None, work=None):
        return subprocess.run(
            [binary(), "bench", "--config", self.config, "--dir", work or self.work,
             "--input", source or self.input, *flags],
            capture_output=True, text=True, timeout=LIMIT_S, check=False,
            env={**os.environ, "TMPDIR": str(self.work)})

    def figures(self, *flags):
        done = self.bench("--json", *flags)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def test_it_concludes_what_a_run_does_and_measures_it(self):
        found = self.figures()
        self.assertEqual([found[name] for name in ("records", "keys", "starts", "backs", "forwards",
                                                   "quarantined", "partitions")],
                         [KEYS * ROUNDS, KEYS, BAD_KEYS, BAD_KEYS, 0, 0, 1])
        size = sum(len(json.dumps(event)) for event in stream())
        self.assertEqual(found["bytes"], size)
        for name in ("events_per_second", "bytes_per_second", "cpu_us_per_event", "bytes_per_key",
                     "recovery_s", "fsyncs", "block_bytes"):
            self.assertGreater(found[name], 0, name)
        self.assertEqual(set(found["shares"]), {"fetch", "decode", "step", "commit"})
        self.assertAlmostEqual(sum(found["shares"].values()), 1, delta=0.05)
        self.assertEqual(found["limit"], max(found["shares"], key=found["shares"].get))
        self.assertLessEqual(found["stages"]["send"]["count"], 2 * BAD_KEYS)

    def test_it_leaves_nothing_behind_and_touches_no_state(self):
        self.figures()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["events.ndjson", "prod.yaml", "work"])
        self.assertEqual(list(self.work.iterdir()), [])

    def test_it_stops_by_itself_after_so_many_records(self):
        found = self.figures("--records", "1000")
        self.assertGreaterEqual(found["records"], 1000)
        self.assertLess(found["records"], KEYS * ROUNDS)

    def test_people_read_the_limit_and_an_advice(self):
        done = self.bench()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"{KEYS * ROUNDS} records of ", done.stdout)
        self.assertIn(f"{BAD_KEYS} starts, {BAD_KEYS} backs, 0 forwards, 0 messages of routes; none was sent",
                      done.stdout)
        self.assertRegex(done.stdout, r"(?m)^  limit +(fetch|decode|step|commit)\. It was short: ")

    def test_an_empty_input_is_nothing_to_measure(self):
        empty = self.folder / "empty.ndjson"
        empty.touch()
        done = self.bench(source=empty)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("E1060", done.stderr)
        self.assertEqual(list(self.work.iterdir()), [])

    def test_standard_input_cannot_be_opened_twice(self):
        done = self.bench(source="-")
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("E1020", done.stderr)

    def test_a_folder_that_is_not_there_is_named(self):
        missing = self.folder / "nowhere"
        done = self.bench(work=missing)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertRegex(done.stderr, f"E1022 .*{missing}")

    def test_limits_that_mean_nothing_are_refused(self):
        for flags in (("--records", "0"), ("--seconds", "0"), ("--records", "many")):
            self.assertEqual(self.bench(*flags).returncode, 2, flags)


if __name__ == "__main__":
    unittest.main()
