"""The example of the vehicles, as users have it: raw measures in, maintenance workflows in a real Zeebe.

`docs/examples/vehicle-maintenance/run` runs this case. The trucks' lives are known by construction:
one is low and comes back to normal, one is low and stays between the bounds, one only dips, and one
stands still with its engine off.
"""
import json
from pathlib import Path

from brokers.wait import wait_until
from cases import require
from fleet import compact
from stack import Stack
from telltale import Telltale

EXAMPLE = Path(__file__).resolve().parents[3] / "docs/examples/vehicle-maintenance"
TOPIC, PARTITIONS = "vehicle.measures", 3
FIRST_MS = 1_714_521_600_000  # 2024-05-01T00:00:00Z
GOOD, LOW, BETWEEN = 45, 10, 25  # psi
# Of a mean over ten seconds below 20, out of GOOD: the eighth LOW in a row.
RAISED_AFTER_S = 7
LOW_AT_S = 30
LIMIT_S = 60


def vehicle(setting):
    healed = _episode("TRUCK-1")
    lasting = _episode("TRUCK-2")
    with Stack("3.9.2", "8.5.8", setting.folder, setting.tool) as stack:
        stack.tool.deploy(stack.zeebe.gateway, EXAMPLE / "maintenance.bpmn")
        node = Telltale(setting.binary, setting.folder / "telltale", _rules(),
                        stack.kafka.brokers, stack.zeebe.gateway,
                        options="message_ttl: 1h, gate: true")
        stack.tool.fill_topic(stack.kafka.brokers, TOPIC, PARTITIONS, list(_until_low()))
        node.start()
        _await(stack, "both workflows", lambda seen: seen.effective().keys() == {healed, lasting})
        node.kill()
        stack.tool.produce(stack.kafka.brokers, TOPIC, list(_until_normal()))
        node.start()
        _await(stack, "the review and the end", lambda seen: seen.forwards and seen.backs)
        _await_quiet(node, stack)
        stack.fence()
        _judge(stack.sink.snapshot(), healed, lasting)
        require(node.metrics().total("telltale_outcomes_total", outcome="forward-ignored") == 1,
                "the review of a truck without a workflow was not ignored")
        require(node.stop() == 0, "SIGTERM did not end it in order")
        print(f"{healed}: reviewed, back to normal; {lasting}: goes on; no other workflow")


def _judge(seen, healed, lasting):
    _require_equal({key: len(ones) for key, ones in seen.effective().items()},
                   {healed: 1, lasting: 1})
    _require_equal(set(seen.backs), {healed})
    _require_equal({key: [each["finding"] for each in all] for key, all in seen.forwards.items()},
                   {healed: ["leak"]})
    _require_equal(seen.incidents, [])
    instance, = seen.effective()[healed]
    started = seen.variables[instance]
    _require_equal((started["vehicle"], started["defect"]), ("TRUCK-1", "oil"))


def _until_low():
    """Half a minute of good, then ten seconds in which each truck has its own trouble."""
    for second in range(LOW_AT_S + 10):
        is_low = second >= LOW_AT_S
        yield _measure("TRUCK-1", second, LOW if is_low else GOOD)
        yield _measure("TRUCK-2", second, LOW if is_low else GOOD)
        yield _measure("TRUCK-3", second, LOW if is_low and second < LOW_AT_S + 3 else GOOD)
        yield _measure("TRUCK-4", second, 0, rpm=0)


def _until_normal():
    """The mechanic looks, one truck is good again, the other between the bounds."""
    yield _review("TRUCK-1", LOW_AT_S + 10, "leak")
    yield _review("TRUCK-3", LOW_AT_S + 10, "nothing")
    for second in range(LOW_AT_S + 11, LOW_AT_S + 60):
        yield _measure("TRUCK-1", second, GOOD)
        yield _measure("TRUCK-2", second, BETWEEN)
        yield _measure("TRUCK-3", second, GOOD)


def _measure(truck, second, psi, rpm=1400):
    return _say(truck, second, kind="measure", psi=psi, rpm=rpm)


def _review(truck, second, finding):
    return _say(truck, second, kind="review", finding=finding, by="Ann")


def _say(truck, second, **fields):
    at = FIRST_MS + second * 1000
    event = {"vehicle": truck, "defect": "oil", "ts": at,
             "event_id": f"{truck}-{fields['kind']}-{second}", **fields}
    return {"key": truck, "timestamp": at, "value": json.dumps(event)}


def _episode(truck):
    return f"oil-pressure-low/{truck}/oil@{compact(FIRST_MS + (LOW_AT_S + RAISED_AFTER_S) * 1000)}"


def _rules():
    """The example's topics and rules."""
    text = (EXAMPLE / "telltale.yaml").read_text(encoding="utf-8")
    return text[text.index("topics:"):]


def _await(stack, what, condition):
    wait_until(what, lambda: condition(stack.sink.snapshot()), LIMIT_S)


def _await_quiet(node, stack):
    def quiet():
        page = node.metrics()
        read = page.total("telltale_next_offset")
        return read == stack.tool.count(stack.kafka.brokers, TOPIC) and page.unsettled() == 0

    wait_until("all is told", quiet, LIMIT_S)


def _require_equal(found, wanted):
    require(found == wanted, f"expected {wanted}, but found {found}")
