"""What run.py makes of the program's output and of the oracle's."""
import json
import unittest

import judge
import run

CONFIG = """topics: { t: { time: at } }
rules:
  r:
    topic: t
    key: [v]
    bad: bad
    clear: quiet for 10s
    start: s
    back: b
"""
BEGIN = 1_714_521_600_000  # 2024-05-01
RECORD = {"partition": 0, "offset": 0, "timestamp": BEGIN,
          "value": json.dumps({"at": BEGIN, "v": "V1", "bad": True})}
TICK = {"partition": 0, "offset": 1, "arrival": BEGIN + 60_000}
START = {"cmd": "start", "episode": "r/V1@20240501T000000.000Z", "at": BEGIN}
BACK = {"cmd": "back", "episode": START["episode"], "at": BEGIN + 10_000, "ending": "quiet"}


def case(*commands):
    return {"config": CONFIG, "records": [RECORD], "ticks": [TICK], "commands": list(commands)}


class JudgeTest(unittest.TestCase):
    def test_agrees_with_what_the_rules_give(self):
        self.assertEqual([], judge.judge(case(START, BACK)))

    def test_finds_a_missing_back(self):
        self.assertIn("missing", judge.judge(case(START))[0])

    def test_finds_a_command_that_nobody_decided(self):
        second = {**START, "episode": "r/V2@20240501T000000.000Z"}
        self.assertIn("unexpected", judge.judge(case(START, BACK, second))[0])


class CountsTest(unittest.TestCase):
    def test_takes_the_counts_from_the_last_line(self):
        self.assertEqual(("seed 7 failed:\n", (1, 2)),
                         run.split_counts("seed 7 failed:\n1 passed, 2 failed, 0 skipped\n"))

    def test_believes_no_program_that_broke_off(self):
        self.assertEqual(("CHECK failed\n", None), run.split_counts("CHECK failed\n"))


if __name__ == "__main__":
    unittest.main()
