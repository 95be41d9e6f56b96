"""Each record of a route is one message, and those of a key come in order, whoever is killed.

Orders start an instance each, payments are correlated with it. While they are produced telltale,
Kafka and Zeebe are killed in turn, each in the middle of its work.
"""
import itertools
import json
import random

from brokers.process import tail
from brokers.wait import wait_until
from cases import require, require_none
from stack import HERE, Stack
from telltale import Telltale

TOPIC = "orders"
ROUTES = """topics:
  orders:
routes:
  order-placed: { topic: orders, where: kind = "placed", start: order-placed, with: record.key }
  order-paid:
    topic: orders
    where: kind = "paid"
    correlate: order-paid
    with: record.key
    variables: { n: n, at: record.offset }
"""
PARTITIONS = 6
VICTIMS = ("telltale", "kafka", "zeebe", "telltale")
MOST_ANSWERS = 50  # of a slice, before the victim is killed
NOISE_SHARE = 0.1
POISON = {"key": "poison", "value": '{"kind": "placed"', "timestamp": 1}
LIMIT_S, ZEEBE = 300, "8.5.8"


def routes(setting, orders=300, payments=6, victims=VICTIMS):
    rng = random.Random(setting.seed)
    records = list(_records(rng, orders, payments))
    with Stack("3.9.2", ZEEBE, setting.folder, setting.tool) as stack:
        stack.tool.deploy(stack.zeebe.gateway, HERE / "bpmn/order.bpmn")
        node = Telltale(setting.binary, setting.folder / "telltale", ROUTES,
                        stack.kafka.brokers, stack.zeebe.gateway)
        storm = _Storm(stack, node, rng)
        storm.run(records, victims)
        stack.fence()
        require_none(_wrong(stack.sink.snapshot(), orders, payments))
        require_none(storm.judge())


def _records(rng, orders, payments):
    """All records of all orders, each order's own in their order, with others between them."""
    left = {number: iter(range(payments + 1)) for number in range(orders)}
    now_ms = itertools.count(1_714_521_600_000)
    yield POISON
    while left:
        number = rng.choice(list(left)) if len(left) < 50 else rng.choice(_first(left, 50))
        step = next(left[number], None)
        if step is None:
            del left[number]
            continue
        kind = "paid" if step else "placed"
        yield _record(number, next(now_ms), kind=kind, n=step)
        if rng.random() < NOISE_SHARE:
            yield _record(number, next(now_ms), kind="seen", n=step)


def _first(left, count):
    return list(itertools.islice(left, count))


def _record(number, at, **fields):
    key = f"O{number:05}"
    return {"key": key, "timestamp": at, "value": json.dumps({"order": key, **fields})}


class _Storm:
    """The records in slices, in each of which somebody is killed."""

    def __init__(self, stack, node, rng):
        self._stack, self._node, self._rng = stack, node, rng

    def run(self, records, victims):
        kafka = self._stack.kafka.brokers
        size = -(-len(records) // len(victims))
        for number, victim in enumerate(victims):
            before, answers = self._answers(), self._rng.randint(1, MOST_ANSWERS)
            if number == 0:
                self._stack.tool.fill_topic(kafka, TOPIC, PARTITIONS, records[:size])
            else:
                self._stack.tool.produce(kafka, TOPIC, records[number * size:][:size])
            if not self._node.running():
                before = 0
                self._node.start()
            self._await(f"{answers} answers", lambda: self._answers() >= before + answers)
            self._kill(victim)
        self._node.start()
        self._await("the rest", self._is_done)

    def judge(self):
        """What is wrong with what telltale says of itself."""
        wrong = []
        if self._node.metrics().total("telltale_outbox_entries", fate="parked"):
            wrong.append("something is parked")
        rows = self._stack.tool.count(self._stack.kafka.brokers, TOPIC)
        if self._read() != rows:
            wrong.append(f"{rows} records in the topic, but {self._read()} were read")
        code = self._node.stop()
        return wrong if code == 0 else [*wrong, f"SIGTERM ended it with {code} instead of 0"]

    def _kill(self, victim):
        if victim == "telltale":
            self._node.kill()
            return
        broker = self._stack.kafka if victim == "kafka" else self._stack.zeebe
        broker.kill()
        broker.start()

    def _answers(self):
        return self._metric("telltale_answers_total")

    def _read(self):
        return self._metric("telltale_next_offset")

    def _metric(self, name):
        try:
            return self._node.metrics().total(name)
        except KeyError:
            return 0  # it says nothing yet

    def _is_done(self):
        return (self._read() == self._stack.tool.count(self._stack.kafka.brokers, TOPIC)
                and self._node.metrics().unsettled() == 0)

    def _await(self, what, condition):
        wait_until(lambda: f"{what}\n{tail(self._node.log)}", condition, LIMIT_S)


def _wrong(seen, orders, payments):
    """What is wrong with the instances and what they received, as sentences."""
    keys = {f"O{number:05}" for number in range(orders)}
    found = []
    if seen.starts.keys() != keys:
        found.append(f"{len(seen.starts)} orders have an instance, instead of {orders}")
    twice = [key for key, instances in seen.starts.items() if len(instances) > 1]
    found += [f"more than one instance of {key}" for key in twice[:5]]
    wanted = list(range(1, payments + 1))
    for key in sorted(keys):
        came = [variables["n"] for variables in seen.forwards.get(key, [])]
        if came != wanted:
            found.append(f"{key} was paid {came}, instead of {wanted}")
    return [*found[:10], *seen.incidents[:5]]


def many(setting):
    """A hundred thousand records, three times as many kills."""
    routes(setting, orders=5_000, payments=17, victims=VICTIMS * 3)
