"""Errors: every number of the catalogue is given to somebody by the program.

    python3 tests/tidy/errors.py [ROOT]

A number that nothing reports is a promise that is not kept: build it, or take it out.
"""
import re
import sys

from tree import ROOT, Tree

CATALOGUE = "engine/base/error_catalogue."
_DECLARED = re.compile(r"\b(k\w+) = \d{4},")
_USED = re.compile(r"\bErrorId::(k\w+)")


def findings(root):
    """Returns one line per error that no code but the catalogue and tests names."""
    files = Tree(root).files("engine", "connectors", "cli")
    declared = [name for file in files if file.path == CATALOGUE + "h"
                for name in _DECLARED.findall(file.code)]
    used = {name for file in files
            if not file.path.startswith(CATALOGUE) and not file.path.endswith("_test.cc")
            for name in _USED.findall(file.code)}
    return [f"ErrorId::{name}: nothing reports it" for name in declared if name not in used]


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "every error is reported somewhere")
    sys.exit(1 if problems else 0)
