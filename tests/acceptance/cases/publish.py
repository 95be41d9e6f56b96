"""Jobs become records while everything is killed: none is lost, and a reader who looks at the header
`telltale-job-key` sees each once.
"""
from brokers.process import tail
from brokers.wait import wait_until
from brokers.zeebe import INSTANCES
from cases import require, require_none
from stack import HERE, Stack
from telltale import Telltale
from tool import ToolError

TOPIC, PARTITIONS = "orders", 4
PER_INSTANCE = 100
EXAMPLE = HERE.parents[1] / "docs/examples/send-orders"
# A job that a killed process had comes again after delivery_timeout + 15 s.
KAFKA = "telltale, delivery_timeout: 2s"
LIMIT_S = 180
# Of the example: of as many jobs at most a kill leaves open whether their record is written.
IN_FLIGHT = 100


def publish(setting, zeebe_version, jobs, storms=1):
    """Kills each of the three, so many times."""
    with Stack("3.9.2", zeebe_version, setting.folder, setting.tool, INSTANCES) as stack:
        run = Run(setting, stack, jobs)
        run.begin()
        for storm in range(storms):
            run.meet_faults(storm, storms)
        run.end()


def kills(setting, zeebe_version, jobs, count):
    """Kills telltale alone, so many times, and so measures what a kill of it costs."""
    with Stack("3.9.2", zeebe_version, setting.folder, setting.tool, INSTANCES) as stack:
        run = Run(setting, stack, jobs)
        run.begin()
        for number in range(count):
            run.kill_telltale_at(jobs * (number + 1) // (count + 1))
        run.end()


class Run:
    """So many orders, of which Zeebe makes a job each."""

    def __init__(self, setting, stack, jobs):
        self._setting, self._stack, self._jobs = setting, stack, jobs
        self._tool = setting.tool
        text = (EXAMPLE / "telltale.yaml").read_text()
        self._telltale = Telltale(setting.binary, setting.folder / "telltale",
                                  text[text.index("publish:"):],
                                  stack.kafka.brokers, stack.zeebe.gateway, group=KAFKA)
        self._kills = 0

    def begin(self):
        kafka, zeebe = self._stack.kafka.brokers, self._stack.zeebe.gateway
        self._tool.create_topic(kafka, TOPIC, PARTITIONS)
        self._tool.deploy(zeebe, EXAMPLE / "orders.bpmn")
        for first in range(0, self._jobs, PER_INSTANCE):
            self._order(first)
        self._telltale.start()
        self._telltale.await_ready()

    def _order(self, first):
        """Starts an instance with so many jobs, once Zeebe has time for it."""
        orders = [f"order-{number}" for number in range(first, first + PER_INSTANCE)]
        wait_until("Zeebe takes more orders", lambda: self._publish(f"batch-{first}", orders),
                   LIMIT_S)

    def _publish(self, batch, orders):
        try:
            self._tool.publish(self._stack.zeebe.gateway, "orders", batch, batch,
                               {"orders": orders})
            return True
        except ToolError as problem:
            if "RESOURCE_EXHAUSTED" not in str(problem):
                raise
            return False

    def meet_faults(self, storm, storms):
        """Kills telltale, then Kafka, then Zeebe, each while jobs are under way."""
        kills = (self._kill_telltale, self._kill_kafka, self._kill_zeebe)
        for number, kill in enumerate(kills, start=storm * len(kills) + 1):
            self._kill_at(self._jobs * number // (storms * len(kills) + 1), kill)

    def kill_telltale_at(self, records):
        self._kill_at(records, self._kill_telltale)

    def end(self):
        self._await_all()
        require_none(self._problems())
        self._setting.show(self._figures())

    def _await_all(self):
        instances = self._jobs // PER_INSTANCE
        wait_until(lambda: f"{instances} instances are done\n{tail(self._telltale.log)}",
                   lambda: len(self._stack.sink.snapshot().completed) >= instances, LIMIT_S,
                   every_s=0.5)

    def _problems(self):
        """Returns what is wrong with the topic, as sentences."""
        found = []
        self._written, jobs = 0, {}  # by order: the jobs that its records name
        for record in self._tool.read(self._stack.kafka.brokers, TOPIC):
            self._written += 1
            jobs.setdefault(record["key"], set()).add(record["headers"]["telltale-job-key"])
        wanted = {f"order-{number}" for number in range(self._jobs)}
        if missing := wanted - set(jobs):
            found.append(f"{len(missing)} orders are lost, such as {sorted(missing)[:3]}")
        if strange := set(jobs) - wanted:
            found.append(f"nobody sent {sorted(strange)[:3]}")
        if twice := [key for key, seen in jobs.items() if len(seen) > 1]:
            found.append(f"{len(twice)} orders are of two jobs, such as {sorted(twice)[:3]}, so "
                         "readers of the header would see them twice")
        if self._twice() > (most := self._kills * IN_FLIGHT):
            found.append(f"{self._twice()} records too many, though {self._kills} kills leave at "
                         f"most {most}")
        if incidents := self._stack.sink.snapshot().incidents:
            found.append(f"incidents, such as {incidents[0]}")
        code = self._telltale.stop()
        return found if code == 0 else [*found, f"SIGTERM ended it with {code} instead of 0"]

    def _twice(self):
        return self._written - self._jobs

    def _figures(self):
        twice = self._twice()
        return (f"{self._jobs} jobs, {self._written} records, {twice} more than once "
                f"({100 * twice / self._jobs:.2f} %), {self._kills} kills, "
                f"{twice / self._kills:.1f} a kill")

    def _kill_at(self, records, kill):
        self._await_written(records)
        self._kills += 1
        kill()

    def _await_written(self, records):
        wait_until(lambda: f"{records} records\n{tail(self._telltale.log)}",
                   lambda: self._tool.count(self._stack.kafka.brokers, TOPIC) >= records, LIMIT_S,
                   every_s=0.1)

    def _kill_telltale(self):
        require(self._telltale.running(), "telltale has ended by itself")
        self._telltale.kill()
        self._telltale.start()

    def _kill_kafka(self):
        self._stack.kafka.kill()
        self._stack.kafka.start()

    def _kill_zeebe(self):
        self._stack.zeebe.kill()
        self._stack.zeebe.start()
