"""A random nasty stream of one partition, as its devices would send it.

    stream = Stream(rng, topic, rules, begin, Arrives.BY_TIMESTAMP)
    for sent in stream.draw(count=100): sent.data, sent.arrived

Devices with wrong clocks, backlogs and silences; stragglers, duplicates, equal times, and times
exactly at the ends that the rules know, one millisecond before and after; faults, off events and
nulls; missing keys, broken JSON, impossible and future times.
"""

import dataclasses
import enum
import json
import re
from typing import Optional

from generate_forms import durations_in
from json_record import MAX_BYTES, MAX_DEPTH
from times import basic_format, duration, rfc3339

ODD_TIMES = [-1, "soon", None, True, 10**22, "2024-05-01T00:00:60Z", 4_102_444_800_000]  # 2100
MILLIS_FROM = 10**11  # a smaller number is seconds


class Arrives(enum.Enum):
    """What tells when a record arrived."""
    BY_ITS_TIME = enum.auto()    # nothing else than its event time: a file
    BY_A_FIELD = enum.auto()     # `meta.arrived`: a file, too
    BY_TIMESTAMP = enum.auto()   # what the log says of the record


@dataclasses.dataclass
class Sent:
    """One record."""
    arrived: int                   # its timestamp, if it has one
    data: Optional[bytes]          # None: a tombstone
    at: int = 0                    # when it happened, if it is an event
    fields: Optional[dict] = None  # what `data` says; None: no object, or one that is no plain JSON


@dataclasses.dataclass
class _Device:
    fields: dict
    skew: int
    talks: float
    times: list = dataclasses.field(default_factory=list)  # of its last events
    mood: str = "good"
    held: list = dataclasses.field(default_factory=list)   # a backlog, None while it sends at once


class Stream:
    """Draws one record after the other."""

    def __init__(self, rng, topic, rules, begin, arrives):
        self.rng = rng
        self.arrives = arrives
        self.late = duration(topic["late"])
        self.ahead = duration(topic.get("ahead", "5m"))
        self.forgets = [duration(rule.get("forget", "24h")) for rule in rules.values()]
        self.spans = sorted({duration(word) for rule in rules.values() for option in
                             ("raise", "clear", "silent")
                             for word in durations_in(rule.get(option, ""))} | {1000})
        self.now = begin + rng.choice([0, 123])
        self.arrivals = [self.now]
        self.sent = []
        self.number = 0
        self.devices = [self._device(number) for number in range(rng.randint(2, 5))]

    def draw(self, count):
        """Returns at least so many records, in the order in which they come."""
        sent = []
        while len(sent) < count:
            sent += self._next()
        return sent

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
            return [Sent(self.now, self._broken())]
        if chance < 0.09 and self.sent:
            return [dataclasses.replace(rng.choice(self.sent[-10:]), arrived=self.now)]
        device = rng.choices(self.devices, [device.talks for device in self.devices])[0]
        sent = self._event(device)
        if chance < 0.14:       # it goes out of reach, and sends all at once when it is back
            device.held.append(sent)
            return []
        held, device.held = device.held, []
        if held and rng.random() < 0.7:
            return [dataclasses.replace(each, arrived=sent.arrived) for each in held] + [sent]
        device.held = held
        return [sent]

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
        if self.arrives is Arrives.BY_ITS_TIME and at <= self.now + 600_000:
            self.now = max(self.now, at)
        self.number += 1
        fields = {"event_id": self._id(), "ts": self._time(at), "kind": rng.choice(["oil", "air"]),
                  **device.fields, **self._signal(device)}
        arrived = self._arrive(fields)
        self._spoil(fields)
        text = json.dumps(fields, ensure_ascii=rng.random() < 0.5)
        plain = "<<" not in text and "\\ud800" not in text
        sent = Sent(arrived, _bytes_of(text), at, fields if plain else None)
        self.sent.append(sent)
        return sent

    def _arrive(self, fields):
        """Returns when it arrives: now, or, by its own account, a little earlier."""
        chance = self.rng.random()
        if self.arrives is Arrives.BY_ITS_TIME or chance < 0.03:
            return self.now
        arrived = self.now - (self.rng.randint(0, 5000) if chance < 0.2 else 0)
        if self.arrives is Arrives.BY_A_FIELD:
            fields["meta"] = {"arrived": self._time(arrived) if chance < 0.97 else "late"}
        return arrived

    def _id(self):
        rng = self.rng
        chance = rng.random()
        if chance < 0.04:
            return rng.choice([None, [], {}])
        if chance < 0.08:
            return max(self.number - rng.randint(1, 4), 0)  # the id of another event
        return str(self.number) if chance < 0.5 else self.number

    def _time(self, at):
        """Spells a time in one of the ways that there are."""
        chance = self.rng.random()
        if chance < 0.9:
            return at if at >= MILLIS_FROM else rfc3339(at)
        if chance < 0.93:
            return _raw(f"{at // 1000}.{at % 1000:03d}")
        if chance < 0.96 and at >= MILLIS_FROM:
            return at * 1000 + self.rng.choice([0, 999])
        text = rfc3339(at)
        return text.replace("T", self.rng.choice("Tt ")).replace(
            "Z", self.rng.choice(["Z", "z", "+00:00", "999Z"]))

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

    def _broken(self):
        rng = self.rng
        whole = rng.choice(self.sent).data if self.sent else b'{"ts":1}'
        deep = rng.choice([MAX_DEPTH, MAX_DEPTH + 1])
        if rng.random() < 0.01:
            pad = MAX_BYTES - len(whole) - len(b',"pad":""') + rng.choice([0, 1])
            return whole[:-1] + b',"pad":"' + b"x" * pad + b'"}'
        return rng.choice([
            None, b"", whole[:-1], whole[:len(whole) // 2], b"[]", b"7", b'"x"', b"null", b"{}", b"   ",
            b'{"ts":1,}', b'{"ts":01}', b"{'ts':1}", b'{"ts":tru}', b'{"v":"\xff\xfe"}',
            whole + b"x", whole + whole, whole[:-1] + b',"ts":null}',
            whole[:-1] + b',"deep":' + b"[" * (deep - 1) + b"]" * (deep - 1) + b"}"])


def _raw(text):
    """A value that stands in the JSON as this text; see _bytes_of."""
    return f"<<{text}>>"


def _bytes_of(text):
    return re.sub(r'"<<(.*?)>>"', r"\1", text).encode("utf-8", "surrogatepass")
