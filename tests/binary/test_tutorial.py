"""The tutorial says what the program prints, and the examples are what users may copy.

Each `$ telltale ...` of docs/tutorial.md is run in docs/examples/tutorial. With UPDATE_GOLDEN=1 the
answers are written anew.
"""
import os
import re
import shlex
import subprocess
import unittest

from node import ROOT, binary

TUTORIAL = ROOT / "docs" / "tutorial.md"
EXAMPLES = ROOT / "docs" / "examples"
_SECONDS = re.compile(r"in \d+\.\d+ s")  # of each run its own
_CONSOLE = re.compile(r"^```console\n\$ (telltale .*)\n((?:.*\n)*?)```$", re.MULTILINE)


def run(words, folder):
    return subprocess.run([binary(), *words], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False)


class TutorialTest(unittest.TestCase):
    maxDiff = None

    def test_what_is_typed_is_answered_as_it_says(self):
        text = TUTORIAL.read_text()
        self.assertGreaterEqual(len(_CONSOLE.findall(text)), 5)

        def answered(block):
            done = run(shlex.split(block.group(1))[1:], EXAMPLES / "tutorial")
            self.assertEqual(done.returncode, 0, done.stdout)
            said = _SECONDS.sub("in 0.1 s", done.stdout)
            return f"```console\n$ {block.group(1)}\n{said}```"

        came = _CONSOLE.sub(answered, text)
        if os.environ.get("UPDATE_GOLDEN"):
            TUTORIAL.write_text(came)
        self.assertEqual(text, came)

    def test_its_rule_is_that_of_the_example(self):
        self.assertIn((EXAMPLES / "tutorial" / "telltale.yaml").read_text(), TUTORIAL.read_text())


class ExamplesTest(unittest.TestCase):
    def test_nothing_is_wrong_with_any(self):
        for config in sorted(EXAMPLES.glob("*/telltale.yaml")):
            with self.subTest(config.parent.name):
                done = run(["check", "--config", config.name], config.parent)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertNotIn(": warning ", done.stdout)

    def test_their_scenarios_pass_also_with_crashes(self):
        folders = sorted(EXAMPLES.glob("*/scenarios"))
        with_rules = [path for path in EXAMPLES.glob("*/telltale.yaml") if "topics:" in path.read_text()]
        self.assertEqual(len(folders), len(with_rules))
        for folder in folders:
            with self.subTest(folder.parent.name):
                done = run(["test", "--crashes", folder.name], folder.parent)
                self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
