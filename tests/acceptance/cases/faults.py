"""Everything is killed, again and again, and still each episode has exactly one workflow.

The stream of a fleet (fleet.py) is produced in slices, and each slice meets one fault: telltale
kills itself at one of its failpoints, or Kafka or Zeebe is killed while telltale works. A failpoint
that a slice did not reach is tried again with a later one, until each was hit.
"""
import random

import bad_input
import fleet
from brokers.process import tail
from brokers.wait import wait_until
from cases import require, require_none
from cases.clock import let_pass
from stack import Stack
from telltale import KILLED, Telltale
from verdict import problems

# Where telltale kills itself, each at the drawn pass (engine/delivery/failpoint.h).
FAILPOINTS = ("batch-open", "batch-unwritten", "written-unheard", "acknowledged",
              "committed-unmarked", "marked-unsent", "sent-unanswered", "answered-unsettled")
MOST_ANSWERS = 8  # of a slice, before Zeebe is killed
MOST_PASSES = 3  # the first try draws from 1 to this; later ones take the first pass
SPARE = 1.5  # slices for each fault: one that a slice did not reach needs another
DOWN_S = 12  # of "zeebe-down": more than a message_ttl of 10s
PARTITIONS = 12
SLICE_LIMIT_S, WHOLE_LIMIT_S = 60, 120
# Bad input of more than a megabyte must get through to telltale.
TOPIC_CONFIG = {"max.message.bytes": "4000000"}


def faults(setting, kills):
    """Each failpoint once, and each broker killed `kills` times."""
    drawn = fleet.make(setting.seed)
    with Stack("3.9.2", "8.5.8", setting.folder, setting.tool) as stack:
        telltale = Telltale(setting.binary, setting.folder / "telltale",
                            "loops: 2\n" + fleet.RULES,
                            stack.kafka.brokers, stack.zeebe.gateway)
        storm = Storm(setting, stack, drawn, telltale)
        storm.run([*FAILPOINTS, *["kafka", "zeebe"] * kills])
        require_none(storm.judge())
        require_none(storm.judge_quarantine())


class Storm:
    """One run of the stream through all faults."""

    def __init__(self, setting, stack, drawn, telltale):
        self._rng = random.Random(setting.seed)
        self._tool, self._stack, self._fleet = setting.tool, stack, drawn
        self._telltale = telltale
        self._produced = self._slice_size = 0

    def run(self, faults_left):
        """Meets every fault, then lets the rest of the stream pass."""
        self._rng.shuffle(faults_left)
        self._slice_size = int(len(self._fleet.records) / (1 + len(faults_left) * SPARE))
        self._produce(self._slice_size)  # so that there is a topic
        again = set()
        while faults_left:
            fault = faults_left.pop(0)
            require(self._produced < len(self._fleet.records), f"never hit: {fault}")
            if not self._meet(fault, 1 if fault in again else self._rng.randint(1, MOST_PASSES)):
                again.add(fault)
                faults_left.append(fault)
        self._produce(len(self._fleet.records) - self._produced)
        self._telltale.start()

    def judge(self, judge=problems):
        """Waits for the end and returns what is wrong with it; `judge` is one of verdict.py."""
        found = self._stack.await_episodes(self._fleet.expected(), WHOLE_LIMIT_S, judge)
        if self._telltale.metrics().total("telltale_outbox_entries", fate="parked"):
            found.append("something is parked")
        code = self._telltale.stop()
        return found if code == 0 else [*found, f"SIGTERM ended it with {code} instead of 0"]

    def judge_quarantine(self):
        """Returns what is wrong with what was set aside."""
        places = self._tool.find(self._stack.kafka.brokers, fleet.TOPIC, "bad/")
        wanted = {(*place, bad_input.REASONS[kind]) for place, key in places.items()
                  if (kind := self._fleet.bad[key]) in bad_input.REASONS}
        rows = self._tool.quarantine(self._telltale.folder / "state", fleet.TOPIC)
        found = set(rows)
        wrong = [f"{name}: {len(these)}, such as {sorted(these)[:3]}" for name, these in
                 (("not in quarantine", wanted - found), ("unexpected in it", found - wanted))
                 if these]
        if len(rows) != len(found):
            wrong.append(f"{len(rows) - len(found)} rows of quarantine are repeats")
        return wrong

    def _meet(self, fault, passes):
        """Runs one slice into one fault; returns whether the fault came to pass."""
        if fault == "kafka":
            return self._kill_kafka()
        if fault == "zeebe":
            return self._kill_zeebe()
        if fault == "zeebe-down":
            return self._kill_zeebe(DOWN_S)
        self._produce(self._slice_size)
        self._telltale.start(failpoint=f"{fault}:{passes}")
        self._await(lambda: not self._telltale.running() or self._settled())
        if self._telltale.running():
            self._telltale.stop()
            return False
        code = self._telltale.exit_code()
        require(code == KILLED and f"failpoint {fault}" in self._telltale.said(),
                f"{fault}: ended with {code}\n{tail(self._telltale.log)}")
        return True

    def _kill_kafka(self):
        """Kills the broker between two halves of a slice, while telltale reads the first."""
        self._telltale.start()
        self._telltale.await_ready()
        first = self._rng.randint(1, self._slice_size - 1)
        self._produce(first)
        self._stack.kafka.kill()
        self._stack.kafka.start()
        self._produce(self._slice_size - first)
        self._await(self._settled)
        self._telltale.kill()
        return True

    def _kill_zeebe(self, down_s=0):
        """Kills the engine once it has answered a few of the slice's commands, for `down_s`."""
        self._telltale.start()
        self._telltale.await_ready()
        before = self._commands()
        self._produce(self._slice_size)
        commands = self._commands() - before
        if not commands:
            self._telltale.stop()
            return False
        answers = self._rng.randint(1, min(MOST_ANSWERS, commands))
        wait_until(f"{answers} answers", lambda: self._answers() >= answers, SLICE_LIMIT_S,
                   every_s=0.01)
        self._stack.zeebe.kill()
        let_pass(down_s)
        self._stack.zeebe.start()
        self._await(self._settled)
        self._telltale.kill()
        return True

    def _produce(self, count):
        kafka = self._stack.kafka.brokers
        records = self._fleet.records[self._produced:self._produced + count]
        if self._produced == 0:
            self._tool.fill_topic(kafka, fleet.TOPIC, PARTITIONS, records, **TOPIC_CONFIG)
        else:
            self._tool.produce(kafka, fleet.TOPIC, records)
        self._produced += count
        counted = self._tool.count(kafka, fleet.TOPIC)
        require(counted == self._produced, f"{counted} of {self._produced} records in the topic")

    def _commands(self):
        """How many commands the produced part proves."""
        expected = self._fleet.expected(self._produced)
        return len(expected.starts) + len(expected.backs)

    def _settled(self):
        """Whether Zeebe's records show all that the produced part proves."""
        expected = self._fleet.expected(self._produced)
        starts, backs = self._stack.sink.counts()
        return starts >= len(expected.starts) and backs >= len(expected.backs)

    def _await(self, condition):
        wait_until(lambda: f"a slice is settled\n{self._stack.sink.counts()}\n"
                           f"{tail(self._telltale.log)}", condition, SLICE_LIMIT_S)

    def _answers(self):
        try:
            return self._telltale.metrics().total("telltale_answers_total")
        except KeyError:
            return 0  # none yet, so no sample of it
