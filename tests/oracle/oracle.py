"""The oracle: a batch program that computes the commands which rules must give on recorded input.

    python3 tests/oracle/oracle.py --config X.yaml --input events.ndjson > expected.ndjson
    python3 tests/oracle/oracle.py --config X.yaml --records R.ndjson --ticks T.ndjson

It shares nothing with the engine but the rule file. See README.md for its input and its readings.
"""

import argparse
import collections
import gzip
import json
import sys
import time

from clock import FileClock, KafkaClock
from partition import Partition, Record, Tick, Told
from rules import load_config


def main():
    arguments = _arguments()
    with open(arguments.config, encoding="utf-8") as file:
        config = load_config(file.read())
    wall = arguments.wall if arguments.wall is not None else int(time.time() * 1000)
    if arguments.records:
        findings = run_records(config, arguments.records, arguments.ticks, wall)
    else:
        findings = run_files(config, arguments.input, wall)
    for finding in findings:
        if finding.command:
            print(json.dumps(as_line(finding), ensure_ascii=False, separators=(",", ":")))
    if arguments.totals:
        print(json.dumps(totals(findings)), file=sys.stderr)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True)
    parser.add_argument("--input", action="append", default=[], metavar="[TOPIC=]FILE")
    parser.add_argument("--records", help="NDJSON of {partition, offset, timestamp, value}")
    parser.add_argument("--ticks", help="NDJSON of {partition, offset, arrival}")
    parser.add_argument("--wall", type=int, help="the wall clock in ms; default: now")
    parser.add_argument("--totals", action="store_true", help="counts of outcomes to stderr")
    arguments = parser.parse_args()
    if bool(arguments.input) == bool(arguments.records):
        parser.error("expected --input or --records")
    return arguments


def run_files(config, inputs, wall):
    """Runs files, each of which is the one partition of one topic. Returns Findings."""
    findings = []
    for topic, path in (_topic_and_path(config, text) for text in inputs):
        partition = Partition(topic, FileClock(wall))
        for line in read_lines(path):
            partition.add(file_record(line))
        findings += partition.derive([r for r in config.rules if r.topic == topic.name])
    return findings


def _topic_and_path(config, text):
    name, equals, path = text.partition("=")
    if equals and name in config.topics:
        return config.topics[name], path
    (topic,) = config.topics.values()
    return topic, text


def run_records(config, records_path, ticks_path, wall):
    """Runs files of the records and ticks of the only topic's partitions."""
    return run_rows(config, _rows(records_path), _rows(ticks_path) if ticks_path else [], wall)


def run_rows(config, records, ticks, wall):
    """Runs the records of the only topic's partitions, each with its own clock."""
    (topic,) = config.topics.values()
    inputs = collections.defaultdict(list)  # partition -> (offset, tick first, item)
    for row in records:
        value = row["value"]
        data = None if value is None else value.encode("utf-8", "surrogatepass")
        record = Record(data, row["timestamp"], row.get("headers") or {})
        inputs[row["partition"]].append((row["offset"], 1, record))
    for row in ticks:
        item = Told(**row["told"]) if "told" in row else Tick(row["arrival"])
        inputs[row["partition"]].append((row["offset"], 0, item))
    findings = []
    for _, items in sorted(inputs.items()):
        partition = Partition(topic, KafkaClock(wall))
        for _, _, item in sorted(items, key=lambda entry: entry[:2]):
            partition.add(item)
        findings += partition.derive(config.rules)
    return findings


def _rows(path):
    return [json.loads(line) for line in read_lines(path) if line]


def file_record(line):
    """Returns the Record of a file's line: an empty one is a tombstone."""
    return Record(line or None)


def read_lines(path):
    """Returns the lines of a file, which may be gzipped; a last line may lack its newline."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        lines = file.read().split(b"\n")
    return lines[:-1] if not lines[-1] else lines


def as_line(finding):
    """Returns a command as the object that the engine's stdout output prints."""
    command = finding.command
    line = {"cmd": command.kind, "episode": finding.episode, "at": command.at}
    return {**line, "ending": command.ending} if command.ending else line


def totals(findings):
    """Counts outcomes, and commands as `starts`, `backs` and `forwards`."""
    counts = collections.Counter(finding.outcome for finding in findings)
    for finding in findings:
        if finding.command:
            counts[f"{finding.command.kind}s"] += 1
    return dict(sorted(counts.items()))


if __name__ == "__main__":
    main()
