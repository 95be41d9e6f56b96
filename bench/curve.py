#!/usr/bin/env python3
"""The cost curve: what an event costs as keys, rules, record size, codec and partitions change.
`./dev bench --curve` builds and calls it.

    curve.py --build build [--all] [--events N] [--pairs N] [--dir DIR] [--docs docs]

Each point is one step away from the base point and is measured beside it in pairs, by
`telltale bench` on a real Kafka of its own, whose starts, backs and keys are known by construction.
Ratios within a pair hardly depend on what else the machine does. Writes curve.json, curve.svg and
the table of performance.md in the folder of the documents. Exit code: 0, 1 if an answer is wrong,
3 if there is no broker.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from common import KAFKA_VERSION, ROOT, Failed, ended, fill_topic, parsed, parser, show
from curve_text import into_page, svg, table
from brokers.kafka import Kafka, fetch  # which common has put on the path
from tool import Tool

STEP_LIMIT_S = 1800
FAULTY_EVERY = 1000
LEAST_ROUNDS = 6  # each faulty key starts in the third and is told to be normal in the sixth
RUN_LIMIT_S = 1200
RULE = """\
  {name}:
    {{ topic: {topic}, key: [vehicle, sensor, defect], {where}bad: 'severity = "CRITICAL"',
      raise: 3 in 30s, clear: good for 4s, start: maintenance-needed, back: back-to-normal }}
"""


@dataclass(frozen=True)
class Point:
    """One workload."""

    axis: str
    label: str
    keys: int = 100_000
    rules: int = 1
    disjoint: bool = True  # each event is of one rule; else of all
    record_bytes: int = 200
    codec: str = "lz4"
    partitions: int = 12

    @property
    def sites(self):
        return self.rules if self.disjoint else 1

    @property
    def topic(self):
        """Points of one topic share its name."""
        return (f"curve-{self.keys}-{self.sites}-{self.record_bytes}-{self.codec}-"
                f"{self.partitions}")

    def rounds(self, events):
        return max(LEAST_ROUNDS, events // self.keys)

    def expected(self, events):
        """What the engine must conclude."""
        told = -(-self.keys // FAULTY_EVERY) * (1 if self.disjoint else self.rules)
        return {"records": self.keys * self.rounds(events), "starts": told, "backs": told,
                "keys": self.keys * (1 if self.disjoint else self.rules), "quarantined": 0}

    def config(self, brokers):
        """Its rules, and where they read."""
        rules = "".join(
            RULE.format(name=f"rule-{i}", topic=self.topic,
                        where=f"where: 'site = \"plant-{i}\"', " if self.sites > 1 else "")
            for i in range(self.rules))
        return (f"topics:\n  {self.topic}: "
                "{ format: json, time: ts, id: event_id, late: 1s, remember: 8 }\n"
                f"rules:\n{rules}kafka: {{ brokers: \"{brokers}\", group: curve }}\n"
                "state: { disk_reserve: 1MiB }\n")


BASE = Point("base", "100 k keys, 1 rule, 200 bytes, LZ4, 12 partitions")


def points(everything=False):
    """All points but the base, which is one of each axis."""
    def step(axis, label, **changes):
        return replace(BASE, axis=axis, label=label, **changes)

    keys = [("10 k", 10_000), ("1 M", 1_000_000)] + [("10 M", 10_000_000)] * everything
    return ([step("keys", label, keys=count) for label, count in keys] +
            [step("rules", f"{n} disjoint", rules=n) for n in (4, 10)] +
            [step("rules", f"{n} taking all", rules=n, disjoint=False) for n in (4, 10)] +
            [step("record bytes", str(n), record_bytes=n) for n in (120, 1000)] +
            [step("codec", name, codec=name) for name in ("zstd", "none")] +
            [step("partitions", str(n), partitions=n) for n in (1, 96)])


class Curve:
    """The steps over one build and one broker."""

    def __init__(self, options, brokers):
        build = Path(options.build)
        self._telltale = build / "telltale"
        self._fill = build / "bench/canonical/canonical_bench"
        self._tool = Tool(build / "tests/acceptance/tools/acceptance_tool")
        self._options, self._brokers = options, brokers

    def fill(self, point):
        """Writes the point's topic."""
        show(f"filling {point.topic}")
        fill_topic(self._tool, self._brokers, point.topic, point.partitions,
                   lambda: self._write(point))

    def _write(self, point):
        done = run(self._fill, "fill", "--brokers", self._brokers, "--topic", point.topic,
                   "--keys", point.keys, "--rounds", point.rounds(self._options.events),
                   "--sites", point.sites if point.sites > 1 else 0,
                   "--bytes", 0 if point.record_bytes == 200 else point.record_bytes,
                   "--codec", point.codec, "--partitions", point.partitions)
        if done.returncode != 0:
            raise Failed(done.stderr)

    def drop(self, point):
        self._tool.delete_topic(self._brokers, point.topic)

    def measure(self, point):
        """What `telltale bench` says of it; its answer is checked."""
        with tempfile.TemporaryDirectory(prefix="curve-", dir=self._options.dir) as folder:
            config = Path(folder) / "curve.yaml"
            config.write_text(point.config(self._brokers), encoding="utf-8")
            expected = point.expected(self._options.events)
            done = run(self._telltale, "bench", "--config", config, "--dir", folder, "--json",
                       # Partitions differ a little in size; the newest of each are asked for.
                       "--records", 2 * expected["records"], "--seconds", RUN_LIMIT_S)
        if done.returncode != 0:
            raise Failed(f"{point.label}: {done.stderr}")
        return figures_of(point, json.loads(done.stdout), expected)


def figures_of(point, found, expected):
    """The figures of one run; raises Failed if it concluded anything but `expected`."""
    wrong = {name: found[name] for name in expected if found[name] != expected[name]}
    if wrong:
        raise Failed(f"{point.axis} {point.label}: expected {expected}, but found {wrong}")
    written = found["block_bytes"] + found["page_bytes"] + found["outbox_bytes"]
    return {"events_per_second": found["events_per_second"],
            "cpu_us_per_event": found["cpu_us_per_event"],
            "commit_bytes_per_event": written / found["records"],
            "bytes_per_key": found["bytes_per_key"],
            "recovery_s": found["recovery_s"],
            "limit": found["limit"]}


def beside(pairs):
    """A point's figures: medians over its pairs (base, point), and ratios within them."""
    of = [point for _, point in pairs]
    result = {name: round(statistics.median(each[name] for each in of), 3)
              for name in of[0] if name != "limit"}
    result["limit"] = statistics.mode(each["limit"] for each in of)
    result["n"] = len(pairs)
    for name in ("cpu_us_per_event", "events_per_second"):
        result[f"{name}_ratio"] = round(
            statistics.median(point[name] / base[name] for base, point in pairs), 2)
    return result


def main():
    options = parse_options()

    def work():
        result = measure(options)
        write(result, Path(options.docs))
        print(table(result))

    return ended(work)


def parse_options():
    made = parser(__doc__)
    made.add_argument("--docs", default=ROOT / "docs", help="where the results are written")
    made.add_argument("--all", action="store_true", help="also 10 M keys: 60 M events, 10 GB")
    made.add_argument("--events", type=int, default=2_000_000, help="of a point, at least")
    made.add_argument("--pairs", type=int, default=2, help="times that each point is measured")
    made.add_argument("--axis", help="only the points of this axis")
    return parsed(made)


def measure(options):
    """All points, each beside the base, as one object."""
    fetch(KAFKA_VERSION)
    load = os.getloadavg()[0] / os.cpu_count()
    found = []
    with tempfile.TemporaryDirectory(prefix="kafka-", dir=options.dir) as folder:
        with Kafka(KAFKA_VERSION, Path(folder) / "kafka") as kafka:
            curve = Curve(options, kafka.brokers)
            curve.fill(BASE)
            bases = []
            for point in points(options.all):
                if options.axis not in (None, point.axis):
                    continue
                pairs = pairs_of(curve, point, options.pairs)
                bases += [base for base, _ in pairs]
                found.append(asdict(point) | beside(pairs))
    base = asdict(BASE) | beside([(each, each) for each in bases])
    return {"events": options.events, "load_before": round(load, 2), "base": base, "points": found}


def pairs_of(curve, point, count):
    """Measures base and point in turn; the point's topic lives only meanwhile."""
    if point.topic != BASE.topic:
        curve.fill(point)
    try:
        pairs = []
        for number in range(1, count + 1):
            show(f"{point.axis}: {point.label}, pair {number} of {count}")
            pairs.append((curve.measure(BASE), curve.measure(point)))
        return pairs
    finally:
        if point.topic != BASE.topic:
            curve.drop(point)


def write(result, docs):
    (docs / "curve.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (docs / "curve.svg").write_text(svg(result), encoding="utf-8")
    page = docs / "performance.md"
    page.write_text(into_page(page.read_text(encoding="utf-8"), result), encoding="utf-8")


def run(program, *args):
    return subprocess.run([str(program), *map(str, args)], capture_output=True, text=True,
                          timeout=STEP_LIMIT_S, check=False)


if __name__ == "__main__":
    sys.exit(main())
