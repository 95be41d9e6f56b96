#!/usr/bin/env python3
"""Kills the real program at each of its failpoints, again and again, by SIGKILL.

    sweep.py --binary build/telltale --times 20 [--only marked-unsent] [--first 1]

Each failpoint has a store, a file that grows, and the model of a Zeebe broker as a process of its own,
whose memory survives; with a gate in the workflow, and without. A life reads some more of the file
and is killed at a drawn pass of the failpoint; one that did not get there is no kill, and another
follows. The last life is left to end by itself. Then the broker must have started one instance for
each episode, under the id that follows from its event, and ended it once, and all must have exit
code 0 and nothing parked. The last line is `N passed, N failed`, a kill or an end each.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "served_zeebe"))

from served import Served  # noqa: E402  (found by the line above)

COMMANDS = ("batch-open", "batch-unwritten", "written-unheard", "acknowledged",
            "committed-unmarked", "marked-unsent", "sent-unanswered", "answered-unsettled")
JOBS = ("reported-unanswered", "job-answered")
CONFIG = """
zeebe: {{ gateway: "{address}", gate: {gate}, message_ttl: 1h, request_timeout: 5s }}
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  hot:
    {{ topic: t, key: [vehicle], bad: 'level > 90', clear: 1 good in a row, start: s, back: b }}
"""
KILLED = -9
LIFE_LIMIT_S = 90  # a job that a killed node had is handed out again after 30 s
IDLE_LIVES = 5  # that did not reach the failpoint, before that is a failure
BEGIN_MS = 1_700_000_000_000


def main():
    options = parse_options()
    cases = [(point, gate) for gate in (False, True) for point in COMMANDS + (JOBS if gate else ())
             if options.only in ("", point)]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda case: sweep(options, *case), cases))
    for failures, name, kills, seconds in results:
        print(f"  {name}: {kills} kills, {seconds:.0f} s", *failures, sep="\n    ")
    failed = sum(len(failures) for failures, *_ in results)
    passed = sum(kills for _, _, kills, _ in results)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--times", type=int, default=20, help="kills of each failpoint")
    parser.add_argument("--first", type=int, default=1, help="the seed")
    parser.add_argument("--only", default="", choices=("",) + COMMANDS + JOBS)
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1),
                        help="at a time; they mostly wait for the disk")
    return parser.parse_args()


def sweep(options, point, gate):
    """Returns (what is wrong, name, kills, seconds)."""
    began = time.monotonic()
    name = f"{point}, {'with a gate' if gate else 'no gate'}"
    flags = ["--gate"] if gate else []
    with tempfile.TemporaryDirectory() as folder, Served(options.binary, *flags) as broker:
        victim = Victim(options, Path(folder), broker, point, gate)
        try:
            victim.kill_again_and_again()
            failures = victim.end()
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failures = [str(error)]
        replay = (f"replay: python3 tests/failpoints/sweep.py --binary {options.binary} --only {point}"
                  f" --times {options.times} --first {options.first}")
        return ([*failures, replay] if failures else [], name, victim.kills,
                time.monotonic() - began)


class Victim:
    """The lives of one node."""

    def __init__(self, options, folder, broker, point, gate):
        self._options, self._folder, self._broker = options, folder, broker
        self._point, self._gate = point, gate
        self._random = random.Random(f"{options.first} {point} {gate}")
        self._now_ms = BEGIN_MS
        self._episodes = {}  # id -> whether its back was told
        self._open = {}  # vehicle -> id
        self.kills = 0
        (folder / "telltale.yaml").write_text(CONFIG.format(
            address=broker.address, gate="true" if gate else "false"))

    def kill_again_and_again(self):
        idle = 0
        while self.kills < self._options.times:
            self._speak()
            code, said = self._live(f"{self._point}:{self._random.randint(1, 3) if not idle else 1}")
            if code == KILLED and f"failpoint {self._point}" in said:
                self.kills, idle = self.kills + 1, 0
                continue
            idle += 1
            assert code == 0, f"ended with {code}:\n{said[-2000:]}"
            assert idle < IDLE_LIVES, f"{self._point} was not reached:\n{said[-2000:]}"

    def end(self):
        """The last life; returns what is wrong after it."""
        for vehicle in list(self._open):
            self._say(vehicle, 20)
        code, said = self._live()
        if code != 0:
            return [f"the last one ended with {code}, not 0:\n{said[-2000:]}"]
        return self._judge(self._broker.instances())

    def _speak(self):
        """A few vehicles get hot or cool down, some more than once."""
        for _ in range(self._random.randint(3, 8)):
            vehicle = f"V{self._random.randint(1, 12)}"
            self._say(vehicle, 20 if vehicle in self._open else 95)

    def _say(self, vehicle, level):
        self._now_ms += self._random.randint(1, 5000)
        with open(self._folder / "events.ndjson", "a", encoding="utf-8") as file:
            print(json.dumps({"ts": self._now_ms, "vehicle": vehicle, "level": level}), file=file)
        if level > 90:
            self._open[vehicle] = f"hot/{vehicle}@{compact(self._now_ms)}"
            self._episodes[self._open[vehicle]] = False
        else:
            self._episodes[self._open.pop(vehicle)] = True

    def _live(self, failpoint=None):
        """One process; returns (exit code, what it said)."""
        done = subprocess.run(
            [self._options.binary, "run", "--config", self._folder / "telltale.yaml", "--input",
             self._folder / "events.ndjson", "--state-dir", self._folder / "state",
             "--listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **({"TELLTALE_FAILPOINT": failpoint} if failpoint else {})},
            timeout=LIFE_LIMIT_S, check=False)
        return done.returncode, done.stderr

    def _judge(self, instances):
        """Returns a sentence for each episode that is not as it must be."""
        found = []
        effective = Counter(one["correlation_key"] for one in instances
                            if not self._gate or one["passed"] or one["state"] == "interrupted")
        ended = Counter(one["correlation_key"] for one in instances
                        if one["state"] == "interrupted")
        for episode, told_back in self._episodes.items():
            if effective.pop(episode, 0) != 1:
                found.append(f"{episode} did not start exactly once")
            if ended.pop(episode, 0) != told_back:
                found.append(f"{episode} did not end exactly {int(told_back)} times")
        return found + [f"{episode} was never decided" for episode in effective]


def compact(ms):
    """The time as episode ids have it: 20261123T101502.123Z."""
    at = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return at.strftime("%Y%m%dT%H%M%S") + f".{ms % 1000:03d}Z"


if __name__ == "__main__":
    sys.exit(main())
