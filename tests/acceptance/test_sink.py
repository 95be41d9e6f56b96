"""The sink counts each record once, whatever the exporter repeats."""
import io
import json
import unittest
import urllib.request

from sink import Ledger, Sink, bulk_records, read_body

START = "MESSAGE_START_EVENT_SUBSCRIPTION"
BACK = "PROCESS_MESSAGE_SUBSCRIPTION"


def record(position, value_type, intent="CORRELATED", partition=1, **value):
    value = {"bpmnProcessId": "maintenance", "correlationKey": "r/k@1", **value}
    return {"partitionId": partition, "position": position, "recordType": "EVENT",
            "valueType": value_type, "intent": intent, "value": value}


def ledger_of(*records):
    ledger = Ledger()
    for one in records:
        ledger.add(one)
    return ledger.seen


class LedgerTest(unittest.TestCase):
    def test_counts_two_instances_of_one_episode_as_two(self):
        seen = ledger_of(record(1, START, processInstanceKey=10),
                         record(2, START, processInstanceKey=11))
        self.assertEqual(seen.starts, {"r/k@1": {10, 11}})

    def test_counts_a_repeated_record_once(self):
        seen = ledger_of(record(1, BACK, messageKey=7), record(1, BACK, messageKey=8))
        self.assertEqual(seen.backs, {"r/k@1": {7}})
        self.assertEqual((seen.records, seen.repeats), (1, 1))

    def test_tells_equal_positions_of_two_partitions_apart(self):
        seen = ledger_of(record(1, START, processInstanceKey=10),
                         record(1, START, partition=2, processInstanceKey=11))
        self.assertEqual(seen.starts, {"r/k@1": {10, 11}})

    def test_counts_correlated_only(self):
        seen = ledger_of(record(1, START, intent="CREATED", processInstanceKey=10),
                         record(2, BACK, intent="CREATING", messageKey=7))
        self.assertEqual((seen.starts, seen.backs), ({}, {}))

    def test_keeps_forwards_apart_from_backs(self):
        seen = ledger_of(record(1, BACK, messageKey=7, messageName="bearing-is-hot",
                                variables={"hottest": 97}),
                         record(2, BACK, messageKey=8, messageName="bearing-is-cool"))
        self.assertEqual(seen.forwards, {"r/k@1": [{"hottest": 97}]})
        self.assertEqual(seen.backs, {"r/k@1": {8}})

    def test_ignores_rejected_commands(self):
        rejected = record(1, START, processInstanceKey=10)
        rejected["recordType"] = "COMMAND_REJECTION"
        self.assertEqual(ledger_of(rejected).starts, {})

    def test_keeps_fences_apart_from_episodes(self):
        seen = ledger_of(record(1, START, bpmnProcessId="fence", processInstanceKey=10))
        self.assertEqual((seen.starts, seen.fences), ({}, {"r/k@1"}))

    def test_keeps_the_text_of_an_incident(self):
        seen = ledger_of(record(1, "INCIDENT", intent="CREATED", processInstanceKey=10,
                                errorMessage="no variable"))
        self.assertEqual(seen.incidents, ["10: no variable"])

    def test_counts_an_instance_as_effective_once_its_task_was_created(self):
        seen = ledger_of(
            record(1, START, processInstanceKey=10, variables={"episode": "e"}),
            record(2, START, processInstanceKey=11, variables={"episode": "e"},
                   correlationKey="twin"),
            dict(record(3, "USER_TASK", intent="CREATED", processInstanceKey=11), key=77))
        self.assertEqual(seen.effective(), {"e": {11}})
        self.assertEqual(seen.tasks, {11: 77})

    def test_tells_how_instances_ended(self):
        seen = ledger_of(
            record(1, "PROCESS_INSTANCE", intent="ELEMENT_TERMINATED", bpmnElementType="PROCESS",
                   processInstanceKey=10),
            record(2, "PROCESS_INSTANCE", intent="ELEMENT_COMPLETED", bpmnElementType="PROCESS",
                   processInstanceKey=11),
            record(3, "PROCESS_INSTANCE", intent="ELEMENT_TERMINATED", processInstanceKey=12,
                   bpmnElementType="SERVICE_TASK"))
        self.assertEqual((seen.cancelled, seen.completed), ({10}, {11}))


class BodyTest(unittest.TestCase):
    def test_reads_as_many_bytes_as_announced(self):
        self.assertEqual(read_body(io.BytesIO(b"abcdef"), {"content-length": "3"}), b"abc")

    def test_joins_chunks_and_leaves_the_next_request_in_the_stream(self):
        stream = io.BytesIO(b"3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nPOST")
        self.assertEqual(read_body(stream, {"transfer-encoding": "chunked"}), b"abc0123456789")
        self.assertEqual(stream.read(), b"POST")


class BulkTest(unittest.TestCase):
    def test_takes_every_second_line(self):
        body = b'{"index":{}}\n{"a":1}\n{"index":{}}\n{"a":2}\n'
        self.assertEqual(list(bulk_records(body)), [{"a": 1}, {"a": 2}])


class SinkTest(unittest.TestCase):
    def test_counts_what_is_posted_and_answers_as_the_exporter_wants(self):
        with Sink() as sink:
            lines = ["{}", json.dumps(record(1, START, processInstanceKey=10)), ""]
            request = urllib.request.Request(f"{sink.url}/_bulk", "\n".join(lines).encode())
            with urllib.request.urlopen(request) as answer:
                self.assertFalse(json.load(answer)["errors"])
            self.assertEqual(sink.counts(), (1, 0))

    def test_accepts_the_requests_that_prepare_an_index(self):
        with Sink() as sink:
            request = urllib.request.Request(f"{sink.url}/zeebe-record*/_settings", b"{}",
                                             method="PUT")
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.status, 200)
            self.assertEqual(sink.snapshot().records, 0)


if __name__ == "__main__":
    unittest.main()
