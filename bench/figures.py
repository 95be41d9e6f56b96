"""What the workload's steps printed, put together: medians, ratios, and how far to believe them."""
import os
import statistics
from dataclasses import asdict, dataclass

# Every field of the result and its unit, in the order of the text.
UNITS = {
    "events_per_second": "events/s from the first poll until all is durable; median of the rounds",
    "cpu_us_per_event": "us of CPU per event, all threads of the engine; median",
    "ratio_to_parts": "cpu_us_per_event / parts_us of the same round; median",
    "parts_us": "us of CPU per event: fetch_decode_us + look_up_us; median",
    "fetch_us": "us per event: the Kafka client alone, checksums on; median",
    "fetch_decode_us": "us per event: the client, and each record decoded; median",
    "look_up_us": "us per event: hashing the key and finding its record; median",
    "p50_ms": "ms from a record's being readable to its command's being durable, at 70 % load",
    "p99_ms": "ms, likewise",
    "latencies": "commands that the two above are of",
    "rate": "events/s while they were taken",
    "stages": "how often, how long in all, and at most how long half and 99 % took, meanwhile",
    "storm_read_per_second": "events/s read while each of 100 k keys raises and clears",
    "publishes_per_second": "commands/s that an instant gateway took meanwhile, all durable",
    "bytes_per_key": "bytes of resident memory per key of a store opened again, all included",
    "reopen_s": "s from a stopped store to ready",
    "block_bytes_per_event": "bytes of blocks written per event",
    "page_bytes_per_event": "bytes of pages written per event",
    "outbox_bytes_per_event": "bytes of outbox rows and marks written per event",
    "fsyncs": "synced writes per round",
    "spread": "(largest - smallest) / median of cpu_us_per_event over the rounds",
    "rate_spread": "the same of events_per_second",
    "load_before": "runnable processes per core before, one-minute average",
    "load_after": "the same afterwards; this run is part of it",
}
LATENCY = ("rate", "latencies", "p50_ms", "p99_ms", "stages")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    keys: int = 1_000_000
    events: int = 6_000_000
    rounds: int = 3
    file_rounds: int = 1
    paced_s: int = 15
    storm_keys: int = 100_000

    @staticmethod
    def quick():
        return Size(keys=200_000, events=1_200_000, rounds=1, paced_s=6)

    @property
    def events_per_key(self):
        return max(1, self.events // self.keys)


class Noise:
    """What else the machine did."""

    def __init__(self):
        self._before = _load_per_core()

    def figures(self):
        return {"load_before": self._before, "load_after": _load_per_core()}


def _load_per_core():
    return round(os.getloadavg()[0] / os.cpu_count(), 2)


def summary(size, found, noise):
    """The result: figures of Kafka at the top if it ran, else of the file."""
    rounds = [each | ratio_of(each) for each in found.get("kafka", [])]
    result = {"source": "kafka" if rounds else "file", **asdict(size), **noise.figures()}
    result |= medians(rounds or found["file"])
    if "latency" in found:
        result |= {name: found["latency"][name] for name in LATENCY}
    if "storm" in found:
        result["storm_read_per_second"] = found["storm"]["read_per_second"]
        result["publishes_per_second"] = found["storm"]["publishes_per_second"]
    if rounds and "file" in found:
        result["file"] = medians(found["file"])
    return result | {"units": {name: unit for name, unit in UNITS.items() if name in result}}


SCALED = {"events_per_second": "events/s", "cpu_us_per_event": "us of CPU per event",
          "reopen_s": "s from a stopped store to ready", "fsyncs": "synced writes"}


def scaling(loops, pairs, noise):
    """What several loops came to against one: of each figure both medians, and that of the pairs'
    ratios."""
    result = {"loops": loops, "n": len(pairs), **noise.figures()}
    for name in SCALED:
        ratios = [several[name] / one[name] for one, several in pairs]
        result[name] = {"one": statistics.median(one[name] for one, _ in pairs),
                        "several": statistics.median(several[name] for _, several in pairs),
                        "ratio": round(statistics.median(ratios), 3),
                        "ratios": [round(ratio, 3) for ratio in ratios]}
    return result


def scaling_text(result):
    """The same for people."""
    lines = [f"one loop against {result['loops']}, {result['n']} rounds; starts, backs and keys as "
             "expected"]
    for name, unit in SCALED.items():
        of = result[name]
        lines.append(f"{name:24} {_number(of['one']):>12} {_number(of['several']):>12}  "
                     f"{of['ratio']:.2f} times ({min(of['ratios']):.2f} to "
                     f"{max(of['ratios']):.2f})  {unit}")
    lines.append(f"{result['load_before']:.1f} processes per core were running before it began, "
                 f"{result['load_after']:.1f} at its end")
    return "\n".join(lines)


def ratio_of(each):
    return {"ratio_to_parts": round(each["cpu_us_per_event"] / each["parts_us"], 3)}


def medians(rounds):
    """The median of each figure over the rounds, and how far they lie apart."""
    result = {name: round(statistics.median(each[name] for each in rounds), 3)
              for name in rounds[0]}
    result["n"] = len(rounds)
    if len(rounds) > 1:
        result["spread"] = spread([each["cpu_us_per_event"] for each in rounds])
        result["rate_spread"] = spread([each["events_per_second"] for each in rounds])
    return result


def spread(values):
    return round((max(values) - min(values)) / statistics.median(values), 3)


def text(result):
    """The result for people: a line per figure, and at the end how noisy it was."""
    lines = [f"{result['source']}: {result['events']:,.0f} events of {result['keys']:,.0f} keys, "
             f"{result['n']} rounds; starts, backs and keys as expected"]
    lines += [f"{name:24} {_number(result[name]):>12}  {unit}"
              for name, unit in UNITS.items() if name in result and name != "stages"]
    lines += stage_lines(result.get("stages", {}))
    if "file" in result:
        of_file = result["file"]
        lines.append(f"from a file instead: {of_file['events_per_second']:,.0f} events/s, "
                     f"{of_file['cpu_us_per_event']:.3f} us of CPU per event")
    return "\n".join(lines + verdict(result))


def stage_lines(stages):
    """A line per stage that was met: its name, how often, and its quantiles' bounds."""
    return [f"stage {name:18} {times['count']:>12,.0f}  times; half within {times['p50_ms']:g} ms, "
            f"99 % within {times['p99_ms']:g} ms"
            for name, times in stages.items() if times["count"]]


def verdict(result):
    """How far the figures can be believed."""
    noisy = []
    if result["load_before"] > 0.3:
        noisy.append(f"{result['load_before']:.1f} processes per core were running before it began")
    if result.get("spread", 0) > 0.1:
        noisy.append(f"CPU per event differs by {result['spread']:.0%} between rounds")
    if result["n"] == 1:
        noisy.append("it was one round")
    if not noisy:
        return ["quiet: rates and latencies can be compared"]
    return ["noisy: " + "; ".join(noisy) + ": compare CPU and ratios, not rates and latencies"]


def _number(value):
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3f}"
