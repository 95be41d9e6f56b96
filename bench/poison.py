#!/usr/bin/env python3
"""What a record in a hundred that cannot be read costs: `./dev bench --poison` builds and calls it.

    poison.py --build build [--rounds 5] [--keys N] [--dir DIR]

The real program reads the workload's stream from a file, and then the same one with every hundredth
record broken in one of several ways; what is compared is CPU, in pairs within one run. The broken
ones must lie in quarantine, each once. Exit code: 0, 1 if an answer is wrong.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import run as bench
from common import Failed, ended, parsed, parser, show

EVERY = 100
# How a line is broken: cut off, of another type, without its key, no JSON at all, nested too deeply.
KINDS = (lambda line: line[:len(line) // 2] + b"\n",
         lambda line: line.replace(b'"ts":', b'"ts":"soon","then":'),
         lambda line: line.replace(b'"vehicle"', b'"vessel"'),
         lambda line: b"\xff\xfe not a record\n",
         lambda line: b"[" * 80 + b"\n")


def main():
    options = parse_options()
    return ended(lambda: print(json.dumps(measure(options), indent=2)))


def parse_options():
    made = parser(__doc__)
    made.add_argument("--rounds", type=int, default=5, help="pairs")
    made.add_argument("--keys", type=int, default=200_000, help="distinct keys")
    made.set_defaults(remember=8)
    return parsed(made)


def measure(options):
    size = bench.Size(keys=options.keys, events=6 * options.keys)
    steps = bench.Bench(options, size)
    steps.run("file")  # which leaves the stream in the folder
    clean = Path(options.dir) / f"canonical-{size.keys}x{size.events_per_key}.ndjson"
    with tempfile.TemporaryDirectory(prefix="poison-", dir=options.dir) as folder:
        config = Path(folder) / "poison.yaml"
        config.write_text(steps.run("config")["config"], encoding="utf-8")
        return compare(options, config, clean, Path(folder))


def compare(options, config, clean, folder):
    """Runs the pairs and returns the figures."""
    poisoned = folder / "poisoned.ndjson"
    records, broken = poison(clean, poisoned)
    binary = Path(options.build) / "telltale"
    pairs = []
    for number in range(1, options.rounds + 1):
        show(f"pair {number} of {options.rounds}")
        pairs.append((cpu_s(binary, config, clean, folder / f"clean-{number}", 0),
                      cpu_s(binary, config, poisoned, folder / f"poisoned-{number}", broken)))
    ratios = sorted(poisoned_s / clean_s for clean_s, poisoned_s in pairs)
    return {"records": records, "broken": broken, "pairs": len(pairs),
            "clean_us_per_record": round(1e6 * statistics.median(a for a, _ in pairs) / records, 3),
            "ratio": round(statistics.median(ratios), 3),
            "ratio_least": round(ratios[0], 3), "ratio_most": round(ratios[-1], 3)}


def poison(clean, poisoned):
    """Writes the stream with every hundredth record broken; returns how many there are of each."""
    records = broken = 0
    with open(clean, "rb") as source, open(poisoned, "wb") as target:
        for line in source:
            records += 1
            if records % EVERY == 0:
                line = KINDS[broken % len(KINDS)](line)
                broken += 1
            target.write(line)
    return records, broken


def cpu_s(binary, config, stream, state, broken):
    """Runs the program over a stream and returns the seconds of CPU that it took."""
    before = os.times()
    ended = subprocess.run(
        [binary, "run", "--config", config, "--input", stream, "--output", "stdout",
         "--state-dir", state], capture_output=True, text=True, check=False,
        timeout=bench.STEP_LIMIT_S)
    after = os.times()
    if ended.returncode != 0:
        raise Failed(f"{stream.name}: ended with {ended.returncode}\n{ended.stderr[-2000:]}")
    counted = subprocess.run([binary, "quarantine", "list", "--state-dir", state, "--json",
         "--limit", "1000000"],
                             capture_output=True, text=True, check=True).stdout
    rows = len(counted.splitlines())
    if rows != broken:
        raise Failed(f"{stream.name}: expected {broken} rows of quarantine, but found {rows}")
    return (after.children_user + after.children_system
            - before.children_user - before.children_system)


if __name__ == "__main__":
    sys.exit(main())
