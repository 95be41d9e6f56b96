#!/usr/bin/env python3
"""Runs the acceptance cases: the real binary between a real Kafka and a real Zeebe.

    run.py                        every case that belongs into each run
    run.py --all                  the long ones too
    run.py --only chatter-3.9.2   one of them; repeatable
    run.py --list                 their names

Every case is a process of its own with its own brokers and folder, at most --jobs at a time.
Exit code: 0 all passed, 1 some failed, 2 usage, 3 nothing was run because the brokers cannot be
fetched (1 if CI=true).
"""
import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from brokers import cache, java, kafka, zeebe  # noqa: E402  (they stand beside this file)
from brokers.process import Child, tail  # noqa: E402
from cases import Failed, Setting, counts, figures  # noqa: E402
from cases import (audit, bench, clock, contracts, episodes, faults, forward, fulfilment,  # noqa: E402
                   gate, gate_faults, history, publish, routes, service, shards, vehicle)
from tool import Tool  # noqa: E402

BINARY = HERE.parents[1] / "build" / "telltale"
NOT_RUN = 3
POLL_S = 0.1


@dataclass
class Case:
    """One line of the result."""

    run: object  # a function of a Setting
    long: bool = False  # only with --all, or by name


# The first two start together: one is the smallest whole, the other spends its time waiting.
CASES = {
    "three-episodes": Case(episodes.three_episodes),
    "forward-8.5.8": Case(partial(forward.forward, zeebe_version="8.5.8")),
    "broker-stopped": Case(clock.broker_stopped),
    "chatter-3.9.2": Case(partial(episodes.chatter, kafka_version="3.9.2", zeebe_version="8.5.8")),
    "chatter-4.4.0": Case(partial(episodes.chatter, kafka_version="4.4.0", zeebe_version="8.6.0")),
    "faults": Case(partial(faults.faults, kills=3)),
    "routes": Case(routes.routes),
    "waiting": Case(service.waiting),
    "refusals": Case(service.refusals),
    "sample": Case(service.sample),
    "vehicle-maintenance": Case(vehicle.vehicle),
    "order-fulfilment": Case(fulfilment.fulfilment),
    "shards": Case(shards.shards),
    "kafka-3.9.2": Case(partial(contracts.kafka, kafka_version="3.9.2")),
    "kafka-4.4.0": Case(partial(contracts.kafka, kafka_version="4.4.0")),
    "gateway-8.5.8": Case(partial(contracts.gateway, zeebe_version="8.5.8")),
    "gateway-8.6.0": Case(partial(contracts.gateway, zeebe_version="8.6.0")),
    "gate-8.5.8": Case(partial(gate.gate, zeebe_version="8.5.8")),
    "gate-8.6.0": Case(partial(gate.gate, zeebe_version="8.6.0")),
    "gate-faults-8.5.8": Case(partial(gate_faults.gate_faults, zeebe_version="8.5.8")),
    "history-8.5.8": Case(partial(history.broker, zeebe_version="8.5.8"), long=True),
    "history-model": Case(partial(history.model, records=20_000)),
    "publish-8.5.8": Case(partial(publish.publish, zeebe_version="8.5.8", jobs=1000)),
    "audit-3.9.2": Case(audit.audit),
    "bench": Case(bench.small),
    "history-8.6.0": Case(partial(history.broker, zeebe_version="8.6.0"), long=True),
    "history-load": Case(partial(history.model, records=200_000), long=True),
    "gate-faults-8.6.0": Case(partial(gate_faults.gate_faults, zeebe_version="8.6.0"), long=True),
    "faults-20": Case(partial(faults.faults, kills=20), long=True),
    "routes-many": Case(routes.many, long=True),
    "publish-kills": Case(partial(publish.kills, zeebe_version="8.5.8", jobs=10_000, count=100),
                          long=True),
    "publish-8.6.0": Case(partial(publish.publish, zeebe_version="8.6.0", jobs=10_000, storms=3),
                          long=True),
    "every-alarm": Case(episodes.every_alarm, long=True),
}


def main():
    options = parse_options()
    if options.list:
        print("\n".join(CASES))
        return 0
    if options.case:
        return run_case(options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that folders are removed
    for path in (options.binary, options.tool):
        if not path.exists():
            print(f"{path} is missing: build it first", file=sys.stderr)
            return 2
    chosen = options.only or [name for name, case in CASES.items() if options.all or not case.long]
    try:
        fetch()
    except cache.Unavailable as problem:
        print(f"{problem}\nnot run: acceptance ({len(chosen)})")
        return 1 if os.environ.get("CI") == "true" else NOT_RUN
    return run_all(chosen, options)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--all", action="store_true", help="the long cases too")
    parser.add_argument("--only", action="append", choices=CASES, metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    parser.add_argument("--binary", type=Path, default=BINARY, help="telltale")
    parser.add_argument("--tool", type=Path, help="acceptance_tool; default: of the same build")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn")
    parser.add_argument("--jobs", type=int, default=2, help="cases at a time")
    parser.add_argument("--keep", action="store_true", help="keep the folders of failed cases")
    parser.add_argument("--case", help=argparse.SUPPRESS)  # run this one here, in --folder
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    options.tool = (options.tool or
                    options.binary.parent / "tests/acceptance/tools/acceptance_tool").resolve()
    return options


def fetch():
    """Makes sure that everything the brokers need is here, before the first case starts."""
    java.find(kafka.OLDEST_JAVA)
    java.find(zeebe.OLDEST_JAVA)
    for version in kafka.VERSIONS:
        kafka.fetch(version)
    for version in zeebe.VERSIONS:
        zeebe.fetch(version)


def run_case(options):
    """Runs one case in this process; what it prints explains a failure."""
    setting = Setting(options.folder, options.binary, Tool(options.tool), options.seed)
    try:
        CASES[options.case].run(setting)
        return 0
    except Failed as problem:
        print(problem)
    except Exception:
        traceback.print_exc()
    return 1


class Running:
    """A case in its process."""

    def __init__(self, name, options):
        self.name = name
        self._begin = time.monotonic()
        self._keep = options.keep
        self._folder = Path(tempfile.mkdtemp(prefix=f"telltale-{name}-"))
        self._child = Child(
            [sys.executable, HERE / "run.py", "--case", name, "--folder", self._folder,
             "--binary", options.binary, "--tool", options.tool, "--seed", options.seed],
            log=self._folder / "case.log")

    def done(self):
        return not self._child.alive()

    def discard(self):
        """Ends the case and all that it started."""
        self._child.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self):
        """Prints the result and removes the folder; returns how much passed and failed."""
        passed = self._child.exit_code() == 0
        seconds = time.monotonic() - self._begin
        print(f"{'ok  ' if passed else 'FAIL'}  {self.name:20} {seconds:6.1f} s", flush=True)
        for line in figures(self._folder):
            print(f"      {line}", flush=True)
        counted = counts(self._folder, passed)
        if not passed:
            print(tail(self._folder / "case.log", lines=60), flush=True)
        if passed or not self._keep:
            shutil.rmtree(self._folder, ignore_errors=True)
        else:
            print(f"kept: {self._folder}", flush=True)
        return counted


def run_all(chosen, options):
    waiting, running, passed, failed = list(chosen), [], 0, 0
    try:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                running.append(Running(waiting.pop(0), options))
            for case in [case for case in running if case.done()]:
                running.remove(case)
                passed, failed = map(sum, zip((passed, failed), case.close()))
            time.sleep(POLL_S)
    finally:
        for case in running:  # interrupted
            case.discard()
    skipped = [name for name in CASES if name not in chosen]
    for name in skipped:
        print(f"skip  {name}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
