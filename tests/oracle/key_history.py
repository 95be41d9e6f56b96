"""One key's whole history under one rule: all its events are known before the first is judged.

    for verdict in KeyHistory(rule, topic, timeline).derive(sightings): ...

A verdict is an outcome at a moment of the partition, with the command that it carries, if any.
Moments are positions in the partition's timeline (clock.py), times are milliseconds.
"""

import bisect
import dataclasses
from typing import Optional

import windows
from conditions import Counted
from forms import CountIn, InARow, Span, Window

_BEFORE_ALL = -(1 << 62)
_ENDINGS = {"good": "healed", "quiet": "quiet", "silent": "silent"}


@dataclasses.dataclass
class Sighting:
    """One event as the rule sees it."""
    moment: int
    at: int
    id: Optional[str]
    signal: str
    fields: dict
    forward: Optional[int] = None  # the entry of `forward` that it matches


@dataclasses.dataclass
class Report:
    """What the workflow said about the episode raised at `raised_at`, or an operator ordered."""
    moment: int
    kind: str            # started, ended, close
    raised_at: int


@dataclasses.dataclass
class Command:
    """What is to be told to the workflow."""
    raised_at: int
    at: int
    ending: Optional[str] = None   # of a back
    fields: Optional[dict] = None  # of the event that decided it; None: a deadline did
    entry: Optional[int] = None    # of `forward`, if it is one

    @property
    def kind(self):
        """start, back or forward."""
        if self.entry is not None:
            return "forward"
        return "back" if self.ending else "start"


@dataclasses.dataclass
class Verdict:
    moment: int
    outcome: str
    command: Optional[Command] = None


@dataclasses.dataclass
class Deadline:
    """Something that time alone may decide. Of equal ends the first in the list wins."""
    end: int
    place: int                     # in the list of alternatives
    form: Optional[object] = None  # a Span or a Window; None: the mark of a silent key
    events: Optional[list] = None  # of the Window

    @property
    def rank(self):
        return self.end, self.place


class KeyHistory:
    def __init__(self, rule, topic, timeline):
        self.rule = rule
        self.topic = topic
        self.timeline = timeline
        self.verdicts = []
        self.has_windows = any(isinstance(form, Window) for form in rule.raises + rule.clears)
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
        self.marked_silent = False
        self._forget_evidence()

    def _forget_evidence(self):
        self.bad_times = []        # for `N in T`, sorted
        self.streak = 0
        self.in_order = []         # (at, signal), from where a span may have begun
        self.counted = []          # for windows
        self.windows_judged = {}   # place in the list -> end of the last one

    def _say(self, moment, outcome, command=None):
        self.verdicts.append(Verdict(moment, outcome, command))

    def _forms(self):
        return self.rule.raises if self.raised_at is None else self.rule.clears

    # What time alone decides -------------------------------------------------------------------

    def _judge_what_time_reached(self, until):
        while self.newest is not None:
            due = self._first_due(until)
            if due is None:
                return
            self.since, deadline = due
            if deadline is None:
                self._know_nothing()
                self._say(due[0], "forgotten")
            else:
                self._judge(deadline, due[0])

    def _first_due(self, until):
        """Returns (moment, deadline) of what is due first in [since, until], or None. Without a
        deadline the key is forgotten then."""
        deadline = min(self._deadlines(), key=lambda d: d.rank, default=None)
        for low, high, arrived in self.timeline.arrived(self.newest_moment, until):
            due = []
            if deadline:
                needed = deadline.end + self.topic.late - self.newest + arrived
                due.append((needed, deadline))
            if self.raised_at is None:
                needed = max(self.newest, arrived, self.judged) + self.rule.forget
                due.append((needed, None))
            for needed, what in sorted(due, key=lambda pair: pair[0]):
                moment = self.timeline.first_reaching(needed, max(low, self.since), high)
                if moment is not None:
                    return moment, what
        return None

    def _deadlines(self):
        if self.newest is None:
            return
        forms = self._forms()
        for place, form in enumerate(forms):
            if isinstance(form, Span):
                end = self._span_end(form)
                if end is not None:
                    yield Deadline(end, place, form)
            elif isinstance(form, Window) and form.kind != "sliding":
                since = _BEFORE_ALL if self.raised_at is None else self.raised_at
                for end, events in windows.ending(form, self.counted, since):
                    if end > self.windows_judged.get(place, _BEFORE_ALL):
                        yield Deadline(end, place, form, events)
        if self.rule.silent and not self.marked_silent:
            yield Deadline(self._last_sign() + self.rule.silent, len(forms))

    def _last_sign(self):
        """Opening counts as a sign of life."""
        return self.newest if self.raised_at is None else max(self.newest, self.raised_at)

    def _span_end(self, form):
        """Returns when the span is over if nothing comes, None if it does not run."""
        if form.word == "quiet":
            return self.last_bad + form.span
        if form.word == "silent":
            return self._last_sign() + form.span
        first = next((i for i, (_, signal) in enumerate(self.in_order) if signal == form.word),
                     None)
        if first is None or self.in_order[-1][1] == "off":
            return None
        run = self.in_order[first:]
        end = run[0][0] + form.span + sum(map(self._stood_still, run, run[1:]))
        stands_still = self.rule.silent and end > self._last_sign() + self.rule.silent
        return None if stands_still else end

    def _stood_still(self, event, following):
        """Returns how long spans stood still between two events in order."""
        gap = following[0] - event[0]
        if event[1] == "off":
            return gap
        return max(gap - self.rule.silent, 0) if self.rule.silent else 0

    def _judge(self, deadline, moment):
        form, end = deadline.form, deadline.end
        if form is None:
            self.marked_silent = True
            return self._say(moment, "silent")
        if isinstance(form, Window):
            self.windows_judged[deadline.place] = end
            self.judged = max(self.judged, end)
            if not form.condition.holds(deadline.events):
                return self._say(moment, "judged")
        if self.raised_at is None:
            self.judged = max(self.judged, end)
            return self._open(moment, end)
        ending = _ENDINGS[form.word] if isinstance(form, Span) else "healed"
        return self._end(moment, end, ending, judged=end)

    def _open(self, moment, raised_at, fields=None):
        """Opening counts as bad and as a sign of life."""
        self.raised_at = raised_at
        self.last_bad = max(self.last_bad, raised_at)
        self.marked_silent = False
        self._forget_evidence()
        self._say(moment, "raised", Command(raised_at, raised_at, fields=fields))

    def _end(self, moment, at, ending, judged, fields=None):
        command = None
        if self.rule.tells and not self.alone:
            command = Command(self.raised_at, at, ending, fields)
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
            self._judge_what_is_proven(event)
            self.newest, self.newest_moment = event.at, event.moment
            self.marked_silent = False
            self._note_order(event)
        was_open = self.raised_at is not None
        self._count(event, in_order)
        if event.forward is not None and (was_open or self.raised_at is None):
            self._forward(event)

    def _forward(self, event):
        """Hands the event to the episode that is open now; it did not raise that itself."""
        if self.raised_at is None or self.alone:
            return self._say(event.moment, "forward-ignored")
        command = Command(self.raised_at, event.at, fields=event.fields, entry=event.forward)
        return self._say(event.moment, "forwarded", command)

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
        while True:
            due = [deadline for deadline in self._deadlines()
                   if event.at >= deadline.end + self._patience(deadline, event)]
            if not due:
                return
            self._judge(min(due, key=lambda d: d.rank), event.moment)

    def _patience(self, deadline, event):
        """Returns how long after the end the event must come to prove it."""
        if deadline.form is None:
            return min(1, self.topic.late)
        if isinstance(deadline.form, Window):
            return self.topic.late
        return self.topic.late if deadline.form.word == "quiet" and event.signal != "bad" else 0

    def _note_order(self, event):
        if event.signal == "off" and self.rule.reset_while_off:
            self._forget_evidence()
        if event.signal == ("good" if self.raised_at is None else "bad"):
            self.in_order = []
        self.in_order.append((event.at, event.signal))

    def _count(self, event, in_order):
        if event.signal in ("fault", "off"):
            return self._say(event.moment, event.signal)
        if self.has_windows:
            self.counted.append(Counted(event.at, event.signal, event.fields))
        if event.signal == "bad":
            self.last_bad = max(self.last_bad, event.at)
        if self.raised_at is None:
            return self._count_while_normal(event, in_order)
        return self._count_while_open(event, in_order)

    def _count_while_normal(self, event, in_order):
        if event.signal == "bad":
            bisect.insort(self.bad_times, event.at)
            self.streak += in_order
        elif event.signal == "good" and in_order:
            self.streak = 0
        raised = [self._raised_at(form, event, in_order) for form in self._forms()]
        raised = [at for at in raised if at is not None]
        if raised:
            return self._open(event.moment, min(raised), event.fields)
        return self._say(event.moment, "counted" if event.signal == "bad" else event.signal)

    def _raised_at(self, form, event, in_order):
        """Returns when the evidence first sufficed, None if it does not."""
        if isinstance(form, CountIn) and event.signal == "bad":
            first_to_last = zip(self.bad_times, self.bad_times[form.count - 1:])
            return min((last for first, last in first_to_last if last - first < form.span),
                       default=None)
        if isinstance(form, InARow) and in_order and event.signal == "bad":
            return event.at if self.streak >= form.count else None
        return event.at if in_order and self._holds(form, event) else None

    def _holds(self, form, event):
        if not isinstance(form, Window) or form.kind != "sliding":
            return False
        return form.condition.holds(windows.sliding(form, self.counted, event.at))

    def _count_while_open(self, event, in_order):
        if in_order and event.signal == "bad":
            self.streak = 0
        if in_order and event.signal == "good":
            self.streak += 1
        if in_order and any(self._clears(form, event) for form in self._forms()):
            return self._end(event.moment, event.at, "healed", event.at + 1, event.fields)
        return self._say(event.moment, "still-bad" if event.signal == "bad" else event.signal)

    def _clears(self, form, event):
        """Does the event, in order, end the episode?"""
        if isinstance(form, InARow):
            return event.signal == "good" and self.streak >= form.count
        wholly_after = event.at >= self.raised_at + form.span
        return wholly_after and self._holds(form, event)
