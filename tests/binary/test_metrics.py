"""/metrics of a node that has seen good and bad records: as Prometheus wants, and as declared."""
import os
import re
import subprocess
import tempfile
import unittest
import urllib.request

import promtool
from node import LIMIT_S, ROOT, Node, wait_for
from brokers import cache, net

# With `audit` and an entry under `publish`, so that it shows all there is; nobody need be at those addresses.
RULES = """
kafka: { brokers: "127.0.0.1:1" }
history: { listen: "127.0.0.1:PORT", topic: t, where: 'valueType = "JOB"' }
audit: { topic: telltale.audit }
zeebe: { gateway: "127.0.0.1:1" }
publish: { orders: { job: send-order, topic: orders } }
topics: { t: { time: ts, late: 0s } }
rules:
  "hot": { topic: t, key: [vehicle], bad: 'level > 90', clear: quiet for 10s, start: s, back: b }
routes:
  every: { topic: t, where: level > 90, start: seen }
"""
# A record of Zeebe's that is not wanted, so that it needs no Kafka.
BULK = b'{"index":{"_id":"1-1"}}\n{"timestamp":1700000000000,"valueType":"ERROR"}\n'
DECLARED = re.compile(r"^\| `(telltale_\w+)` \| (\w+) \| ([\w, ]*) \|", re.MULTILINE)


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = net.free_port()
        rules = RULES.replace("PORT", str(port))
        with (tempfile.TemporaryDirectory() as folder,
              Node(folder, rules, output="embedded", own_input=True) as node):
            with urllib.request.urlopen(f"http://{net.LOOPBACK}:{port}/_bulk", BULK, LIMIT_S):
                pass
            node.feed({"ts": 1_700_000_000_000, "vehicle": "V1", "level": 95},
                      {"ts": "no time", "vehicle": "V1", "level": 95})
            quarantined = 'telltale_quarantined_total{topic="t",reason="time-impossible"} 1'
            wait_for("a bad record", lambda: quarantined in node.get("/metrics")[1])
            cls.text = node.get("/metrics")[1]

    def promtool(self):
        try:
            return promtool.find()
        except cache.Unavailable as missing:
            if os.environ.get("CI") == "true":
                raise
            return self.skipTest(f"promtool: {missing}")

    def test_promtool_has_nothing_to_say(self):
        self.assertEqual(promtool.problems(self.promtool(), self.text), "")

    def test_promtool_would_find_a_counter_without_its_ending(self):
        broken = self.text.replace("telltale_records_total", "telltale_records")
        self.assertIn("telltale_records ", promtool.problems(self.promtool(), broken))

    def test_alerts_are_rules_of_prometheus_about_metrics_that_exist(self):
        alerts = ROOT / "deploy" / "prometheus" / "alerts.yaml"
        done = subprocess.run([self.promtool(), "check", "rules", str(alerts)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        for name in set(re.findall(r"telltale_\w+", alerts.read_text())):
            self.assertIn(f"# TYPE {name} ", self.text)

    def test_what_is_shown_is_what_the_reference_declares(self):
        page = (ROOT / "docs" / "reference" / "metrics.md").read_text()
        declared = {(name, kind) for name, kind, _ in DECLARED.findall(page)}
        shown = set(re.findall(r"^# TYPE (\w+) (\w+)$", self.text, re.MULTILINE))
        self.assertEqual(shown, declared)

    def test_labels_are_those_that_the_reference_declares(self):
        page = (ROOT / "docs" / "reference" / "metrics.md").read_text()
        for name, _, labels in DECLARED.findall(page):
            samples = re.findall(rf"^{name}(?:_bucket|_sum|_count)?(?:{{(.*)}})? ", self.text,
                                 re.MULTILINE)
            self.assertTrue(samples, name)
            for sample in samples:
                found = [label for label in re.findall(r'(\w+)="', sample) if label != "le"]
                self.assertEqual(", ".join(found), labels, name)


if __name__ == "__main__":
    unittest.main()
