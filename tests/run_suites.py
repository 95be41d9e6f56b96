#!/usr/bin/env python3
"""Runs the suites and counts. `./dev test`, `./dev lint` and CI call it.

    run_suites.py test build [--all] [--sanitized build/asan-ubsan build/tsan]
    run_suites.py sanitized build/asan-ubsan ...     the GoogleTest programs of those builds
    run_suites.py lint build [--quick]               format, scripts, clang-tidy
    run_suites.py sum FILE...                        what was printed: failures again, counts added

A line per suite, failures with their output, and as the very last line `N passed, N failed,
N skipped` over everything that ran. Exit code: 0, or 1 if something failed.
"""
import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from suites import runner, table  # noqa: E402  (they stand beside this file)
from suites.counts import Counts, Finished, failures, of_last_line  # noqa: E402


def main():
    options = parse_options()
    total = sum_of(options.paths) if options.what == "sum" else run_all(options)
    print(total)
    return 1 if total.failed else 0


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("test", "sanitized", "lint", "sum"))
    parser.add_argument("paths", nargs="+", type=Path, help="the build or builds; of `sum` the files")
    parser.add_argument("--all", action="store_true", help="the long suites too")
    parser.add_argument("--sanitized", nargs="+", type=Path, default=[],
                        help="further builds, for their programs too")
    parser.add_argument("--quick", action="store_true", help="lint without clang-tidy")
    return parser.parse_args()


def sum_of(paths):
    """Adds up; output that does not end with counts counts as one failure.

    What failed is printed once more, for a log of an hour is read from its end.
    """
    outputs = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    for path, output in zip(paths, outputs):
        counts = of_last_line(Finished(0, output))
        if counts.failed:
            print(f"== {path.name}: {counts}\n{failures(output)}")
    return sum((of_last_line(Finished(0, output)) for output in outputs), Counts())


def run_all(options):
    """Runs the chosen suites one after the other and returns the sum."""
    total = Counts()
    if options.what != "lint":
        total += report_forgotten(table.forgotten_tests(options.paths[0]))
    for suite in chosen(options):
        result = runner.run(suite)
        if not result.not_run:  # else it has said so itself
            report(result)
        total += result.counts
    return total


def chosen(options):
    """The suites of what was asked for, quick ones first."""
    build = options.paths[0]
    if options.what == "lint":
        return table.lint(build, full=not options.quick)
    if options.what == "sanitized":
        return table.sanitized(options.paths, options.all)
    return (table.programs(build) + table.of_python(build, options.all) + [table.headers(build)]
            + table.sanitized(options.sanitized, options.all) + [table.acceptance(build, options.all)])


def report(result):
    """Prints a suite's line, and its output if there is something to be read in it."""
    mark = "FAIL" if result.counts.failed else "ok"
    print(f"{mark:4}  {result.name:28} {result.seconds:7.1f} s  {result.counts}", flush=True)
    if result.output:
        print("\n".join(f"      {line}" for line in result.output.splitlines()), flush=True)


def report_forgotten(paths):
    """A test that no program runs is a failure."""
    for path in paths:
        print(f"FAIL  {path}: no program of this build runs it", flush=True)
    return Counts(failed=len(paths))


if __name__ == "__main__":
    sys.exit(main())
