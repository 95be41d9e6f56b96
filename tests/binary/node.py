"""A running `telltale run` that reads a growing file: starts it, feeds it, asks it, ends it.

    with Node(folder, rules) as node:
        node.feed({"ts": 1000, "vehicle": "V1", "bad": True})
        wait_for("a start", node.commands)

The binary's path is in the environment variable TELLTALE.
"""
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "acceptance"), str(ROOT / "tests" / "served_zeebe")]

from brokers.wait import wait_until  # noqa: E402  (found by the line above)

LIMIT_S = 60


def binary():
    return str(ROOT / os.environ["TELLTALE"])


def wait_for(what, condition):
    """Returns what `condition` gives as soon as it is true; raises after LIMIT_S, and says what."""
    return wait_until(what, condition, LIMIT_S, every_s=0.02)


class Node:
    """One node; `rules` is the configuration's text from `topics:` on. With `own_input` the
    configuration names the file: from the command line it would be a dry run."""

    def __init__(self, folder, rules, *flags, output="stdout", own_input=False):
        self.folder = Path(folder)
        self.config = self.folder / "telltale.yaml"
        self.input = self.folder / "events.ndjson"
        self.state = self.folder / "state"
        self.input.touch()
        self.write(rules + (f'input: "{self.input}"\n' if own_input else ""))
        self._flags = ["--config", str(self.config), "--follow", "--output", output, "--state-dir",
                       str(self.state), "--listen", "127.0.0.1:0",
                       *([] if own_input else ["--input", str(self.input)]), *flags]

    def write(self, rules):
        self.config.write_text(rules)

    def start(self, failpoint=None):
        """Starts it, again if it has ended. With `failpoint` ("name:N") it kills itself there."""
        environment = {**os.environ, **({"TELLTALE_FAILPOINT": failpoint} if failpoint else {})}
        self._out = open(self.folder / "out", "ab")
        self._log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([binary(), "run", *self._flags], stdin=subprocess.DEVNULL,
                                        stdout=self._out, stderr=self._log,
                                        env=environment)

    def __enter__(self):
        self.start()
        wait_for("ready", lambda: self._ended() or self.get("/readyz")[0] == 200)
        return self

    def __exit__(self, *_):
        self.kill()
        self._out.close()
        self._log.close()

    def _ended(self):
        if self.process.poll() is not None:
            raise AssertionError(f"it ended with {self.process.returncode}:\n{self.said()}")

    def feed(self, *events):
        with open(self.input, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(event) + "\n" for event in events)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """SIGTERM; returns the exit code."""
        self.process.terminate()
        return self.process.wait(LIMIT_S)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def url(self):
        address = self.state / "http"
        return "http://" + address.read_text().split("\n")[0] if address.exists() else ""

    def get(self, path):
        """Returns (HTTP status, text); status 0 if nothing answers."""
        try:
            with urllib.request.urlopen(self.url() + path, timeout=LIMIT_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except (OSError, ValueError):
            return 0, ""

    def commands(self):
        lines = (self.folder / "out").read_text().split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def said(self):
        return (self.folder / "log").read_text()
