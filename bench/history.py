#!/usr/bin/env python3
"""How fast history is taken: a model of Zeebe's exporter says records on several connections at once, a
real Kafka takes them, and the topic is counted at the end.

    history.py --build build [--records N] [--partitions N] [--bulk N]

Needs `telltale` and `acceptance_tool` of that build. Requests are made before anything is measured.
Kafka and the exporter run on the same machine. Exit code: 0, 1 if the count is wrong.
"""
import argparse
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "acceptance"))

from brokers import net  # noqa: E402  (found by the line above)
from brokers.kafka import Kafka  # noqa: E402
from telltale import Telltale  # noqa: E402
from tool import Tool  # noqa: E402

TOPIC, KAFKA_PARTITIONS = "zeebe", 12
RECORD_BYTES = 770  # as a broker's are: 53 MB for the 69,000 of 3000 gated starts
LIMIT_S = 60


def main():
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder, Kafka("3.9.2", f"{folder}/kafka") as kafka:
        tool = Tool(f"{options.build}/tests/acceptance/tools/acceptance_tool")
        tool.fill_topic(kafka.brokers, TOPIC, KAFKA_PARTITIONS, [])
        port = net.free_port()
        node = Telltale(f"{options.build}/telltale", f"{folder}/telltale",
                        f'history: {{ listen: "{net.LOOPBACK}:{port}", topic: {TOPIC} }}',
                        kafka.brokers)
        node.start()
        node.await_ready()
        before = cpu_seconds(node.pid)
        seconds = measure(port, options)
        used = cpu_seconds(node.pid) - before
        node.stop()
        counted = tool.count(kafka.brokers, TOPIC)
    print(json.dumps({"records": counted, "seconds": round(seconds, 3),
                      "records_per_second": round(counted / seconds),
                      "telltale_cpu_us_per_record": round(used / counted * 1e6, 1)}))
    return 0 if counted == options.records else 1


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--partitions", type=int, default=3, help="of Zeebe")
    parser.add_argument("--bulk", type=int, default=1000, help="records of a request")
    options = parser.parse_args()
    options.records -= options.records % (options.partitions * options.bulk)
    return options


def cpu_seconds(pid):
    """What the process has used of the processors so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(port, options):
    """Seconds from the first request until all are answered."""
    share = options.records // options.partitions
    requests = [[request(partition, first, options.bulk)
                 for first in range(0, share, options.bulk)]
                for partition in range(1, options.partitions + 1)]
    threads = [threading.Thread(target=say, args=(port, each)) for each in requests]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begin


def request(partition, first, count):
    lines = []
    for position in range(first, first + count):
        record = {"partitionId": partition, "position": position, "timestamp": 1_764_000_000_000 +
                  position, "valueType": "PROCESS_INSTANCE", "intent": "ELEMENT_ACTIVATED",
                  "key": (partition << 51) + position,
                  "value": {"processInstanceKey": (partition << 51) + position // 20}}
        record["value"]["rest"] = "x" * (RECORD_BYTES - len(json.dumps(record)))
        lines += [f'{{"index":{{"_index":"zeebe","_id":"{partition}-{position}"}}}}\n',
                  json.dumps(record), "\n"]
    return "".join(lines).encode()


def say(port, requests):
    connection = http.client.HTTPConnection(net.LOOPBACK, port, timeout=LIMIT_S)
    for body in requests:
        connection.request("POST", "/_bulk", body, {"content-type": "application/x-ndjson"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.read().decode()}")
        answer.read()


if __name__ == "__main__":
    sys.exit(main())
