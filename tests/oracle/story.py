"""A story: random rules, and what happens to one partition, told as a scenario file with all that
the oracle expects of it. docs/scenarios.md describes the format.

    text = scenario_text(draw_story(17))      # `telltale test` passes it if the engine agrees
"""

import collections
import dataclasses
import json
import random
import re
from typing import Optional

from clock import NEVER, KafkaClock
from generate import config_text, draw_rule, draw_topic
from generate_stream import Arrives, Sent, Stream
from oracle import totals
from partition import Partition, Record, Tick, Told
from rules import bind
from times import UNITS, duration_text, rfc3339
from xxh3 import xxh3_128_hex

BEGIN = 2 * UNITS["d"]  # so that nothing that a device sends lies before 1970
VERBS = ["crash", "crash", "restart", "lost answer", "gateway down", "gateway up"]
LONGEST = 10_000     # of a record
LONGEST_KEY = 160    # of an episode that is told something: no cut key
BY_TIME = {"silent", "judged", "forgotten"}
BESIDES = {"forwarded", "forward-ignored"}  # what a record's outcome is beside them
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+", re.ASCII)
_NO_TEXT = {"true", "false", "null", "yes", "no", "on", "off"}


@dataclasses.dataclass
class Says:
    """What a workflow reports, or an operator orders, about an episode."""
    kind: str        # started, ended, close
    rule: str
    key: str
    raised_at: int


@dataclasses.dataclass
class Story:
    topic: dict
    rules: dict      # name -> options
    steps: list      # of Sent, Tick, Says, and verbs
    comment: str = "Drawn by tests/oracle/property.py."


@dataclasses.dataclass
class Expected:
    """What must come of one step."""
    outcome: Optional[str]  # None: a verb, or more than one thing came
    commands: list          # of Finding


def draw_story(seed):
    """Returns the Story of a seed, always the same."""
    rng = random.Random(seed)
    topic = draw_topic(rng)
    rules = {f"rule-{number}": draw_rule(rng)
             for number in range(1, rng.choice([1, 1, 1, 1, 2, 3]) + 1)}
    stream = Stream(rng, topic, rules, BEGIN, Arrives.BY_TIMESTAMP)
    records = [_plain(rng, sent) for sent in stream.draw(rng.randint(20, 180)) if _is_text(sent)]
    story = Story(topic, rules, list(_with_others(rng, records, stream)),
                  f"Seed {seed} of tests/oracle/property.py.")
    if rng.random() < 0.3:
        _let_be_told(rng, story)
    return story


def _is_text(sent):
    """Can it stand in a scenario file?"""
    try:
        return len((sent.data or b"").decode("utf-8")) < LONGEST
    except UnicodeDecodeError:
        return False


def _plain(rng, sent):
    """Lets most be written as fields, and some as the text that they are. A scenario would add a
    time that is missing."""
    as_fields = sent.fields is not None and "ts" in sent.fields and rng.random() < 0.8
    return sent if as_fields else dataclasses.replace(sent, fields=None)


def _with_others(rng, records, stream):
    """Yields the records, and between them ticks and verbs. Where those come, a tombstone is first:
    before the arrival is known no tick can move it."""
    if rng.random() < 0.2:
        yield from records
        return
    newest = BEGIN
    yield Sent(newest, None)
    for sent in records:
        chance = rng.random()
        if chance < 0.06:
            newest += rng.choice([0, 1, 1000, stream.late, rng.choice(stream.spans),
                                  rng.choice(stream.spans) + stream.late, 300_001])
            yield Tick(newest)
        elif chance < 0.12:
            yield rng.choice(VERBS)
        newest = max(newest, sent.arrived)
        yield sent


def _let_be_told(rng, story):
    """Adds what workflows and operators say about some episodes, at any time after the raise."""
    raised = []
    for place, expected in enumerate(expect(story)[0]):
        raised += [(place, finding) for finding in expected.commands
                   if finding.command.kind == "start" and len(finding.episode) < LONGEST_KEY]
    told = collections.defaultdict(list)
    for place, finding in rng.sample(raised, min(len(raised), 4)):
        last = min(place + rng.choice([1, 5, 40]), len(story.steps))
        says = Says(rng.choice(["started", "ended", "ended", "close"]), finding.rule,
                    _key_of(finding), finding.command.raised_at)
        told[rng.randint(place + 1, last)].append(says)
    story.steps = [each for place, step in enumerate(story.steps + [None])
                   for each in told[place] + [step] if each is not None]


def expect(story):
    """Returns what the oracle expects: an Expected for each step, and totals."""
    config = bind({"topics": {"t": story.topic}, "rules": story.rules})
    clock = KafkaClock(wall=0)
    partition = Partition(config.topics["t"], clock)
    moments = [_add(partition, clock, step) for step in story.steps]
    findings = partition.derive(config.rules)
    here = collections.defaultdict(list)
    for finding in findings:
        here[finding.moment].append(finding)
    return [_expected(here.get(moment, []), step)
            for moment, step in zip(moments, story.steps)], totals(findings)


def _add(partition, clock, step):
    """Feeds a step to the partition; returns its moment, None for a verb. The wall clock is the
    later of the arrival and the record's own timestamp."""
    if isinstance(step, str):
        return None
    if isinstance(step, Tick):
        clock.wall = max(clock.arrival, step.arrival)
        return partition.add(step)
    if isinstance(step, Says):
        return partition.add(
            Told(step.kind, step.rule, xxh3_128_hex(step.key.encode()), step.raised_at))
    clock.wall = max(clock.arrival if clock.arrival != NEVER else 0, step.arrived)
    return partition.add(Record(step.data, step.arrived))


def _expected(findings, step):
    """The outcome is that of starts and backs; without one the only thing that an event did."""
    commands = [finding for finding in findings if finding.command]
    turns = [finding for finding in commands if finding.command.kind != "forward"]
    own = [finding for finding in findings if finding.outcome not in BY_TIME | BESIDES]
    outcomes = {finding.outcome for finding in turns or own}
    clear = len(outcomes) == 1 and (turns or not isinstance(step, Tick))
    return Expected(outcomes.pop() if clear else None, commands)


# As text -------------------------------------------------------------------------------------


def scenario_text(story):
    """Returns the scenario file of a story, with all that the oracle expects."""
    expected, counts = expect(story)
    alone = len(story.rules) == 1
    lines = [f"# {story.comment}", "config:", config_text(story.topic, story.rules, "  ")[:-1],
             "steps:"]
    lines += [_step(step, came, alone) for step, came in zip(story.steps, expected)]
    counts = {"starts": 0, "backs": 0, "forwards": 0, "raised": 0, "late": 0, "duplicate": 0,
              "forward-ignored": 0, **counts}
    lines.append(f"totals: {{ {', '.join(f'{name}: {n}' for name, n in counts.items())} }}")
    return "\n".join(lines) + "\n"


def _step(step, expected, alone):
    if isinstance(step, str):
        return f"  - {step}"
    if isinstance(step, Tick):
        members = [f"tick: {duration_text(step.arrival)}"]
    elif isinstance(step, Says):
        members = [f"{step.kind}: {_short(step.rule, step.key, step.raised_at, alone)}"]
    else:
        members = _record(step)
    if expected.outcome and (alone or isinstance(step, Says)):
        members.append(f"outcome: {expected.outcome}")
    return f"  - {{ {', '.join(members + _commands(expected.commands, alone))} }}"


def _record(sent):
    arrived = f"arrival: {duration_text(sent.arrived)}"
    if sent.fields is None:
        raw = "null" if sent.data is None else _quoted(sent.data.decode())
        return [f"at: {duration_text(sent.arrived)}", arrived, f"raw: {raw}"]
    fields = {name: value for name, value in sent.fields.items()
              if name != "ts" or value != rfc3339(sent.at)}  # a scenario writes `at` there
    return [f"at: {duration_text(sent.at)}", arrived] + [
        f"{name}: {_scalar(value)}" for name, value in fields.items()]


def _commands(findings, alone):
    members = []
    for kind in ("start", "back", "forward"):
        of_kind = [f for f in findings if f.command.kind == kind]
        texts = [_short(f.rule, _key_of(f), f.command.raised_at, alone) for f in of_kind]
        if texts:
            members.append(f"{kind}: [{', '.join(texts)}]")
        if texts and kind == "back":
            members.append(f"ending: [{', '.join(f.command.ending for f in of_kind)}]")
    return members


def _key_of(finding):
    return finding.episode.rpartition("@")[0].removeprefix(f"{finding.rule}/")


def _short(rule, key, raised_at, alone):
    prefix = "" if alone else f"{rule}/"
    return _quoted(f"{prefix}{key}@{duration_text(raised_at)}")


def _quoted(text):
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else json.dumps(text)


def _scalar(value):
    if isinstance(value, str) and _WORD.fullmatch(value) and value.lower() not in _NO_TEXT:
        return value
    return json.dumps(value)
