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


def _compare(kind, wanted, counted, found):
    _report(f"missing {kind}", wanted - counted.keys(), found)
    _report(f"unexpected {kind}", counted.keys() - wanted, found)
    _report(f"more than one {kind}", [key for key, ones in counted.items() if len(ones) > 1], found)


def _report(kind, keys, found):
    if keys:
        found.append(f"{kind}: {len(keys)}, such as {', '.join(sorted(keys)[:SHOWN])}")
