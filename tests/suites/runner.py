"""Runs one suite: its process, its limit, its temporary folder, its counts."""
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from suites.counts import FAILED, SHOWN_LINES, Counts, Finished, believed, of_gtest
from suites.table import ROOT

NOT_RUN = 3  # exit code of a suite that found no broker
DRAIN_S = 10


@dataclass(frozen=True)
class Result:
    name: str
    counts: Counts
    seconds: float = 0.0
    output: str = ""  # empty unless it failed or was not run
    not_run: bool = False


def run(suite, root=ROOT):
    """Runs a suite to its end, or to its limit."""
    if suite.needs and not (root / suite.needs).exists():
        return Result(suite.name, FAILED, output=f"{suite.needs} is missing")
    begin = time.monotonic()
    folder = tempfile.mkdtemp(prefix="telltale-suite-")
    try:
        finished = _finish(suite, root, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.monotonic() - begin
    if suite.brokers and finished.exit_code == NOT_RUN:
        return Result(suite.name, Counts(), seconds, finished.output, not_run=True)
    counts = believed(suite.count(finished), finished.exit_code)
    return Result(suite.name, counts, seconds, _tail(finished.output) if counts.failed else "")


def _finish(suite, root, folder):
    report = Path(folder) / "report.json"
    command = list(suite.command)
    if suite.count is of_gtest:
        command.append(f"--gtest_output=json:{report}")
    process = subprocess.Popen(
        command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=os.environ | {"TMPDIR": folder}, start_new_session=True)
    output = _read(process, suite)
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    return Finished(process.wait(), output, text)


def _read(process, suite):
    """Returns all that a process prints; past its limit, or interrupted, it is ended."""
    late = threading.Event()
    limit = threading.Timer(suite.limit_s, lambda: (late.set(), _end(process)))
    limit.start()
    lines = []
    try:
        for line in process.stdout:
            lines.append(line.decode("utf-8", "replace"))
            if suite.live:
                print(lines[-1], end="", flush=True)
        process.wait()
    finally:
        limit.cancel()
        _end(process)
    if late.is_set():
        lines.append(f"{suite.name}: stopped after {suite.limit_s} s\n")
    return "".join(lines)


def _end(process):
    """Ends what is left of the process and all that it started, gently at first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, number)
            process.wait(DRAIN_S)


def _tail(text):
    lines = text.rstrip().splitlines()
    left_out = len(lines) - SHOWN_LINES
    return "\n".join(([f"... {left_out} lines before"] if left_out > 0 else [])
                     + lines[-SHOWN_LINES:])
