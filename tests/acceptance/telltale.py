"""Drives the telltale binary: starts and ends it, asks its HTTP address, reads what it printed."""
import json
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from brokers import net
from brokers.process import Child, tail
from brokers.wait import wait_until

READY_LIMIT_S = 60
GET_LIMIT_S = 5
CHECK_LIMIT_S = 60
KILLED = -9
_SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? ([^ ]+)$")
_LABEL = re.compile(r'([a-z_]+)="([^"]*)"')


def replayed_commands(rows):
    """The commands in the lines of `explain --replay --json`, as `run --output stdout` has them."""
    return [{"cmd": row["cmd"], "episode": row["episode"], "at": _ms(row["cmd_at"]),
             **({"ending": row["ending"]} if "ending" in row else {})}
            for row in rows if "cmd" in row]


def _ms(time):
    return round(datetime.fromisoformat(time).timestamp() * 1000)


class Telltale:
    """One node: a configuration and a state folder, run once or again and again.

    `rules` is the text of the configuration from `topics:` on. `zeebe` is None for the output
    `stdout`; `options` are more of the section `zeebe`, such as "gate: true".
    """

    def __init__(self, binary, folder, rules, kafka, zeebe=None, options="message_ttl: 1h",
                 group="telltale"):
        self._binary = binary
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = net.free_port()
        self.log = self.folder / "telltale.log"
        self.out = self.folder / "telltale.out"
        self._log_start = 0
        self._child = None
        self._config = self.folder / "telltale.yaml"
        self._config.write_text(
            self._configuration(rules, f'brokers: "{kafka}", group: {group}',
                                zeebe and f'gateway: "{zeebe}", {options}'))

    def _configuration(self, rules, kafka, zeebe):
        lines = [f"kafka: {{ {kafka} }}"]
        if zeebe:
            lines.append(f"zeebe: {{ {zeebe} }}")
        lines.append(f'state: {{ dir: "{self.folder / "state"}" }}')
        lines.append(f'http: {{ listen: "{net.LOOPBACK}:{self.port}" }}')
        return "\n".join([*lines, rules])

    def start(self, *flags, failpoint=None):
        """Starts it. With `failpoint` ("name:N") it kills itself there."""
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        self._child = Child([self._binary, "run", "--config", self._config, *flags],
                            log=self.log, out=self.out,
                            env={"TELLTALE_FAILPOINT": failpoint} if failpoint else None)

    def check(self, *flags, verb="check"):
        """What the verb `check`, or another, says about its configuration."""
        return subprocess.run([self._binary, verb, "--config", self._config, *flags],
                              capture_output=True, text=True, timeout=CHECK_LIMIT_S, check=False)

    def replay(self, key):
        """The commands that a replay of the key tells."""
        done = self.check(key, "--replay", "--json", verb="explain")
        if done.returncode != 0:
            raise RuntimeError(f"the replay ended with {done.returncode}: {done.stderr}")
        return replayed_commands([json.loads(line) for line in done.stdout.splitlines()])

    def exit_code(self):
        return self._child.exit_code()

    @property
    def pid(self):
        return self._child.pid

    def running(self):
        return self._child is not None and self._child.alive()

    def kill(self):
        self._child.kill()

    def stop(self):
        """SIGTERM; returns the exit code, 0 if it drained and committed."""
        return self._child.stop() if self._child else 0

    def reload(self):
        """SIGHUP: asks it to read its configuration again."""
        self._child.signal(signal.SIGHUP)

    def await_exit(self, limit_s):
        wait_until(lambda: f"telltale ends\n{tail(self.log)}", lambda: not self.running(), limit_s)
        return self.exit_code()

    def await_ready(self, limit_s=READY_LIMIT_S):
        def ready():
            if not self.running():
                raise RuntimeError(f"telltale ended with {self.exit_code()}\n{tail(self.log)}")
            return self.get("/readyz")[0] == 200

        wait_until(lambda: f"telltale is ready\n{self.get('/readyz')}\n{tail(self.log)}", ready,
                   limit_s)

    def get(self, path):
        """Returns (HTTP status, text); status 0 if nothing answers."""
        try:
            url = f"http://{net.LOOPBACK}:{self.port}{path}"
            with urllib.request.urlopen(url, timeout=GET_LIMIT_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def metrics(self):
        return Metrics(self.get("/metrics")[1])

    def commands(self):
        """The commands printed so far, by all runs; only with the output `stdout`."""
        lines = self.out.read_text().split("\n")[:-1]  # a last line may be unfinished
        return [json.loads(line) for line in lines]

    def said(self):
        """What this run has logged so far."""
        with open(self.log, "rb") as log:
            log.seek(self._log_start)
            return log.read().decode("utf-8", "replace")


class Metrics:
    """A page in Prometheus' text format."""

    def __init__(self, text):
        self._samples = defaultdict(list)
        for line in text.splitlines():
            if found := _SAMPLE.match(line):
                name, labels, value = found.groups()
                self._samples[name].append((dict(_LABEL.findall(labels or "")), float(value)))

    def total(self, name, **labels):
        """Sums the samples of `name` that carry these labels; raises KeyError if there is none."""
        fit = [value for have, value in self._samples[name]
               if all(have.get(label) == value for label, value in labels.items())]
        if not fit:
            raise KeyError(f"no metric {name} with {labels}")
        return sum(fit)

    def by(self, name, label):
        """The samples of `name` summed by the values of a label, without those that are 0."""
        sums = defaultdict(float)
        for have, value in self._samples[name]:
            sums[have[label]] += value
        return {key: int(value) for key, value in sums.items() if value}

    def unsettled(self):
        """Commands that are still to be told."""
        return sum(self.total("telltale_outbox_entries", fate=fate)
                   for fate in ("pending", "attempted"))

    def buckets(self, name, **labels):
        """A histogram's counts by their upper bounds, of the samples that carry these labels."""
        return {float(have["le"]): value for have, value in self._samples[name]
                if all(have.get(label) == wanted for label, wanted in labels.items())}
