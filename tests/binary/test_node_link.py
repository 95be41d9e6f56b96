"""Whom the operator's verbs find: a node, its store, another one, nobody. Each has its words."""
import json
import os
import socket
import subprocess
import threading
import unittest
import urllib.error
import urllib.request
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

from node import LIMIT_S
from operator_case import (CONFIGURATION, STORAGE, UNAVAILABLE, USAGE, OperatorCase, event)


def free_port():
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class NodeLink(OperatorCase):
    def refuse(self, *words, code, says):
        return self.ask("episodes", *words, code=code, says=says)

    # ---- nobody

    def test_a_verb_wants_to_know_which_node(self):
        self.refuse(code=USAGE, says=("E6007", "--state-dir", "more  telltale episodes --help"))
        self.ask("outbox", "drop", "--state-dir", self.folder, code=USAGE,
                 says=("expected ids", "more  telltale outbox drop --help"))
        self.refuse("--url", "https://there/x", code=USAGE, says="http://HOST:PORT")
        self.refuse("--url", "here", code=USAGE, says="'here'")

    def test_a_port_is_not_taken_for_another_one(self):
        node = self.start()
        port = int(node.url().rsplit(":", 1)[1])
        for wrong in (port + 65536, 65536, 0, -1, "http"):
            self.refuse("--url", f"http://127.0.0.1:{wrong}", code=USAGE,
                        says=("E6007", "from 1 to 65535", f"'127.0.0.1:{wrong}'"))

    def test_nobody_listens(self):
        self.refuse("--url", f"http://127.0.0.1:{free_port()}", code=UNAVAILABLE,
                    says=("E6003", "refused"))

    def test_a_directory_without_a_store(self):
        self.refuse("--state-dir", self.folder, code=CONFIGURATION, says=("E1019", "there is none"))
        (self.folder / "file").touch()
        self.refuse("--state-dir", self.folder / "file" / "x", code=CONFIGURATION, says="E1019")

    def test_a_store_of_somebody_else(self):
        node = self.start()
        node.stop()
        for path in node.state.glob("*.log"):
            path.unlink()
        (node.state / "DURABLE").write_text("0" * 20 + "\n")
        self.refuse("--state-dir", node.state, code=STORAGE, says=("E5003", "catalog"))

    def test_a_store_in_place_of_a_configuration(self):
        node = self.start()
        node.stop()
        self.refuse("--config", node.state, code=CONFIGURATION, says=("E1019", "--state-dir"))

    def test_a_configuration_with_errors(self):
        path = self.folder / "wrong.yaml"
        path.write_text("rules: 7\n")
        self.refuse("--config", path, code=CONFIGURATION, says="E1004")

    # ---- a node that does not answer

    def test_a_node_that_does_not_say_where_it_is(self):
        node = self.start()
        (node.state / "http").unlink()
        self.refuse("--state-dir", node.state, code=UNAVAILABLE,
                    says=("E6003", f"process {node.process.pid} has the store open"))

    def put_in_place_of_the_address(self, path):
        """Each file that is no address, in turn; gives why it is none."""
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        yield "it is no regular file"
        path.unlink()
        path.symlink_to("/dev/zero")
        yield "it is no regular file"
        path.unlink()
        path.write_text("x" * 20_000_000)
        yield "more than 4096 bytes"
        path.write_text("\x1b[2J:1\n")
        yield "it is not a line HOST:PORT"

    def test_what_is_no_address_is_neither_waited_for_nor_printed(self):
        node = self.start()
        for why in self.put_in_place_of_the_address(node.state / "http"):
            done = self.refuse("--state-dir", node.state, code=UNAVAILABLE, says=("E6003", why))
            self.assertLess(len(done.stderr), 1000)
        node.stop()
        for why in self.put_in_place_of_the_address(node.state / "http"):
            self.ask("episodes", "--state-dir", node.state, says=("/http is no address", why))

    def test_a_file_of_somebody_else_is_neither_replaced_nor_removed(self):
        node = self.start()
        (node.state / "http").write_text("mine\n")
        node.stop()
        node.__exit__()
        node.start()
        self.assertEqual(node.process.wait(LIMIT_S), CONFIGURATION)
        self.assertIn("E1022", node.said())
        self.assertEqual((node.state / "http").read_text(), "mine\n")

    def test_a_lock_that_says_nothing_is_not_taken_for_a_node_that_is_gone(self):
        node = self.start()
        (node.state / "LOCK").rename(node.state / "held")
        (node.state / "LOCK").symlink_to("LOCK")  # root may read all but this
        self.ask("episodes", "--state-dir", node.state)
        (node.state / "http").unlink()
        self.refuse("--state-dir", node.state, code=CONFIGURATION,
                    says=("E1019", "LOCK", "Too many levels"))

    def test_a_node_whose_address_is_stale(self):
        node = self.start()
        uuid = (node.state / "http").read_text().split("\n")[1]
        (node.state / "http").write_text(f"127.0.0.1:{free_port()}\n{uuid}\n")
        self.refuse("--state-dir", node.state, code=UNAVAILABLE, says=("E6003", "refused"))

    def test_a_node_that_says_nothing(self):
        with closing(socket.socket()) as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            self.refuse("--url", f"127.0.0.1:{silent.getsockname()[1]}", code=UNAVAILABLE,
                        says=("E6003", "no answer within"))

    # ---- another one

    def serve(self, server, status=404, body=b"", **headers):
        """A server of another kind; returns its URL."""
        class Handler(BaseHTTPRequestHandler):
            def version_string(self):
                return server

            def do_GET(self):  # noqa: N802  (the library's name)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):  # noqa: D102
                pass
        http = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        self.addCleanup(http.server_close)
        self.addCleanup(http.shutdown)
        return f"http://127.0.0.1:{http.server_port}"

    def test_what_answers_is_no_telltale(self):
        self.refuse("--url", self.serve("other/1.0", status=200), code=UNAVAILABLE,
                    says=("E6008", "no telltale"))

    def test_what_answers_is_another_version(self):
        self.refuse("--url", self.serve("telltale"), code=UNAVAILABLE,
                    says=("E6008", "another version", "/api/v1/episodes"))

    def test_what_answers_says_something_else_than_rows(self):
        for body, why in ((b'{"a', "line 1 is cut"), (b"<html>\n", "line 1 is no JSON object"),
                          (b'{"episode":"e"}\n{"episode":7}\n', "line 2 has another 'episode'")):
            url = self.serve("telltale", 200, body, Telltale_Version="1")
            for words in ((), ("--json",)):
                done = self.refuse("--url", url, *words, code=UNAVAILABLE, says=("E6008", why))
                self.assertEqual(done.stdout, "")

    def test_what_answers_has_pages_without_end(self):
        for body, why in ((b"", "an empty one names a next one"),
                          (b'{"episode":"e"}\n', "was there before")):
            url = self.serve("telltale", 200, body, Telltale_Version="1", Telltale_Next="x")
            self.refuse("--url", url, code=UNAVAILABLE, says=("E6008", why))
        url = self.serve("telltale", 200, Telltale_Version="1", Telltale_Next="x")
        self.ask("quarantine", "list", "--url", url, code=UNAVAILABLE, says="was there before")

    def test_a_question_that_is_too_long_for_a_node(self):
        self.refuse("--state-dir", self.start().state, "--key", "x" * 9000, code=USAGE,
                    says=("E6007", "--key is too long", "9000 bytes"))

    def test_what_answers_is_the_node_of_another_store(self):
        one, other = self.start("one"), self.start("other")
        address = (other.state / "http").read_text().split("\n")[0]
        uuid = (one.state / "http").read_text().split("\n")[1]
        (one.state / "http").write_text(f"{address}\n{uuid}\n")
        self.refuse("--state-dir", one.state, code=UNAVAILABLE, says=("E6008", uuid))
        self.ask("outbox", "drop", "t/0/0", "--state-dir", one.state, code=UNAVAILABLE,
                 says="E6008")

    # ---- the API itself

    def request(self, node, path, body=None, **headers):
        """Returns (status, headers, JSON)."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        call = urllib.request.Request(node.url() + path, body, headers)
        try:
            with urllib.request.urlopen(call, timeout=LIMIT_S) as answer:
                text = answer.read().decode()
                return answer.status, answer.headers, [json.loads(s) for s in text.splitlines()]
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, json.loads(refused.read())

    def test_refusals_are_json_with_a_number(self):
        node = self.start()
        lines = {"Content_Type": "application/x-ndjson"}
        row = b'{"id":"t/0/0"}\n'
        for expected, error, path, body, headers in (
                (400, "E6007", "/api/v1/episodes?sate=open", None, {}),
                (400, "E6007", "/api/v1/episodes?state=closed", None, {}),
                (400, "E6007", "/api/v1/episodes?limit=1001", None, {}),
                (400, "E6007", "/api/v1/episodes?after=x", None, {}),
                (400, "E6007", "/api/v1/episodes?key=%zz", None, {}),
                (400, "E6007", "/api/v1/outbox/drop", b"{}\n", lines),
                (400, "E6007", "/api/v1/outbox/drop", b"[", lines),
                (400, "E6007", "/api/v1/outbox/drop", row * 101, lines),
                (400, "E6007", "/api/v1/outbox/drop", b"", lines),
                (403, "E6009", "/api/v1/outbox/drop", row, {**lines, "Origin": "http://evil"}),
                (404, "E6007", "/api/v2/episodes", None, {}),
                (405, "E6007", "/api/v1/outbox/drop", None, {}),
                (405, "E6007", "/api/v1/episodes", row, lines),
                (413, "E6007", "/api/v1/outbox/drop", b" " * 70_000, lines),
                (415, "E6007", "/api/v1/outbox/drop", row, {"Content_Type": "text/plain"})):
            with self.subTest(path=path, status=expected):
                status, _, answer = self.request(node, path, body, **headers)
                self.assertEqual((status, answer["error"]), (expected, error), answer)
                self.assertIn("expected", answer["text"])

    def test_pages_follow_each_other(self):
        node = self.start()
        node.feed(*(event(i, f"V{i}") for i in range(5)))
        self.applied(node, 5)
        seen, after = [], ""
        for _ in range(3):
            status, headers, rows = self.request(
                node, "/api/v1/episodes?limit=2" + (f"&after={after}" if after else ""))
            self.assertEqual((status, headers["Content-Type"]), (200, "application/x-ndjson"))
            seen += [row["key"] for row in rows]
            after = headers.get("Telltale-Next", "")
        self.assertEqual(seen, [f"V{i}/oil" for i in (4, 3, 2, 1, 0)])
        self.assertEqual(after, "")

    def test_lines_of_a_listing_are_an_order(self):
        node = self.start()
        node.feed(event(1, "V1"))
        self.applied(node, 1)
        _, _, listed = self.request(node, "/api/v1/outbox?fate=settled")
        lines = "".join(json.dumps(row) + "\n" for row in listed).encode()
        status, _, answer = self.request(node, "/api/v1/outbox/retry", lines,
                                         Content_Type="application/x-ndjson")
        self.assertEqual((status, answer[0]["done"]), (200, False))
        self.assertIn("but it is settled", answer[0]["text"])

    def test_a_node_that_is_suspended_is_not_waited_for_for_ever(self):
        node = self.start()
        node.process.send_signal(subprocess.signal.SIGSTOP)
        self.addCleanup(node.process.send_signal, subprocess.signal.SIGCONT)
        self.refuse("--state-dir", node.state, code=UNAVAILABLE, says=("E6003", "no answer within"))


if __name__ == "__main__":
    unittest.main()
