"""The real input: a public alarm log of a simulated plant (data/tep-alarms.README.md)."""
import gzip
import json
from pathlib import Path

from verdict import Expected

DATA = Path(__file__).parent / "data"
TOPIC = "plant.alarms"
PARTITIONS = 12


def records():
    """All events as records: keyed by run, tag and side, with their own time as timestamp."""
    return [{"key": key_of(event), "timestamp": event["ts"], "value": json.dumps(event)}
            for event in _lines("tep-alarms.ndjson.gz")]


def rules(rule):
    """The configuration of one of the two rules, from `topics:` on."""
    return (DATA / f"tep-alarms.{rule}.yaml").read_text()


def expected(rule):
    return Expected.of_commands(commands(rule))


def commands(rule):
    return list(_lines(f"tep-alarms.{rule}.expected.ndjson.gz"))


def first_episodes(rule, count):
    """The first episodes of the first `count` keys that recover: (their records, expected).

    Only for rules whose episodes end with an event, such as `every-alarm`.
    """
    ends = {}
    for command in commands(rule):
        key = episode_key(command["episode"])
        if command["cmd"] == "back" and key not in ends and len(ends) < count:
            ends[key] = command
    wanted = [record for record in records()
              if record["key"] in ends and record["timestamp"] <= ends[record["key"]]["at"]]
    episodes = {command["episode"] for command in ends.values()}
    return wanted, Expected(starts=episodes, backs=set(episodes))


def key_of(event):
    return f"{event['run']}/{event['tag']}/{event['side']}"


def episode_key(episode):
    """`rule/key@time` -> key. No part of these keys needs an escape."""
    return episode.split("/", 1)[1].rsplit("@", 1)[0]


def _lines(name):
    with gzip.open(DATA / name, "rt") as file:
        for line in file:
            yield json.loads(line)
