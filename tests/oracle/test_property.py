import collections
import dataclasses
import os
import pathlib
import sys
import tempfile
import unittest

import property as property_test
from clock import FileClock
from generate import generate
from oracle import totals
from partition import Partition, Record
from rules import load_config
from shrink import shrink

# Stands for the real binary: the oracle itself, without the lines that hold a word.
STAND_IN = """#!{python}
import subprocess, sys
options = sys.argv[sys.argv.index("--config"):sys.argv.index("--output")]
run = subprocess.run([sys.executable, "{oracle}"] + options, capture_output=True, check=True)
print("\\n".join(l for l in run.stdout.decode().splitlines() if {word!r} not in l), end="\\n")
"""


class ShrinkTest(unittest.TestCase):
    def test_keeps_what_the_failure_needs_in_order(self):
        self.assertEqual(shrink(list(range(100)), lambda part: {7, 61} <= set(part)), [7, 61])

    def test_stops_asking_at_its_limit(self):
        asked = []
        shrink(list(range(100)), lambda part: asked.append(part), tries=5)
        self.assertEqual(len(asked), 5)


class GenerateTest(unittest.TestCase):
    def test_draws_the_same_case_for_the_same_seed(self):
        self.assertEqual(generate(7), generate(7))
        self.assertNotEqual(generate(7), generate(8))

    def test_reaches_every_outcome(self):
        seen = collections.Counter()
        for seed in range(1, 41):
            case = generate(seed)
            config = load_config(case.config_text())
            partition = Partition(config.topics["t"], FileClock(wall=1_900_000_000_000))
            for line in case.lines:
                partition.add(Record(line))
            seen.update(totals(partition.derive(config.rules)))
        for outcome in ("counted", "raised", "still-bad", "good", "neither", "fault", "off",
                        "cleared", "duplicate", "late", "late-judged", "before-horizon",
                        "forgotten", "no-match", "key-missing", "unreadable", "impossible-time",
                        "future", "tombstone"):
            self.assertGreater(seen[outcome], 10, outcome)


class PropertyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.case = _short(generate(3))

    def binary(self, word):
        """Returns the path of a stand-in that drops the lines which hold `word`."""
        path = self.folder / "telltale"
        oracle = pathlib.Path(property_test.__file__).with_name("oracle.py")
        path.write_text(STAND_IN.format(python=sys.executable, oracle=oracle, word=word),
                        encoding="utf-8")
        os.chmod(path, 0o755)
        return str(path)

    def test_passes_a_binary_that_agrees(self):
        self.assertEqual(property_test.check(self.binary("no such word"), self.case), [])

    def test_shrinks_what_makes_a_binary_fail(self):
        binary = self.binary('"start"')
        self.assertNotEqual(property_test.check(binary, self.case), [])
        smallest = property_test.smallest_failure(binary, self.case)
        self.assertEqual(len(smallest.rules), 1)
        self.assertLess(len(smallest.lines), 5)

    def test_fails_a_binary_that_exits_otherwise_than_0(self):
        path = self.folder / "telltale"
        path.write_text("#!/bin/sh\necho broken >&2\nexit 70\n", encoding="utf-8")
        os.chmod(path, 0o755)
        self.assertEqual(property_test.check(str(path), self.case), ["exit 70", "broken"])


def _short(case):
    return dataclasses.replace(case, lines=case.lines[:60])


if __name__ == "__main__":
    unittest.main()
