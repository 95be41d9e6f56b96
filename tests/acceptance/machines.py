"""Machines that break and are repaired when a case says so, each event a second after the last."""
import json
from dataclasses import dataclass, field

from fleet import compact

FIRST_MS = 1_714_521_600_000  # 2024-05-01T00:00:00Z
STEP_MS = 1_000
PARTITIONS = 3


def rules(topic, *names, start="maintenance-needed", back="back-to-normal", **options):
    """The configuration from `topics:` on: rules that believe every word of a machine.

    `options` give a rule's further lines by its name.
    """
    lines = ["topics:", f"  {topic}: {{ format: json, time: ts }}", "rules:"]
    for name in names:
        lines += [f"  {name}:", f"    topic: {topic}", "    key: [machine]", "    bad: broken",
                  "    raise: 1 bad in a row", "    clear: 1 good in a row", f"    start: {start}",
                  f"    back: {back}", *(f"    {line}" for line in options.get(name, ()))]
    return "\n".join(lines) + "\n"


@dataclass
class Machines:
    """The machines of one topic."""

    count: int
    _now_ms: int = FIRST_MS
    broken_at: dict = field(default_factory=dict)  # machine -> when its last episode began

    def names(self):
        return [f"M{number}" for number in range(self.count)]

    def all_break(self):
        """Returns a record for each that says it is broken."""
        return [self._say(name, True) for name in self.names()]

    def all_work(self):
        return [self._say(name, False) for name in self.names()]

    def episodes(self, rule):
        """The episodes of a rule that the last all_break() opened."""
        return {f"{rule}/{name}@{compact(at)}" for name, at in self.broken_at.items()}

    def _say(self, name, broken):
        self._now_ms += STEP_MS
        if broken:
            self.broken_at[name] = self._now_ms
        event = {"machine": name, "ts": self._now_ms, "broken": broken}
        return {"key": name, "timestamp": self._now_ms, "value": json.dumps(event)}
