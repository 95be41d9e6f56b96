"""Shadows: no constant that only one file uses has the name of one that a header declares. Several
files are compiled as one (docs/adr/0103), and those that follow would find the wrong one.

What a header of `tests/` declares counts for files of `tests/` and for tests only.

    python3 tests/tidy/shadows.py [ROOT]
"""
import re
import sys

from tree import ROOT, Tree

_UNNAMED = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
_CONSTANTS = re.compile(r"^(?:inline |static )?const(?:expr)? [^;]*", re.MULTILINE)
_FIRST = re.compile(r"(\w+)(?:\[[^\]]*\])? ?[={(]")
_NAME = re.compile(r"\b(?<![.:])(k[A-Z]\w*)(?:\[[^\]]*\])? ?[={(]")


def findings(root):
    """Returns one line per constant that hides another."""
    files = list(Tree(root).files())
    declared = [(name, file.path) for file in files if file.path.endswith(".h")
                for name in constants(file.text)]
    of_tests = dict(declared)
    of_product = {name: path for name, path in declared if not path.startswith("tests/")}
    found = []
    for file in files:
        is_test = file.path.startswith("tests/") or file.path.endswith("_test.cc")
        visible = of_tests if is_test else of_product
        found += [f"{file.path}: expected another name for {name}, which {visible[name]} declares"
                  for unnamed in (_UNNAMED.findall(file.text) if file.path.endswith(".cc") else ())
                  for name in constants(unnamed) if name in visible]
    return found


def constants(text):
    """Returns the names that it declares as constants, not within functions or classes."""
    return [name for declaration in _CONSTANTS.findall(text)
            if (first := _FIRST.search(declaration)) and first[1].startswith("k")  # no function
            for name in _NAME.findall(declaration)]


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "no constant hides another")
    sys.exit(1 if problems else 0)
