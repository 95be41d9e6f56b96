"""`telltale check`: what it finds, word for word: the fault, its place, and what to do.

Beside every broken file of tests/golden/check stands what `check` prints about it; the first line is
the exit code. With UPDATE_GOLDEN=1 these are written anew; the difference is to be reviewed.
"""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from node import ROOT, binary

GOLDEN = ROOT / "tests" / "golden" / "check"
CONFIG = "telltale.yaml"
UNREADABLE = "E1036"  # says all in its text
_PLACE = re.compile(r"^(\S+):(\d+):(\d+): (error|warning|note) (E\d{4}) ([a-z-]+): (.+)$", re.M)


def check(folder, *words):
    return subprocess.run([binary(), "check", *words], cwd=folder, capture_output=True, text=True,
                          timeout=20, check=False)


class GoldenTest(unittest.TestCase):
    maxDiff = None

    def compare(self, path, *words, shows=False):
        """What `check` says about one file, against the text beside it; `shows` what it prints too."""
        done = check(path.parent, *words)
        said = f"exit code {done.returncode}\n{done.stderr}{done.stdout if shows else ''}"
        expected = path.with_suffix(".txt")
        if os.environ.get("UPDATE_GOLDEN"):
            expected.write_text(said)
        self.assertEqual(said, expected.read_text(), path.name)
        self.assertEqual(done.returncode == 78, " error E" in said, said)
        found = [place[4] for place in _PLACE.findall(said)]
        self.assertEqual(len(found), said.count("  next  "), said)
        self.assertEqual(len([error for error in found if error != UNREADABLE]),
                         said.count("  why   "), said)
        return said

    def test_workflows(self):
        files = sorted((GOLDEN / "bpmn").glob("*.bpmn"))
        self.assertGreaterEqual(len(files), 20)
        for path in files:
            with self.subTest(path.name):
                said = self.compare(path, "--config", CONFIG, "--bpmn", path.name)
                self.assertEqual(said == "exit code 0\n", path.stem == "nothing")

    def test_rules(self):
        files = sorted((GOLDEN / "rules").glob("*.yaml"))
        self.assertGreaterEqual(len(files), 10)
        for path in files:
            with self.subTest(path.name):
                said = self.compare(path, "--config", path.name)
                self.assertEqual(said == "exit code 0\n", path.stem == "nothing")

    def test_samples(self):
        for path in sorted((GOLDEN / "sample").glob("*.yaml")):
            with self.subTest(path.name):
                said = self.compare(path, "--config", path.name, "--sample", "1000", "--input",
                                    path.with_suffix(".ndjson").name, shows=True)
                self.assertEqual(_PLACE.findall(said) == [], path.stem in ("nothing", "bad_records"))


class JsonTest(unittest.TestCase):
    def test_says_the_same_as_the_text(self):
        folder = GOLDEN / "bpmn"
        words = ("--config", CONFIG, "--bpmn", "back_by_unknown_variable.bpmn")
        found = [json.loads(line) for line in check(folder, *words, "--json").stdout.splitlines()]
        places = [(one["file"], str(one["line"]), str(one["column"]), one["severity"],
                   one["error"], one["name"], one["text"]) for one in found]
        self.assertEqual(places, _PLACE.findall(check(folder, *words).stderr))
        self.assertTrue(all(one["next"] for one in found))

    def test_a_sample_is_one_object_per_topic(self):
        words = ("--config", "disorder.yaml", "--sample", "1000", "--input", "disorder.ndjson")
        found = check(GOLDEN / "sample", *words, "--json").stdout.splitlines()
        sample = json.loads(found[-1])
        rule = sample["rules"][0]
        self.assertEqual((sample["topic"], sample["records"], rule["rule"]), ("t", 38, "oil"))
        self.assertEqual((rule["keys"], rule["disorder"]["count"], rule["beyond_late"]), (3, 2, 2))


class FilesTest(unittest.TestCase):
    def test_a_workflow_that_cannot_be_read_is_an_error(self):
        done = check(GOLDEN / "bpmn", "--config", CONFIG, "--bpmn", "nowhere.bpmn")
        self.assertEqual(done.returncode, 78)
        self.assertIn("nowhere.bpmn:1:1: error E1019 file-unreadable", done.stderr)

    def test_rules_may_start_workflows_of_several_files(self):
        folder = ROOT / "docs" / "examples" / "oil-pressure"
        done = check(folder, "--config", CONFIG,
                     "--bpmn", str(ROOT / "tests" / "acceptance" / "bpmn" / "fence.bpmn"),
                     "--bpmn", str(ROOT / "deploy" / "bpmn" / "maintenance.bpmn"))
        self.assertEqual(done.returncode, 0)
        self.assertNotIn(".bpmn", done.stderr)

    def test_finds_nothing_in_the_workflow_that_catches_what_the_example_forwards(self):
        folder = ROOT / "docs" / "examples" / "review"
        done = check(folder, "--config", "telltale.yaml", "--bpmn", "bearing.bpmn")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_finds_nothing_in_the_workflow_of_the_vehicles(self):
        folder = ROOT / "docs" / "examples" / "vehicle-maintenance"
        done = check(folder, "--config", "telltale.yaml", "--bpmn", "maintenance.bpmn")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_finds_nothing_in_the_workflow_of_the_orders(self):
        folder = ROOT / "docs" / "examples" / "order-fulfilment"
        done = check(folder, "--config", "telltale.yaml", "--bpmn", "order-fulfilment.bpmn")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_looks_for_what_routes_start_and_correlate(self):
        config = """topics: { orders: }
routes:
  placed: { topic: orders, where: kind = "placed", start: order-placed, with: order }
  paid:   { topic: orders, where: kind = "paid", correlate: order-pai, with: order }
"""
        bpmn = str(ROOT / "tests" / "acceptance" / "bpmn" / "order.bpmn")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / CONFIG
            path.write_text(config, encoding="utf-8")
            done = check(folder, "--config", CONFIG, "--bpmn", bpmn)
            self.assertEqual(done.returncode, 78)
            self.assertIn("telltale.yaml:4:61: error E1065 route-not-caught", done.stderr)
            self.assertIn("did you mean 'order-paid'?", done.stderr)
            path.write_text(config.replace("order-pai,", "order-paid,"), encoding="utf-8")
            done = check(folder, "--config", CONFIG, "--bpmn", bpmn)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_looks_for_the_tasks_whose_jobs_are_published(self):
        folder = ROOT / "docs" / "examples" / "order-fulfilment"
        text = (folder / "telltale.yaml").read_text(encoding="utf-8")
        bpmn = str(folder / "order-fulfilment.bpmn")
        with tempfile.TemporaryDirectory() as other:
            path = pathlib.Path(other) / CONFIG
            path.write_text(text.replace("job:   send-command", "job:   send-comand"),
                            encoding="utf-8")
            done = check(other, "--config", CONFIG, "--bpmn", bpmn)
        self.assertEqual(done.returncode, 0, "other workflows may be deployed")
        self.assertIn("warning E1073 job-nowhere", done.stderr)
        self.assertIn("did you mean 'send-command'?", done.stderr)

    def test_misses_a_forward_that_nobody_catches(self):
        folder = ROOT / "docs" / "examples" / "review"
        text = (folder / "bearing.bpmn").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as other:
            wrong = pathlib.Path(other) / "bearing.bpmn"
            wrong.write_text(text.replace('name="bearing-is-hot"', 'name="hot"')
                             .replace('"reviewed" name="Bearing was reviewed" isInterrupting="false"',
                                      '"reviewed" name="Bearing was reviewed"'), encoding="utf-8")
            done = check(folder, "--config", "telltale.yaml", "--bpmn", str(wrong))
        self.assertEqual(done.returncode, 78)
        for error in ("E1023 forward-not-caught", "E1024 forward-interrupts"):
            self.assertIn(error, done.stderr)

    def test_a_sample_takes_no_more_records_than_it_was_asked_for(self):
        words = ("--config", "nothing.yaml", "--sample", "5", "--input", "nothing.ndjson", "--json")
        sample = json.loads(check(GOLDEN / "sample", *words).stdout.splitlines()[-1])
        self.assertEqual(sample["records"], 5)

    def test_what_cannot_be_sampled_is_said(self):
        done = check(GOLDEN / "sample", "--config", "nothing.yaml", "--sample", "5")
        self.assertEqual(done.returncode, 78)
        self.assertIn("expected a `kafka` section or --input", done.stderr)


if __name__ == "__main__":
    unittest.main()
