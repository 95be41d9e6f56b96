"""The end-to-end workload, small: it must not rot between two times that somebody measures."""
import json
import sys
from pathlib import Path

from brokers.process import Child, tail
from cases import require

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 300
# Not bytes_per_key: what so few keys take is less than what the clients before them may still free.
FIGURES = ("events_per_second", "cpu_us_per_event", "ratio_to_parts", "p50_ms", "p99_ms",
           "latencies")


def small(setting):
    """bench/run.py over a broker of its own; it checks starts, backs and keys itself."""
    out, log = setting.folder / "bench.json", setting.folder / "bench.log"
    code = Child([sys.executable, "-B", ROOT / "bench/run.py", "--build", setting.binary.parent,
                  "--dir", setting.folder, "--quick", "--keys", 5000, "--events", 60000, "--json",
                  "--source", "kafka"], log=log, out=out).wait(LIMIT_S)
    require(code == 0, f"bench/run.py ended with {code}\n{tail(log)}")
    figures = json.loads(out.read_text(encoding="utf-8"))
    for name in FIGURES:
        require(figures[name] > 0, f"expected {name} to be above 0, but it is {figures[name]}")
    for name, times in figures["stages"].items():
        require(times["count"] > 0, f"expected stage {name} to be met, but it never was")
