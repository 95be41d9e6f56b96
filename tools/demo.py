"""The demo: a plant's real alarm log through one rule, by the program that was just built.

    python3 tools/demo.py

The log stands in tests/acceptance/data with its source and licence. What is said at the end is
counted in what the program printed.
"""
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BINARY = ROOT / "build" / "telltale"
DATA = ROOT / "tests" / "acceptance" / "data"
LOG = DATA / "tep-alarms.ndjson.gz"
CONFIG = DATA / "tep-alarms.chatter.yaml"


def main():
    with tempfile.TemporaryDirectory(prefix="telltale-demo-") as folder:
        log, printed = Path(folder) / "alarms.ndjson", Path(folder) / "commands.ndjson"
        with gzip.open(LOG) as packed, open(log, "wb") as file:
            shutil.copyfileobj(packed, file)
        print(f"The rule, {CONFIG.relative_to(ROOT)}:\n\n{CONFIG.read_text(encoding='utf-8')}",
              flush=True)
        seconds, code = run(log, printed)
        if code == 0:
            summarise(log, printed, seconds)
    return code


def run(log, printed):
    """Runs telltale over the log; its commands go into the file `printed`."""
    command = [BINARY, "run", "--config", CONFIG, "--input", log, "--output", "stdout"]
    shown = " ".join(str(part).replace(f"{ROOT}/", "") for part in command)
    print(f"$ {shown}", flush=True)
    begin = time.monotonic()
    with open(printed, "wb") as file:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, check=False).returncode
    return time.monotonic() - begin, code


def summarise(log, printed, seconds):
    events = log.read_bytes().count(b"\n")
    lines = printed.read_text(encoding="utf-8").splitlines()
    commands = [json.loads(line) for line in lines]
    starts = [command for command in commands if command["cmd"] == "start"]
    backs = [command for command in commands if command["cmd"] == "back"]
    print(f"\n{events:,} alarm events ({log.stat().st_size / 1e6:.1f} MB) became {len(starts):,} "
          f"starts and {len(backs):,} backs in {seconds:.2f} s.")
    show_one_episode(lines, starts, backs)


def show_one_episode(lines, starts, backs):
    """Prints the two lines of the episode that lasted longest."""
    ends = {back["episode"]: back["at"] for back in backs}
    told = [start for start in starts if start["episode"] in ends]
    longest = max(told, key=lambda start: ends[start["episode"]] - start["at"])
    minutes = (ends[longest["episode"]] - longest["at"]) / 60_000
    begin = datetime.fromtimestamp(longest["at"] / 1000, timezone.utc)
    print(f"The longest episode began at {begin:%H:%M:%S} and took {minutes:.0f} minutes; "
          "this is all a workflow engine hears of it:\n")
    print("\n".join(f"  {line}" for line in lines if f'"{longest["episode"]}"' in line))


if __name__ == "__main__":
    sys.exit(main())
