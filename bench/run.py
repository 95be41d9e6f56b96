#!/usr/bin/env python3
"""The end-to-end workload on a real Kafka and on a file: `./dev bench` builds and calls it.

    run.py --build build [--quick] [--json] [--source kafka|file] [--keys N] [--dir DIR] [--loops N]
           [--pin-broker]

Starts a broker on the same machine, writes a topic of 12 partitions before anything is measured,
counts it, and measures round by round, in each the engine and the sum of its parts; then the time
from a record's being readable to its command's being durable, at 70 % of the median rate, while
another process writes. With `--loops N` instead: the same stream from a file per partition, read
by one loop and by N, in turn. Exit code: 0, 1 if an answer is wrong, 2 usage, 3 if there is no broker.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from common import KAFKA_VERSION, Failed, ended, fill_topic, parsed, parser, show
from figures import Noise, Size, scaling, scaling_text, summary, text
from brokers.kafka import Kafka, fetch  # which common has put on the path
from tool import Tool

STEP_LIMIT_S = 600
TOPIC, PARTITIONS = "vehicle.insights", 12
LOAD = 0.7  # of the median rate, for the latencies


class Bench:
    """The steps over one build; each returns what canonical_bench printed."""

    def __init__(self, options, size):
        build = Path(options.build)
        self._program = build / "bench/canonical/canonical_bench"
        self.tool = Tool(build / "tests/acceptance/tools/acceptance_tool")
        self._always = ["--dir", options.dir, "--remember", options.remember]
        self._fixed = [*self._always, "--keys", size.keys, "--rounds", size.events_per_key]
        self._size = size

    def start(self, step, *args):
        return self._start(step, *self._fixed, *args)

    def _start(self, step, *args):
        return subprocess.Popen([str(self._program), step, *map(str, args)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, step, *args):
        show(step)
        return finish(step, self.start(step, *args))

    def storm(self):
        """As many raises at once as the storm has keys; what everybody else has does not matter."""
        show("storm")
        return finish("storm", self._start("storm", *self._always, "--keys", self._size.storm_keys))

    def fill(self, brokers):
        return fill_topic(self.tool, brokers, TOPIC, PARTITIONS,
                          lambda: self.run("fill", "--brokers", brokers))

    def latency(self, brokers, rate):
        """Reads a stream while another process writes it at `rate`, into a topic made for it."""
        # The broker's own time says when a record could be read.
        self.tool.create_topic(brokers, TOPIC, PARTITIONS,
                               **{"message.timestamp.type": "LogAppendTime"})
        paced = ("--brokers", brokers, "--rate", int(rate), "--seconds", self._size.paced_s)
        show(f"latency at {rate:,.0f} events/s, {self._size.paced_s} s")
        reader = self.start("latency", *paced)
        writer = self.start("pace", *paced)
        try:
            finish("pace", writer)
            return finish("latency", reader)
        finally:
            reader.kill()
            writer.kill()


def main():
    options = parse_options()
    size = Size.quick() if options.quick else Size()
    size = replace(size, keys=options.keys or size.keys, events=options.events or size.events)

    def work():
        result = by_loops(options, size) if options.loops else measure(options, size)
        shown = scaling_text if options.loops else text
        print(json.dumps(result) if options.json else shown(result))

    return ended(work, "; `--source file` needs none")


def parse_options():
    made = parser(__doc__)
    made.add_argument("--quick", action="store_true", help="fewer keys, one round")
    made.add_argument("--keys", type=int, help="distinct keys")
    made.add_argument("--events", type=int, help="of the full stream")
    made.add_argument("--remember", type=int, default=8, help="ids that a key remembers")
    made.add_argument("--source", choices=("kafka", "file"), help="only this one")
    made.add_argument("--pin-broker", action="store_true", help="Kafka has only one of the cores")
    made.add_argument("--loops", type=int, help="only this: one loop against so many")
    made.add_argument("--json", action="store_true", help="one JSON object for programs")
    return parsed(made)


def measure(options, size):
    """Runs every step and returns the figures."""
    bench, noise = Bench(options, size), Noise()
    found = {}
    if options.source != "file":
        fetch(KAFKA_VERSION)
        with tempfile.TemporaryDirectory(prefix="kafka-", dir=options.dir) as folder:
            kafka = Kafka(KAFKA_VERSION, Path(folder) / "kafka")
            with on_one_core(options.pin_broker):
                kafka.start()
            try:
                found |= over_kafka(bench, size, kafka.brokers)
            finally:
                kafka.stop()
    if options.source != "kafka":
        found["file"] = [bench.run("file") for _ in range(size.file_rounds)]
        found["storm"] = bench.storm()
    return summary(size, found, noise)


@contextmanager
def on_one_core(asked):
    """Whatever is started meanwhile stays on one core, if that is asked for."""
    cores = os.sched_getaffinity(0)
    if asked:
        os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def by_loops(options, size):
    """One loop and several, in turn, so that both meet the machine as it is."""
    bench, noise, pairs = Bench(options, size), Noise(), []
    for number in range(1, size.rounds + 1):
        show(f"round {number} of {size.rounds}")
        pairs.append([bench.run("loops", "--loops", loops, "--loaders", loops)
                      for loops in (1, options.loops)])
    return scaling(options.loops, pairs, noise)


def over_kafka(bench, size, brokers):
    bench.fill(brokers)
    rounds = []
    for number in range(1, size.rounds + 1):
        show(f"round {number} of {size.rounds}")
        rounds.append(bench.run("kafka", "--brokers", brokers)
                      | bench.run("parts", "--brokers", brokers))
    rate = LOAD * statistics.median(each["events_per_second"] for each in rounds)
    bench.tool.delete_topic(brokers, TOPIC)
    return {"kafka": rounds, "latency": bench.latency(brokers, rate)}


def finish(step, process):
    """Returns what the step printed, as an object."""
    try:
        out, err = process.communicate(timeout=STEP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Failed(f"{step}: no end within {STEP_LIMIT_S} s") from None
    if process.returncode != 0:
        raise Failed(f"{step}: {err.strip() or f'ended with {process.returncode}'}")
    return json.loads(out)


if __name__ == "__main__":
    sys.exit(main())
