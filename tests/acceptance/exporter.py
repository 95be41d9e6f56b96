"""Zeebe's Elasticsearch exporter, seen from Telltale: a model of it, a witness between the real one and
Telltale, and what must be in Kafka of all that they said.

    with Witness(telltale_url) as witness:
        zeebe = Zeebe("8.5.8", folder, witness.url)     # what it exports goes through
    ...
    problems(witness.said, tool.read(brokers, topic), most_repeats)
"""
import http.client
import json
import random
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from brokers.net import LOOPBACK
from sink import read_body

BULK = 1000  # records of one request, as the exporter has it by default
ANSWER_LIMIT_S = 30  # after which its client gives up
SHOWN = 200  # characters of a record in a sentence
PAUSE_S = 0.05  # after a refusal; the real one waits longer
# What no try can write: no record of Zeebe's, no JSON, nested too deep.
POISON = ('{"no":"record"}', '{"broken":}', '{"a":' * 99 + "1" + "}" * 99)
POISONED = 0.001  # of the records


class Exporter(threading.Thread):
    """One partition's exporter: says its records in order, repeats what was not taken and more, and
    after a restart of its broker everything since the last snapshot."""

    def __init__(self, port, partition, records, seed):
        super().__init__(daemon=True)
        self._port, self.partition = port, partition
        self._random = random.Random(seed * 1000 + partition)
        self._lines = [_pair(partition, position, record) for position, record in records]
        self.said = {(partition, position): {record} for position, record in records
                     if record not in POISON}
        self.poison = [(partition, position) for position, record in records if record in POISON]
        self._stopped = threading.Event()
        self.refused = 0
        self.largest = 0
        self.taken = 0  # records, from the front

    def run(self):
        size = self._random.randint(1, BULK)
        while self.taken < len(self._lines):
            bulk = self._lines[self.taken:self.taken + size]
            self.largest = max(self.largest, len(bulk))
            if self._send(b"".join(bulk)):
                self.taken += len(bulk)
                size = self._random.randint(1, BULK)
                if self._random.random() < 0.02:  # the broker comes back with an older snapshot
                    self.taken -= self._random.randint(0, min(self.taken, 3 * BULK))
            else:
                self.refused += 1
                size = min(size + self._random.randint(0, 50), 2 * BULK)
                self._stopped.wait(PAUSE_S)

    def _send(self, body):
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=ANSWER_LIMIT_S)
        try:
            connection.request("POST", "/_bulk", body, {"content-type": "application/x-ndjson"})
            answer = connection.getresponse()
            return answer.status == 200 and json.load(answer)["errors"] is False
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def draw(partition, count, seed):
    """Records of one partition: [(position, JSON)], a few of them POISON. Positions have gaps, as
    those of events do."""
    rng, position, records = random.Random(seed * 7919 + partition), 0, []
    for number in range(count):
        position += rng.randint(1, 3)
        if rng.random() < POISONED:
            records.append((position, rng.choice(POISON)))
            continue
        instance = (partition << 51) + rng.randint(1, 500)
        records.append((position, json.dumps(
            {"partitionId": partition, "value": {"processInstanceKey": instance, "n": number,
                                                 "text": "ä" * rng.randint(0, 200)},
             "key": instance + 1, "position": position, "timestamp": 1_764_000_000_000 + position,
             "valueType": rng.choice(("JOB", "PROCESS_INSTANCE")), "intent": "CREATED"},
            ensure_ascii=False)))
    return records


def _pair(partition, position, record):
    action = {"index": {"_index": "zeebe-record", "_id": f"{partition}-{position}",
                        "routing": str(partition)}}
    return (json.dumps(action) + "\n" + record + "\n").encode()


class Witness:
    """Stands between a real exporter and Telltale, hands everything on, and keeps what was said."""

    def __init__(self, port):
        # (partition, position) -> JSON, each way it was said: a broker that was restarted repeats a
        # record with its fields in another order.
        self.said = defaultdict(set)
        self.requests, self.refused = 0, 0
        self.largest = 0  # records of one request
        self._port = port
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def newest(self):
        """The newest position of partition 1."""
        with self._lock:
            return max((position for _, position in self.said), default=-1)

    def count(self, fits):
        """How many of the records that were said are `fits`."""
        with self._lock:
            return sum(any(map(fits, texts)) for texts in self.said.values())

    def pass_on(self, method, path, body):
        lines = body.decode().split("\n") if path == "/_bulk" else []
        with self._lock:
            for action, record in zip(lines[0::2], lines[1::2]):
                partition, position = json.loads(action)["index"]["_id"].split("-")
                self.said[int(partition), int(position)].add(record)
            self.largest = max(self.largest, len(lines) // 2)
        status, text = self._ask(method, path, body)
        with self._lock:
            self.requests += 1
            self.refused += status != 200
        return status, text

    def _ask(self, method, path, body):
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=ANSWER_LIMIT_S)
        try:
            connection.request(method, path, body, {"content-type": "application/x-ndjson"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 503, b"{}"
        finally:
            connection.close()


def _handler(witness):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self):
            body = read_body(self.rfile, self.headers)
            status, text = witness.pass_on(self.command, self.path, body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_HEAD = do_PUT = do_POST = _pass_on

        def log_message(self, *_):
            pass

    return Handler


def problems(said, records, most_repeats):
    """Returns what is wrong with `records` of Kafka, if they are to be `said`: sentences."""
    found, repeats, newest, wrong = {}, 0, defaultdict(int), []
    for record in records:
        place = tuple(int(record["headers"][f"zeebe-{word}"]) for word in ("partition", "position"))
        if place in found:
            repeats += 1
            continue
        found[place] = None
        lane = record["partition"], place[0]
        if place[1] < newest[lane]:
            wrong.append(f"{place} stands behind position {newest[lane]} in partition {lane[0]}")
        newest[lane] = max(newest[lane], place[1])
        if record["value"] not in said.get(place, ()):
            wrong.append(f"{place} is {record['value'][:SHOWN]}, but was said as "
                         f"{sorted(text[:SHOWN] for text in said.get(place, ()))}")
    missing = sorted(set(said) - set(found))
    if missing:
        wrong.append(f"{len(missing)} of {len(said)} records are missing, the first is {missing[0]}")
    if repeats > most_repeats:
        wrong.append(f"{repeats} records came twice, but {most_repeats} at most may")
    return wrong[:20]
