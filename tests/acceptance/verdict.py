"""Compares what Zeebe's records say with what should have happened."""
from dataclasses import dataclass, field

SHOWN = 5  # examples per kind of problem; the count says how many there are


@dataclass
class Expected:
    """The episodes that must have been started, and told back, exactly once each."""

    starts: set = field(default_factory=set)
    backs: set = field(default_factory=set)

    @classmethod
    def of_commands(cls, commands):
        """From commands as telltale prints them: {"cmd": "start" | "back", "episode": ...}."""
        made = cls()
        for command in commands:
            kind = made.starts if command["cmd"] == "start" else made.backs
            if command["episode"] in kind:
                raise ValueError(f"expected twice: {command}")
            kind.add(command["episode"])
        return made


def problems(expected, seen):
    """Returns one sentence per kind of difference; empty when all is exactly as it should be."""
    found = []
    _compare("start", expected.starts, seen.starts, found)
    _compare("back", expected.backs, seen.backs, found)
    _report("incidents", seen.incidents, found)
    return found


def gated_problems(expected, seen):
    """The same where workflows begin with a gate: what counts is whose work began.

    A start may have several instances, but the work of exactly one begins, and the others end. A
    back may reach its instance while that still waits at its gate; then no work begins at all.
    """
    found, effective = [], seen.effective()
    _compare("effective start", expected.starts, effective, found,
             excused=seen.backs.keys() & seen.starts.keys())
    _compare("back", expected.backs, seen.backs, found)
    _report("unexpected start", seen.starts.keys() - expected.starts - _twins(seen), found)
    left = set().union(*seen.starts.values()) - seen.tasks.keys() - seen.cancelled - seen.completed
    _report("instances left at their gate", map(str, left), found)
    _report("incidents", seen.incidents, found)
    return found


def _twins(seen):
    """The keys under which somebody else started an instance of an episode of ours."""
    return {key for key, instances in seen.starts.items()
            if all(seen.variables[one].get("episode") != key for one in instances)}


def _compare(kind, wanted, counted, found, excused=frozenset()):
    _report(f"missing {kind}", wanted - counted.keys() - excused, found)
    _report(f"unexpected {kind}", counted.keys() - wanted, found)
    _report(f"more than one {kind}", [key for key, ones in counted.items() if len(ones) > 1], found)


def _report(kind, keys, found):
    keys = list(keys)
    if keys:
        found.append(f"{kind}: {len(keys)}, such as {', '.join(sorted(keys)[:SHOWN])}")
