"""A node that is killed at every failpoint, before the model of a broker with a gate: each episode
takes effect exactly once, whatever was sent, reported or answered when it died.

The model stands for Zeebe here, so that this takes seconds; tests/acceptance does it with Zeebe.
"""
import tempfile
import unittest

from node import Node, binary, wait_for, wait_until
from served import Served  # of tests/served_zeebe, which node.py has found
from telltale import Metrics  # of tests/acceptance, likewise

RULES = """
zeebe: {{ gateway: "{address}", gate: true, message_ttl: 2s, request_timeout: 1s }}
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  hot:
    {{ topic: t, key: [vehicle], bad: 'level > 90', clear: 1 good in a row, start: s, back: b }}
"""
FAILPOINTS = ("batch-open", "committed-unmarked", "marked-unsent", "sent-unanswered",
              "answered-unsettled", "reported-unanswered")
ROUNDS = 3
KILLED = -9
SETTLED_LIMIT_S = 60  # a job that a dead node had is handed out again after 30 s


class Gate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.served = Served(binary(), "--gate")
        self.served.__enter__()
        self.addCleanup(self.served.__exit__)
        self.node = Node(folder.name, RULES.format(address=self.served.address), output="zeebe")
        self.fed = 0

    def feed(self):
        """One more vehicle gets hot; every second one cools down again."""
        vehicle, ts = f"V{self.fed}", 1_700_000_000_000 + self.fed * 10
        self.node.feed({"ts": ts, "vehicle": vehicle, "level": 95})
        if self.fed % 2:
            self.node.feed({"ts": ts + 5, "vehicle": vehicle, "level": 20})
        self.fed += 1

    def meet(self, failpoint, passes):
        """Feeds the node until it kills itself there."""
        def dead():
            self.feed()
            return self.node.process.poll() is not None

        self.node.start(f"{failpoint}:{passes}")
        try:
            wait_for(lambda: f"{failpoint}\n{self.node.said()[-3000:]}", dead)
            self.assertEqual(self.node.process.returncode, KILLED, self.node.said()[-3000:])
        finally:
            self.node.__exit__()

    def wrong(self):
        """What is not yet, or not at all, as it must be; for each vehicle a sentence."""
        found, effective, ended = [], {}, set()
        for one in self.served.instances():
            vehicle = one["correlation_key"].split("/")[1].split("@")[0]  # rule/vehicle@time
            effective[vehicle] = effective.get(vehicle, 0) + one["passed"]
            if one["state"] == "interrupted":
                ended.add(vehicle)
        for number in range(self.fed):
            vehicle = f"V{number}"
            # A back that came while the instance waited at its gate has ended it before its work.
            least = 0 if vehicle in ended else 1
            if not least <= effective.get(vehicle, -1) <= 1:
                found.append(f"{vehicle} took effect {effective.get(vehicle)} times")
            if (number % 2 == 1) != (vehicle in ended):
                found.append(f"{vehicle} {'was' if vehicle in ended else 'was not'} told back")
        return found

    def test_each_episode_takes_effect_once_wherever_the_node_dies(self):
        for turn in range(ROUNDS):
            for failpoint in FAILPOINTS:
                self.meet(failpoint, turn + 1)
        with self.node:
            self.feed()
            wait_until(lambda: f"{self.wrong()}\n{self.node.said()[-3000:]}",
                       lambda: not self.wrong(), SETTLED_LIMIT_S)
            metrics = Metrics(self.node.get("/metrics")[1])
            self.assertEqual(metrics.total("telltale_outbox_entries", fate="parked"), 0)
            self.assertEqual(self.node.stop(), 0)
        self.assertEqual(self.wrong(), [])


if __name__ == "__main__":
    unittest.main()
