"""What a gate in the workflow is good for, between real brokers: whatever starts twice takes effect
once, and a workflow's own end reaches the rule.

What happened is counted from Zeebe's records: an instance took effect when its task for people,
which stands behind the gate, was created.
"""
import contextlib

import machines
from brokers.process import tail
from brokers.wait import wait_until
from brokers.zeebe import INSTANCES
from cases import require, require_none
from stack import START, TEMPLATE, Stack
from telltale import Telltale
from verdict import Expected, gated_problems

LIMIT_S = 60


def gate(setting, zeebe_version):
    with Stack("3.9.2", zeebe_version, setting.folder, setting.tool, INSTANCES) as stack:
        expected = Expected()
        for part in (_duplicates, _ends, _two_installations):
            found = part(setting, stack)
            expected.starts |= found.starts
            expected.backs |= found.backs
        stack.fence()
        require_none(gated_problems(expected, stack.sink.snapshot()))
        _hanging(setting, stack)


class _Plant:
    """Machines, their topic, and a node that listens to them."""

    def __init__(self, setting, stack, name, count, rules, options=""):
        self.stack, self.topic = stack, f"{name}.events"
        self.machines = machines.Machines(count)
        self._tool = setting.tool
        self._tool.create_topic(stack.kafka.brokers, self.topic, machines.PARTITIONS)
        self.node = Telltale(setting.binary, setting.folder / name, rules, stack.kafka.brokers,
                             stack.zeebe.gateway, f"gate: true{options}", group=name)

    @contextlib.contextmanager
    def running(self):
        self.node.start()
        self.node.await_ready()
        yield self
        code = self.node.stop()
        require(code == 0, f"SIGTERM ended it with {code}\n{tail(self.node.log)}")

    def say(self, records):
        self._tool.produce(self.stack.kafka.brokers, self.topic, records)

    def await_seen(self, what, condition):
        """Waits until Zeebe's records are as `condition` wants; returns them."""
        def look():
            seen = self.stack.sink.snapshot()
            return seen if condition(seen) else None

        return wait_until(lambda: f"{what}\n{self.show()}", look, LIMIT_S)

    def await_effective(self, episodes):
        return self.await_seen(f"work on {len(episodes)} episodes",
                               lambda seen: episodes <= seen.effective().keys())

    def await_backs(self, episodes):
        return self.await_seen(f"{len(episodes)} backs", lambda seen: episodes <= seen.backs.keys())

    def await_metric(self, value, name, **labels):
        def reached():
            with contextlib.suppress(KeyError):
                return self.node.metrics().total(name, **labels) == value
            return False

        wait_until(lambda: f"{name} {labels} is {value}\n{self.show()}", reached, LIMIT_S)

    def show(self):
        seen = self.stack.sink.snapshot()
        return (f"{len(seen.starts)} starts, {len(seen.tasks)} tasks, {len(seen.backs)} backs, "
                f"{len(seen.cancelled)} cancelled, {seen.incidents}\n{tail(self.node.log)}")


def _duplicates(setting, stack):
    """Somebody publishes each start twice more, under ids and keys of his own."""
    plant = _Plant(setting, stack, "twice", 30, machines.rules("twice.events", "twice"))
    with plant.running():
        plant.say(plant.machines.all_break())
        episodes = plant.machines.episodes("twice")
        seen = plant.await_effective(episodes)
        for number, episode in enumerate(sorted(episodes)):
            variables = seen.variables[min(seen.starts[episode])]
            for key in (episode, f"twin-{number}"):  # waits behind the first; runs beside it
                setting.tool.publish(stack.zeebe.gateway, START, key, f"again-{number}", variables)
        plant.await_seen("twins cancelled", lambda seen: len(seen.cancelled) >= len(episodes))
        plant.say(plant.machines.all_work())  # each back releases the start that waited
        plant.await_seen("ghosts cancelled", lambda seen: len(seen.cancelled) >= 2 * len(episodes))
        plant.await_backs(episodes)
        plant.await_metric(2 * len(episodes), "telltale_jobs_total", job="gate", result="cancelled")
        plant.await_metric(len(episodes), "telltale_starts_confirmed_total")
        plant.await_metric(0, "telltale_starts_unconfirmed")
        plant.await_metric(0, "telltale_outbox_entries", fate="parked")
    return Expected(episodes, set(episodes))


def _ends(setting, stack):
    """The work ends while the defect is still there: one rule waits, the other begins again."""
    rules = machines.rules("ends.events", "waits", "restarts",
                           waits=["after_end: wait"], restarts=["after_end: restart"])
    plant = _Plant(setting, stack, "ends", 5, rules)
    with plant.running():
        plant.say(plant.machines.all_break())
        waiting, first = (plant.machines.episodes(rule) for rule in ("waits", "restarts"))
        seen = plant.await_effective(waiting | first)
        done = {one for episode in waiting | first for one in seen.effective()[episode]}
        for instance in done:
            stack.zeebe.complete_task(seen.tasks[instance])
        plant.await_seen("ends", lambda seen: done <= seen.completed)
        plant.say(plant.machines.all_break())
        second = plant.machines.episodes("restarts")
        plant.await_effective(second)
        plant.say(plant.machines.all_work())
        plant.await_backs(second)
    return Expected(waiting | first | second, second)


def _two_installations(setting, stack):
    """Two installations share a Zeebe and a workflow; each serves the jobs of its own starts."""
    plants = [_Plant(setting, stack, name, 10, machines.rules(f"{name}.events", name),
                     f", gate_job: gate.{name}, ended_job: ended.{name}")
              for name in ("north", "south")]
    expected = Expected()
    with plants[0].running(), plants[1].running():
        for plant in plants:
            plant.say(plant.machines.all_break())
        for plant, name in zip(plants, ("north", "south")):
            expected.starts |= plant.machines.episodes(name)
            plant.await_effective(plant.machines.episodes(name))
            plant.await_metric(10, "telltale_starts_confirmed_total")
            plant.await_metric(10, "telltale_jobs_total", job="gate")
    return expected


def _hanging(setting, stack):
    """A workflow that correlates on what its start does not bring hangs, and is reported."""
    model = setting.folder / "hanging.bpmn"
    model.write_text(TEMPLATE.read_text()
                     .replace('correlationKey="=episode"', 'correlationKey="=nobody"')
                     .replace('id="maintenance"', 'id="hanging"')
                     .replace('bpmnElement="maintenance"', 'bpmnElement="hanging"')
                     .replace('name="maintenance-needed"', 'name="hanging-start"')
                     .replace('name="back-to-normal"', 'name="hanging-back"'))
    setting.tool.deploy(stack.zeebe.gateway, model)
    rules = machines.rules("hanging.events", "hanging", start="hanging-start", back="hanging-back")
    plant = _Plant(setting, stack, "hanging", 1, rules, ", confirm_within: 2s")
    with plant.running():
        plant.say(plant.machines.all_break())
        plant.await_metric(1, "telltale_starts_unconfirmed")
        plant.await_seen("an incident", lambda seen: seen.incidents)
        require("not confirmed" in plant.node.said(), f"it said nothing\n{plant.show()}")
        stack.fence()
        episode, = plant.machines.episodes("hanging")
        instances = stack.sink.snapshot().starts[episode]
        require(len(instances) == 1, f"expected one instance that hangs, but found {instances}")
