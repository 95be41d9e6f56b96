"""`telltale explain KEY --replay`: a key's story from its records, on files."""
import gzip
import json
import subprocess
import tempfile
import unittest
from collections import Counter, defaultdict
from pathlib import Path

from node import LIMIT_S, Node, binary, wait_for
import alarms  # of tests/acceptance, which node.py has found
from telltale import Metrics, replayed_commands

OK, FAILED, USAGE, CONFIGURATION = 0, 1, 2, 78
BEGIN_MS = 1_700_000_000_000
RULES = """
topics: { t: { time: ts, id: id, late: 2s } }
rules:
  hot:
    topic: t
    key: [vehicle, part]
    bad: level > 90
    raise: 2 in 30s
    clear: good for 10s
    silent: 60s
    start: s
    back: b
"""
COLD = """
  cold: { topic: t, key: [vehicle], bad: level < 0, clear: never, start: c }
"""
WORKING = """
embedded: { work: 200ms }
topics: { t: { time: ts, late: 0s } }
rules:
  hot: { topic: t, key: [vehicle], bad: level > 90, clear: never, after_end: restart, start: s }
"""


def event(second, vehicle="V1", level=95, **more):
    return {"ts": BEGIN_MS + second * 1000, "vehicle": vehicle, "part": "oil", "level": level,
            **more}


def at(second):
    return f"2023-11-14T22:13:{20 + second}.000Z"


class ReplayCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.config = self.folder / "telltale.yaml"
        self.input = self.folder / "events.ndjson"

    def write(self, *events, rules=RULES):
        self.config.write_text(rules)
        self.input.write_text("".join(json.dumps(each) + "\n" for each in events))

    def offset(self, line):
        """Where a line of the input begins."""
        lines = self.input.read_bytes().splitlines(keepends=True)
        return sum(map(len, lines[:line]))

    def run_binary(self, *words, code=OK, says=()):
        done = subprocess.run([binary(), *map(str, words)], capture_output=True, text=True,
                              timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for text in [says] if isinstance(says, str) else says:
            self.assertIn(text, done.stderr)
        return done

    def explain(self, key, *words, **expected):
        return self.run_binary("explain", "--config", self.config, "--input", self.input, key,
                               "--replay", *words, **expected)

    def rows(self, key, *words, **expected):
        done = self.explain(key, "--json", *words, **expected)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def commands(self):
        done = self.run_binary("run", "--config", self.config, "--input", self.input, "--output",
                               "stdout")
        return [json.loads(line) for line in done.stdout.splitlines()]


class Replay(ReplayCase):
    def setUp(self):
        super().setUp()
        self.write(event(1, id="a"), event(2, id="a"), event(3, id="b"), event(4, "V2"),
                   event(5, id="c"), event(0, id="d"), event(6, level=50, id="e"),
                   event(20, level=50, id="f"), event(39, "V2", level=50),
                   event(90, "V2", level=50), event(95, level=50, id="g"))

    def test_tells_the_whole_story_of_one_key(self):
        head, *steps = self.rows("V1/oil")
        self.assertEqual(head, {
            "kind": "replay", "rule": "hot", "key": "V1/oil", "topic": "t", "partition": 0,
            "from": 0, "from_time": at(1), "before": "none", "to": self.input.stat().st_size,
            "records": 11, "of_key": 8, "set_aside": 0, "ticks": 0, "left_out": 0})
        self.assertEqual(
            [(step["kind"], step["what"], step["outcome"], step.get("cmd")) for step in steps],
            [("event", "bad", "counted", None),
             ("event", "bad", "duplicate", None),
             ("event", "bad", "raised", "start"),
             ("event", "bad", "still-bad", None),
             ("event", "bad", "late", None),
             ("event", "good", "good", None),
             ("due", "good for 10s", "cleared", "back"),
             ("event", "good", "good", None),
             ("due", "silent 1m", "silent", None),
             ("event", "good", "good", None)])
        self.assertEqual(steps[2], {
            "kind": "event", "offset": self.offset(2), "what": "bad", "at": at(3),
            "arrival": at(3), "outcome": "raised", "cmd": "start",
            "episode": "hot/V1/oil@20231114T221323.000Z", "cmd_at": at(3)})
        self.assertEqual((steps[6]["at"], steps[6]["ending"]), (at(16), "healed"))
        self.assertEqual(steps[8]["offset"], self.offset(9))  # V2's record moved the clock

    def test_tells_the_commands_that_a_run_prints(self):
        self.assertEqual(replayed_commands(self.rows("V1/oil")), self.commands())

    def test_an_episode_is_that_of_its_rule_and_key(self):
        self.write(*map(json.loads, self.input.read_text().splitlines()), rules=RULES + COLD)
        episode = "hot/V1/oil@20231114T221323.000Z"
        self.assertEqual(self.rows(episode), self.rows("V1/oil", "--rule", "hot"))

    def test_a_table_is_for_people(self):
        lines = self.explain("V1/oil").stdout.splitlines()
        self.assertEqual(lines[0],
                         "rule hot, key V1/oil: 8 of 11 records of t/0 are of the key")
        self.assertEqual(lines[1], f"  from   offset 0, {at(1)}: the first record")
        table = [line.split() for line in lines[4:]]
        self.assertEqual(table[0], ["OFFSET", "KIND", "WHAT", "TIME", "ARRIVED", "OUTCOME", "CMD",
                                    "EPISODE", "ENDING"])
        self.assertEqual(table[3][1:], ["event", "bad", at(3), at(3), "raised", "start",
                                        "hot/V1/oil@20231114T221323.000Z", "-"])

    def test_another_key_has_its_own_story(self):
        self.assertEqual([step["outcome"] for step in self.rows("V2/oil")[1:]],
                         ["counted", "good", "good"])

    def test_begins_in_the_middle_and_says_so(self):
        head, *steps = self.rows("V1/oil", "--from", self.offset(4))
        self.assertEqual((head["from"], head["from_time"], head["before"], head["of_key"]),
                         (self.offset(4), at(5), "not-read", 5))
        self.assertEqual(steps[0]["outcome"], "counted")
        self.assertIn("older records were not read",
                      self.explain("V1/oil", "--from", self.offset(4)).stdout)

    def test_a_key_that_nobody_met_fails_and_names_the_nearest(self):
        done = self.explain("V3/oil", code=FAILED,
                            says=("E6011 key-not-met", "none of 11 records of topic t is of it",
                                  "the rule remembers 2 keys", "did you mean 'V1/oil'?"))
        self.assertEqual(done.stdout, "")

    def test_a_rule_is_named_if_there_are_several(self):
        self.write(event(1), event(2, level=-5), rules=RULES + COLD)
        self.explain("V1", code=USAGE, says="expected --rule, because there are 2 rules")
        self.explain("V1", "--rule", "cola", code=USAGE,
                     says=("there is no 'cola'", "did you mean cold?"))
        self.assertEqual([step["outcome"] for step in self.rows("V1", "--rule", "cold")[1:]],
                         ["good", "raised"])

    def test_what_cannot_be_meant_is_refused(self):
        for words, says in ((["--from", "2023-11-14T22:13:20Z"], "a file has no index of times"),
                            (["--from", "yesterday"], "expected an offset, or a time"),
                            (["--partition", "1"], "expected --partition as one of the 1")):
            self.explain("V1/oil", *words, code=USAGE, says=says)
        self.run_binary("explain", "--replay", "--config", self.config, code=USAGE,
                        says="expected a key")
        self.explain("V1/oil", "--limit", "3", code=USAGE, says="--limit")
        self.run_binary("explain", "V1/oil", "--replay", code=USAGE, says="--config")
        self.run_binary("explain", "V1/oil", "--replay", "--config", self.config,
                        code=CONFIGURATION, says="expected a `kafka` section or --input")

    def test_standard_input_is_read_to_its_end(self):
        done = subprocess.run([binary(), "explain", "--config", self.config, "--input", "-",
                               "V1/oil", "--replay", "--json"], input=self.input.read_text(),
                              capture_output=True, text=True, timeout=LIMIT_S, check=True)
        self.assertEqual(done.stdout, self.explain("V1/oil", "--json").stdout)

    def test_what_cannot_be_used_is_counted(self):
        self.write(event(1), event(2))
        with open(self.input, "a", encoding="utf-8") as file:
            file.write("[]\n")
        self.assertEqual(self.rows("V1/oil")[0]["set_aside"], 1)
        self.assertIn("1 records could not be used", self.explain("V1/oil").stdout)


class Keys(ReplayCase):
    def test_a_key_is_written_as_episodes_print_it(self):
        self.write(event(1, "a/b 50%"), event(2, "a/b 50%"))
        episode = self.commands()[0]["episode"]
        self.assertTrue(episode.startswith("hot/a%2Fb 50%25/oil@"), episode)
        self.assertEqual(replayed_commands(self.rows("a%2Fb 50%25/oil")), self.commands())

    def test_one_beyond_a_message_has_its_story_too(self):
        key = "V" * 300
        self.write(event(1, key), event(2, key))
        self.assertEqual(replayed_commands(self.rows(f"{key}/oil")), self.commands())


class Ticks(ReplayCase):
    """What a workflow reported stands in the store of the node, and in no record."""

    def test_what_was_told_is_used_once_the_node_has_stopped(self):
        node = Node(self.folder, WORKING, output="embedded")
        with node:
            for number in (1, 2):
                node.feed({"ts": BEGIN_MS + number, "vehicle": "V1", "level": 95})
                wait_for(f"end {number}", lambda: self.ended(node) == number)
            words = ("--state-dir", node.state)
            running = self.rows("V1", *words, says=f"the node that runs on {node.state}")
            self.assertEqual([step["outcome"] for step in running[1:]], ["raised", "still-bad"])
            self.assertEqual(node.stop(), 0)
        head, *steps = self.rows("V1", *words)
        self.assertEqual(head["ticks"], 2)
        self.assertEqual([(step["kind"], step["what"], step["outcome"]) for step in steps],
                         [("event", "bad", "raised"), ("told", "ended", "closed"),
                          ("event", "bad", "raised"), ("told", "ended", "closed")])
        self.assertIsNone(steps[1]["offset"])

    def ended(self, node):
        return Metrics(node.get("/metrics")[1]).total("telltale_jobs_total", job="ended",
                                                      result="passed")

    def test_a_store_that_is_not_there_is_no_error(self):
        self.write(event(1))
        self.rows("V1/oil", "--state-dir", self.folder / "none",
                  says="silence is judged by records alone")


class Alarms(ReplayCase):
    """The real alarm log: what a replay tells of a key is what a run tells of it."""

    def test_each_key_has_the_commands_of_a_run(self):
        with gzip.open(alarms.DATA / "tep-alarms.ndjson.gz") as packed:
            self.input.write_bytes(packed.read())
        records = Counter(record["key"] for record in alarms.records())
        keys = [key for key, _ in records.most_common()]
        for rule in ("chatter", "every-alarm"):
            self.config.write_text(alarms.rules(rule))
            expected = defaultdict(list)
            for command in self.commands():
                expected[alarms.episode_key(command["episode"])].append(command)
            for key in keys[:5] + keys[5::len(keys) // 15]:
                with self.subTest(rule=rule, key=key):
                    rows = self.rows(key)
                    self.assertEqual(replayed_commands(rows), expected[key])
                    self.assertEqual(rows[0]["of_key"], records[key])


if __name__ == "__main__":
    unittest.main()
