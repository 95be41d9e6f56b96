"""Random rules and streams: the engine must do what the oracle computes.

    python3 tests/oracle/property.py --binary build/telltale --seeds 20000 --runs 300 [--first 1]

A seed is a random rule or a few, and a random stream. With `--seeds` it is a story: a scenario file
that the oracle wrote with all that it expects, run by `telltale test`, many in one process: the
production loop on Kafka's clock, with crashes, lost answers, ticks and what workflows report.
With `--runs` it is a file that `telltale run` reads with a store on disk, in two processes.

A failing seed prints how it differs, the command that replays it, and the smallest scenario, or
rules and stream, that were found to fail. The last line is `N passed, N failed`; exit 1 if one
failed.
"""

import argparse
import dataclasses
import multiprocessing
import os
import sys
import time

from generate import generate
from runs import check, smallest_case, write_case
from scenarios import run_stories, smallest
from story import draw_story, scenario_text

SHOWN = 8           # lines of what differs
SHOWN_BYTES = 400   # of a record
SHRUNK = 3          # failing seeds; more only print how to replay them
STORIES = 100       # that one process of `telltale test` runs
RUNS = 10
PACE_S = 20         # of progress


def main():
    arguments = _arguments()
    jobs = list(_jobs(arguments))
    began = said = time.monotonic()
    done = failed = 0
    with multiprocessing.Pool(arguments.jobs) as pool:
        for job, failures in pool.imap_unordered(_do, jobs):
            done += len(job.seeds)
            for seed, lines in failures.items():
                failed += 1
                report(arguments, job.kind, seed, lines if failed <= SHRUNK else lines[:1])
                if failed <= SHRUNK:
                    report_smallest(arguments, job.kind, seed)
            if time.monotonic() - said > PACE_S:
                said = time.monotonic()
                print(f"property: {done} of {arguments.seeds + arguments.runs} seeds, "
                      f"{failed} failed, {said - began:.0f} s", flush=True)
    print(f"{done - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seeds", type=int, default=2000, help="stories, by `telltale test`")
    parser.add_argument("--runs", type=int, default=0, help="files, by `telltale run`")
    parser.add_argument("--first", type=int, default=1, help="the first seed, of both")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    parser.add_argument("--keep", help="a folder for the files of failing seeds, whole and shrunk")
    arguments = parser.parse_args()
    if not os.access(arguments.binary, os.X_OK):
        parser.error(f"expected a program, but {arguments.binary} is none")
    return arguments


@dataclasses.dataclass
class Job:
    """Seeds that one process looks after, one after the other."""
    binary: str
    kind: str      # seeds or runs
    seeds: range


def _jobs(arguments):
    first = arguments.first
    for kind, count, size in (("runs", arguments.runs, RUNS), ("seeds", arguments.seeds, STORIES)):
        for begin in range(first, first + count, size):
            yield Job(arguments.binary, kind, range(begin, min(begin + size, first + count)))


def _do(job):
    """Returns the job, and for each seed that failed how."""
    if job.kind == "seeds":
        return job, run_stories(job.binary, {seed: draw_story(seed) for seed in job.seeds})
    found = {seed: check(job.binary, generate(seed)) for seed in job.seeds}
    return job, {seed: lines for seed, lines in found.items() if lines}


def report(arguments, kind, seed, lines):
    """Says how the seed differs, and how to see it again."""
    seeds, runs = (1, 0) if kind == "seeds" else (0, 1)
    print(f"seed {seed} of --{kind} failed:")
    for line in lines[:SHOWN]:
        print(f"  {line[:SHOWN_BYTES]}")
    print(f"  replay: python3 {os.path.relpath(sys.argv[0])} --binary {arguments.binary} "
          f"--seeds {seeds} --runs {runs} --first {seed}", flush=True)


def report_smallest(arguments, kind, seed):
    """Makes the failure smaller, shows it, and keeps both if that is asked for."""
    if kind == "seeds":
        _report_story(arguments, seed)
    else:
        _report_case(arguments, seed)


def _report_story(arguments, seed):
    story = draw_story(seed)
    small = smallest(story, lambda part: run_stories(arguments.binary, {seed: part}))
    print(f"  shrunk from {len(story.steps)} to {len(small.steps)} steps, for `telltale test`:")
    print(scenario_text(small))
    for line in run_stories(arguments.binary, {seed: small}).get(seed, [])[:SHOWN]:
        print(f"  {line[:SHOWN_BYTES]}", flush=True)
    for name, kept in ((f"seed-{seed}", story), (f"seed-{seed}-shrunk", small)):
        if arguments.keep:
            os.makedirs(arguments.keep, exist_ok=True)
            with open(f"{arguments.keep}/{name}.yaml", "w", encoding="utf-8") as file:
                file.write(scenario_text(kept))


def _report_case(arguments, seed):
    case = generate(seed)
    small = smallest_case(arguments.binary, case)
    print(f"  shrunk from {len(case.lines)} to {len(small.lines)} records:")
    for line in small.config_text().splitlines():
        print(f"    {line}")
    for line in small.lines:
        print(f"    {line[:SHOWN_BYTES].decode(errors='replace')}")
    for line in check(arguments.binary, small)[:SHOWN]:
        print(f"  {line}", flush=True)
    for name, kept in ((f"run-{seed}", case), (f"run-{seed}-shrunk", small)):
        if arguments.keep:
            folder = os.path.join(arguments.keep, name)
            os.makedirs(folder, exist_ok=True)
            write_case(kept, folder)


if __name__ == "__main__":
    main()
