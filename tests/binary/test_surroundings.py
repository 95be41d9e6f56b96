"""What the program meets outside: closed streams, odd files, limits. It says what is wrong, ends
with the right code, and loses nothing."""
import json
import os
import resource
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from node import LIMIT_S, Node, binary
from brokers import net  # of tests/acceptance, which node.py has found

OK, USAGE, UNAVAILABLE, INTERNAL, STORAGE, CONFIGURATION = 0, 2, 69, 70, 74, 78
RULES = """topics: { t: { time: ts, late: 0s } }
rules:
  hot: { topic: t, key: [k], bad: 'level > 90', clear: quiet for 10s, start: s, back: b }
"""
BEGIN_MS = 1_700_000_000_000


def events(count, keys=5):
    lines = ({"ts": BEGIN_MS + i * 1000, "k": f"K{i % keys}", "level": 95} for i in range(count))
    return "".join(json.dumps(line) + "\n" for line in lines)


class Surroundings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.config = self.write("rules.yaml", RULES)
        self.input = self.write("events.ndjson", events(20))

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def telltale(self, *arguments, shell="", **options):
        """Runs it; `shell` redirects its streams as a shell does."""
        command = [binary(), *arguments]
        if shell:
            command = ["bash", "-c", f'exec "$@" {shell}', "bash", *command]
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(command, capture_output=True, text=True, check=False,
                              timeout=LIMIT_S, **options)

    def run_on(self, path, *flags, **options):
        return self.telltale("run", "--config", self.config, "--input", path, "--output", "stdout",
                             *flags, **options)

    def expect(self, done, code, *texts):
        self.assertEqual(done.returncode, code, done.stderr)
        for text in texts:
            self.assertIn(text, done.stderr)

    # ---- limits

    def test_takes_as_many_descriptors_as_it_may_have(self):
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        with Node(self.folder, RULES) as node:
            taken = resource.prlimit(node.process.pid, resource.RLIMIT_NOFILE)
        self.assertEqual(taken, (before[1], before[1]))

    # ---- dry runs

    def test_a_production_configuration_runs_dry_and_touches_nothing(self):
        state, port = self.folder / "production", net.free_port()
        production = self.write("production.yaml", f"""
kafka: {{ brokers: "{net.LOOPBACK}:1" }}
zeebe: {{ gateway: "{net.LOOPBACK}:1" }}
state: {{ dir: "{state}" }}
history: {{ listen: "{net.LOOPBACK}:{port}", topic: zeebe }}
""" + RULES)
        with socket.create_server((net.LOOPBACK, port)):  # the node in production
            for _ in range(2):
                done = self.telltale("run", "--config", production, "--input", self.input,
                                     "--output", "stdout")
                self.expect(done, OK)
                self.assertEqual(done.stdout.count("start"), 5, "each run begins anew")
        self.assertFalse(state.exists())
        own = self.folder / "own"
        for starts in (5, 0):
            done = self.telltale("run", "--config", production, "--input", self.input, "--output",
                                 "stdout", "--state-dir", str(own))
            self.expect(done, OK)
            self.assertEqual(done.stdout.count("start"), starts)

    # ---- configuration

    def test_a_nul_byte_in_a_configuration_is_no_end(self):
        path = self.write("nul.yaml", RULES + "\0  more: 1\n")
        self.expect(self.telltale("check", path), CONFIGURATION, "E1001", "nul.yaml:4:1", "NUL")

    def test_another_encoding_is_named(self):
        path = self.write("utf16.yaml", RULES.encode("utf-16"))
        self.expect(self.telltale("check", path), CONFIGURATION, "UTF-16")

    def test_an_endless_configuration_is_no_trap(self):
        self.expect(self.telltale("check", "/dev/zero"), CONFIGURATION, "E1019", "/dev/zero",
                    "it has more than 1048576 bytes")

    def test_no_file_of_a_person_is_a_trap(self):
        pipe, huge = str(self.folder / "pipe"), str(self.folder / "huge")
        os.mkfifo(pipe)
        with open(huge, "wb") as file:
            file.truncate(1 << 40)
        for path, why in (("/dev/zero", "it has more than"), (huge, "it has more than"),
                          (pipe, "nobody writes into this pipe"),
                          (str(self.folder / "none"), "No such file"),
                          (str(self.folder) + "/", "it is a directory")):
            for arguments in (["check", self.config, "--bpmn", path], ["check", path],
                              ["test", path]):
                with self.subTest(arguments):
                    if why.startswith("it is a dir") and "--bpmn" not in arguments:
                        continue  # a folder of configurations or scenarios
                    if why.startswith("No such") and arguments[0] == "test":
                        continue  # that is a wrong command line
                    self.expect(self.telltale(*arguments), CONFIGURATION, "E1019", path, why)

    def test_a_pipe_is_read_to_its_end(self):
        self.expect(self.telltale("check", "/dev/stdin", shell=f"< <(cat {self.config})"), OK)

    def test_a_folder_without_configurations_is_named(self):
        empty = self.folder / "empty"
        (empty / "below").mkdir(parents=True)
        self.expect(self.telltale("check", str(empty)), CONFIGURATION, "E1019", str(empty),
                    "there is no *.yaml in this directory")

    # ---- arguments

    def test_an_empty_value_is_not_none(self):
        for flag in ("--state-dir", "--input", "--listen", "--ticks", "--config"):
            self.expect(self.run_on(self.input, flag, ""), USAGE, flag)
        for flag in ("--url", "--state-dir", "--config"):
            self.expect(self.telltale("episodes", flag, ""), USAGE, flag, "episodes --help")
        for flag in ("--bpmn", "--config"):
            self.expect(self.telltale("check", flag, "", "--config", self.config), USAGE, flag)

    def test_a_value_that_means_nothing_is_known_before_anything_runs(self):
        for flag, value, expected in (("--listen", "x", "ADDRESS:PORT"),
                                      ("--listen", "127.0.0.1:99999", "ADDRESS:PORT"),
                                      ("--accept", "bogus", "retention-gap"),
                                      ("--accept", "store-in-use", "retention-gap"),
                                      ("--require-ready", "4000d", "3650d")):
            with self.subTest(flag):
                done = self.run_on(self.input, flag, value)
                self.expect(done, USAGE, flag, value, expected, "telltale run --help")
                self.assertEqual(done.stdout, "")
        self.expect(self.run_on(self.input, "--accept", "E3003", "--accept", "topic-truncated"), OK)

    def test_ticks_that_cannot_be_written_are_known_before_anything_runs(self):
        for place in (str(self.folder), str(self.folder / "no" / "ticks")):
            done = self.run_on(self.input, "--ticks", place)
            self.expect(done, CONFIGURATION, "E1022 file-unwritable", place)
            self.assertEqual(done.stdout, "")

    def test_readiness_is_not_waited_for_longer_than_it_may_take(self):
        with socket.socket() as deaf:  # it takes connections, and never answers
            deaf.bind(("127.0.0.1", 0))
            deaf.listen()
            for address in ("127.0.0.1:1", f"127.0.0.1:{deaf.getsockname()[1]}"):
                config = self.write("kafka.yaml", f"kafka: {{ brokers: '{address}' }}\n" + RULES)
                began = time.monotonic()
                done = self.telltale("run", "--config", config, "--output", "stdout", "--state-dir",
                                     str(self.folder / "state"), "--require-ready", "1s",
                                     "--listen", "127.0.0.1:0")
                self.expect(done, UNAVAILABLE, "E6003", "within 1s")
                self.assertLess(time.monotonic() - began, 4)

    def test_a_stray_word_is_no_second_input(self):
        self.expect(self.run_on(self.input, "stray"), USAGE, "stray")

    def test_a_topic_that_is_none_is_named(self):
        self.expect(self.run_on("trucks=" + self.input), CONFIGURATION, "no topic 'trucks'")

    def test_standard_input_is_never_resumed(self):
        self.expect(self.run_on("-", "--state-dir", str(self.folder / "state")), CONFIGURATION,
                    "--state-dir")

    # ---- streams

    def test_closed_input_is_an_error_and_no_end(self):
        self.expect(self.run_on("-", shell="<&-"), CONFIGURATION, "E1019", "closed")

    def test_no_log_line_lands_in_the_store(self):
        state = self.folder / "state"
        self.run_on(self.input, "--state-dir", str(state), "--log-level", "debug",
                    shell=">&- 2>&- <&-")
        self.assertEqual((state / "LOCK").read_bytes(), b"")

    def test_what_was_not_printed_is_a_failure(self):
        self.expect(self.telltale("version", shell=">/dev/full"), STORAGE, "standard output")

    # ---- files and stores

    def test_an_input_that_cannot_be_opened_is_refused(self):
        self.expect(self.run_on(str(self.folder / "nothing")), CONFIGURATION, "E1019", "nothing")
        self.expect(self.run_on(str(self.folder)), CONFIGURATION, "E1019", "directory")

    def test_an_input_that_cannot_be_read_on_ends_it(self):
        self.expect(self.run_on("/proc/self/mem"), STORAGE, "E5006")

    def test_a_shorter_file_is_read_from_its_begin_if_that_is_meant(self):
        state = ("--state-dir", str(self.folder / "state"))
        self.expect(self.run_on(self.input, *state), OK)
        short = self.write("short.ndjson", events(3, keys=3).replace("K", "L"))
        self.expect(self.run_on(short, *state), CONFIGURATION, "E3002")
        done = self.run_on(short, *state, "--accept", "topic-truncated")
        self.expect(done, OK, "3 records became 3 starts")

    def test_a_store_without_its_note_of_what_was_durable_is_refused(self):
        state = self.folder / "state"
        self.expect(self.run_on(self.input, "--state-dir", str(state)), OK)
        for damage in (lambda: os.truncate(state / "DURABLE", 3), (state / "DURABLE").unlink):
            damage()
            self.expect(self.run_on(self.input, "--state-dir", str(state)), STORAGE, "E5003",
                        "move it away")

    # ---- limits and bad records

    def test_more_keys_than_allowed_end_a_file_with_an_error(self):
        self.config = self.write("few.yaml", "state: { keys: 2 }\n" + RULES)
        self.expect(self.run_on(self.input), INTERNAL, "E6001", "state.keys")

    def test_the_first_bad_record_of_a_kind_is_logged(self):
        path = self.write("bad.ndjson", events(2) + '{"ts":1700000000000}\n[]\n{"ts":1}\n')
        done = self.run_on(path)
        self.expect(done, OK, "E2004", "E2003", "in quarantine")
        self.assertEqual(done.stderr.count("E2004"), 1)


if __name__ == "__main__":
    unittest.main()
