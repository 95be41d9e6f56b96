"""Compares two files of commands: equal as multisets, and in order per key.

    python3 tests/oracle/compare.py EXPECTED ACTUAL     exit 0 equal, 1 different

An episode's key is the part of its id before the last `@`. Files may be gzipped.
"""

import collections
import gzip
import json
import sys

SHOWN = 10


def read_commands(path):
    """Returns the commands of a file as (cmd, episode, at, ending)."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [command_of(json.loads(line)) for line in file if line.strip()]


def command_of(row):
    return row["cmd"], row["episode"], row["at"], row.get("ending")


def key_of(command):
    return command[1].rpartition("@")[0]


def differences(expected, actual):
    """Returns lines that say how two lists of commands differ; none if they agree."""
    missing = collections.Counter(expected) - collections.Counter(actual)
    extra = collections.Counter(actual) - collections.Counter(expected)
    lines = [f"missing     {describe(command)}" for command in missing.elements()]
    lines += [f"unexpected  {describe(command)}" for command in extra.elements()]
    return sorted(lines, key=lambda line: line.split(" ", 1)[1].strip()) or _order(expected, actual)


def _order(expected, actual):
    expected_by_key, actual_by_key = by_key(expected), by_key(actual)
    lines = []
    for key, commands in expected_by_key.items():
        for wanted, found in zip(commands, actual_by_key[key]):
            if wanted != found:
                lines.append(f"order of {key}: expected {describe(wanted)}, "
                             f"but found {describe(found)}")
                break
    return lines


def by_key(commands):
    groups = collections.defaultdict(list)
    for command in commands:
        groups[key_of(command)].append(command)
    return groups


def describe(command):
    cmd, episode, at, ending = command
    return f"{cmd:5} {episode} at {at}" + (f" {ending}" if ending else "")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    expected, actual = (read_commands(path) for path in sys.argv[1:])
    lines = differences(expected, actual)
    for line in lines[:SHOWN]:
        print(line)
    if lines:
        print(f"{len(lines)} differences between {len(expected)} expected commands "
              f"and {len(actual)} found")
        sys.exit(1)
    print(f"{len(expected)} commands agree")


if __name__ == "__main__":
    main()
