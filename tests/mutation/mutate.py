#!/usr/bin/env python3
"""Plants each fault of faults.py, builds what must find it, and runs that.

    mutate.py --build build [--only WORDS]

A line for each: what found it and within how many seconds of running. The tree is as it was
afterwards. The last line is `N passed, N failed`; a fault that nothing finds, or that cannot be
planted any more, failed.
"""
import argparse
import subprocess
import sys
import time
from pathlib import Path

from faults import FAULTS, ROOT

LIMIT_S = 600


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--only", default="", help="faults whose name has these words")
    options = parser.parse_args()
    build = options.build.resolve()
    faults = [fault for fault in FAULTS if options.only in fault.name]
    found = [meet(fault, build) for fault in faults]
    for target in {fault.found_by[0] for fault in faults}:
        make(build, target)  # as it was
    print(f"{sum(found)} passed, {len(found) - sum(found)} failed")
    return 0 if all(found) else 1


def meet(fault, build):
    """Returns whether it was found."""
    target, program, *arguments = fault.found_by
    whole = fault.text()
    path = ROOT / fault.path
    try:
        path.write_text(fault.planted(), encoding="utf-8")
        made = make(build, target)
        if made.returncode != 0:
            print(f"FAIL  {fault.name}: it does not compile\n{made.stdout[-2000:]}", flush=True)
            return False
        began = time.monotonic()
        ran = subprocess.run([build / program, *arguments], capture_output=True, text=True,
                             cwd=ROOT, timeout=LIMIT_S, check=False)
        seconds = time.monotonic() - began
    finally:
        path.write_text(whole, encoding="utf-8")
    mark = "ok" if ran.returncode != 0 else "FAIL"
    said = [line for line in ran.stdout.splitlines() if "failed" in line.lower()] or ["it crashed"]
    print(f"{mark:4}  {fault.name}: {target}, {seconds:.1f} s: {said[-1].strip()}", flush=True)
    return ran.returncode != 0


def make(build, target):
    return subprocess.run(["cmake", "--build", build, "--target", target],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
