"""A fleet's event stream, drawn from a seed, whose episodes are known by construction.

Every key sends about every 10 s, and most of its life is good. Trouble is at least three bad events
in a row, so `3 in 30s` holds at the third; it ends in at least ten good ones, so `good for 60s` is
proven by an event; some trouble never ends. Lone bad events are too far apart to mean anything.
Events come twice, stragglers come within `late`, and one record in a hundred is bad input.

None of this depends on when the stream is read: a clock that runs ahead of a paused stream can only
judge what the stream says a moment later.
"""
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timezone

from bad_input import bad_records
from verdict import Expected

TOPIC = "fleet.insights"
RULES = """topics:
  fleet.insights: { format: json, time: ts, id: event_id, late: 5s }
rules:
  fleet:
    topic: fleet.insights
    key: [vehicle, sensor, defect]
    bad: severity = "CRITICAL"
    raise: 3 in 30s
    clear: good for 60s
    start: maintenance-needed
    back: back-to-normal
"""
EVENTS, EPISODES = 200_000, 1_000
BAD_SHARE = 0.01
KEYS = 1_000
STEPS = 189  # events of a key, so that repeats and stragglers fill up to EVENTS
SECTION = 63  # at most one trouble in each
STEP_MS, JITTER_MS, LATENCY_MS = 10_000, 1_500, 300
SPAN_MS = 60_000  # of `good for`
NEVER_ENDS_SHARE = 0.1  # of the trouble in last sections
LONE_BAD_SHARE = 0.3  # of the sections without trouble
STRAGGLER_SHARE = 0.005
FIRST_MS = 1_714_521_600_000  # 2024-05-01T00:00:00Z


@dataclass
class Fleet:
    """Records in the order of production, and what they must cause."""

    records: list = field(default_factory=list)
    commands: list = field(default_factory=list)  # (number of records that prove it, command)
    bad: dict = field(default_factory=dict)  # Kafka key of a bad record -> kind

    def expected(self, count=None):
        """What the first `count` records prove; all of them by default."""
        count = len(self.records) if count is None else count
        return Expected.of_commands(command for proven, command in self.commands
                                    if proven <= count)


def make(seed, events=EVENTS, episodes=EPISODES, keys=KEYS):
    """Draws a stream; the same seed and sizes give the same one."""
    rng = random.Random(seed)
    troubled = _deal(rng, episodes, keys)
    drawn, commands = [], []
    for number in range(keys):
        life = _Life(number, rng)
        life.live(troubled[number])
        drawn += life.records
        commands += life.commands
    bad = list(bad_records(rng, int(events * BAD_SHARE), (FIRST_MS, FIRST_MS + STEPS * STEP_MS)))
    drawn += [record for _, record in bad]
    drawn += _repeats(rng, [r for r in drawn if "mark" in r], events - len(drawn))
    return _assemble(drawn, commands, {record["key"]: kind for kind, record in bad})


def _deal(rng, episodes, keys):
    """Gives each episode a section of a key: {key: {section, ...}}."""
    places = [(key, section) for key in range(keys) for section in range(STEPS // SECTION)]
    troubled = defaultdict(set)
    for key, section in rng.sample(places, episodes):
        troubled[key].add(section)
    return troubled


def _repeats(rng, events, count):
    """The same event once more, a moment later: a producer that did not get its answer."""
    if count < 0:
        raise ValueError(f"{-count} events more than wanted")
    return [{"key": event["key"], "value": event["value"],
             "timestamp": event["timestamp"] + rng.randint(1, LATENCY_MS)}
            for event in rng.sample(events, count)]


def _assemble(drawn, commands, bad):
    """Puts records in order of their timestamps, and commands where they are proven."""
    drawn.sort(key=lambda record: record["timestamp"])
    place = {record.pop("mark", None): number + 1 for number, record in enumerate(drawn)}
    proven = [(place[mark], command) for mark, command in commands]
    return Fleet(drawn, sorted(proven, key=lambda pair: pair[0]), bad)


class _Life:
    """The events of one key. A record's `mark` is its event's id, until all are assembled."""

    def __init__(self, number, rng):
        self._rng = rng
        self._vehicle, self._sensor = f"V{number // 2:04}", ("oil", "brake")[number % 2]
        self._defect = "pressure"
        self.records, self.commands = [], []
        self._bad_in_a_row, self._open, self._good_since = 0, None, None

    def live(self, troubled_sections):
        for section in range(STEPS // SECTION):
            last = section == STEPS // SECTION - 1
            bad = self._bad_steps(section in troubled_sections, last)
            for step in range(SECTION):
                self._event(section * SECTION + step, step in bad)

    def _bad_steps(self, troubled, last):
        """The steps of a section that are bad."""
        first = self._rng.randint(5, 30)
        if not troubled:
            return {first} if self._rng.random() < LONE_BAD_SHARE else set()
        if last and self._rng.random() < NEVER_ENDS_SHARE:
            return set(range(first, SECTION))
        return set(range(first, first + self._rng.randint(3, 20)))

    def _event(self, step, bad):
        at = FIRST_MS + step * STEP_MS + self._rng.randint(0, JITTER_MS)
        mark = f"{self._vehicle}-{self._sensor}-{step}"
        self._send(mark, at, at, bad)
        self._judge(mark, at, bad)
        if not bad and self._rng.random() < STRAGGLER_SHARE:
            self._send(f"{mark}-late", at - self._rng.randint(1, 4000), at, bad)

    def _send(self, mark, at, sent, bad):
        event = {"event_id": mark, "ts": at, "vehicle": self._vehicle, "sensor": self._sensor,
                 "defect": self._defect, "severity": "CRITICAL" if bad else "OK",
                 "value": round(self._rng.uniform(0, 100), 2), "unit": "kPa",
                 "software": "2024.18.3", "region": "north"}
        self.records.append({"key": self._vehicle, "value": json.dumps(event), "mark": mark,
                             "timestamp": sent + self._rng.randint(0, LATENCY_MS)})

    def _judge(self, mark, at, bad):
        """Notes what this event proves, in terms of the construction, not of the rule's text."""
        if bad:
            self._bad_in_a_row += 1
            self._good_since = None
            if self._bad_in_a_row == 3:
                key = f"{self._vehicle}/{self._sensor}/{self._defect}"
                self._open = f"fleet/{key}@{compact(at)}"
                self.commands.append((mark, {"cmd": "start", "episode": self._open}))
            return
        self._bad_in_a_row = 0
        self._good_since = self._good_since or at
        if self._open and at >= self._good_since + SPAN_MS:
            self.commands.append((mark, {"cmd": "back", "episode": self._open}))
            self._open = None


def compact(ms):
    """A time as in episode ids: 20240501T001230.123Z."""
    at = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return f"{at:%Y%m%dT%H%M%S}.{ms % 1000:03}Z"
