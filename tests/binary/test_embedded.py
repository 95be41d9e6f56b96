"""The in-process gateway: its workflows pass their gate, work, and report their end."""
import tempfile
import unittest

from node import Node, wait_for
from telltale import Metrics  # of tests/acceptance, which node.py has found

RULES = """
{embedded}
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  hot:
    topic: t
    key: [vehicle]
    bad: level > 90
    clear: 1 good in a row
    after_end: {after_end}
    start: s
    back: b
"""
WORK = "embedded: { work: 200ms }"


class Embedded(unittest.TestCase):
    def start(self, embedded, after_end):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.node = Node(folder.name, RULES.format(embedded=embedded, after_end=after_end),
                         output="embedded")
        self.node.__enter__()
        self.addCleanup(self.node.__exit__)
        self.ts = 1_700_000_000_000

    def say(self, level):
        self.ts += 1
        self.node.feed({"ts": self.ts, "vehicle": "V1", "level": level})

    def outcome(self, name):
        return Metrics(self.node.get("/metrics")[1]).total("telltale_outcomes_total", outcome=name)

    def ended(self):
        return Metrics(self.node.get("/metrics")[1]).total("telltale_jobs_total", job="ended",
                                                           result="passed")

    def test_the_end_of_its_work_lets_the_next_raise_open_an_episode(self):
        self.start(WORK, "restart")
        for number in (1, 2):
            self.say(95)
            wait_for(f"end {number}", lambda: self.ended() == number)
        self.assertEqual(self.outcome("raised"), 2)
        self.assertEqual(self.node.stop(), 0)

    def test_the_end_of_its_work_leaves_an_episode_that_waits(self):
        self.start(WORK, "wait")
        self.say(95)
        wait_for("end", lambda: self.ended() == 1)
        self.say(96)
        self.say(20)
        wait_for("clear", lambda: self.outcome("cleared") == 1)
        self.assertEqual(self.outcome("raised"), 1)
        self.assertEqual(self.node.stop(), 0)

    def test_without_work_only_a_back_ends_it(self):
        self.start("", "restart")
        self.say(95)
        wait_for("start", lambda: self.outcome("raised") == 1)
        self.say(20)
        wait_for("clear", lambda: self.outcome("cleared") == 1)
        self.assertEqual(self.ended(), 0)
        self.assertEqual(self.node.stop(), 0)


if __name__ == "__main__":
    unittest.main()
