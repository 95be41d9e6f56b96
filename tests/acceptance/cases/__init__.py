"""The acceptance cases. Each is a function of a Setting that returns, or raises Failed."""
import json
from dataclasses import dataclass
from pathlib import Path

from tool import Tool

COUNTS = "counts.json"
FIGURES = "figures.txt"


class Failed(Exception):
    """The case found what must not be; the text is for a person."""


@dataclass
class Setting:
    """What a case works with."""

    folder: Path  # its own; data of brokers and of telltale
    binary: Path  # telltale
    tool: Tool
    seed: int

    def count(self, passed, failed):
        """Says that the case was a suite of so many tests, or of so many more."""
        path = self.folder / COUNTS
        before = json.loads(path.read_text()) if path.exists() else (0, 0)
        path.write_text(json.dumps([before[0] + passed, before[1] + failed]))

    def show(self, figures):
        """Has a line of what was measured printed below the result."""
        with (self.folder / FIGURES).open("a") as out:
            print(figures, file=out)


def counts(folder, passed):
    """Returns how many tests of the case in `folder` passed and failed; `passed`: whether it did.

    A case that is no suite counts as one.
    """
    path = folder / COUNTS
    found, lost = json.loads(path.read_text()) if path.exists() else (int(passed), 0)
    return found, max(lost, int(not passed))


def figures(folder):
    """Returns what the case in `folder` has measured, as lines."""
    path = folder / FIGURES
    return path.read_text().splitlines() if path.exists() else []


def require(condition, text):
    if not condition:
        raise Failed(text)


def require_none(problems):
    """Fails with all the sentences, if there are any."""
    require(not problems, "\n".join(problems))
