"""Counts: how many passed, failed and were skipped, read from what a suite left behind.

A suite is believed only if its exit code agrees: one that ended badly without a failure to show for
it, or that ran nothing at all, counts as one failure.
"""
import json
import re
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other))))

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Finished:
    """A suite's process after its end. `report` is the JSON that GoogleTest wrote, or ""."""

    exit_code: int
    output: str
    report: str = ""


FAILED = Counts(failed=1)
SHOWN_LINES = 120


def believed(counts, exit_code):
    """Returns the counts, with a failure where they and the exit code do not agree."""
    if exit_code != 0 and not counts.failed or counts == Counts():
        return counts + FAILED
    return counts


def of_gtest(finished):
    """Counts the tests of a GoogleTest report; without one the program crashed."""
    try:
        suites = json.loads(finished.report).get("testsuites", [])
    except ValueError:
        return FAILED
    return sum((_of_gtest_case(case) for suite in suites for case in suite["testsuite"]), Counts())


def _of_gtest_case(case):
    if case.get("failures"):
        return FAILED
    return Counts(passed=1) if case["result"] == "COMPLETED" else Counts(skipped=1)


def of_unittest(finished):
    """Counts what Python's unittest summarised: `Ran 9 tests`, `FAILED (errors=1, skipped=2)`."""
    ran = re.findall(r"^Ran (\d+) tests?", finished.output, re.MULTILINE)
    summary = re.findall(r"^(?:OK|FAILED)(?: \((.*)\))?$", finished.output, re.MULTILINE)
    if not ran or not summary:
        return FAILED
    told = {name: int(n) for name, n in re.findall(r"(\w+)=(\d+)", summary[-1])}
    failed, skipped = told.get("failures", 0) + told.get("errors", 0), told.get("skipped", 0)
    return Counts(max(int(ran[-1]) - failed - skipped, 0), failed, skipped)


def of_last_line(finished):
    """Counts what the last line says: `N passed, N failed[, N skipped]`."""
    lines = finished.output.strip().splitlines() or [""]
    found = re.fullmatch(r"(\d+) passed, (\d+) failed(?:, (\d+) skipped)?", lines[-1].strip())
    return Counts(*(int(n or 0) for n in found.groups())) if found else FAILED


def failures(output):
    """Returns the lines `FAIL ...` of a run of suites, each with the indented ones below it; if
    there are none, the last lines of the output."""
    found = re.findall(r"^FAIL .*\n?(?:^ .*\n?)*", output, re.MULTILINE)
    return "".join(found) if found else "\n".join(output.rstrip().splitlines()[-SHOWN_LINES:])


def of_exit_code(finished):
    """Counts the whole as one check."""
    return FAILED if finished.exit_code else Counts(passed=1)
