"""Include guards: each header's is its path, so that no two are alike and a moved file shows it.

    python3 tests/tidy/guards.py [ROOT]
"""
import re
import sys

from tree import ROOT, Tree

_GUARD = re.compile(r"^#ifndef (\w+)\n#define \1\n", re.MULTILINE)


def findings(root):
    """Returns one line per header whose guard is missing or another one."""
    return [f"{file.path}: expected the include guard {expected(file.path)}"
            for file in Tree(root).files(suffixes=(".h",))
            if _GUARD.findall(file.text)[:1] != [expected(file.path)]]


def expected(path):
    """The guard of the header at `path`, from the root of the tree."""
    return "TELLTALE_" + re.sub(r"\W", "_", str(path)).upper() + "_"


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "every include guard is its path")
    sys.exit(1 if problems else 0)
