"""Records that no rule can use, of every kind, each with exactly one thing wrong.

Their Kafka key says what they are (`bad/malformed/17`), so they are recognised by position later.
"""
import base64
import json

LARGEST = 1 << 20  # bytes of a record's value that are accepted
DEEPEST = 64
FEW = 3  # of the kind that takes a megabyte each


def bad_records(rng, count, span_ms):
    """Yields `count` pairs (kind, record), timestamps drawn from `span_ms`.

    Every kind comes equally often, but for the large one, of which there are a few.
    """
    usual = [kind for kind in KINDS if kind != "too-large"]
    for number in range(count):
        kind = "too-large" if number < FEW else usual[number % len(usual)]
        timestamp = rng.randint(*span_ms)
        yield kind, {"key": f"bad/{kind}/{number}", "timestamp": timestamp,
                     **_payload(_MAKERS[kind](_good(number, timestamp)))}


def _good(number, timestamp):
    """An event with nothing wrong, of a key that has no other events."""
    return {"event_id": f"bad-{number}", "ts": timestamp, "vehicle": f"B{number}",
            "sensor": "oil", "defect": "pressure", "severity": "CRITICAL"}


def _payload(value):
    if value is None:
        return {}
    if isinstance(value, bytes):
        return {"value64": base64.b64encode(value).decode()}
    return {"value": value if isinstance(value, str) else json.dumps(value)}


def _deep(event):
    """One level more than allowed; the object itself is the first."""
    return json.dumps(event)[:-1] + ', "deep": ' + "[" * DEEPEST + "]" * DEEPEST + "}"


_MAKERS = {
    "malformed": lambda event: json.dumps(event)[:-10],
    "not-an-object": lambda event: list(event.values()),
    "too-large": lambda event: {**event, "padding": "x" * LARGEST},
    "too-deep": _deep,
    "bad-utf8": lambda event: json.dumps(event).encode().replace(b"oil", b"o\xffl"),
    "key-missing": lambda event: {name: event[name] for name in event if name != "sensor"},
    "key-null": lambda event: {**event, "sensor": None},
    "key-list": lambda event: {**event, "sensor": ["oil"]},
    "time-impossible": lambda event: {**event, "ts": -5},
    "time-wrong-type": lambda event: {**event, "ts": True},
    "time-unreadable": lambda event: {**event, "ts": "yesterday"},
    "future": lambda event: {**event, "ts": event["ts"] + 3_600_000},
    "tombstone": lambda event: None,
}
KINDS = tuple(_MAKERS)

# What each kind is set aside for, by the name in the catalogue of errors. A tombstone is no bad
# input to telltale: it is counted and skipped.
REASONS = {
    "malformed": "record-undecodable",
    "not-an-object": "record-undecodable",
    "too-large": "record-too-large",
    "too-deep": "record-too-deep",
    "bad-utf8": "record-undecodable",
    "key-missing": "key-missing",
    "key-null": "key-missing",
    "key-list": "key-missing",
    "time-impossible": "time-impossible",
    "time-wrong-type": "time-impossible",
    "time-unreadable": "time-impossible",
    "future": "time-in-future",
}
