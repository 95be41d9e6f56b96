"""One key's whole history under one rule: all its events are known before the first is judged.

    for verdict in KeyHistory(rule, topic, timeline).derive(sightings): ...

A verdict is an outcome at a moment of the partition, with the command that it carries, if any.
Moments are positions in the partition's timeline (clock.py), times are milliseconds.
"""

import bisect
import dataclasses
from typing import Optional

_BEFORE_ALL = -(1 << 62)


@dataclasses.dataclass
class Sighting:
    """One event as the rule sees it."""
    moment: int
    at: int
    id: Optional[str]
    signal: str


@dataclasses.dataclass
class Report:
    """What the workflow said about the episode raised at `raised_at`, or an operator ordered."""
    moment: int
    kind: str            # started, ended, close
    raised_at: int


@dataclasses.dataclass
class Command:
    """What is to be told to the workflow: `ending` is None for a start."""
    raised_at: int
    at: int
    ending: Optional[str] = None


@dataclasses.dataclass
class Verdict:
    moment: int
    outcome: str
    command: Optional[Command] = None


class KeyHistory:
    def __init__(self, rule, topic, timeline):
        self.rule = rule
        self.topic = topic
        self.timeline = timeline
        self.verdicts = []
        self._know_nothing()

    def derive(self, sightings):
        """Returns the verdicts of Sightings and Reports, which are in the partition's order."""
        for sighting in sightings:
            self._judge_what_time_reached(sighting.moment)
            if isinstance(sighting, Report):
                self._hear(sighting)
            else:
                self._look_at(sighting)
        self._judge_what_time_reached(self.timeline.last)
        return self.verdicts

    def _know_nothing(self):
        self.ids = []
        self.newest = self.newest_moment = None
        self.since = 0             # nothing can have been due at an earlier moment
        self.judged = _BEFORE_ALL
        self.last_bad = _BEFORE_ALL
        self.raised_at = None      # None: normal
        self.alone = False         # its workflow has ended: nobody is left to be told
        self.off_since = None      # spans stand still
        self._forget_evidence()

    def _forget_evidence(self):
        self.bad_times = []        # for `N in T`, sorted
        self.streak = 0
        self.good_since = None     # for `good for`
        self.stood_still = 0

    def _say(self, moment, outcome, command=None):
        self.verdicts.append(Verdict(moment, outcome, command))

    # What time alone decides -------------------------------------------------------------------

    def _judge_what_time_reached(self, until):
        while self.newest is not None:
            moment = self._first_due(until)
            if moment is None:
                return
            self.since = moment
            if self.raised_at is None:
                self._know_nothing()
                self._say(moment, "forgotten")
            else:
                self._end_by_deadline(moment)

    def _first_due(self, until):
        """Returns the first moment in [since, until] at which something is due, or None."""
        for low, high, arrived in self.timeline.arrived(self.newest_moment, until):
            if self.raised_at is None:
                needed = max(self.newest, arrived, self.judged) + self.rule.forget
            elif self._deadline() is not None:
                needed = self._deadline() + self.topic.late - self.newest + arrived
            else:
                return None
            moment = self.timeline.first_reaching(needed, max(low, self.since), high)
            if moment is not None:
                return moment
        return None

    def _deadline(self):
        """Returns the end of the span that would clear the episode, None if there is none."""
        clears = self.rule.clears
        if clears.form == "quiet for":
            return self.last_bad + clears.span
        if clears.form == "good for" and self.good_since is not None and self.off_since is None:
            return self.good_since + clears.span + self.stood_still
        return None

    def _end_by_deadline(self, moment):
        end = self._deadline()
        ending = "quiet" if self.rule.clears.form == "quiet for" else "healed"
        self._end(moment, end, ending, judged=end)

    def _end(self, moment, at, ending, judged):
        command = None if self.alone or not self.rule.tells else Command(self.raised_at, at, ending)
        self.raised_at = None
        self.alone = False
        self.judged = max(self.judged, judged)
        self._forget_evidence()
        self._say(moment, "closed" if ending == "closed" else "cleared", command)

    # What a workflow or an operator decides ----------------------------------------------------

    def _hear(self, report):
        repeated = report.kind == "ended" and self.alone
        if self.raised_at is None or report.raised_at != self.raised_at or repeated:
            return self._say(report.moment, "stale")
        if report.kind == "started":
            return self._say(report.moment, "started")
        if report.kind == "ended":
            self.alone = True
            if not self.rule.restarts:
                return self._say(report.moment, "ended")
        self.since = report.moment
        end = max(self.newest, self.raised_at)
        return self._end(report.moment, end, "closed", judged=end + 1)

    # What an event decides ---------------------------------------------------------------------

    def _look_at(self, event):
        if event.id in self.ids:
            return self._say(event.moment, "duplicate")
        too_late = self._too_late(event)
        if too_late:
            return self._say(event.moment, too_late)
        if event.id is not None and self.topic.remember:
            self.ids = (self.ids + [event.id])[-self.topic.remember:]
        in_order = self.newest is None or event.at >= self.newest
        self.since = event.moment
        if in_order:
            self.newest, self.newest_moment = event.at, event.moment
            self._judge_what_is_proven(event)
            self._move_off(event)
        self._count(event, in_order)

    def _too_late(self, event):
        """Returns the reason, None if it is not."""
        if event.at < self.judged:
            return "late-judged"
        if self.newest is not None and event.at < self.newest - self.topic.late:
            return "late"
        if event.at <= self.timeline.arrivals[event.moment] - self.rule.forget:
            return "before-horizon"
        return None

    def _judge_what_is_proven(self, event):
        end = self._deadline() if self.raised_at is not None else None
        if end is None:
            return
        proves = event.signal == "bad" or self.rule.clears.form == "good for"
        if event.at >= end + (0 if proves else self.topic.late):
            self._end_by_deadline(event.moment)

    def _move_off(self, event):
        """Off events in order stop the spans, the next other event in order lets them go on."""
        if event.signal == "off":
            if self.off_since is None:
                self.off_since = event.at
            if self.rule.reset_while_off:
                self._forget_evidence()
        elif self.off_since is not None:
            self.stood_still += event.at - self.off_since
            self.off_since = None

    def _count(self, event, in_order):
        if event.signal == "bad":
            self._count_bad(event, in_order)
        elif event.signal == "good":
            self._count_good(event, in_order)
        else:
            self._say(event.moment, event.signal)

    def _count_bad(self, event, in_order):
        self.last_bad = max(self.last_bad, event.at)
        if self.raised_at is not None:
            if in_order:
                self._forget_evidence()
            return self._say(event.moment, "still-bad")
        if in_order:
            self.streak += 1
        bisect.insort(self.bad_times, event.at)
        raised_at = self._raised_at(event)
        if raised_at is None:
            return self._say(event.moment, "counted")
        self.raised_at = raised_at
        self._forget_evidence()
        return self._say(event.moment, "raised", Command(raised_at, raised_at))

    def _raised_at(self, event):
        """Returns when the evidence first sufficed, None if it does not."""
        raises = self.rule.raises
        if raises.span is None:
            return event.at if self.streak >= raises.count else None
        first_to_last = zip(self.bad_times, self.bad_times[raises.count - 1:])
        return min((last for first, last in first_to_last if last - first < raises.span),
                   default=None)

    def _count_good(self, event, in_order):
        if not in_order:
            return self._say(event.moment, "good")
        if self.raised_at is None:
            self.streak = 0
            return self._say(event.moment, "good")
        self.streak += 1
        if self.good_since is None:
            self.good_since, self.stood_still = event.at, 0
        clears = self.rule.clears
        if clears.form == "good in a row" and self.streak >= clears.count:
            return self._end(event.moment, event.at, "healed", judged=event.at + 1)
        return self._say(event.moment, "good")
