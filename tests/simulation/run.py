"""Runs seeds of the simulation, and holds a sample of them against the oracle.

    python3 tests/simulation/run.py --binary build/tests/simulation/simulation_main --seeds 2000

`./dev simulate` calls it. With --oracle every seed is judged by the oracle that it can judge. The
last line is `N passed, N failed, N skipped`.
"""
import argparse
import re
import subprocess
import sys
import tempfile

import judge

SAMPLE = 50  # of this many seeds one is judged by the oracle
SHOWN = 8
COUNTS = re.compile(r"(\d+) passed, (\d+) failed, \d+ skipped")


def main():
    arguments = _arguments()
    with tempfile.NamedTemporaryFile(prefix="telltale-simulation-") as cases:
        passed, failed = simulate(arguments, cases.name)
        wrong = judge_all(cases.name)
    print(f"{passed - wrong} passed, {failed + wrong} failed, 0 skipped")
    sys.exit(1 if failed + wrong else 0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="print what happens")
    parser.add_argument("--oracle", action="store_true", help="let the oracle judge all seeds")
    parser.add_argument("--sabotage", default="none", help="break the shell on purpose")
    parser.add_argument("--steps", help="of trouble in a seed, at most")
    parser.add_argument("--without", help="kinds of trouble that are left out")
    return parser.parse_args()


def simulate(arguments, cases):
    """Runs the seeds, shows what they print, and returns how many passed and failed."""
    command = [arguments.binary, "--seeds", str(arguments.seeds), "--first", str(arguments.first),
               "--sabotage", arguments.sabotage, "--oracle-cases", cases,
               "--oracle-every", "1" if arguments.oracle else str(SAMPLE)]
    if arguments.verbose:
        command.append("--verbose")
    for name in ("steps", "without"):
        if (value := getattr(arguments, name)) is not None:
            command += [f"--{name}", value]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    shown, counts = split_counts(run.stdout)
    if counts is None:
        sys.exit(f"{shown}simulation_main ended with {run.returncode} and without counts")
    print(shown, end="")
    return counts


def split_counts(output):
    """Returns what stands before the last line, and (passed, failed) of it, or None."""
    *before, last = output.splitlines(keepends=True) or [""]
    found = COUNTS.fullmatch(last.strip())
    if not found:
        return output, None
    return "".join(before), (int(found[1]), int(found[2]))


def judge_all(cases):
    """Returns how many seeds the oracle judges otherwise; says which."""
    judged = wrong = 0
    for seed, lines in judge.all_cases(cases):
        judged += 1
        wrong += bool(lines)
        if lines:
            print(f"seed {seed} differs from the oracle:")
            print("".join(f"  {line}\n" for line in lines[:SHOWN]), end="")
            print(f"  replay: ./dev simulate --seeds 1 --first {seed} --oracle --verbose")
    print(f"judged by the oracle: {judged} seeds")
    return wrong


if __name__ == "__main__":
    main()
