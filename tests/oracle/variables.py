"""What a command brings: the default variables, or those that the rule writes itself.

    sent(rule, finding) == {"vehicle": "V1", ...}

`count` and `first_bad_at` are not known here: what depends on them is left out, and so is `telltale`.
"""

import re

from json_record import Number, Overlay
from rules import FACTS
from times import basic_format, rfc3339

UNKNOWN = {("count",), ("first_bad_at",)}
_ESCAPE = re.compile("%([0-9A-F]{2})")


def sent(rule, finding):
    """Returns the variables of the finding's command by name, as plain values."""
    facts = _facts(rule, finding)
    command = finding.command
    own = (rule.variables[command.kind] if command.entry is None
           else rule.forwards[command.entry].variables)
    if own is None:
        return {name: plain(facts[name]) for name in FACTS if facts.get(name) is not None}
    over = {(name,): facts.get(name) for name in FACTS}
    parts = [_ESCAPE.sub(lambda m: chr(int(m[1], 16)), part) for part in facts["key"].split("/")]
    for path, part in zip(rule.key, parts):
        over.setdefault(path, part)
    fields = Overlay(over, finding.command.fields or {})
    values = {name: plain(expression.evaluate(fields)) for name, expression in own.items()
              if not expression.paths & UNKNOWN}
    return {"episode": finding.episode, **values}


def _facts(rule, finding):
    command = finding.command
    prefix, suffix = f"{rule.name}/", f"@{basic_format(command.raised_at)}"
    facts = {"episode": finding.episode, "rule": rule.name,
             "key": finding.episode[len(prefix):-len(suffix)],
             "raised_at": rfc3339(command.raised_at), "event": command.fields}
    if command.ending:
        facts.update(cleared_at=rfc3339(command.at), ending=command.ending)
    return facts


def plain(value):
    """Returns a value of a record as json.loads() would have it, but all numbers as floats."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Number) else value
