"""Random rules and streams: the real binary must print what the oracle computes.

    python3 tests/oracle/property.py --binary build/telltale --seeds 200 --first 1 [--keep DIR]

A failing seed prints how it differs, the command that replays it, and the smallest rules and
stream that were found to fail. The last line is `N passed, N failed`; exit 1 if one failed.
"""

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time

from clock import FileClock
from compare import command_of, differences
from generate import generate
from oracle import as_line
from partition import Partition, Record
from rules import load_config
from shrink import shrink

SHOWN = 8
SHOWN_BYTES = 400
TIMEOUT_S = 60


def main():
    arguments = _arguments()
    failed = 0
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        case = generate(seed)
        lines = check(arguments.binary, case)
        if lines:
            failed += 1
            report(arguments, seed, case, lines)
    print(f"{arguments.seeds - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--keep", help="a folder for the files of failing seeds, whole and shrunk")
    arguments = parser.parse_args()
    if not os.access(arguments.binary, os.X_OK):
        parser.error(f"expected a program, but {arguments.binary} is none")
    return arguments


def check(binary, case):
    """Returns lines that say how the binary differs from the oracle; none if it agrees."""
    with tempfile.TemporaryDirectory(prefix="telltale-property-") as folder:
        config, stream = write_case(case, folder)
        command = [binary, "run", "--config", config, "--input", stream, "--output", "stdout"]
        try:
            run = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            return [f"did not end within {TIMEOUT_S} s"]
    if run.returncode != 0:
        return [f"exit {run.returncode}"] + run.stderr.decode(errors="replace").splitlines()[-5:]
    try:
        actual = [command_of(json.loads(line)) for line in run.stdout.splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        return [f"stdout is not commands: {error!r}"]
    return differences(expected_commands(case), actual)


def expected_commands(case):
    """Returns what the oracle computes, as compare.py has commands."""
    config = load_config(case.config_text())
    partition = Partition(config.topics["t"], FileClock(int(time.time() * 1000)))
    for line in case.lines:
        partition.add(Record(line))
    return [command_of(as_line(f)) for f in partition.derive(config.rules) if f.command]


def write_case(case, folder):
    """Writes the configuration and the stream; returns their paths."""
    config, stream = os.path.join(folder, "config.yaml"), os.path.join(folder, "input.ndjson")
    with open(config, "w", encoding="utf-8") as file:
        file.write(case.config_text())
    with open(stream, "wb") as file:
        file.write(case.input_bytes())
    return config, stream


def report(arguments, seed, case, lines):
    print(f"seed {seed} failed:")
    for line in lines[:SHOWN]:
        print(f"  {line}")
    print(f"  replay: python3 {os.path.relpath(sys.argv[0])} --binary {arguments.binary} "
          f"--seeds 1 --first {seed}")
    smallest = smallest_failure(arguments.binary, case)
    print(f"  shrunk from {len(case.lines)} to {len(smallest.lines)} records:")
    for line in smallest.config_text().splitlines():
        print(f"    {line}")
    for line in smallest.lines:
        print(f"    {line[:SHOWN_BYTES].decode(errors='replace')}")
    for line in check(arguments.binary, smallest)[:SHOWN]:
        print(f"  {line}")
    if arguments.keep:
        for name, kept in ((f"seed-{seed}", case), (f"seed-{seed}-shrunk", smallest)):
            folder = os.path.join(arguments.keep, name)
            os.makedirs(folder, exist_ok=True)
            write_case(kept, folder)


def smallest_failure(binary, case):
    """Returns the case with the rules and records left out that the failure does not need."""
    def fails_with_rules(names):
        return bool(check(binary, _with_rules(case, names)))

    def fails_with_lines(lines):
        return bool(check(binary, dataclasses.replace(case, lines=lines)))

    case = _with_rules(case, shrink(list(case.rules), fails_with_rules))
    return dataclasses.replace(case, lines=shrink(case.lines, fails_with_lines))


def _with_rules(case, names):
    return dataclasses.replace(case, rules={name: case.rules[name] for name in names})


if __name__ == "__main__":
    main()
