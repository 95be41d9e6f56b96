"""A node whose audit has a topic, in a Kafka that is not there. With a real one it is
tests/acceptance/cases/audit.py.
"""
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import ROOT, Node, binary, wait_for
from telltale import Metrics  # of tests/acceptance, which node.py has found

NOBODY = "127.0.0.1:1"
RULES = f"""kafka: {{ brokers: "{NOBODY}" }}
topics: {{ t: {{ time: at }} }}
rules: {{ r: {{ topic: t, key: [v], bad: bad, clear: 1 good in a row, start: s, back: b }} }}
"""
AUDIT = "audit: { topic: telltale.audit }\n"
EXAMPLE = ROOT / "docs" / "examples" / "vehicle-maintenance" / "telltale.yaml"


class Audit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def telltale(self, *words):
        return subprocess.run([binary(), *map(str, words)], capture_output=True, text=True,
                              timeout=60, check=False)

    def waiting(self, node):
        return Metrics(node.get("/metrics")[1]).total("telltale_audit_waiting")

    def test_while_kafka_is_away_entries_wait_and_everything_else_goes_on(self):
        with Node(self.folder, RULES + AUDIT, own_input=True) as node:
            node.feed({"at": 1000, "v": "V1", "bad": True}, {"at": 2000, "v": "V1", "bad": False})
            wait_for("an episode", lambda: len(node.commands()) == 2)
            wait_for("its entries", lambda: self.waiting(node) >= 4)
            self.assertEqual(node.get("/readyz")[0], 200)
            wait_for("a word of it", lambda: "entries wait in the store" in node.said())
            self.assertEqual(node.stop(), 0)
        with Node(self.folder, RULES + AUDIT, own_input=True) as node:
            wait_for("the entries of the run before", lambda: self.waiting(node) >= 4)
            self.assertEqual(len(node.commands()), 2)

    def test_a_reload_gives_it_a_topic_and_takes_it_again(self):
        with Node(self.folder, RULES, own_input=True) as node:
            self.assertNotIn("telltale_audit_waiting", node.get("/metrics")[1])
            config = node.config.read_text()
            node.write(config + AUDIT)
            node.reload()
            wait_for("a topic", lambda: "telltale_audit_waiting 0" in node.get("/metrics")[1])
            node.write(config)
            node.reload()
            wait_for("none", lambda: "telltale_audit_waiting" not in node.get("/metrics")[1])

    def test_in_a_dry_run_there_is_none(self):
        events = self.folder / "events.ndjson"
        events.write_text('{"at": 1000, "v": "V1", "bad": true}\n')
        config = self.folder / "telltale.yaml"
        config.write_text(RULES + AUDIT)
        done = self.telltale("run", "--config", config, "--input", events, "--output", "stdout")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("history and audit are left alone", done.stderr)

    def test_without_a_store_it_is_refused(self):
        config = self.folder / "telltale.yaml"
        config.write_text(f"input: {self.folder / 'events.ndjson'}\noutput: stdout\n"
                          + RULES + AUDIT)
        done = self.telltale("run", "--config", config)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("because of `audit`", done.stderr)

    def test_check_says_where_it_goes(self):
        done = self.telltale("check", EXAMPLE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("audit: to telltale.audit", done.stdout)


if __name__ == "__main__":
    unittest.main()
