"""Runs a generated case by `telltale run`, as a user runs a file: with a store on disk, and ended
half-way and begun again.

    differences = check("build/telltale", generate(17))
"""

import dataclasses
import json
import os
import subprocess
import tempfile
import time

from clock import FileClock
from compare import command_of, differences
from oracle import as_line, file_record
from partition import Partition
from rules import load_config
from shrink import shrink

TIMEOUT_S = 60


class BadRun(Exception):
    """The program did not do what it is there for; its text says how."""


def check(binary, case):
    """Returns lines that say how the binary differs from the oracle; none if it agrees."""
    with tempfile.TemporaryDirectory(prefix="telltale-property-") as folder:
        half = dataclasses.replace(case, lines=case.lines[:len(case.lines) // 2])
        config, stream = write_case(half, folder)
        command = [binary, "run", "--config", config, "--input", stream, "--output", "stdout",
                   "--state-dir", os.path.join(folder, "state")]
        try:
            actual = _commands(command)
            write_case(case, folder)  # the file has grown
            actual += _commands(command)
        except BadRun as bad:
            return str(bad).splitlines()
    return differences(expected_commands(case), actual)


def _commands(command):
    """Returns the commands that one process prints. Raises BadRun."""
    try:
        run = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise BadRun(f"did not end within {TIMEOUT_S} s") from None
    if run.returncode != 0:
        last = run.stderr.decode(errors="replace").splitlines()[-5:]
        raise BadRun("\n".join([f"exit {run.returncode}"] + last))
    try:
        return [command_of(json.loads(line)) for line in run.stdout.splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        raise BadRun(f"stdout is not commands: {error!r}") from None


def expected_commands(case):
    """Returns what the oracle computes, as compare.py has commands."""
    config = load_config(case.config_text())
    partition = Partition(config.topics["t"], FileClock(int(time.time() * 1000)))
    for line in case.lines:
        partition.add(file_record(line))
    return [command_of(as_line(f)) for f in partition.derive(config.rules) if f.command]


def write_case(case, folder):
    """Writes the configuration and the stream; returns their paths."""
    config, stream = os.path.join(folder, "config.yaml"), os.path.join(folder, "input.ndjson")
    with open(config, "w", encoding="utf-8") as file:
        file.write(case.config_text())
    with open(stream, "wb") as file:
        file.write(case.input_bytes())
    return config, stream


def smallest_case(binary, case):
    """Returns the case with the rules and records left out that the failure does not need."""
    def with_rules(names):
        return dataclasses.replace(case, rules={name: case.rules[name] for name in names})

    def with_lines(lines):
        return dataclasses.replace(case, lines=lines)

    case = with_rules(shrink(list(case.rules), lambda part: check(binary, with_rules(part))))
    return with_lines(shrink(case.lines, lambda part: check(binary, with_lines(part))))
