"""What the scripts that measure share: where things are, how they end, and how they say so.

    options = parsed(parser(__doc__))           # --build and --dir
    sys.exit(ended(lambda: print(measure(options))))
"""
import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "tests" / each) for each in ("acceptance", "served_zeebe")]

from brokers import cache  # noqa: E402  (found by the line above)
from tool import ToolError  # noqa: E402

KAFKA_VERSION = "3.9.2"
NOT_RUN = 3
FILL_TRIES = 3


class Failed(Exception):
    """A step ended badly, or an answer is wrong; the text says which."""


def parser(doc):
    """A parser with the two places that each script has."""
    made = argparse.ArgumentParser(description=doc.split("\n")[0])
    made.add_argument("--build", default=ROOT / "build", help="the folder of the build")
    made.add_argument("--dir", help="a folder on a disk for streams and stores; default: the build")
    return made


def parsed(made):
    options = made.parse_args()
    options.dir = options.dir or options.build
    return options


def ended(work, without_broker=""):
    """Runs `work` and returns the exit code: 0, 1 if it failed, 3 if there is no broker."""
    try:
        work()
    except cache.Unavailable as problem:
        print(f"{problem}\nnot run: a Kafka broker can neither be found nor fetched"
              f"{without_broker}", file=sys.stderr)
        return NOT_RUN
    except (Failed, ToolError, TimeoutError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def fill_topic(tool, brokers, topic, partitions, fill):
    """Makes and fills a topic; anew if the broker lacks some, which librdkafka's first records can.

    `fill` raises Failed if not all is there; what it returns is returned.
    """
    problem = None
    for _ in range(FILL_TRIES):
        tool.create_topic(brokers, topic, partitions)
        try:
            return fill()
        except Failed as lacking:
            problem = lacking
        tool.delete_topic(brokers, topic)
    raise Failed(f"fill: no complete topic in {FILL_TRIES} tries: {problem}")


def show(what):
    """Progress, for people who wait."""
    print(f"bench: {time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)
