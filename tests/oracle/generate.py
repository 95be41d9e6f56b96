"""Random rules and nasty streams, all from one seed.

    case = generate(17); case.config_text(); case.lines

Devices with wrong clocks, backlogs and silences; stragglers, duplicates, equal times, and times
exactly at the ends that the rules know, one millisecond before and after; faults, off events and
nulls; missing keys, broken JSON, impossible and future times.
"""

import dataclasses
import json
import random
import re
import sys

from generate_forms import SPANS, draw_clear, draw_raise, durations_in
from json_record import MAX_BYTES, MAX_DEPTH
from times import UNITS, basic_format, duration

BEGIN = 1_714_521_600_000  # 2024-05-01, far from the wall clock and from every unit's limits
BAD = ['state = "BAD"', "value > 80", 'value > 80 and not(state = "OK")', "not(value <= 80)",
       'state in ("BAD", "WORSE")', "value in (80..200]", "value in [81..200)",
       'value between 81 and 200 or state = "WORSE"', "value * 2 - 10 > 150", "engine.level > 80",
       "engine.`oil level` >= 81", 'state = "BAD" or state = "WORSE"', "value / 2 > level",
       'matches(state, "^(bad|worse)$", "i")', 'starts with(state, "BA") or value > 90',
       'contains(state, "A")', 'upper case(lower case(state)) in ["BAD", "WORSE"]',
       'if is defined(state) then state != "OK" else value > 80', "abs(value - 40) >= 41",
       "floor(value / 10) > ceiling(7.1)", "string length(state) > 2",
       'number(string(value) + ".5") > 80', '"" + state + string(value) >= "BAD81"',
       '(if value > 80 then state else null) in ("BAD", "WORSE", "OK")']
GOOD = ['state = "OK"', "value < 70", 'state = "OK" and value <= 80', "not(value > 80)",
        'ends with(state, "K")', 'not(matches(state, "BAD|WORSE"))']
FAULT = ["fmi = 2", "fmi in (2, 9, 19)", "fmi != 0", "state = null"]
WHILE = ["ignition", "not(ignition = false)", "ignition = true or value > 90"]
WHERE = ['kind = "oil"', 'kind in ("oil", "air")', 'not(kind = "air")', "kind != null"]
KEYS = [["v"], ["v"], ["v", "unit"], ["unit", "engine.side"]]
ODD_TIMES = [-1, "soon", None, True, 10**22, "2024-05-01T00:00:60Z", 4_102_444_800_000]  # 2100


@dataclasses.dataclass
class Case:
    topic: dict
    rules: dict   # name -> options
    lines: list   # of bytes

    def config_text(self):
        """Returns the YAML of the topic and its rules."""
        text = [f"topics:\n  t: {_flow(self.topic)}\nrules:"]
        for name, options in self.rules.items():
            text.append(f"  {name}:")
            text += [f"    {option}: {_scalar(value)}" for option, value in options.items()]
        return "\n".join(text) + "\n"

    def input_bytes(self):
        return b"".join(line + b"\n" for line in self.lines)


def generate(seed):
    """Returns the Case of a seed, always the same."""
    rng = random.Random(seed)
    topic = _topic(rng)
    rules = {f"rule-{number}": _rule(rng) for number in range(1, rng.randint(1, 4) + 1)}
    return Case(topic, rules, _Stream(rng, topic, rules).lines(rng.randint(150, 450)))


def _topic(rng):
    topic = {"format": "json", "time": "ts", "late": rng.choice(["0s", "1s", "5s", "20s"])}
    if rng.random() < 0.5:
        topic["arrival"] = "meta.arrived"
    if rng.random() < 0.8:
        topic["id"] = "event_id"
    if rng.random() < 0.6:
        topic["remember"] = rng.choice(["0", "1", "2", "4", "64"])
    if rng.random() < 0.3:
        topic["ahead"] = rng.choice(["1s", "1m", "2h"])
    return topic


def _rule(rng):
    rule = {"topic": "t", "key": rng.choice(KEYS), "bad": rng.choice(BAD)}
    for option, choices, share in (("good", GOOD, 0.4), ("fault", FAULT, 0.4),
                                   ("while", WHILE, 0.5), ("where", WHERE, 0.3)):
        if rng.random() < share:
            rule[option] = rng.choice(choices)
    if rng.random() < 0.05:
        del rule["bad"]
    if "while" in rule and rng.random() < 0.6:
        rule["while_not"] = rng.choice(["freeze", "reset"])
    if rng.random() < 0.9:
        rule["raise"] = draw_raise(rng)
    clear = draw_clear(rng) if rng.random() < 0.8 else "never"
    if clear != "never" or rng.random() < 0.2:
        rule["clear"] = clear
    if rng.random() < 0.3:
        rule["silent"] = rng.choice(SPANS)
    if rng.random() < 0.4:
        rule["forget"] = rng.choice(["2m", "10m", "1h"])
    rule["start"] = "maintenance-needed"
    if clear != "never":
        rule["back"] = "back-to-normal"
    return rule


@dataclasses.dataclass
class _Device:
    fields: dict
    skew: int
    talks: float
    times: list = dataclasses.field(default_factory=list)  # of its last events
    mood: str = "good"
    held: list = dataclasses.field(default_factory=list)   # a backlog, None while it sends at once


class _Stream:
    """Draws one line after the other."""

    def __init__(self, rng, topic, rules):
        self.rng = rng
        self.has_arrival = "arrival" in topic
        self.late = duration(topic["late"])
        self.ahead = duration(topic.get("ahead", "5m"))
        self.forgets = [duration(rule.get("forget", "24h")) for rule in rules.values()]
        self.spans = sorted({duration(word) for rule in rules.values() for option in
                             ("raise", "clear", "silent")
                             for word in durations_in(rule.get(option, ""))} | {1000})
        self.now = BEGIN + rng.choice([0, 123])
        self.arrivals = [self.now]
        self.sent = []
        self.number = 0
        self.devices = [self._device(number) for number in range(rng.randint(2, 5))]

    def lines(self, count):
        lines = []
        while len(lines) < count:
            lines += self._next()
        return lines

    def _device(self, number):
        rng = self.rng
        names = ["V1", "V2", 7, "a/b@c%", "", True, "ü" * 110, "x" * 260, "K\u0001\u007f"]
        fields = {"v": names[number] if number < 2 else rng.choice(names),
                  "unit": rng.choice(["u", 1.5, 0, False])}
        skew = rng.choice([0, 0, 0, -3_600_000, -30_000, 20_000])
        return _Device(fields, skew, rng.choice([1, 1, 0.3, 3]))

    def _next(self):
        rng = self.rng
        self._let_time_pass()
        chance = rng.random()
        if chance < 0.03:
            return [self._broken()]
        if chance < 0.09 and self.sent:
            return [self._again()]
        device = rng.choices(self.devices, [device.talks for device in self.devices])[0]
        line = self._event(device)
        if chance < 0.14:       # it goes out of reach, and sends all at once when it is back
            device.held.append(line)
            return []
        held, device.held = device.held, []
        if held and rng.random() < 0.7:
            return held + [line]
        device.held = held
        return [line]

    def _let_time_pass(self):
        """Moves the time at which records arrive: mostly little, at times exactly to an end."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.55:
            self.now += rng.choice([0, 0, 1, 500, 1000, 2000, 5000])
        elif chance < 0.75:
            self.now = max(self.now, self._end_behind(rng.choice(self.arrivals[-6:])))
        elif chance < 0.77:
            self.now += rng.choice([60_000, 300_000, 3_600_000])
        elif chance < 0.78:
            self.now = max(self.now, self.arrivals[-1] + rng.choice(self.forgets) + self._near())
        self.arrivals.append(self.now)

    def _near(self):
        return self.rng.choice([-1, 0, 0, 1])

    def _end_behind(self, at):
        """Returns a time at which a span since `at`, or an aligned window, may be judged."""
        span = self.rng.choice(self.spans)
        end = at + span if self.rng.random() < 0.7 else (at // span + 1) * span
        return end + self._edge()

    def _edge(self):
        return self._near() + self.rng.choice([0, self.late])

    def _event_time(self, device):
        rng = self.rng
        at = self.now + device.skew
        chance = rng.random()
        if not device.times or chance < 0.5:
            return at
        if chance < 0.6:
            return device.times[-1]
        if chance < 0.75:
            return self._end_behind(rng.choice(device.times[-5:]))
        if chance < 0.9:
            return max(device.times) - rng.choice([0, 1, self.late - 1, self.late, self.late + 1,
                                                   self.late // 2, self.spans[0]])
        if chance < 0.92:
            return self.now - rng.choice(self.forgets) + self._near()
        if chance < 0.94:
            return self.now + self.ahead + self._near()
        return at - rng.randint(0, 2 * self.late + 1)

    def _event(self, device):
        rng = self.rng
        at = max(self._event_time(device), 1)
        if at <= self.now + self.ahead:
            device.times = (device.times + [at])[-12:]
        if not self.has_arrival and at <= self.now + 600_000:
            self.now = max(self.now, at)
        self.number += 1
        fields = {"event_id": self._id(), "ts": self._time(at), "kind": rng.choice(["oil", "air"]),
                  **device.fields, **self._signal(device)}
        self._arrive(fields)
        self._spoil(fields)
        line = _to_json(fields, ascii_only=rng.random() < 0.5)
        self.sent.append(line)
        return line

    def _arrive(self, fields):
        chance = self.rng.random()
        if not self.has_arrival or chance < 0.03:
            return
        arrived = self.now - (self.rng.randint(0, 5000) if chance < 0.2 else 0)
        fields["meta"] = {"arrived": self._time(arrived) if chance < 0.97 else "late"}

    def _id(self):
        rng = self.rng
        chance = rng.random()
        if chance < 0.04:
            return rng.choice([None, [], {}])
        if chance < 0.08:
            return max(self.number - rng.randint(1, 4), 0)  # the id of another event
        return str(self.number) if chance < 0.5 else self.number

    def _time(self, at):
        chance = self.rng.random()
        if chance < 0.9:
            return at
        if chance < 0.93:
            return _raw(f"{at // 1000}.{at % 1000:03d}")
        if chance < 0.96:
            return at * 1000 + self.rng.choice([0, 999])
        text = basic_format(at)
        return (f"{text[:4]}-{text[4:6]}-{text[6:8]}{self.rng.choice('Tt ')}{text[9:11]}:"
                f"{text[11:13]}:{text[13:19]}{self.rng.choice(['Z', 'z', '+00:00', '999Z'])}")

    def _signal(self, device):
        rng = self.rng
        if rng.random() < 0.3:
            device.mood = rng.choice(["bad", "bad", "good", "good", "neither"])
        value = {"bad": 81, "good": 60, "neither": 75}[device.mood]
        state = {"bad": rng.choice(["BAD", "WORSE"]), "good": "OK", "neither": "HM"}[device.mood]
        fields = {"state": state, "value": value, "level": rng.choice([40, 35.5]),
                  "ignition": rng.random() < 0.85, "fmi": rng.choice([0] * 9 + [2, 9]),
                  "engine": {"level": value, "oil level": value + 0.5, "side": rng.choice("LR")}}
        for name, odd in (("value", [None, "85", True, [85], 80]), ("state", [None, 5, "bad"]),
                          ("ignition", [None, "true"]), ("engine", [None, [], {}])):
            if rng.random() < 0.03:
                fields[name] = rng.choice(odd)
        return fields

    def _spoil(self, fields):
        rng = self.rng
        if rng.random() < 0.03:
            fields.pop(rng.choice(sorted(fields)))
        if rng.random() < 0.02:
            fields["ts"] = rng.choice(ODD_TIMES + [str(self.now)])
        if rng.random() < 0.02:
            fields["v"] = rng.choice([None, [], {"a": 1}, 7.0, "7", "true", _raw("7e0")])
        if rng.random() < 0.005:
            fields[rng.choice(["v", "value"])] = rng.choice([_raw("1e400"), "\ud800"])

    def _again(self):
        """Sends a record of the last ones once more, with the same bytes."""
        return self.rng.choice(self.sent[-10:])

    def _broken(self):
        rng = self.rng
        whole = rng.choice(self.sent) if self.sent else b'{"ts":1}'
        deep = rng.choice([MAX_DEPTH, MAX_DEPTH + 1])
        if rng.random() < 0.01:
            pad = MAX_BYTES - len(whole) - len(b',"pad":""') + rng.choice([0, 1])
            return whole[:-1] + b',"pad":"' + b"x" * pad + b'"}'
        return rng.choice([
            b"", whole[:-1], whole[:len(whole) // 2], b"[]", b"7", b'"x"', b"null", b"{}", b"   ",
            b'{"ts":1,}', b'{"ts":01}', b"{'ts':1}", b'{"ts":tru}', b'{"v":"\xff\xfe"}',
            whole + b"x", whole + whole, whole[:-1] + b',"ts":null}',
            whole[:-1] + b',"deep":' + b"[" * (deep - 1) + b"]" * (deep - 1) + b"}"])


def _raw(text):
    """A value that stands in the JSON as this text; see _to_json."""
    return f"<<{text}>>"


def _to_json(fields, ascii_only):
    text = json.dumps(fields, ensure_ascii=ascii_only)
    return re.sub(r'"<<(.*?)>>"', r"\1", text).encode("utf-8", "surrogatepass")


def _flow(options):
    return "{ " + ", ".join(f"{name}: {value}" for name, value in options.items()) + " }"


def _scalar(value):
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(item) for item in value) + "]"
    quoted = "'" + value.replace("'", "''") + "'"
    return quoted if any(mark in value for mark in "\"`[]{},:") else value


def main():
    """Writes the case of a seed: generate.py SEED PREFIX makes PREFIX.yaml and PREFIX.ndjson."""
    seed, prefix = int(sys.argv[1]), sys.argv[2]
    case = generate(seed)
    with open(f"{prefix}.yaml", "w", encoding="utf-8") as file:
        file.write(case.config_text())
    with open(f"{prefix}.ndjson", "wb") as file:
        file.write(case.input_bytes())


if __name__ == "__main__":
    main()
