#!/usr/bin/env python3
"""The program for as long as asked at a part of its load: `./dev soak` builds and calls it.

    soak.py --build build [--minutes 10] [--rate N] [--keys N] [--json] [--dir DIR]

A real Kafka, the real program, and a model of Zeebe in a process of its own, all on this machine.
One process writes `rate` events per second (if it is not given, 70 % of what the engine reads here
while another process writes as fast as it can). Each thousandth event is bad, and three of those
begin an episode, which ends 10 s later, because its key stays silent; a while later its key is
forgotten. So memory must not grow, and each episode must have been started and ended exactly once. A
line each half a minute says how it goes. Exit code: 0, 1 if something is wrong, 2 usage, 3 if there
is no broker.
"""
import contextlib
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import run as bench
from common import KAFKA_VERSION, ended, parsed, parser, show
from brokers.kafka import Kafka, fetch  # which common has put on the path
from served import Served
from telltale import Telltale

PARTITIONS = 12
LOAD = 0.7
WITHOUT_LIMIT = 2_000_000  # events per second: more than a writer of one thread writes
SAMPLE_S, SHOW_S, SETTLE_S = 5, 30, 300
RETENTION = {"message.timestamp.type": "LogAppendTime", "retention.bytes": "268435456",
             "segment.bytes": "67108864"}
# Half of the run is warm-up; a tenth of growth in the other half is a leak or a burst, and both
# want an explanation.
MOST_GROWTH = 0.1
RULES = """topics:
  vehicle.insights: { format: json, time: ts, id: event_id, late: 1m, remember: 8 }
rules:
  oil-pressure-critical:
    topic: vehicle.insights
    key: [vehicle, sensor, defect]
    bad: severity = "CRITICAL"
    raise: 3 in 30s
    clear: quiet for 10s
    forget: 2m
    start: s
    back: b
"""


@dataclass
class Story:
    """What was seen while it ran."""

    expected: int = 0  # episodes
    samples: list = field(default_factory=list)  # dictionaries, one each SAMPLE_S
    outcomes: dict = field(default_factory=dict)  # of the rule's steps: how often each
    instances: list = field(default_factory=list)  # of Zeebe's model, at the end
    exit_code: int = 0

    def growth(self):
        """By what share resident memory grew from the third quarter to the last."""
        sizes = [each["rss_bytes"] for each in self.samples]
        quarter = len(sizes) // 4
        if quarter == 0:
            return 0.0
        third, last = sizes[-2 * quarter:-quarter], sizes[-quarter:]
        return max(last) / max(third) - 1

    def slope(self):
        """Bytes per hour that resident memory grows in the second half, by least squares."""
        half = self.samples[len(self.samples) // 2:]
        times = [each["seconds"] for each in half]
        mean_t = sum(times) / max(1, len(times))
        mean_b = sum(each["rss_bytes"] for each in half) / max(1, len(half))
        spread = sum((t - mean_t) ** 2 for t in times)
        if spread == 0:
            return 0.0
        return 3600 * sum((each["seconds"] - mean_t) * (each["rss_bytes"] - mean_b)
                          for each in half) / spread


def problems(story):
    """One sentence for each thing that is wrong; empty if all is as it should be."""
    found = []
    times = Counter(one["correlation_key"] for one in story.instances)
    if len(times) != story.expected:
        found.append(f"expected {story.expected} episodes, but Zeebe started {len(times)}; the keys "
                     f"{missing(story)[:3]} have none, and the rule's outcomes were {story.outcomes}")
    if twice := [key for key, count in times.items() if count > 1]:
        found.append(f"started twice: {len(twice)}, such as {twice[:3]}")
    if left := [one for one in story.instances if one["state"] != "interrupted"]:
        found.append(f"not told back: {len(left)}, such as {left[:3]}")
    if story.growth() > MOST_GROWTH:
        found.append(f"resident memory grew by {story.growth():.0%} in the last quarter")
    if story.exit_code != 0:
        found.append(f"SIGTERM ended it with {story.exit_code} instead of 0")
    return found


def missing(story):
    """The keys that are to have an episode, by the workload, and have none."""
    started = {one["correlation_key"].split("/")[1] for one in story.instances}
    return [key for key in map("FLT{:09d}".format, range(story.expected)) if key not in started]


def main():
    options = parse_options()
    found = []

    def work():
        story = soak(options)
        print(json.dumps(summary(story)) if options.json else text(story))
        found.extend(problems(story))

    code = ended(work)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return code or int(bool(found))


def parse_options():
    made = parser(__doc__)
    made.add_argument("--minutes", type=float, default=10)
    made.add_argument("--rate", type=int, help="events per second; default: 70 %% of a round")
    made.add_argument("--keys", type=int, default=100_000, help="distinct keys that are good")
    made.add_argument("--json", action="store_true", help="one JSON object for programs")
    made.set_defaults(remember=8)
    return parsed(made)


def soak(options):
    """Runs it and returns its story."""
    with plant(options) as (steps, kafka, zeebe, telltale):
        rate = options.rate or measured_rate(steps, kafka.brokers)
        seconds = int(options.minutes * 60)
        show(f"{rate:,} events/s for {seconds} s")
        with pouring(steps, kafka, telltale, rate, seconds) as writer:
            story = watch(telltale, writer)
            story.expected = bench.finish("pace", writer)["records"] // 3000
            await_end(telltale, story)
            story.outcomes = telltale.metrics().by("telltale_outcomes_total", "outcome")
            story.exit_code = telltale.stop()
            story.instances = zeebe.instances()
            return story


@contextlib.contextmanager
def plant(options):
    """The steps of the bench, Kafka, the model of Zeebe, and the program between them, not started."""
    fetch(KAFKA_VERSION)
    steps = bench.Bench(options, bench.Size(keys=options.keys, rounds=1))
    binary = Path(options.build) / "telltale"
    with tempfile.TemporaryDirectory(prefix="soak-", dir=options.dir) as folder, \
            Kafka(KAFKA_VERSION, Path(folder) / "kafka") as kafka, \
            Served(binary, "--back", "b") as zeebe:
        yield steps, kafka, zeebe, Telltale(binary, Path(folder) / "telltale", RULES, kafka.brokers,
                                            zeebe.address)


@contextlib.contextmanager
def pouring(steps, kafka, telltale, rate, seconds):
    """The program runs, and a process, which is returned, writes the paced stream."""
    steps.tool.create_topic(kafka.brokers, bench.TOPIC, PARTITIONS, **RETENTION)
    writer = None
    try:
        telltale.start()
        telltale.await_ready()
        writer = steps.start("pace", "--brokers", kafka.brokers, "--rate", rate,
                             "--seconds", seconds)
        yield writer
    finally:
        if writer is not None:
            writer.kill()
        telltale.kill()


def measured_rate(steps, brokers):
    found = steps.latency(brokers, WITHOUT_LIMIT)
    steps.tool.delete_topic(brokers, bench.TOPIC)
    return int(LOAD * found["events_per_second"])


def watch(telltale, writer):
    """Samples until the writer ends."""
    story, begin, before = Story(), time.monotonic(), Quantiles()
    shown = 0.0
    while writer.poll() is None:
        time.sleep(SAMPLE_S)
        page = telltale.metrics()
        seconds = time.monotonic() - begin
        story.samples.append(sample(telltale.pid, page, seconds, before))
        if seconds - shown >= SHOW_S:
            shown = seconds
            show(line(story.samples[-1]))
    return story


def sample(pid, page, seconds, before):
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    rss = next(row.split()[1] for row in status.splitlines() if row.startswith("VmRSS:"))
    return {"seconds": seconds, "rss_bytes": 1024 * int(rss),
            "keys": page.total("telltale_keys"),
            "state_bytes": page.total("telltale_state_bytes"),
            "records": page.total("telltale_records_total"),
            "outbox": page.unsettled(),
            "send_p99_s": before.since(page, "send", 0.99),
            "sync_p99_s": before.since(page, "sync", 0.99)}


class Quantiles:
    """Of the histogram of stages, since the last look."""

    def __init__(self):
        self._last = {}

    def since(self, page, stage, share):
        """The bound of the bucket in which the quantile lies; None if nothing happened."""
        now = page.buckets("telltale_stage_seconds_bucket", stage=stage)
        before = self._last.get(stage, {})
        self._last[stage] = now
        fresh = sorted((bound, count - before.get(bound, 0)) for bound, count in now.items())
        if not fresh or fresh[-1][1] == 0:
            return None
        return next(bound for bound, count in fresh if count >= share * fresh[-1][1])


def await_end(telltale, story):
    """Waits until nothing is open and nothing waits to be told."""
    limit = time.monotonic() + SETTLE_S
    while time.monotonic() < limit:
        time.sleep(1)
        page = telltale.metrics()
        with contextlib.suppress(KeyError):
            backs = page.total("telltale_commands_total", cmd="back")
            if backs >= story.expected and page.unsettled() == 0:
                return


def summary(story):
    quantiles = sorted(each["send_p99_s"] for each in story.samples if each["send_p99_s"])
    return {"seconds": round(story.samples[-1]["seconds"]), "records": story.samples[-1]["records"],
            "episodes": story.expected, **story.outcomes, "rss_bytes": story.samples[-1]["rss_bytes"],
            "rss_growth": round(story.growth(), 4), "rss_bytes_per_hour": round(story.slope()),
            "outbox_most": max(each["outbox"] for each in story.samples),
            "send_p99_s_median": quantiles[len(quantiles) // 2] if quantiles else None,
            "send_p99_s_most": quantiles[-1] if quantiles else None}


def line(one):
    return (f"{one['seconds']:,.0f} s: {one['records']:,.0f} records, "
            f"{one['rss_bytes'] / 2**20:,.0f} MiB ({one['keys']:,.0f} keys in "
            f"{one['state_bytes'] / 2**20:,.0f}), outbox {one['outbox']:.0f}, "
            f"p99 of sync {one['sync_p99_s']} s, of send {one['send_p99_s']} s")


def text(story):
    return "\n".join(f"{name:20} {value}" for name, value in summary(story).items())


if __name__ == "__main__":
    sys.exit(main())
