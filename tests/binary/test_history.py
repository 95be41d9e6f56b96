"""The endpoint that Zeebe's exporter speaks to, as a person meets it; what reaches Kafka is for the
acceptance cases."""
import base64
import json
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from node import LIMIT_S, binary, wait_for
from brokers import net
from test_secured import make_authority, make_certificate

CONFIG = """
kafka: {{ brokers: "{net}:1" }}
state: {{ dir: "{folder}/state"{state} }}
http: {{ listen: "{net}:0" }}
history: {{ listen: "{net}:{port}", topic: "zeebe-{{value_type}}", {more} }}
"""
# A record that cannot be used is dealt with without Kafka.
UNUSABLE = '{"index":{"_id":"1-7"}}\n{"no":"record"}\n'
# And this one waits for it.
WANTED = '{"index":{"_id":"2-7"}}\n{"timestamp":1700000000000,"valueType":"JOB"}\n'


class Road:
    """A node that has nothing but history, and no Kafka."""

    def __init__(self, folder, more="", tls=None, state=""):
        self.folder = Path(folder)
        self.tls = tls  # what its clients trust; None: it speaks plain text
        self.port = net.free_port()
        self.config = self.folder / "telltale.yaml"
        self.config.write_text(CONFIG.format(net=net.LOOPBACK, folder=folder, port=self.port,
                                             more=more, state=state))
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([binary(), "run", "--config", str(self.config)],
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
            f"{'https' if self.tls else 'http'}://{net.LOOPBACK}:{self.port}{path}", method=method,
            data=None if body is None else body.encode(),
            headers={"content-type": "application/x-ndjson"})
        if user:
            request.add_header("authorization", "Basic " + base64.b64encode(user.encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=LIMIT_S, context=self.tls) as answer:
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

    def road(self, more="", tls=None, state=""):
        road = Road(self.folder, more, tls, state)
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

    def test_shows_which_partition_of_zeebe_stands(self):
        road = self.road()
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)
        threading.Thread(target=road.ask, args=("/_bulk", WANTED), daemon=True).start()
        stands = re.compile(r'^telltale_history_stands_seconds\{zeebe_partition="2"\} (?!0$)', re.M)
        wait_for("a partition that stands", lambda: stands.search(road.shown("/metrics")))
        self.assertIn('telltale_history_stands_seconds{zeebe_partition="1"} 0\n',
                      road.shown("/metrics"))

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
        # With the one that found it up.
        self.assertIn('telltale_history_bulks_total{result="unauthorized"} 3\n',
                      road.shown("/metrics"))

    def test_asks_for_the_password_before_it_reads_a_body(self):
        road = self.road("username: zeebe, password: secret")
        with socket.create_connection((net.LOOPBACK, road.port), LIMIT_S) as stranger:
            stranger.sendall(b"POST /_bulk HTTP/1.1\r\nhost: h\r\ncontent-length: 1000\r\n\r\n")
            self.assertTrue(stranger.recv(1000).startswith(b"HTTP/1.1 401 "))

    def test_refuses_a_request_beyond_its_limit(self):
        road = self.road("body: 1MiB")
        self.assertEqual(road.ask("/_bulk", UNUSABLE + "x" * (1 << 20))[0], 413)
        self.assertIn('telltale_history_bulks_total{result="too-long"} 1\n', road.shown("/metrics"))

    def test_refuses_a_request_of_too_many_records(self):
        road = self.road()
        status, text = road.ask("/_bulk", UNUSABLE * 100_001)
        self.assertEqual(status, 413)
        self.assertIn("E4010 bulk-too-long", json.loads(text)["error"]["reason"])
        self.assertIn('telltale_history_bulks_total{result="too-long"} 1\n', road.shown("/metrics"))

    def test_below_the_reserve_of_the_disk_nothing_is_taken(self):
        road = self.road(state=", disk_reserve: 16TiB")
        status, text = road.ask("/_bulk", UNUSABLE)
        self.assertEqual(status, 503)
        self.assertIn("E5002 disk-reserve", json.loads(text)["error"]["reason"])
        self.assertIn('telltale_history_bulks_total{result="disk-reserve"} 1\n',
                      road.shown("/metrics"))

    def test_holds_no_more_requests_than_it_may(self):
        road = self.road("body: 1MiB, memory: 1MiB")
        threading.Thread(target=road.ask, args=("/_bulk", WANTED), daemon=True).start()
        wait_for("a request that waits for Kafka",
                 lambda: 'zeebe_partition="2"' in road.shown("/metrics"))
        self.assertEqual(road.ask("/_bulk", UNUSABLE + " " * ((1 << 20) - len(UNUSABLE)))[0], 503)
        self.assertIn('telltale_history_bulks_total{result="no-room"} 1\n', road.shown("/metrics"))
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)

    def test_holds_at_least_one_request(self):
        config = Path(self.folder) / "small.yaml"
        config.write_text('kafka: { brokers: "k:1" }\nstate: { dir: s }\n'
                          'history: { topic: t, body: 2MiB, memory: 1MiB }\n')
        checked = subprocess.run([binary(), "check", "--config", str(config)],
                                 capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 78)
        self.assertIn("E1006", checked.stdout + checked.stderr)

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

    def test_lists_what_it_set_aside_while_it_runs(self):
        road = self.road()
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)
        listed = subprocess.run([binary(), "quarantine", "list", "--json", "--state-dir",
                                 f"{self.folder}/state"], capture_output=True, text=True,
                                check=True).stdout
        self.assertEqual([(row["topic"], row["offset"])
                          for row in map(json.loads, listed.splitlines())], [("zeebe:history", 7)])

    def test_speaks_tls_where_it_has_a_certificate(self):
        make_authority(self.folder, "authority")
        make_certificate(self.folder, "road", "authority")
        trust = ssl.create_default_context(cafile=f"{self.folder}/authority.pem")
        road = self.road(f"tls: {{ certificate: {self.folder}/road.pem, key: {self.folder}/road.key }}",
                         trust)
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)
        self.assertEqual(road.ask("/_bulk", "x" * (1 << 20))[0], 400)
        road.tls = ssl.create_default_context()
        self.assertEqual(road.ask("/")[0], 0, "an authority that nobody knows was trusted")
        road.tls = None
        self.assertEqual(road.ask("/")[0], 0, "plain text was answered")

    def test_check_says_what_is_wrong_with_a_certificate(self):
        make_authority(self.folder, "one")
        make_authority(self.folder, "two")
        for key, problem in (("one.key", None), ("two.key", "E1029"), ("three.key", "E1019")):
            config = Path(self.folder) / "tls.yaml"
            config.write_text(
                'kafka: { brokers: "k:1" }\nstate: { dir: s }\n'
                f'history: {{ listen: "0.0.0.0:9621", topic: t, tls: {{ certificate: '
                f'{self.folder}/one.pem, key: {self.folder}/{key} }} }}\n')
            checked = subprocess.run([binary(), "check", "--config", str(config)],
                                     capture_output=True, text=True, check=False)
            said = checked.stdout + checked.stderr
            self.assertEqual(checked.returncode, 78 if problem else 0, said)
            self.assertIn(problem or "", said)

    def test_a_reload_that_leaves_it_without_a_producer_is_refused(self):
        road = self.road()
        road.config.write_text(road.config.read_text().replace(
            ":1\" }", ":1\", properties: { compression.type: nonsense } }"))
        road.process.send_signal(signal.SIGHUP)
        wait_for("a refusal", lambda: "reload refused" in road.said())
        self.assertIn("nonsense", road.said())
        self.assertNotIn("configuration reloaded", road.said())
        self.assertEqual(road.ask("/_bulk", UNUSABLE)[0], 200)
        self.assertIn('telltale_config_reloads_total{result="refused"} 1\n', road.shown("/metrics"))

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
