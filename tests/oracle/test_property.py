import os
import pathlib
import sys
import tempfile
import unittest

import runs
from generate import Case, generate
from shrink import shrink

# Stands for the real binary: the oracle itself, without the lines that hold a word. It prints only
# what no process before it printed, as one does that has a store.
STAND_IN = """#!{python}
import pathlib, subprocess, sys
config, state = sys.argv.index("--config"), sys.argv.index("--state-dir")
printed = pathlib.Path(sys.argv[state + 1])
told = int(printed.read_text()) if printed.exists() else 0
options = sys.argv[config:sys.argv.index("--output")]
run = subprocess.run([sys.executable, "{oracle}"] + options, capture_output=True, check=True)
lines = run.stdout.decode().splitlines()
printed.write_text(str(len(lines)))
print("\\n".join(line for line in lines[told:] if {word!r} not in line), end="\\n")
"""


class ShrinkTest(unittest.TestCase):
    def test_keeps_what_the_failure_needs_in_order(self):
        self.assertEqual(shrink(list(range(100)), lambda part: {7, 61} <= set(part)), [7, 61])

    def test_stops_asking_at_its_limit(self):
        asked = []
        shrink(list(range(100)), lambda part: asked.append(part), tries=5)
        self.assertEqual(len(asked), 5)

    def test_leaves_out_everything_if_nothing_is_needed(self):
        self.assertEqual(shrink([1, 2, 3], lambda part: True, least=0), [])


class GenerateTest(unittest.TestCase):
    def test_draws_the_same_case_for_the_same_seed(self):
        self.assertEqual(generate(7), generate(7))
        self.assertNotEqual(generate(7), generate(8))


class RunsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        whole = generate(3)
        self.case = Case(whole.topic, whole.rules, whole.lines[:60])

    def binary(self, word):
        """Returns the path of a stand-in that drops the lines which hold `word`."""
        oracle = pathlib.Path(runs.__file__).with_name("oracle.py")
        return self.program(STAND_IN.format(python=sys.executable, oracle=oracle, word=word))

    def program(self, text):
        path = self.folder / "telltale"
        path.write_text(text, encoding="utf-8")
        os.chmod(path, 0o755)
        return str(path)

    def test_passes_a_binary_that_agrees(self):
        self.assertEqual(runs.check(self.binary("no such word"), self.case), [])

    def test_shrinks_what_makes_a_binary_fail(self):
        binary = self.binary('"start"')
        self.assertNotEqual(runs.check(binary, self.case), [])
        smallest = runs.smallest_case(binary, self.case)
        self.assertEqual(len(smallest.rules), 1)
        self.assertLess(len(smallest.lines), 5)

    def test_fails_a_binary_that_exits_otherwise_than_0(self):
        broken = self.program("#!/bin/sh\necho broken >&2\nexit 70\n")
        self.assertEqual(runs.check(broken, self.case), ["exit 70", "broken"])

    def test_fails_a_binary_that_forgets_in_between_what_it_printed(self):
        oracle = pathlib.Path(runs.__file__).with_name("oracle.py")
        forgetful = STAND_IN.replace("lines[told:]", "lines")
        binary = self.program(forgetful.format(python=sys.executable, oracle=oracle, word="no"))
        self.assertTrue(runs.check(binary, self.case)[0].startswith("unexpected"))


if __name__ == "__main__":
    unittest.main()
