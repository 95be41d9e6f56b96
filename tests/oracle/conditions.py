"""Conditions over windows: `mean(value) > 80 and count() >= 3`.

    condition = parse_condition("max(value * 2) > 80"); condition.holds([Counted(...), ...])

An aggregate is computed from the events of the window alone, all at once.
"""

import dataclasses
import math
import re

from feel import FeelError, compile_expression

NAMES = ("count", "sum", "mean", "min", "max", "stddev")
# What FEEL compares with nothing stands for null: then every comparison is null.
_NULL = []


@dataclasses.dataclass
class Counted:
    """A bad, good or neither event, as a window sees it."""
    at: int
    signal: str
    fields: dict


class Aggregate:
    """`count()`, `count(bad)`, `sum(x)`, ..., with x as a compiled expression."""

    def __init__(self, name, inside):
        self.name = name
        self.signal = self.operand = None
        if distinct := re.fullmatch(r"distinct +values *\((.*)\)", inside, re.DOTALL):
            self.name, inside = "distinct", distinct[1]
        if name == "count" and inside in ("", "bad", "good"):
            self.signal = inside
        elif re.match(r"(bad|good)\b", inside):
            raise FeelError(f"{inside!r} is reserved inside of aggregates")
        else:
            self.operand = compile_expression(inside)

    def of(self, events):
        """Returns the value over these events: a float, or None."""
        if self.signal is not None:
            return float(sum(self.signal in ("", event.signal) for event in events))
        values = [self.operand.evaluate(event.fields) for event in events]
        values = [value for value in values if value is not None]
        if self.name == "count":
            return float(len(values))
        if self.name == "distinct":
            return float(len({_identity(value) for value in values}))
        numbers = [value for value in values if isinstance(value, float)]
        return _NUMERIC[self.name](numbers)


class Condition:
    def __init__(self, aggregates, comparison):
        self.aggregates = aggregates
        self.comparison = comparison

    @property
    def counts_bad_only(self):
        return all(aggregate.signal == "bad" for aggregate in self.aggregates)

    @property
    def paths(self):
        operands = [a.operand for a in self.aggregates if a.operand]
        return set().union(*(operand.paths for operand in operands))

    def holds(self, events):
        """Is it true of these events?"""
        values = [aggregate.of(events) for aggregate in self.aggregates]
        fields = {f"_{i}": _NULL if value is None else value for i, value in enumerate(values)}
        return self.comparison.is_true(fields)


def parse_condition(text):
    """Returns the Condition that `text` spells. Raises FeelError."""
    aggregates, rest, at = [], "", 0
    for match in re.finditer(rf"\b({'|'.join(NAMES)}) *\(", text):
        if match.start() < at:
            continue  # inside of the aggregate before
        end = _closing(text, match.end())
        rest += text[at:match.start()] + f"_{len(aggregates)}"
        aggregates.append(Aggregate(match[1], text[match.end():end].strip()))
        at = end + 1
    comparison = compile_expression(rest + text[at:])
    if not aggregates or len(comparison.paths) != len(aggregates):
        raise FeelError(f"expected aggregates and nothing else of the events in {text!r}")
    return Condition(aggregates, comparison)


def _closing(text, at):
    """Returns where the bracket closes that opened before `at`."""
    depth = 1
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            return end
    raise FeelError(f"a bracket does not close in {text!r}")


def _identity(value):
    """Lists and objects are all one value."""
    return (type(value), value) if isinstance(value, (bool, float, str)) else None


def _mean(numbers):
    return math.fsum(numbers) / len(numbers) if numbers else None


def _stddev(numbers):
    if len(numbers) < 2:
        return None
    mean = _mean(numbers)
    return math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / (len(numbers) - 1))


_NUMERIC = {
    "sum": lambda numbers: math.fsum(numbers) if numbers else None,
    "mean": _mean,
    "min": lambda numbers: min(numbers, default=None),
    "max": lambda numbers: max(numbers, default=None),
    "stddev": _stddev,
}
