"""Shadows: no constant of a file alone has the name of one that a header declares. Several files
are compiled as one (docs/adr/0103), where it would hide that one from the files that follow.

    python3 tests/tidy/shadows.py [ROOT]
"""
import re
import sys

from tree import ROOT, Tree

_UNNAMED = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
_CONSTANT = re.compile(r"^(?:inline |static )?const(?:expr)? [^()=;]*?\b(k[A-Z]\w*)"
                       r"(?:\[[^\]]*\])? ?[={(]", re.MULTILINE)


def findings(root):
    """Returns one line per constant that hides another."""
    files = list(Tree(root).files())
    declared = {name: file.path for file in files if file.path.endswith(".h")
                for name in _CONSTANT.findall(file.text)}
    return [f"{file.path}: expected another name for {name}, which {declared[name]} declares"
            for file in files if file.path.endswith(".cc")
            for unnamed in _UNNAMED.findall(file.text)
            for name in _CONSTANT.findall(unnamed) if name in declared]


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "no constant hides another")
    sys.exit(1 if problems else 0)
