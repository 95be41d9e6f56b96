"""One partition of one topic: its records laid out on its timeline, then derived key by key."""

import collections
import dataclasses
from typing import Optional

from clock import NEVER, Timeline
from episode_id import episode_id, part_text
from json_record import Unreadable, check_read, decode, lookup
from key_history import KeyHistory, Report, Sighting
from times import YEAR_10000, event_time
from xxh3 import xxh3_128_hex


@dataclasses.dataclass
class Record:
    """What a source delivers. `timestamp` is None in files."""
    data: Optional[bytes]  # None: a tombstone
    timestamp: Optional[int] = None
    headers: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Tick:
    """Arrival moved without a record: the end of the partition was proven."""
    arrival: int


@dataclasses.dataclass
class Told:
    """A workflow or an operator says something about one key's episode; no time passes."""
    kind: str       # started, ended, close
    rule: str
    key: str        # 32 hex digits: the XXH3-128 of its text
    raised_at: int


@dataclasses.dataclass
class Event:
    """A record that rules may look at."""
    moment: int
    at: int
    id: Optional[str]
    fields: dict


@dataclasses.dataclass
class Finding:
    """An outcome at a moment; with `episode` where it carries a command."""
    moment: int
    rule: Optional[str]  # None: the record never came to a rule
    outcome: str
    episode: Optional[str] = None
    command: Optional[object] = None


class Partition:
    """Reads the inputs of one partition, in order: Record, Tick or Told."""

    def __init__(self, topic, clock):
        self.topic = topic
        self.clock = clock
        self.timeline = Timeline()
        self.events = []
        self.told = []             # (moment, Told)
        self.findings = []

    def add(self, item):
        """Takes the next input and returns its moment."""
        moment = self.timeline.last + 1
        if isinstance(item, Told):
            self.told.append((moment, item))
            leap = None
        else:
            leap = self._tick(item) if isinstance(item, Tick) else self._record(item, moment)
        self.timeline.append(self.clock.arrival)
        if leap:
            self.timeline.confirmed[leap[0]] = (moment, leap[1])
        return moment

    def derive(self, rules):
        """Returns the findings of everything added, under these rules, in order of moments."""
        findings = list(self.findings)
        for rule in rules:
            findings += self._derive_rule(rule)
        return sorted(findings, key=lambda finding: finding.moment)

    def _tick(self, tick):
        return self.clock.on_tick(tick.arrival)

    def _record(self, record, moment):
        """Lays the record out; returns the leap that it confirmed."""
        if record.data is None:
            self._set_aside(moment, "tombstone")
            return self._arrive(record.timestamp, moment)
        try:
            fields = decode(record.data)
            check_read(fields, self.topic.read_paths)
        except Unreadable:
            self._set_aside(moment, "unreadable")
            return self._arrive(record.timestamp, moment)
        at = self._event_time(record, fields)
        own = self._own_arrival(record, fields, at)
        if at is None:
            self._set_aside(moment, "impossible-time")
            return self._arrive(own, moment)
        if at > min(max(self.clock.arrival, own), self.clock.wall) + self.topic.ahead:
            self._set_aside(moment, "future")
            return None
        self.events.append(Event(moment, at, self._id(record, fields), fields))
        return self._arrive(own, moment)

    def _arrive(self, own, moment):
        return self.clock.on_record(own, moment) if own is not None else None

    def _set_aside(self, moment, outcome):
        self.findings.append(Finding(moment, None, outcome))

    def _event_time(self, record, fields):
        if self.topic.time:
            return event_time(lookup(fields, self.topic.time))
        possible = record.timestamp is not None and 0 <= record.timestamp < YEAR_10000
        return record.timestamp if possible else None

    def _own_arrival(self, record, fields, at):
        """When this record arrived, by its own account; None if nothing tells."""
        if record.timestamp is not None:
            return record.timestamp
        if not self.topic.arrival:
            return at
        own = event_time(lookup(fields, self.topic.arrival))
        if own is not None:
            return own
        return self.clock.arrival if self.clock.arrival != NEVER else at

    def _id(self, record, fields):
        if self.topic.id_header:
            return record.headers.get(self.topic.id_header)
        return part_text(lookup(fields, self.topic.id)) if self.topic.id else None

    def _derive_rule(self, rule):
        by_key = collections.defaultdict(list)
        for event in self.events:
            reading = rule.read(event.fields)
            if reading.key is None:
                yield Finding(event.moment, rule.name, reading.signal)
            else:
                by_key[reading.key].append(
                    Sighting(event.moment, event.at, event.id, reading.signal, event.fields,
                             rule.forward_of(event.fields)))
        texts = {xxh3_128_hex(key.encode()): key for key in by_key} if self.told else {}
        for moment, told in self.told:
            if told.rule != rule.name:
                continue
            if told.key in texts:
                by_key[texts[told.key]].append(Report(moment, told.kind, told.raised_at))
            else:
                yield Finding(moment, rule.name, "stale")
        for key, sightings in by_key.items():
            sightings.sort(key=lambda sighting: sighting.moment)
            for verdict in KeyHistory(rule, self.topic, self.timeline).derive(sightings):
                yield _finding(rule, key, verdict)


def _finding(rule, key, verdict):
    episode = verdict.command and episode_id(rule.name, key, verdict.command.raised_at)
    return Finding(verdict.moment, rule.name, verdict.outcome, episode, verdict.command)
