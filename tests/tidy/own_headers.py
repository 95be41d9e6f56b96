"""Own headers: a source includes the header of its name before anything else, so that compiling it
alone, as ./dev lint does, proves that the header compiles alone.

    python3 tests/tidy/own_headers.py [ROOT]
"""
import re
import sys

from tree import ROOT, Tree

_INCLUDE = re.compile(r"^#include\s+(\S+)", re.MULTILINE)


def findings(root):
    """Returns one line per source that includes something else first."""
    files = {file.path: file for file in Tree(root).files()}
    sources = [file for path, file in files.items()
               if path.endswith(".cc") and own_header(path) in files]
    return [f"{source.path}: expected #include \"{own_header(source.path)}\" before all others"
            for source in sources
            if _INCLUDE.findall(source.text)[:1] != [f'"{own_header(source.path)}"']]


def own_header(path):
    return path.removesuffix(".cc") + ".h"


if __name__ == "__main__":
    problems = findings(sys.argv[1] if len(sys.argv) > 1 else ROOT)
    print("\n".join(problems) or "every source includes its own header first")
    sys.exit(1 if problems else 0)
