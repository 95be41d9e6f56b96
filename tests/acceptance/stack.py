"""Kafka, Zeebe and the sink of one acceptance case, started together and always stopped."""
import itertools
from pathlib import Path

from brokers.kafka import Kafka
from brokers.wait import TimedOut, wait_until
from brokers.zeebe import Zeebe
from sink import Sink
from verdict import Expected, problems

HERE = Path(__file__).parent
TEMPLATE = HERE.parents[1] / "deploy/bpmn/maintenance.bpmn"  # the very one that users copy
JOBS = {"gate": "telltale.gate", "ended": "telltale.ended"}  # which it takes from its start
START, BACK = "maintenance-needed", "back-to-normal"
FENCE_LIMIT_S = 60
FENCE_ROUNDS = 2  # what the first one met still in work has its records before the second


class Stack:
    """The brokers of one case, in `folder`. `settings` are Zeebe's."""

    def __init__(self, kafka_version, zeebe_version, folder, tool, settings=None):
        self.tool = tool
        self.sink = Sink()
        self.kafka = Kafka(kafka_version, Path(folder) / "kafka")
        self.zeebe = Zeebe(zeebe_version, Path(folder) / "zeebe", self.sink.url, settings)
        self._fences = itertools.count()

    def __enter__(self):
        try:
            self.launch()
            self.await_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.zeebe.stop()
        self.kafka.stop()
        self.sink.close()

    def launch(self):
        self.zeebe.launch()
        self.kafka.launch()

    def await_ready(self):
        """Waits for both brokers and deploys the workflows."""
        self.kafka.await_ready()
        self.zeebe.await_ready()
        self.tool.deploy(self.zeebe.gateway, TEMPLATE, HERE / "bpmn/fence.bpmn")

    def await_episodes(self, expected, limit_s, judge=problems):
        """Waits until Zeebe's records show as many starts and backs, then judges them exactly.

        Returns what is wrong, as sentences; what does not come in time is part of it. `judge` is
        one of verdict.py.
        """
        wanted = len(expected.starts), len(expected.backs)
        try:
            wait_until("episodes", lambda: _at_least(self.sink.counts(), wanted), limit_s)
        except TimedOut:
            pass  # the verdict says what is missing, and that is the better message
        return self.verdict(expected, judge)

    def verdict(self, expected: Expected, judge=problems):
        """Returns what is wrong with all that Zeebe has done up to now, as sentences."""
        self.fence()
        return judge(expected, self.sink.snapshot())

    def fence(self):
        """Returns when the sink has the records of everything that was published before."""
        for _ in range(FENCE_ROUNDS):
            key = f"fence-{next(self._fences)}"
            self.tool.publish(self.zeebe.gateway, "acceptance-fence", key, key, {})
            wait_until(f"record of {key}", lambda: self.sink.fence_reached(key), FENCE_LIMIT_S)

    def start_by_hand(self, episode, message_id):
        """Publishes a start as telltale would, under a message id of the caller's choice."""
        self.tool.publish(self.zeebe.gateway, START, episode, message_id,
                          {"episode": episode, "telltale": JOBS})

    def back_by_hand(self, episode):
        self.tool.publish(self.zeebe.gateway, BACK, episode, f"{episode}:back", {})


def _at_least(counts, wanted):
    return all(have >= need for have, need in zip(counts, wanted))
