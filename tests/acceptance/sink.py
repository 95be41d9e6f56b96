"""Receives Zeebe's own records and counts what really happened in its workflows.

Zeebe's bundled Elasticsearch exporter is pointed at this server, which speaks the little of the
bulk protocol that the exporter uses. The exporter delivers at least once, after a crash in large
repeats, so records are told apart by (partition, position).

    with Sink() as sink:
        zeebe = Zeebe("8.5.8", folder, sink.url)
        ...
        sink.snapshot().starts["chatter/1/FIR/H@..."]   # {process instance key, ...}

An episode is recognised by its correlation key, which is the episode id of its start and its back.
An instance took effect when its task for people was created, which stands behind the gate. How
instances ended is only known if the broker exports their records, see `INSTANCES` in
brokers/zeebe.py.
"""
import copy
import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from brokers.net import LOOPBACK

PROCESS = "maintenance"
FENCE = "fence"
# Messages that are no backs.
FORWARDS = {"bearing-was-reviewed", "bearing-is-hot", "mechanic-reviewed", "order-paid"}


@dataclass
class Seen:
    """What the records said so far."""

    starts: dict = field(default_factory=lambda: defaultdict(set))  # key -> process instances
    backs: dict = field(default_factory=lambda: defaultdict(set))  # key -> messages correlated
    forwards: dict = field(default_factory=lambda: defaultdict(list))  # key -> their variables
    incidents: list = field(default_factory=list)  # "instance: why"
    tasks: dict = field(default_factory=dict)  # process instance -> its task for people
    variables: dict = field(default_factory=dict)  # process instance -> those of its start
    cancelled: set = field(default_factory=set)  # process instances
    completed: set = field(default_factory=set)  # process instances
    fences: set = field(default_factory=set)  # correlation keys
    records: int = 0
    repeats: int = 0

    def effective(self):
        """The instances whose work began, by the episode that their start named."""
        found = defaultdict(set)
        for instance in self.tasks:
            found[self.variables.get(instance, {}).get("episode")].add(instance)
        return found


class Ledger:
    """Turns exported records into counts. Not thread-safe; the sink guards it."""

    def __init__(self):
        self.seen = Seen()
        self._known = set()

    def add(self, record):
        """Counts one record, unless it was delivered before."""
        place = (record["partitionId"], record["position"])
        if place in self._known:
            self.seen.repeats += 1
            return
        self._known.add(place)
        self.seen.records += 1
        if record["recordType"] == "EVENT":
            self._add_event(f"{record['valueType']} {record['intent']}", record)

    def _add_event(self, kind, record):
        value = record["value"]
        if kind == "MESSAGE_START_EVENT_SUBSCRIPTION CORRELATED":
            if value["bpmnProcessId"] == FENCE:
                self.seen.fences.add(value["correlationKey"])
            else:
                self._add_start(value)
        elif kind == "PROCESS_MESSAGE_SUBSCRIPTION CORRELATED":
            if value.get("messageName") in FORWARDS:
                self.seen.forwards[value["correlationKey"]].append(value.get("variables", {}))
            else:
                self.seen.backs[value["correlationKey"]].add(value["messageKey"])
        elif kind == "INCIDENT CREATED":
            self.seen.incidents.append(f"{value['processInstanceKey']}: {value['errorMessage']}")
        elif kind == "USER_TASK CREATED":
            self.seen.tasks[value["processInstanceKey"]] = record["key"]
        elif value.get("bpmnElementType") == "PROCESS" and value["bpmnProcessId"] != FENCE:
            self._add_end(kind, value["processInstanceKey"])

    def _add_start(self, value):
        instance = value["processInstanceKey"]
        self.seen.starts[value["correlationKey"]].add(instance)
        self.seen.variables[instance] = value.get("variables", {})

    def _add_end(self, kind, instance):
        if kind == "PROCESS_INSTANCE ELEMENT_TERMINATED":
            self.seen.cancelled.add(instance)
        elif kind == "PROCESS_INSTANCE ELEMENT_COMPLETED":
            self.seen.completed.add(instance)


def bulk_records(body):
    """Yields the records of a bulk request: pairs of lines, an action and a record."""
    lines = body.split(b"\n")
    for line in lines[1::2]:
        if line:
            yield json.loads(line)


def read_body(stream, headers):
    """Reads a request's body. The exporter sends bulks in chunks, all else with a length."""
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return stream.read(int(headers.get("content-length") or 0))
    chunks = []
    while size := int(stream.readline().split(b";")[0], 16):
        chunks.append(stream.read(size))
        stream.readline()  # the line end that closes the chunk
    while stream.readline().strip():
        pass  # trailers, up to the empty line
    return b"".join(chunks)


class Sink:
    """The HTTP server, on a port of its own; runs from creation until close()."""

    def __init__(self):
        self._ledger = Ledger()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def snapshot(self):
        """Returns a copy of what was seen up to now."""
        with self._lock:
            return copy.deepcopy(self._ledger.seen)

    def counts(self):
        """Returns (episodes started, episodes told back), cheaper than a snapshot."""
        with self._lock:
            return len(self._ledger.seen.starts), len(self._ledger.seen.backs)

    def fence_reached(self, key):
        with self._lock:
            return key in self._ledger.seen.fences

    def receive(self, path, body):
        """Handles one request's body; only _bulk carries records."""
        if path.startswith("/_bulk"):
            records = list(bulk_records(body))
            with self._lock:
                for record in records:
                    self._ledger.add(record)

    def _handler(self):
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # the exporter keeps its connection

            def _answer(self):
                sink.receive(self.path, read_body(self.rfile, self.headers))
                answer = b'{"errors":false,"acknowledged":true}'
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_HEAD = do_POST = do_PUT = _answer

            def log_message(self, format, *args):
                """Nothing: a line per request would bury what matters."""

        return Handler
