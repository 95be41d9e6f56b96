#!/usr/bin/env python3
"""Counts the instructions of a record's way and compares them with what is stored.

    guard.py --build build [--update]

Instructions do not depend on what else the machine does, but on the compiler and its library: the
baseline has one row for each compiler that was measured; without one for this build's nothing is
compared, and it says so. Exit code: 0, 1 if a path takes over 5 % more instructions than stored.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "bench/guard/baseline.json"
PATHS = ("decode", "step", "apply", "commit")
TOLERANCE = 0.05
LIMIT_S = 120
_COLLECTED = re.compile(r"Collected : (\d+)")


class Failed(Exception):
    """A count could not be taken; the text says why."""


def main():
    options = parse_options()
    try:
        compiler = compiler_of(options.build)
        counts = {path: count(options.build, path) for path in PATHS}
    except Failed as problem:
        print(problem, file=sys.stderr)
        return 1
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    if options.update:
        write(stored | {compiler: counts})
        print(f"stored for {compiler}: {counts}")
        return 0
    return report(compiler, counts, stored.get(compiler))


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="its folder")
    parser.add_argument("--update", action="store_true", help="store what is counted")
    return parser.parse_args()


def compiler_of(build):
    """Returns the name and version of the compiler that made the build, such as `GNU 12.2.0`."""
    for file in sorted(build.glob("CMakeFiles/*/CMakeCXXCompiler.cmake")):
        text = file.read_text(encoding="utf-8")
        found = [re.search(rf'set\(CMAKE_CXX_COMPILER_{name} "([^"]+)"\)', text)
                 for name in ("ID", "VERSION")]
        if all(found):
            return " ".join(each.group(1) for each in found)
    raise Failed(f"{build}: expected a folder that CMake made, but it names no compiler")


def count(build, path):
    """Returns the instructions per event of one path."""
    with tempfile.TemporaryDirectory(prefix="guard-", dir=build) as folder:
        command = ["valgrind", "--tool=callgrind", "--toggle-collect=*Guarded*",
                   f"--callgrind-out-file={folder}/callgrind.out",
                   str(build / "bench/guard/guard_bench"), path, f"{folder}/state"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S,
                                  check=False)
        except FileNotFoundError:
            raise Failed("expected valgrind, but it is not installed") from None
        except subprocess.TimeoutExpired:
            raise Failed(f"{path}: no end within {LIMIT_S} s") from None
    found = _COLLECTED.search(done.stderr)
    if done.returncode != 0 or not found:
        raise Failed(f"{path}: ended with {done.returncode}\n{done.stderr[-2000:]}")
    return round(int(found.group(1)) / int(done.stdout), 1)


def report(compiler, counts, stored):
    """Prints a line per path, then the counts; returns the exit code."""
    if stored is None:
        print(f"nothing to compare with: {BASELINE.relative_to(ROOT)} has no row for {compiler}, "
              f"only for {', '.join(known())}.\nCounted: {counts}\n"
              "`./dev bench --guard --update` stores that.\n"
              f"0 passed, 0 failed, {len(PATHS)} skipped")
        return 0
    worse = [path for path in PATHS if counts[path] > stored[path] * (1 + TOLERANCE)]
    for path in PATHS:
        change = counts[path] / stored[path] - 1
        mark = "FAIL" if path in worse else "ok"
        print(f"{mark:4}  {path:8} {counts[path]:10,.1f} instructions per event, "
              f"{change:+.1%} of {stored[path]:,.1f}")
    if worse:
        print(f"over {TOLERANCE:.0%} more than for {compiler} before: {', '.join(worse)}. "
              "If that is meant, `./dev bench --guard --update` stores it.")
    print(f"{len(PATHS) - len(worse)} passed, {len(worse)} failed, 0 skipped")
    return 1 if worse else 0


def known():
    return sorted(json.loads(BASELINE.read_text(encoding="utf-8")))


def write(stored):
    BASELINE.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
