"""The example of the orders, as users have it: three roads between Kafka and a real Zeebe, and a report.

`docs/examples/order-fulfilment/run` runs this case. What happens to an order hangs on its number:
the played warehouse is slow with some, the played carrier forgets some. While they are under way,
telltale is killed.
"""
import json
import subprocess
from collections import Counter

from brokers import net
from brokers.kafka import Kafka
from brokers.process import Child, tail
from brokers.wait import wait_until
from brokers.zeebe import Zeebe
from cases import require, require_none
from stack import HERE
from telltale import Telltale

EXAMPLE = HERE.parents[1] / "docs/examples/order-fulfilment"
SERVICES = ("warehouse", "carrier")
TOPICS = ("orders", "warehouse.commands", "warehouse.events", "carrier.commands", "carrier.events",
          "escalations", "order-history")
PARTITIONS = 3
COUNTRIES = ("AT", "DE", "FR")
ORDERS = 30
INDEXED = {f"ZEEBE_BROKER_EXPORTERS_ELASTICSEARCH_ARGS_INDEX_{kind}": "true"
           for kind in ("PROCESSINSTANCE", "VARIABLE")}
LIMIT_S = 120


def fulfilment(setting):
    port = net.free_port()
    with Kafka("3.9.2", setting.folder / "kafka") as kafka:
        for topic in TOPICS:
            setting.tool.create_topic(kafka.brokers, topic, PARTITIONS)
        zeebe = Zeebe("8.5.8", setting.folder / "zeebe", f"http://{net.LOOPBACK}:{port}", INDEXED)
        try:
            zeebe.start()
            setting.tool.deploy(zeebe.gateway, EXAMPLE / "order-fulfilment.bpmn")
            node = Telltale(setting.binary, setting.folder / "telltale", _configuration(port),
                            kafka.brokers, zeebe.gateway)
            _run(setting, kafka.brokers, node)
        finally:
            zeebe.stop()


def _run(setting, kafka, node):
    services = [Child([EXAMPLE / name, kafka], setting.folder / f"{name}.log")
                for name in SERVICES]
    node.start()
    node.await_ready()
    orders = [_order(number) for number in range(ORDERS)]
    setting.tool.produce(kafka, "orders", orders[:ORDERS // 2])
    _await(node, kafka, "the first is delivered", 1)
    node.kill()
    setting.tool.produce(kafka, "orders", orders[ORDERS // 2:])
    node.start()
    _await(node, kafka, "all are delivered", ORDERS)
    require_none(_wrong(_report(kafka), setting.tool, kafka))
    for name, service in zip(SERVICES, services):
        require(service.alive(), f"{name} has ended: {tail(service.log)}")
        service.stop()
    require(node.stop() == 0, "SIGTERM did not end it with 0")
    setting.show(subprocess.run([EXAMPLE / "report", kafka], check=True, capture_output=True,
                                text=True).stdout.rstrip())


def _configuration(port):
    """The example's topics and roads, with the history at a port of this run."""
    text = (EXAMPLE / "telltale.yaml").read_text(encoding="utf-8")
    return text[text.index("topics:"):].replace("127.0.0.1:9621", f"{net.LOOPBACK}:{port}")


def _order(number):
    name = f"A{number:02}"
    value = {"order": {"id": name, "country": COUNTRIES[number % 3], "goods": f"G{number}"}}
    return {"key": name, "value": json.dumps(value), "timestamp": 1_714_521_600_000 + number}


def _report(kafka):
    text = subprocess.run([EXAMPLE / "report", kafka, "-json"], check=True, capture_output=True,
                          text=True).stdout
    return {row["country"]: row for row in json.loads(text or "[]")}


def _await(node, kafka, what, count):
    wait_until(lambda: f"{what}\n{_report(kafka)}\n{tail(node.log)}",
               lambda: sum(row["delivered"] for row in _report(kafka).values()) >= count,
               LIMIT_S, every_s=1)


def _wrong(report, tool, kafka):
    """What is wrong with the report and with what was told, as sentences."""
    found = []
    for country in COUNTRIES:
        row = report.get(country, {})
        if (row.get("orders"), row.get("delivered")) != (ORDERS // 3, ORDERS // 3):
            found.append(f"{country} has {row} instead of {ORDERS // 3} orders, all delivered")
    late = _told(tool, kafka, "escalations", "late")
    asked = _told(tool, kafka, "carrier.commands", "ask")
    for told, digit in ((late, "3"), (asked, "7")):
        missed = [order["key"] for order in map(_order, range(ORDERS))
                  if order["key"].endswith(digit) and not told[order["key"]]]
        found += [f"nobody was told that {order} is late" for order in missed]
    counted = sum(row["limits_over"] for row in report.values())
    if counted != late.total() + asked.total():
        found.append(f"the report counts {counted} times over a limit, the topics {late} and {asked}")
    return found


def _told(tool, kafka, topic, field):
    """How many jobs told it of each order; a command that is there twice is of the same job."""
    jobs = {record["headers"]["telltale-job-key"]: record["key"]
            for record in tool.read(kafka, topic) if field in json.loads(record["value"])}
    return Counter(jobs.values())
