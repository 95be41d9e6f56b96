#!/usr/bin/env python3
"""How soon a node works again after `kill -9`: `./dev bench --comeback` builds and calls it.

    comeback.py --build build [--kills 5] [--keys N] [--rate N] [--dir DIR]

A real Kafka, the real program and a model of Zeebe in a process of its own, on this machine, as in
the soak. All keys speak; then the program is killed again and again while another process goes on
writing, and started at once. What is measured is the time from its start until it is ready, and
until Zeebe has answered the first command that it has decided since. Exit code: 0, 1 if it does not
come back, 2 usage, 3 if there is no broker.
"""
import contextlib
import json
import statistics
import sys
import time

import soak
from brokers.wait import wait_until  # which common has put on the path
from common import Failed, ended, parsed, parser, show

REST_S = 5  # between two kills, and longer than it takes to get over one
LIMIT_S = 60
LOOK_S = 0.01


def main():
    options = parse_options()
    return ended(lambda: print(json.dumps(measure(options), indent=2)))


def parse_options():
    made = parser(__doc__)
    made.add_argument("--kills", type=int, default=5)
    made.add_argument("--keys", type=int, default=1_000_000, help="distinct keys that are good")
    made.add_argument("--rate", type=int, default=150_000, help="events per second")
    made.set_defaults(remember=8)
    return parsed(made)


def measure(options):
    """Seconds of each kill, and their medians."""
    filling_s = 2 * options.keys // options.rate  # each key has spoken twice
    seconds = filling_s + options.kills * 2 * LIMIT_S  # it is ended before
    with soak.plant(options) as (steps, kafka, _, telltale), \
            soak.pouring(steps, kafka, telltale, options.rate, seconds) as writer:
        show(f"{options.keys:,} keys speak")
        wait_until("all keys live", lambda: keys_of(telltale) >= options.keys, filling_s + LIMIT_S)
        found = [comeback(telltale, writer) for _ in range(options.kills)]
    return {"keys": options.keys, "events_per_second_written": options.rate, "n": len(found),
            **{f"{name}_s": [round(each[name], 3) for each in found] for name in found[0]},
            **{f"{name}_s_median": round(statistics.median(each[name] for each in found), 3)
               for name in found[0]}}


def comeback(telltale, writer):
    """Kills it and starts it at once: seconds until it is ready, and until a first new command."""
    time.sleep(REST_S)
    if writer.poll() is not None:
        raise Failed("pace: it ended before the kills did")
    telltale.kill()
    begin = time.monotonic()
    telltale.start()
    wait_until("ready", lambda: telltale.get("/readyz")[0] == 200, LIMIT_S, LOOK_S)
    ready = time.monotonic() - begin
    wait_until("a first command", lambda: has_told(telltale), LIMIT_S, LOOK_S)
    told = time.monotonic() - begin
    show(f"ready after {ready:.2f} s, a new command was told after {told:.2f} s")
    return {"ready": ready, "told": told}


def keys_of(telltale):
    with contextlib.suppress(KeyError):
        return telltale.metrics().total("telltale_keys")
    return 0


def has_told(telltale):
    """Whether Zeebe has taken more than what lay in the outbox: so also what was decided since."""
    page = telltale.metrics()
    with contextlib.suppress(KeyError):
        return (page.total("telltale_commands_total") > 0
                and page.total("telltale_answers_total", answer="accepted") > 0
                and page.unsettled() < page.total("telltale_commands_total"))
    return False


if __name__ == "__main__":
    sys.exit(main())
