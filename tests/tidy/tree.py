"""The files of this project, as the other checks here read them.

    for file in Tree(ROOT).files("engine", suffixes=(".cc", ".h")): file.path, file.text
"""
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CPP = (".cc", ".h")
_SKIPPED = re.compile(r"^(\.git|build.*|__pycache__|\.cache)$")

# A literal is matched before a comment, so that "//" within quotes begins none.
_CPP_TOKENS = re.compile(
    r"""(?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")"""
    r"""|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')"""
    r"""|(?P<comment>//[^\n]*|/\*.*?\*/)""", re.DOTALL)


@dataclass(frozen=True)
class File:
    """One file; `path` is relative to the root, with forward slashes."""

    root: Path
    path: str

    @cached_property
    def text(self):
        return (self.root / self.path).read_text(encoding="utf-8")

    @property
    def folder(self):
        return os.path.dirname(self.path)

    @cached_property
    def code(self):
        """C++ without comments and without what stands in quotes; lines keep their numbers."""
        return _CPP_TOKENS.sub(_blank, self.text)


class Tree:
    """All files under a root, but what builds and caches left there."""

    def __init__(self, root):
        self.root = Path(root)

    @cached_property
    def paths(self):
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not _SKIPPED.match(name))
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in names]
        return sorted(found)

    def files(self, *tops, suffixes=CPP):
        """Files under the folders `tops` (all if none are named) whose names end so."""
        return [File(self.root, path) for path in self.paths
                if path.endswith(suffixes) and (not tops or path.split("/")[0] in tops)]


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def _blank(match):
    kept = '""' if match.lastgroup in ("raw", "mark", "text") else ""
    return kept + "\n" * match.group().count("\n")
