"""A node before a gateway that speaks TLS and asks for tokens, and before the server that gives them.

The model of a broker stands for Zeebe; both servers are on the loopback interface.
"""
import json
import os
import subprocess
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from node import ROOT, Node, binary, wait_for, wait_until
from served import Served  # of tests/served_zeebe, which node.py has found
from telltale import Metrics  # of tests/acceptance, likewise

SECRET = "hush-hush"
RULES = """
zeebe:
  gateway: "{address}"
  request_timeout: 2s
  gate: true
  tls: {{ ca: {ca}, certificate: {folder}/client.pem, key: {folder}/client.key }}
  oauth:
    token_url: "{token_url}"
    client_id: fleet
    client_secret: file:{folder}/secret
    audience: zeebe.camunda.io
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  hot:
    {{ topic: t, key: [vehicle], bad: 'level > 90', clear: 1 good in a row, start: s, back: b }}
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_authority(folder, name):
    """NAME.pem and NAME.key: one that vouches for others, and for itself."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{folder}/{name}.key",
            "-out", f"{folder}/{name}.pem")


def make_certificate(folder, name, authority):
    """NAME.pem and NAME.key, for this machine, vouched for by `authority`."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", f"/CN={name}", "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/req.pem")
    Path(f"{folder}/extensions").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("x509", "-req", "-in", f"{folder}/req.pem", "-days", "2", "-CAcreateserial",
            "-CA", f"{folder}/{authority}.pem", "-CAkey", f"{folder}/{authority}.key",
            "-extfile", f"{folder}/extensions", "-out", f"{folder}/{name}.pem")


class TokenServer:
    """Gives tokens, and writes those that are good into a file that the gateway reads."""

    def __init__(self, folder):
        self._file = Path(folder) / "tokens"
        self._lock = threading.Lock()
        self._file.touch()
        self.given = 0
        self.asked = []
        self.lifetime_s = 3600
        self.mood = "gives"  # or forges, babbles, hangs
        self._end = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append({name: value[0] for name, value in parse_qs(body).items()})
                status, text = outer.answer(outer.asked[-1])
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    pass  # it waited long enough

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/oauth/token"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._end.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        if self.mood == "hangs":
            self._end.wait(10)
        if self.mood == "babbles":
            return 200, "<html>sign in</html>"
        if request.get("client_secret") != SECRET:
            return 401, '{"error":"invalid_client","error_description":"who are you?"}'
        with self._lock:
            self.given += 1
            token = f"token-{self.given}"
            self._write("" if self.mood == "forges" else token + "\n")
        return 200, json.dumps({"access_token": token, "token_type": "Bearer",
                                "expires_in": self.lifetime_s})

    def revoke(self):
        """No token that was given is good any more."""
        with self._lock:
            self._write("")

    def _write(self, text):
        new = self._file.with_suffix(".new")
        new.write_text(text)
        new.replace(self._file)


class Secured(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.certificates.cleanup)
        for name in ("ours", "strange"):
            make_authority(cls.certificates.name, name)
        for name in ("gateway", "client"):
            make_certificate(cls.certificates.name, name, "ours")

    def setUp(self):
        self.folder = Path(self.certificates.name)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tokens = TokenServer(folder.name)
        self.addCleanup(self.tokens.close)
        self.write_secret(SECRET)
        self.served = Served(
            binary(), "--gate", "--certificate", self.folder / "gateway.pem",
            "--key", self.folder / "gateway.key", "--clients", self.folder / "ours.pem",
            "--tokens", Path(folder.name) / "tokens")
        self.served.__enter__()
        self.addCleanup(self.served.__exit__)
        self.node = Node(folder.name, self.rules(), output="zeebe")
        self.fed = 0

    def rules(self, ca="ours.pem"):
        return RULES.format(address=self.served.address, folder=self.folder, ca=self.folder / ca,
                            token_url=self.tokens.url)

    def write_secret(self, secret):
        (self.folder / "secret").write_text(secret + "\n")

    def start(self):
        self.node.start()
        self.addCleanup(self.node.__exit__)
        wait_for("it serves", lambda: self.node.get("/healthz")[0] == 200)

    def feed(self, count=1):
        """That many vehicles get hot, and cool down again."""
        for _ in range(count):
            vehicle, ts = f"V{self.fed}", 1_700_000_000_000 + self.fed * 10
            self.node.feed({"ts": ts, "vehicle": vehicle, "level": 95},
                           {"ts": ts + 5, "vehicle": vehicle, "level": 20})
            self.fed += 1

    def metrics(self):
        return Metrics(self.node.get("/metrics")[1])

    def accepted(self):
        return self.metrics().total("telltale_answers_total", answer="accepted")

    def wait_until_not_ready(self, *words):
        def told():
            status, text = self.node.get("/readyz")
            return status == 503 and all(word in text for word in words)
        wait_for(lambda: f"{words}: {self.node.get('/readyz')}\n{self.node.said()[-2000:]}", told)

    def wait_until_settled(self):
        """Every start and back that was fed is accepted; then counts what the broker has of them."""
        wait_until(lambda: f"{self.node.get('/readyz')}\n{self.node.said()[-3000:]}",
                   lambda: self.metrics().total("telltale_answers_total", answer="accepted") +
                   self.metrics().total("telltale_answers_total", answer="known")
                   >= 2 * self.fed, 60)
        self.assertEqual(self.node.stop(), 0, self.node.said()[-3000:])
        instances = self.served.instances()
        vehicles = sorted(one["correlation_key"].split("/")[1].split("@")[0] for one in instances)
        self.assertEqual(vehicles, sorted(f"V{number}" for number in range(self.fed)))
        self.assertEqual({one["state"] for one in instances}, {"interrupted"})

    def test_goes_on_when_tokens_are_revoked_in_the_middle(self):
        self.start()
        self.feed(200)
        wait_for("traffic", lambda: self.accepted() >= 20)
        self.tokens.revoke()
        self.feed(200)
        wait_for("a new token", lambda: self.tokens.given >= 2)
        self.wait_until_settled()
        self.assertEqual(self.tokens.given, 2)
        self.assertEqual(self.tokens.asked[0],
                         {"grant_type": "client_credentials", "client_id": "fleet",
                          "client_secret": SECRET, "audience": "zeebe.camunda.io"})
        self.assertNotIn(SECRET, self.node.said())

    def test_renews_short_lived_tokens_before_they_end(self):
        self.tokens.lifetime_s = 2
        self.start()
        while self.tokens.given < 3:
            self.feed()
            wait_for("it is taken", lambda: self.accepted() >= self.fed)
        self.assertEqual(self.metrics().total("telltale_answers_total", answer="unauthenticated"), 0)
        self.wait_until_settled()

    def test_waits_for_a_server_that_hangs_or_babbles(self):
        self.tokens.mood = "hangs"
        self.start()
        self.feed(5)
        self.wait_until_not_ready("oauth/token", "expected an answer")
        self.tokens.mood = "babbles"
        self.wait_until_not_ready("oauth/token", "expected a JSON object")
        self.assertGreater(self.metrics().total("telltale_token_requests_total", result="failed"), 1)
        self.tokens.mood = "gives"
        self.wait_until_settled()
        self.assertIn("tokens are given again", self.node.said())

    def test_pauses_while_it_is_not_accepted_until_its_secret_is_mended(self):
        self.write_secret("wrong")
        self.start()
        self.feed(5)
        self.wait_until_not_ready("E4004 not-authenticated", "invalid_client: who are you?")
        self.write_secret(SECRET)
        self.node.reload()
        self.wait_until_settled()

    def test_pauses_when_the_gateway_refuses_a_new_token_as_well(self):
        self.tokens.mood = "forges"
        self.start()
        self.feed(5)
        self.wait_until_not_ready("E4004 not-authenticated", "the token is not good")
        self.assertEqual(self.tokens.given, 2)
        self.assertEqual(self.accepted(), 0)

    def test_believes_no_gateway_that_a_strange_authority_vouches_for(self):
        self.node.write(self.rules(ca="strange.pem"))
        self.start()
        self.feed(5)
        self.wait_until_not_ready("output: ")
        wait_for("a token", lambda: self.tokens.given >= 1)
        self.assertEqual(self.accepted(), 0)
        self.node.write(self.rules())
        self.node.reload()
        self.wait_until_settled()

    def test_shows_its_configuration_without_the_secret(self):
        for secret in ("file:" + str(self.folder / "secret"), SECRET):
            self.node.write(self.rules().replace(f"file:{self.folder}/secret", secret))
            shown = subprocess.run([binary(), "config", "show", "--effective",
                                    "--config", str(self.node.config)],
                                   check=True, capture_output=True, text=True).stdout
            self.assertIn("client_secret: \"******\"", shown)
            self.assertIn("audience: zeebe.camunda.io", shown)
            self.assertNotIn(SECRET, shown)

    def test_examples_of_the_documents_are_valid(self):
        examples = ROOT / "docs" / "examples" / "camunda-saas"
        rules = self.folder / "rules.yaml"
        rules.write_text(self.rules()[self.rules().index("topics:"):])
        names = {name: "x" for name in ("ZEEBE_ADDRESS", "ZEEBE_CLIENT_ID", "ZEEBE_CLIENT_SECRET")}
        for file in sorted(examples.glob("*.yaml")):
            both = ["--config", str(file), "--config", str(rules)]
            shown = subprocess.run([binary(), "config", "show", *both], capture_output=True,
                                   text=True, check=False, env={**os.environ, **names})
            wrong = [line for line in shown.stderr.split("\n") if " error " in line]
            strange = [line for line in wrong if "/etc/telltale/" not in line]  # not on this machine
            self.assertEqual(strange, [], file)


if __name__ == "__main__":
    unittest.main()
