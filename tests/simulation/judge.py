"""Judges seeds of the simulation by the oracle: what each decided must be what the oracle computes.

    for seed, lines in judge.all_cases(path): ...      no lines: they agree

A case is a line that simulation_main wrote: the seed, a tab, and the JSON of oracle_case.h.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "oracle"))

# pylint: disable=wrong-import-position
from compare import command_of, differences
from oracle import as_line, run_rows
from rules import load_config

WALL = 1 << 50  # a case's timestamps never are ahead of the clock that the engine saw


def all_cases(path):
    """Yields (seed, lines that say how oracle and engine differ) for each case of a file."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            seed, _, text = line.partition("\t")
            yield int(seed), judge(json.loads(text))


def judge(case):
    findings = run_rows(load_config(case["config"]), case["records"], case["ticks"], WALL)
    expected = [command_of(as_line(finding)) for finding in findings if finding.command]
    return differences(expected, [command_of(row) for row in case["commands"]])
