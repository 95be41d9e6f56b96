"""Three evaluators of FEEL: ours, feelin, and the oracle. Each takes [(expression, record text)] and
returns one answer each: {"value": ...} or {"refused": why}.

feelin comes from npm into the cache and is never part of the tree; it needs Node, of Debian's
packages nodejs and npm.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "acceptance"), str(ROOT / "tests" / "oracle")]

import feel  # noqa: E402  (the oracle's; found by the line above)
import json_record  # noqa: E402
from brokers import cache  # noqa: E402

FEELIN = "8.2.0"
LIMIT_S = 600


def ours(cases):
    """By the program that the environment variable TELLTALE names."""
    return _ask([str(ROOT / os.environ["TELLTALE"])], cases)


def feelin(cases):
    """Raises cache.Unavailable if it is neither here nor can be fetched."""
    if not shutil.which("node"):
        raise cache.Unavailable("node is not installed")
    folder = cache.keep(f"feelin-{FEELIN}", _fetch)
    return _ask(["node", str(ROOT / "tests" / "feel" / "feelin.mjs"), str(folder)], cases)


def _fetch(folder):
    cache.run(["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--no-package-lock",
               "--ignore-scripts", f"feelin@{FEELIN}"])


def _ask(command, cases):
    """Gives a process all cases and returns its answers."""
    lines = "".join(f"{expression}\n{record}\n" for expression, record in cases)
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True,
                          timeout=LIMIT_S)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if len(answers) != len(cases):
        raise RuntimeError(f"{len(cases)} cases, but {len(answers)} answers of {command[0]}")
    return answers


def oracle(cases):
    """By tests/oracle/feel.py, in this process."""
    return [_of_oracle(expression, record) for expression, record in cases]


def _of_oracle(expression, record):
    try:
        compiled = feel.compile_expression(expression)
    except feel.FeelError as error:
        return {"refused": str(error)}
    return {"value": _plain(compiled.evaluate(json_record.decode(record.encode())))}


def _plain(value):
    """Numbers as Python has them."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value.value if isinstance(value, json_record.Number) else value
