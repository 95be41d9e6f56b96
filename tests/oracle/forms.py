"""The sentences of `raise` and `clear`.

    parse_raise(["3 in 30s", "bad for 1m"]) == [CountIn(3, 30_000), Span("bad", 60_000)]
"""

import dataclasses
import re

from conditions import Condition, parse_condition
from times import duration

PANES = 32


class FormError(ValueError):
    """The text is none of the forms."""


@dataclasses.dataclass
class CountIn:
    """`3 in 30s`."""
    count: int
    span: int


@dataclasses.dataclass
class InARow:
    """`3 bad in a row`, `3 good in a row`."""
    count: int
    span: int = 0


@dataclasses.dataclass
class Span:
    """`bad for`, `good for`, `quiet for`, `silent for`."""
    word: str
    span: int


@dataclasses.dataclass
class Window:
    """`CONDITION over [tumbling | hopping | session] T [every T]`; `span` is T."""
    kind: str            # sliding, tumbling, hopping, session
    span: int
    every: int
    condition: Condition

    @property
    def pane(self):
        """Length of a sliding window's pane in ms."""
        return self.span // PANES


def parse_raise(texts):
    """Returns the alternatives of `raise`: a text, or a list of them."""
    return [_raise(text) for text in _list(texts)]


def parse_clear(texts):
    """Returns the alternatives of `clear`; none for `never`."""
    texts = _list(texts)
    if texts == ["never"]:
        return []
    return [_clear(text) for text in texts]


def _list(texts):
    return texts if isinstance(texts, list) else [texts]


def _raise(text):
    if match := re.fullmatch(r"(\d+) +bad +in +a +row", text):
        return InARow(_count(match[1]))
    if match := re.fullmatch(r"(\d+) +in +(\w+)", text):
        return CountIn(_count(match[1]), _positive(match[2]))
    if match := re.fullmatch(r"bad +for +(\w+)", text):
        return Span("bad", _positive(match[1]))
    return _window(text, "raise")


def _clear(text):
    if match := re.fullmatch(r"(\d+) +good +in +a +row", text):
        return InARow(_count(match[1]))
    if match := re.fullmatch(r"(good|quiet|silent) +for +(\w+)", text):
        return Span(match[1], _positive(match[2]))
    return _window(text, "clear")


def _window(text, option):
    match = re.fullmatch(r"(.+)\bover +(?:(tumbling|session) +)?(\w+)|"
                         r"(.+)\bover +hopping +(\w+) +every +(\w+)", text, re.DOTALL)
    if not match:
        raise FormError(f"unknown form of {option}: {text!r}")
    if match[4]:
        return Window("hopping", _positive(match[5]), _positive(match[6]),
                      parse_condition(match[4]))
    kind, span = match[2] or "sliding", _positive(match[3])
    if kind == "sliding" and span < PANES:
        raise FormError(f"sliding windows are at least {PANES} ms long: {text!r}")
    return Window(kind, span, span, parse_condition(match[1]))


def _count(text):
    return at_least_one(int(text))


def _positive(text):
    return at_least_one(duration(text))


def at_least_one(number):
    if number < 1:
        raise FormError("counts and durations are at least 1")
    return number
