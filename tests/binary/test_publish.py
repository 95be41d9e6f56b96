"""A node that only publishes, between the model of a broker and a Kafka that is not there. With a real
one it is tests/acceptance/cases/publish.py.
"""
import subprocess
import tempfile
import unittest
from pathlib import Path

from node import ROOT, binary, wait_for
from served import Served  # of tests/served_zeebe, which node.py has found
from telltale import Telltale  # of tests/acceptance, likewise
from tool import Tool

PUBLISH = """publish:
  orders: { job: send-order, topic: orders, retry_after: 1s }
"""
NOBODY = "127.0.0.1:1"


class Publish(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_jobs_wait_while_kafka_is_away_and_it_says_so(self):
        with Served(binary(), "--gate") as served:
            telltale = Telltale(binary(), self.folder, PUBLISH, NOBODY, served.address,
                                group="telltale, delivery_timeout: 1s")
            telltale.start()
            self.addCleanup(telltale.kill)
            telltale.await_ready()
            tool = Tool(Path(binary()).resolve().parent / "tests/acceptance/tools/acceptance_tool")
            tool.publish(served.address, "s", "order-1", "order-1",
                         {"episode": "order-1", "telltale": {"gate": "send-order"}})
            wait_for("the job is returned twice", lambda: telltale.metrics().total(
                "telltale_publish_jobs_total", outcome="returned") >= 2)
            status, text = telltale.get("/readyz")
            self.assertEqual(status, 503)
            self.assertIn("publish: ", text)
            self.assertEqual(telltale.stop(), 0)
            self.assertFalse(served.instances()[0]["passed"])

    # The limits of a producer alone: what reads topics would take the property.
    def test_a_reload_that_leaves_it_without_a_producer_is_refused(self):
        with Served(binary(), "--gate") as served:
            telltale = Telltale(binary(), self.folder, PUBLISH, NOBODY, served.address)
            telltale.start()
            self.addCleanup(telltale.kill)
            telltale.await_ready()
            config = self.folder / "telltale.yaml"
            config.write_text(config.read_text().replace(
                "group: telltale", "delivery_timeout: 1s, properties: { linger.ms: 5000 }"))
            telltale.reload()
            wait_for("a refusal", lambda: telltale.metrics().total(
                "telltale_config_reloads_total", result="refused") == 1)
            self.assertIn("linger.ms", telltale.said())
            telltale.await_ready()
            self.assertEqual(telltale.stop(), 0)

    def test_a_node_without_rules_needs_no_state(self):
        config = ROOT / "docs" / "examples" / "send-orders" / "telltale.yaml"
        done = subprocess.run([binary(), "run", "--config", config, "--listen", "127.0.0.1:0",
                               "--require-ready", "1s"], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 69, done.stderr)  # neither Zeebe nor Kafka is there
        self.assertIn("expected to be ready within 1s, but output", done.stderr)

    def test_standard_output_has_no_jobs_and_it_says_so(self):
        config = ROOT / "docs" / "examples" / "send-orders" / "telltale.yaml"
        done = subprocess.run([binary(), "run", "--config", config, "--output", "stdout"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("E1020", done.stderr)
        self.assertIn("expected output zeebe, because of `publish`", done.stderr)

    def test_beside_rules_it_is_off_on_standard_output(self):
        (self.folder / "events.ndjson").write_text('{"k": "a", "at": 1000, "bad": true}\n')
        config = self.folder / "telltale.yaml"
        config.write_text(
            f'kafka: {{ brokers: "{NOBODY}" }}\nzeebe: {{ gateway: "{NOBODY}" }}\n'
            "topics: { t: { time: at } }\n"
            "rules: { r: { topic: t, key: [k], bad: bad, raise: 1 in 1s, clear: never, "
            "start: s } }\n"
            + PUBLISH)
        done = subprocess.run([binary(), "run", "--config", config, "--output", "stdout", "--input",
                               self.folder / "events.ndjson"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("off: its jobs come from Zeebe, but output is stdout", done.stderr)

    def test_check_says_where_jobs_go(self):
        config = ROOT / "docs" / "examples" / "send-orders" / "telltale.yaml"
        done = subprocess.run([binary(), "check", config], capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("publish orders: jobs of send-order to a topic of the job's", done.stdout)


if __name__ == "__main__":
    unittest.main()
