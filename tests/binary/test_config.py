"""`telltale config`: what it shows can be read again, and its schema agrees with `check`."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from json_schema import problems
from node import ROOT, binary

RULE = {"topic": "t", "key": ["v"], "start": "s", "back": "b", "clear": "good for 60s"}
EXAMPLES = sorted((ROOT / "docs" / "examples").rglob("telltale.yaml"))


def telltale(*words, **environment):
    return subprocess.run([binary(), *map(str, words)], capture_output=True, text=True, timeout=20,
                          env={**os.environ, **environment}, check=False)


def with_rule(**options):
    """A configuration whose only rule has these options besides, or instead of, the usual ones."""
    rule = {name: value for name, value in {**RULE, **options}.items() if value is not None}
    return {"topics": {"t": {}}, "rules": {"r": rule}}


def with_section(name, **options):
    return {**with_rule(), name: options}


def with_route(**options):
    """A configuration with a route alone."""
    return {"topics": {"t": {}}, "routes": {"r": {"topic": "t", **options}}}


GOOD = (with_route(start="s"), with_route(start="= type", **{"with": "k"}),
        with_route(correlate="c", **{"with": "record.key"}, id="n", ttl="1h", variables="payload"),
        with_route(start="s", variables={"a": "b"}),
        with_rule(), with_rule(**{"raise": "3 in 1m30s"}),
        with_rule(bad=True, forget="1d12h"),
        with_rule(start={"message": "s", "ttl": "1m30s"}), with_rule(clear="never", back=None),
        with_section("state", dir="d", keys=5, disk_reserve="1GiB"),
        with_section("zeebe", gateway="localhost:1", tls={}),
        with_section("embedded", work="1m30s"), {**with_rule(), "shard": "2/4"},
        with_section("zeebe", gateway="localhost:1", tls={"authority": "h"},
                     oauth={"token_url": "https://h/t", "client_id": "c", "client_secret": "s"}),
        with_section("kafka", brokers="${NONE:-b}", properties={"client.id": 7}))
BROKEN = (with_route(), with_route(correlate="c"), with_route(start="s", ttl="0 s"),
          with_route(start="s", correlate="c", **{"with": "k"}), with_route(start="s", when="x"),
          with_route(start="s", variables=["a"]), {"topics": {"t": {}}, "routes": {}},
          with_rule(topic=None), with_rule(key=None), with_rule(key=[]), with_rule(key="v"),
          with_rule(start=None), with_rule(back=None), with_rule(start=""),
          with_rule(**{"raise": "3 within 30s"}), with_rule(rais="3 in 30s"),
          with_rule(forget="1 day"), with_rule(forget="5m1h"), with_rule(clear="good after 60s"),
          with_rule(while_not="stop"),
          with_rule(start={"message": "s", "tll": "1h"}), with_rule(start={"ttl": "1h"}),
          with_section("state", keys=0), with_section("state", keys="many"),
          with_section("state", disk_reserve="1 GB"), with_section("zeebe", message_ttl="1h"),
          with_section("zeebe", gateway="localhost:1", tls=True),
          with_section("embedded", work="soon"), {**with_rule(), "shard": ["2/4"]},
          with_section("zeebe", gateway="localhost:1", tls={"cert": "/c"}),
          with_section("zeebe", gateway="localhost:1", oauth={"client_id": "c"}),
          with_section("kafka", brokers="b", properties=["client.id"]),
          with_section("kafka", brokers="b", properties={"group.id": "g"}),
          with_section("http", port=80), with_section("kafak", brokers="b"),
          {**with_rule(), "output": "file"}, {**with_rule(), "follow": "yes"},
          {"topics": {"t": {}}, "rules": {"Not_A_Name": RULE}}, {"topics": {}, "rules": {}})


class ConfigTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.schema = json.loads(telltale("config", "schema").stdout)

    def file(self, text, name="telltale.yaml"):
        path = self.folder / name
        path.write_text(text)
        return path

    def shown(self, path, *flags):
        printed = telltale("config", "show", "--config", path, *flags)
        self.assertEqual(printed.returncode, 0, printed.stderr)
        return printed.stdout

    def test_examples_of_the_documents_fit_the_schema(self):
        self.assertTrue(EXAMPLES)
        for path in EXAMPLES:
            tree = json.loads(self.shown(path, "--json"))
            self.assertEqual(problems(tree, self.schema), [], path)

    def test_schema_and_check_accept_the_same_configurations(self):
        for tree in GOOD:
            printed = telltale("check", self.file(json.dumps(tree)))
            self.assertEqual((printed.returncode, problems(tree, self.schema)), (0, []),
                             f"{tree}: {printed.stderr}")

    def test_schema_and_check_refuse_the_same_configurations(self):
        for tree in BROKEN:
            self.assertEqual(telltale("check", self.file(json.dumps(tree))).returncode, 78, tree)
            self.assertNotEqual(problems(tree, self.schema), [], tree)

    def test_what_is_shown_is_shown_again_when_it_is_read(self):
        for path in EXAMPLES:
            for flags in ((), ("--effective",)):
                once = self.shown(path, *flags)
                self.assertEqual(self.shown(self.file(once), *flags), once)
            as_json = self.file(self.shown(path, "--json"))
            self.assertEqual(self.shown(as_json, "--json"), self.shown(path, "--json"))

    def test_sources_name_file_and_line_environment_and_default(self):
        tree = with_section("kafka", brokers="${BROKERS}")
        path = self.file("\n" + json.dumps(tree))
        lines = telltale("config", "show", "--config", path, "--effective", "--sources", "--json",
                         BROKERS="b:1").stdout.splitlines()
        sources = {row["option"]: (row["value"], row["source"]) for row in map(json.loads, lines)}
        self.assertEqual(sources["kafka.brokers"], ("b:1", f"{path}:2, environment BROKERS"))
        self.assertEqual(sources["kafka.group"], ("telltale", "default"))

    def test_secrets_are_masked_and_the_file_of_one_is_named(self):
        secret = self.file("hunter2\n", "password")
        tree = with_section("kafka", brokers="b", properties={
            "sasl.password": "hunter1", "sasl.username": f"file:{secret}", "client.id": "me"})
        shown = self.shown(self.file(json.dumps(tree)), "--sources")
        self.assertNotIn("hunter", shown)
        self.assertEqual(shown.count('"******"'), 2)
        self.assertIn(f"file {secret}", shown)
        self.assertIn("client.id: \"me\"", shown)

    def test_secret_is_masked_in_the_line_that_a_finding_shows(self):
        printed = telltale("check", self.file(
            'kafka: { properties: { "group.id": g, sasl.password: hunter1 } }'))
        self.assertIn('"group.id": g, sasl.password: *', printed.stderr)
        self.assertNotIn("hunter1", printed.stderr)

    def test_secret_that_cannot_be_read_is_an_error_with_its_place(self):
        for path, why in (("no/such", "No such file or directory"),
                          (self.folder, "it is a directory"),
                          ("/dev/zero", "it has more than 1048576 bytes")):
            tree = with_section("kafka", brokers="b", properties={"sasl.password": f"file:{path}"})
            printed = telltale("check", self.file(json.dumps(tree)))
            self.assertEqual(printed.returncode, 78)
            self.assertIn("telltale.yaml:1:", printed.stderr)
            self.assertIn("error E1019 file-unreadable: expected a file with the value of "
                          f"'sasl.password', but {path}: {why}", printed.stderr)

    def test_full_disk_is_no_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            printed = subprocess.run([binary(), "config", "schema"], stdout=full, text=True,
                                     stderr=subprocess.PIPE, timeout=20, check=False)
        self.assertEqual(printed.returncode, 74)
        self.assertIn("E5005 output-broken", printed.stderr)

    def test_wrong_configuration_is_not_shown(self):
        printed = telltale("config", "show", "--config", self.file(json.dumps(BROKEN[0])))
        self.assertEqual((printed.returncode, printed.stdout), (78, ""))


if __name__ == "__main__":
    unittest.main()
