"""The endpoint that Zeebe's exporter speaks to, as a person meets it; what reaches Kafka is for the
acceptance cases."""
import base64
import json
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from node import LIMIT_S, binary, wait_for
from brokers import net

CONFIG = """
kafka: {{ brokers: "{net}:1" }}
state: {{ dir: "{folder}/state" }}
http: {{ listen: "{net}:0" }}
history: {{ listen: "{net}:{port}", topic: "zeebe-{{value_type}}", {more} }}
"""
# A record that cannot be used is dealt with without Kafka.
UNUSABLE = '{"index":{"_id":"1-7"}}\n{"no":"record"}\n'


class Road:
    """A node that has nothing but history, and no Kafka."""

    def __init__(self, folder, more=""):
        self.folder = Path(folder)
        self.port = net.free_port()
        config = self.folder / "telltale.yaml"
        config.write_text(CONFIG.format(net=net.LOOPBACK, folder=folder, port=self.port, more=more))
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([binary(), "run", "--config", str(config)],
                                            stdin=subprocess.DEVNULL, stderr=log)

    def __enter__(self):
        wait_for("an answer", lambda: self.process.poll() is not None or self.ask("/")[0])
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def ask(self, path, body=None, method=None, user=None):
        """Returns (HTTP status, text); status 0 if nothing answers."""
        request = urllib.request.Request(
            f"http://{net.LOOPBACK}:{self.port}{path}", method=method,
            data=None if body is None else body.encode(),
            headers={"content-type": "application/x-ndjson"})
        if user:
            request.add_header("authorization", "Basic " + base64.b64encode(user.encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=LIMIT_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def shown(self, path):
        address = (self.folder / "state/http").read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://{address}{path}", timeout=LIMIT_S) as answer:
            return answer.read().decode()

    def said(self):
        return (self.folder / "log").read_text()


class History(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def road(self, more=""):
        road = Road(self.folder, more)
        self.addCleanup(road.__exit__)
        return road.__enter__()

    def test_acknowledges_how_the_exporter_begins(self):
        road = self.road()
        for path in ("/_component_template/zeebe-record", "/_index_template/zeebe-record_job_8.5.8",
                     "/zeebe-record*/_settings?allow_no_indices=true"):
            self.assertEqual(road.ask(path, "{}", "PUT"), (200, '{"acknowledged":true}'))

    def test_takes_what_is_dealt_with_and_shows_it(self):
        road = self.road()
        status, text = road.ask("/_bulk", UNUSABLE)
        self.assertEqual((status, json.loads(text)["errors"]), (200, False))
        metrics = road.shown("/metrics")
        self.assertIn('telltale_history_position{zeebe_partition="1"} 7\n', metrics)
        self.assertIn('telltale_history_bulks_total{result="taken"} 1\n', metrics)

    def test_says_what_is_wrong_with_a_request_and_where(self):
        road = self.road()
        status, text = road.ask("/_bulk", UNUSABLE + "nonsense\n")
        self.assertEqual(status, 400)
        self.assertIn("E4009 bulk-malformed: line 3", json.loads(text)["error"]["reason"])
        wait_for("a line in the log", lambda: "line 3" in road.said())
        self.assertIn('telltale_history_bulks_total{result="malformed"} 1\n',
                      road.shown("/metrics"))

    def test_asks_for_name_and_password(self):
        road = self.road("username: zeebe, password: secret")
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 401)
        self.assertEqual(road.ask("/_bulk", UNUSABLE, user="zeebe:other")[0], 401)
        self.assertEqual(road.ask("/_bulk", UNUSABLE, user="zeebe:secret")[0], 200)

    def test_refuses_a_request_beyond_its_limit(self):
        road = self.road("body: 1MiB")
        self.assertEqual(road.ask("/_bulk", UNUSABLE + "x" * (1 << 20))[0], 413)

    def test_remembers_after_a_kill_and_lists_what_it_set_aside(self):
        road = self.road()
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)
        road.__exit__()
        listed = subprocess.run([binary(), "quarantine", "list", "--json", "--state-dir",
                                 f"{self.folder}/state"], capture_output=True, text=True,
                                check=True).stdout
        self.assertEqual([json.loads(line)["offset"] for line in listed.splitlines()], [7])
        again = self.road()
        self.assertEqual(again.ask("/_bulk", UNUSABLE)[0], 200)
        self.assertIn('telltale_history_records_total{zeebe_partition="1",result="known"} 1\n',
                      again.shown("/metrics"))

    def test_ends_in_order(self):
        road = self.road()
        road.process.send_signal(signal.SIGTERM)
        self.assertEqual(road.process.wait(LIMIT_S), 0)
        self.assertEqual(road.ask("/")[0], 0)

    def test_listens_beyond_this_machine_only_where_that_is_said(self):
        for more, code in (("", 78), (", plain_text: true", 0)):
            config = Path(self.folder) / "open.yaml"
            config.write_text('kafka: { brokers: "k:1" }\nstate: { dir: s }\n'
                              f'history: {{ listen: "0.0.0.0:9621", topic: t{more} }}\n')
            checked = subprocess.run([binary(), "check", "--config", str(config)],
                                     capture_output=True, text=True, check=False)
            self.assertEqual(checked.returncode, code, checked.stderr)
            self.assertEqual("E1059" in checked.stderr + checked.stdout, code == 78)


if __name__ == "__main__":
    unittest.main()
