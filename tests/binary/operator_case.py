"""What the tests of the operator's verbs share: a node, and telltale asked about it."""
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import LIMIT_S, Node, binary, wait_for

OK, FAILED, USAGE, UNAVAILABLE, STORAGE, CONFIGURATION = 0, 1, 2, 69, 74, 78
BEGIN_MS = 1_700_000_000_000
RULES = """
topics: {{ t: {{ time: ts, late: 0s, ahead: {ahead} }} }}
rules:
  hot:
    {{ topic: t, key: [vehicle, part], bad: 'level > 90', clear: quiet for 10s, start: s, back: b }}
"""
# A message with such a key is too large for a workflow engine, so it is parked.
TOO_LONG = "x" * 300_000


def event(seconds, vehicle, level=95, **more):
    return {"ts": BEGIN_MS + seconds * 1000, "vehicle": vehicle, "part": "oil", "level": level,
            **more}


class OperatorCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.rules = RULES.format(ahead="5m")

    def start(self, name="one", output="stdout"):
        folder = self.folder / name
        folder.mkdir()
        node = Node(folder, self.rules, output=output)
        node.__enter__()
        self.addCleanup(node.__exit__)
        return node

    def ask(self, *words, code=OK, says=()):
        """Runs a verb. Returns it; `says` stands on stderr."""
        done = subprocess.run([binary(), *map(str, words)], capture_output=True, text=True,
                              timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for text in [says] if isinstance(says, str) else says:
            self.assertIn(text, done.stderr)
        return done

    def rows(self, node, *words):
        """The lines of JSON that a verb prints about a node, or about the store that it left."""
        done = self.ask(*words, "--state-dir", node.state, "--json")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def table(self, node, *words):
        """The words of each line that it prints for people."""
        lines = self.ask(*words, "--state-dir", node.state).stdout.splitlines()
        return [line.split() for line in lines]

    def applied(self, node, count):
        """Waits until the node has applied so many records."""
        text = f'telltale_records_total{{topic="t",partition="0"}} {count}'
        wait_for(text, lambda: text in node.get("/metrics")[1])

    def wait_for_rows(self, count, node, *words):
        wait_for(f"{count} rows", lambda: len(self.rows(node, *words)) == count)
        return self.rows(node, *words)
