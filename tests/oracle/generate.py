"""Random rules with a file of records, all from one seed.

    case = generate(17); case.config_text(); case.lines
"""

import dataclasses
import random
import sys

from generate_forms import SPANS, draw_clear, draw_raise
from generate_stream import Arrives, Stream

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
FORWARD = WHERE + ['state = "WORSE"', "fmi != 0", "value < 70", "ignition = false", "true",
                   'state = "OK" and value > 50', "number(state) > 5"]
KEYS = [["v"], ["v"], ["v", "unit"], ["unit", "engine.side"]]


@dataclasses.dataclass
class Case:
    topic: dict
    rules: dict   # name -> options
    lines: list   # of bytes

    def config_text(self):
        """Returns the YAML of the topic and its rules."""
        return config_text(self.topic, self.rules)

    def input_bytes(self):
        return b"".join(line + b"\n" for line in self.lines)


def config_text(topic, rules, indent=""):
    """Returns the YAML of a topic and its rules."""
    lines = ["topics:", f"  t: {_flow(topic)}", "rules:"]
    for name, options in rules.items():
        lines.append(f"  {name}:")
        lines += [f"    {option}: {_scalar(value)}" for option, value in options.items()]
    return "".join(f"{indent}{line}\n" for line in lines)


def generate(seed):
    """Returns the Case of a seed, always the same."""
    rng = random.Random(seed)
    topic = draw_topic(rng)
    arrives = Arrives.BY_ITS_TIME
    if rng.random() < 0.5:
        topic["arrival"] = "meta.arrived"
        arrives = Arrives.BY_A_FIELD
    rules = {f"rule-{number}": draw_rule(rng) for number in range(1, rng.randint(1, 4) + 1)}
    stream = Stream(rng, topic, rules, BEGIN, arrives)
    return Case(topic, rules, [sent.data or b"" for sent in stream.draw(rng.randint(150, 450))])


def draw_topic(rng):
    """Returns the options of a topic."""
    topic = {"format": "json", "time": "ts", "late": rng.choice(["0s", "1s", "5s", "20s"])}
    if rng.random() < 0.8:
        topic["id"] = "event_id"
    if rng.random() < 0.6:
        topic["remember"] = rng.choice(["0", "1", "2", "4", "64"])
    if rng.random() < 0.3:
        topic["ahead"] = rng.choice(["1s", "1m", "2h"])
    return topic


def draw_rule(rng):
    """Returns the options of a rule."""
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
    if rng.random() < 0.3:
        rule["after_end"] = rng.choice(["wait", "restart"])
    rule["start"] = "maintenance-needed"
    if clear != "never":
        rule["back"] = "back-to-normal"
    if rng.random() < 0.3:
        rule["forward"] = [_forward(rng, number) for number in range(rng.randint(1, 3))]
    return rule


def _forward(rng, number):
    entry = {"message": f"seen-{number}"}
    if rng.random() < 0.85:
        entry["where"] = rng.choice(FORWARD)
    if rng.random() < 0.3:
        entry["ttl"] = rng.choice(["2s", "10m"])
    return entry


def _flow(options):
    return "{ " + ", ".join(f"{name}: {_scalar(value)}" for name, value in options.items()) + " }"


def _scalar(value):
    if isinstance(value, dict):
        return _flow(value)
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
