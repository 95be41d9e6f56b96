"""The acceptance cases. Each is a function of a Setting that returns, or raises Failed."""
from dataclasses import dataclass
from pathlib import Path

from tool import Tool


class Failed(Exception):
    """The case found what must not be; the text is for a person."""


@dataclass
class Setting:
    """What a case works with."""

    folder: Path  # its own; data of brokers and of telltale
    binary: Path  # telltale
    tool: Tool
    seed: int


def require(condition, text):
    if not condition:
        raise Failed(text)


def require_none(problems):
    """Fails with all the sentences, if there are any."""
    require(not problems, "\n".join(problems))
