"""Runs scenario files through the oracle: python3 tests/scenarios/run_with_oracle.py [FILE...]

See README.md for the format. Exit 0 if all pass, 1 if one fails.
"""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "oracle"))

# pylint: disable=wrong-import-position
from clock import NEVER, KafkaClock
from oracle import totals
from partition import Partition, Record, Tick, Told
from rules import bind
from times import basic_format, duration
from xxh3 import xxh3_128_hex
from yaml_subset import Plain, parse

EXPECTATIONS = {"outcome", "start", "back", "ending"}
TOLD = ("started", "ended", "close")
NOT_FIELDS = EXPECTATIONS | {"arrival"}


class Scenario:
    """One file, run as it is read."""

    def __init__(self, path):
        tree = parse(path.read_text(encoding="utf-8"))
        self.steps = tree["steps"]
        self.totals = tree.get("totals") or {}
        self.config = bind(_config(tree))
        (topic,) = self.config.topics.values()
        self.clock = KafkaClock(wall=0)
        self.partition = Partition(topic, self.clock)

    def failures(self):
        """Returns lines that say what came otherwise than expected."""
        moments = [self._add(step) for step in self.steps]
        findings = self.partition.derive(self.config.rules)
        lines = []
        for number, (step, moment) in enumerate(zip(self.steps, moments), start=1):
            if moment is not None:
                here = [finding for finding in findings if finding.moment == moment]
                lines += [f"step {number}: {line}" for line in self._check(step, here)]
        return lines + list(self._check_totals(totals(findings)))

    def _add(self, step):
        """Feeds the step to the partition; returns its moment, None for a crash."""
        if step == "crash":  # a batch program has nothing to lose
            return None
        if "tick" in step:
            self.clock.wall = duration(step["tick"])
            return self.partition.add(Tick(duration(step["tick"])))
        for kind in TOLD:
            if kind in step and "at" not in step:
                return self.partition.add(self._told(kind, step[kind]))
        at = duration(step["at"])
        so_far = self.clock.arrival if self.clock.arrival != NEVER else at
        arrival = duration(step["arrival"]) if "arrival" in step else max(so_far, at)
        self.clock.wall = max(so_far, arrival)
        return self.partition.add(Record(_json(step).encode(), arrival))

    def _check(self, step, findings):
        commands = [finding for finding in findings if finding.command]
        starts = sorted(f.episode for f in commands if f.command.ending is None)
        backs = sorted((f.episode, f.command.ending) for f in commands if f.command.ending)
        wanted_starts = sorted(self._episode(short) for short in _list(step.get("start")))
        wanted_backs = self._backs(step)
        if starts != wanted_starts:
            yield f"expected start {wanted_starts}, but found {starts}"
        if backs != wanted_backs:
            yield f"expected back {wanted_backs}, but found {backs}"
        if "outcome" in step:
            own = [finding for finding in findings if finding.outcome != "forgotten"]
            outcome = (commands or own)[-1].outcome
            if outcome != step["outcome"]:
                yield f"expected outcome {step['outcome']}, but found {outcome}"

    def _backs(self, step):
        episodes = [self._episode(short) for short in _list(step.get("back"))]
        endings = _list(step.get("ending"))
        if len(endings) == 1:
            endings *= len(episodes)
        if len(endings) != len(episodes):
            raise ValueError(f"expected an ending for each back in {step}")
        return sorted(zip(episodes, map(str, endings)))

    def _told(self, kind, short):
        key, _, raised_at = short.rpartition("@")
        rule = self.config.rules[0].name
        if len(self.config.rules) > 1:
            rule, _, key = key.partition("/")
        return Told(kind, rule, xxh3_128_hex(key.encode()), duration(raised_at))

    def _episode(self, short):
        key, _, raised_at = short.rpartition("@")
        rules = self.config.rules
        prefix = f"{rules[0].name}/" if len(rules) == 1 else ""
        return f"{prefix}{key}@{basic_format(duration(raised_at))}"

    def _check_totals(self, found):
        for name, expected in self.totals.items():
            count = found.get({"duplicates": "duplicate"}.get(name, name), 0)
            if count != int(expected):
                yield f"totals: expected {name} {expected}, but found {count}"


def _config(tree):
    if "config" in tree:
        config = tree["config"]
    else:
        rule = dict(tree["rule"])
        name = rule.pop("name", "r")
        config = {"topics": {rule["topic"]: tree.get("topic")}, "rules": {name: rule}}
    defaults = {"time": "at", "id": "id"}
    config["topics"] = {name: {**defaults, **(options or {})}
                        for name, options in config["topics"].items()}
    return config


def _json(step):
    fields = {name: value for name, value in step.items() if name not in NOT_FIELDS}
    fields["at"] = _rfc3339(duration(step["at"]))
    return _to_json(fields)


def _rfc3339(at):
    text = basic_format(at)
    return f"{text[:4]}-{text[4:6]}-{text[6:11]}:{text[11:13]}:{text[13:]}"


def _to_json(node):
    if isinstance(node, dict):
        members = (f"{json.dumps(name)}:{_to_json(value)}" for name, value in node.items())
        return "{" + ",".join(members) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(_to_json, node)) + "]"
    if node is None or isinstance(node, Plain) and node.is_null():
        return "null"
    if isinstance(node, Plain) and (node.is_number() or node in ("true", "false")):
        return str(node)
    return json.dumps(node)


def _list(node):
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


def main():
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.yaml"))
    failed = 0
    for path in paths:
        failures = Scenario(path).failures()
        failed += bool(failures)
        for line in failures:
            print(f"{path.name}: {line}")
    print(f"{len(paths) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
