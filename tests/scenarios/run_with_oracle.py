"""Runs scenario files through the oracle: python3 tests/scenarios/run_with_oracle.py [FILE...]

See docs/scenarios.md for the format. What only delivery does is no matter of the oracle:
it skips verbs about it, and totals of instances. Exit 0 if all pass, 1 if one fails.
"""

import collections
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
from stream import order, repeats
from times import basic_format, duration, rfc3339
from variables import sent
from xxh3 import xxh3_128_hex
from yaml_subset import Plain, parse

TOLD = ("started", "ended", "close")
VERBS = {"crash", "restart", "gateway down", "gateway up", "lost answer"}
NOT_FIELDS = {"at", "arrival", "repeat", "dup", "shuffle", "fields", "raw", "record_key",
              "headers", "outcome", "start", "back", "ending", "forward", "route", "variables"}
BY_TIME = {"silent", "judged", "forgotten"}
BESIDES = {"forwarded", "forward-ignored"}
DELIVERED = {"instances", "running", "received", "parked"}


class Scenario:
    """One file, run as it is read."""

    def __init__(self, path):
        tree = parse(path.read_text(encoding="utf-8"))
        self.steps = tree["steps"]
        self.totals = tree.get("totals") or {}
        self.topic, self.rules = _chosen(tree, path.parent)
        self.clock = KafkaClock(wall=0)
        self.partition = Partition(self.topic, self.clock)
        self.written = 0  # records so far, before they are sent again

    def failures(self):
        """Returns lines that say what came otherwise than expected."""
        moments = [self._add(step) for step in self.steps]
        findings = self.partition.derive(self.rules)
        lines = []
        for number, (step, here) in enumerate(zip(self.steps, moments), start=1):
            if here:
                of_step = [finding for finding in findings if finding.moment in here]
                lines += [f"step {number}: {line}" for line in self._check(step, here, of_step)]
        return lines + list(self._check_totals(totals(findings)))

    def _add(self, step):
        """Feeds the step to the partition; returns its moments, none for a verb."""
        if isinstance(step, str):  # a batch program has nothing to lose, and delivers nothing
            if step not in VERBS:
                raise ValueError(f"no step is called {step!r}")
            return []
        if "tick" in step:
            self.clock.wall = duration(step["tick"])
            return [self.partition.add(Tick(duration(step["tick"])))]
        for kind in TOLD:
            if kind in step and "at" not in step:
                return [self.partition.add(self._told(kind, step[kind]))]
        written = step.get("stream", [step])
        records = [record for each in written for record in self._records(each)]
        comes = order([at for at, _ in records], step.get("shuffle"))
        return [self._say(*records[index]) for index in comes]

    def _told(self, kind, short):
        key, _, raised_at = short.rpartition("@")
        rule = self.rules[0].name
        if len(self.rules) > 1:
            rule, _, key = key.partition("/")
        return Told(kind, rule, xxh3_128_hex(key.encode()), duration(raised_at))

    def _records(self, step):
        """Yields the time and the Record of each that a written record stands for. Its timestamp
        is None if nothing says it."""
        times, every = repeats(step["repeat"]) if "repeat" in step else (1, 0)
        for i in range(times):
            self.written += 1
            at = duration(step["at"]) + i * every
            stamp = duration(step["arrival"]) + i * every if "arrival" in step else None
            if not self.topic.time:
                stamp = at
            record = Record(self._data(step, at), stamp, self._headers(step))
            for _ in range(int(step.get("dup", 0)) + 1):
                yield at, record

    def _data(self, step, at):
        if "raw" in step:
            return None if _is_null(step["raw"]) else step["raw"].encode()
        fields = {name: value for name, value in step.items() if name not in NOT_FIELDS}
        fields.update(step.get("fields", {}))
        if "dup" in step and self.topic.id:
            _put(fields, self.topic.id, f"record-{self.written}")
        if self.topic.time:
            _put(fields, self.topic.time, rfc3339(at))
        return _to_json(fields).encode()

    def _headers(self, step):
        own = {self.topic.id_header: f"record-{self.written}"}
        headers = own if "dup" in step and self.topic.id_header else {}
        return {**headers, **step.get("headers", {})}

    def _say(self, at, record):
        so_far = max(self.clock.arrival, 0)
        if record.timestamp is None:
            record = Record(record.data, max(so_far, at), record.headers)
        self.clock.wall = max(so_far, record.timestamp)
        return self.partition.add(record)

    def _check(self, step, moments, findings):
        commands = [finding for finding in findings if finding.command]
        backs = sorted((f.episode, f.command.ending) for f in commands if f.command.ending)
        wanted_backs = self._backs(step)
        for kind in ("start", "forward"):
            found = sorted(f.episode for f in commands if f.command.kind == kind)
            wanted = sorted(self._episode(short) for short in _list(step.get(kind)))
            if found != wanted:
                yield f"expected {kind} {wanted}, but found {found}"
        if backs != wanted_backs:
            yield f"expected back {wanted_backs}, but found {backs}"
        for command in commands:
            yield from self._check_variables(step.get("variables", {}), command)
        if "outcome" in step:
            found = collections.Counter(_outcome(moment, findings) for moment in moments)
            if found != _wanted(step["outcome"], len(moments)):
                yield f"expected outcome {step['outcome']}, but found {dict(found)}"

    def _check_variables(self, wanted, finding):
        (rule,) = (rule for rule in self.rules if rule.name == finding.rule)
        found = sent(rule, finding)
        for name, node in wanted.items():
            value = json.loads(_to_json(node), parse_int=float)
            if name in found and found[name] != value:
                yield f"expected variable {name} {value!r}, but found {found[name]!r}"

    def _backs(self, step):
        episodes = [self._episode(short) for short in _list(step.get("back"))]
        endings = _list(step.get("ending"))
        if len(endings) == 1:
            endings *= len(episodes)
        if len(endings) != len(episodes):
            raise ValueError(f"expected an ending for each back in {step}")
        return sorted(zip(episodes, map(str, endings)))

    def _episode(self, short):
        key, _, raised_at = short.rpartition("@")
        prefix = f"{self.rules[0].name}/" if len(self.rules) == 1 else ""
        return f"{prefix}{key}@{basic_format(duration(raised_at))}"

    def _check_totals(self, found):
        for name, expected in self.totals.items():
            count = found.get({"duplicates": "duplicate"}.get(name, name), 0)
            if name not in DELIVERED and count != int(expected):
                yield f"totals: expected {name} {expected}, but found {count}"


def _chosen(tree, folder):
    """Returns the topic and the rules that the scenario is about."""
    if isinstance(tree.get("config"), (str, list)):
        config = {"topics": {}, "rules": {}}
        for name in _list(tree["config"]):
            read = parse((folder / name).read_text(encoding="utf-8"))
            config["topics"].update(read.get("topics") or {})
            config["rules"].update(read.get("rules") or {})
    else:
        config = _inline(tree)
    bound = bind(config)
    if "config" not in tree:
        return bound.topics[bound.rules[0].topic], bound.rules
    rules = [rule for rule in bound.rules
             if rule.name == tree.get("rule", rule.name)
             and rule.topic == tree.get("topic", rule.topic)]
    (name,) = {rule.topic for rule in rules}
    return bound.topics[name], rules


def _inline(tree):
    if "config" in tree:
        config = tree["config"]
    else:
        rule = dict(tree["rule"])
        name = rule.pop("name", "r")
        config = {"topics": {rule["topic"]: tree.get("topic")}, "rules": {name: rule}}
    defaults = {"time": "at", "id": "id"}
    topics = {name: {**defaults, **(options or {})} for name, options in config["topics"].items()}
    return {"topics": topics, "rules": config["rules"]}


def _put(fields, path, text):
    """Adds the text at `path`, unless something stands there."""
    *above, last = path
    for name in above:
        fields = fields.setdefault(name, {})
        if not isinstance(fields, dict):
            return
    fields.setdefault(last, text)


def _outcome(moment, findings):
    """The outcome that carried a start or a back, the last one; else the event's own; else what
    time told of a key."""
    here = [finding for finding in findings
            if finding.moment == moment and finding.outcome not in BESIDES]
    commands = [finding for finding in here if finding.command]
    by_time = [finding for finding in here if finding.outcome in ("silent", "judged")]
    own = [finding for finding in here if finding.outcome not in BY_TIME]
    decides = commands or own or by_time
    return decides[-1].outcome if decides else "nothing"


def _wanted(outcome, records):
    if isinstance(outcome, dict):
        return {name: int(count) for name, count in outcome.items() if int(count)}
    return {outcome: records}


def _is_null(node):
    return node is None or isinstance(node, Plain) and node.is_null()


def _to_json(node):
    if isinstance(node, dict):
        members = (f"{json.dumps(name)}:{_to_json(value)}" for name, value in node.items())
        return "{" + ",".join(members) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(_to_json, node)) + "]"
    if _is_null(node):
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
