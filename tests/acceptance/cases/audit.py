"""The audit's topic has every episode from its raise to its accepted back, whatever is killed."""
import json

import machines
from brokers.process import tail
from brokers.wait import wait_until
from brokers.zeebe import INSTANCES
from cases import require, require_none
from stack import Stack
from telltale import Telltale

EVENTS, TOPIC, TOPIC_PARTITIONS = "events", "telltale.audit", 2
RULE, MACHINES = "broken", 20
LIMIT_S = 90
STORY = ["raised", "accepted start", "confirmed", "cleared", "accepted back"]


def audit(setting):
    with Stack("3.9.2", "8.5.8", setting.folder, setting.tool, INSTANCES) as stack:
        run = Run(setting, stack)
        run.look_for_the_topic()
        for number, say in enumerate((run.machines.all_break, run.machines.all_work), start=1):
            run.say_and_kill(say())
            run.await_stories(STORY[:3] if number == 1 else STORY)
        run.stop_and_go_on()
        require_none(run.problems())
        setting.show(f"{run.entries} entries, {run.records} records, 4 kills of telltale and 2 of "
                     "Kafka")


class Run:
    """A plant whose audit is read."""

    def __init__(self, setting, stack):
        self._tool, self._stack = setting.tool, stack
        self.machines = machines.Machines(MACHINES)
        self._tool.create_topic(stack.kafka.brokers, EVENTS, machines.PARTITIONS)
        rules = machines.rules(EVENTS, RULE) + f"audit: {{ topic: {TOPIC} }}\n"
        self.node = Telltale(setting.binary, setting.folder / "telltale", rules,
                             stack.kafka.brokers, stack.zeebe.gateway, "gate: true")
        self.entries = self.records = 0

    def look_for_the_topic(self):
        """`check --sample` says that it is missing, until it is not."""
        said = self.node.check("--sample", "1").stderr
        require("E1078" in said and TOPIC in said, f"check said nothing of the topic: {said}")
        self._tool.create_topic(self._stack.kafka.brokers, TOPIC, TOPIC_PARTITIONS)
        said = self.node.check("--sample", "1").stderr
        require("E1078" not in said, f"check misses the topic that is there: {said}")
        self.node.start()
        self.node.await_ready()

    def say_and_kill(self, records):
        """Half of it, a kill of the node, the rest, a kill of the node and one of Kafka."""
        half = len(records) // 2
        for part in (records[:half], records[half:]):
            self._tool.produce(self._stack.kafka.brokers, EVENTS, part)
            before = self._count()
            wait_until(lambda: f"more entries than {before}\n{tail(self.node.log)}",
                       lambda before=before: self._count() > before, LIMIT_S, every_s=0.05)
            require(self.node.running(), "telltale has ended by itself")
            self.node.kill()
            self.node.start()
        self._stack.kafka.kill()
        self._stack.kafka.start()

    def await_stories(self, story):
        def told():
            stories = self._stories()
            return (stories.keys() == self.machines.episodes(RULE) and
                    all(each == story for each in stories.values()))

        wait_until(lambda: f"{story} of each episode\n{self._stories()}\n{tail(self.node.log)}",
                   told, LIMIT_S, every_s=0.5)

    def stop_and_go_on(self):
        """After a clean stop nothing comes again."""
        self._stop()
        before = self._names()
        self.node.start()
        self.node.await_ready()
        self._stop()
        after = self._names()
        again = {name for name in before if after.count(name) > before.count(name)}
        require(not again, f"{sorted(again)} came again")

    def problems(self):
        """Returns what is wrong with the topic, as sentences."""
        found, values = [], {}
        for record in self._read():
            value, headers = json.loads(record["value"]), record["headers"]
            name = value["store"], value["topic"], value["partition"], value["seq"]
            if list(map(str, name)) != [headers[f"telltale-{each}"] for each in
                                        ("store", "topic", "partition", "seq")]:
                found.append(f"{name} has the headers {headers}")
            if values.setdefault(name, value) != value:
                found.append(f"{name} is there as two: {value} and {values[name]}")
            self.records += 1
        self.entries = len(values)
        for source in {name[:3] for name in values}:
            numbers = sorted(name[3] for name in values if name[:3] == source)
            if numbers != list(range(1, len(numbers) + 1)):
                found.append(f"numbers of {source} are missing: {numbers}")
        return found + self._disorder()

    def _disorder(self):
        """Numbers that stand behind a later one of their key, where they stand first."""
        found, seen = [], {}
        for record in self._read():
            value = json.loads(record["value"])
            numbers = seen.setdefault((record["key"], value["topic"], value["partition"]), [])
            if value["seq"] not in numbers and numbers and value["seq"] < max(numbers):
                found.append(f"{value['seq']} of {record['key']} stands behind {max(numbers)}")
            numbers.append(value["seq"])
        return found

    def _stories(self):
        """What happened to each episode, in order and once: {episode: ["raised", ...]}."""
        entries = {}
        for record in self._read():
            value = json.loads(record["value"])
            if value["what"] != "tick":
                entries[value["partition"], value["seq"]] = value
        stories = {}
        for _, value in sorted(entries.items()):
            line = " ".join(filter(None, (value["what"], value.get("cmd"))))
            stories.setdefault(value["episode"], []).append(line)
        return stories

    def _read(self):
        return self._tool.read(self._stack.kafka.brokers, TOPIC)

    def _names(self):
        """What names an entry, of each record."""
        values = [json.loads(record["value"]) for record in self._read()]
        return [(value["topic"], value["partition"], value["seq"]) for value in values]

    def _count(self):
        return self._tool.count(self._stack.kafka.brokers, TOPIC)

    def _stop(self):
        code = self.node.stop()
        require(code == 0, f"SIGTERM ended it with {code}\n{tail(self.node.log)}")
