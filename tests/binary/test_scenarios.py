"""`telltale test`: what a person, a script and a CI system get to see of scenarios."""
import json
import os
import pty
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from node import ROOT, binary

GOLDEN = ROOT / "tests" / "golden" / "scenarios"
RULE = ('rule: { topic: t, key: [v], bad: bad, clear: 1 good in a row, start: s, back: b }\n'
        'steps:\n')
RAISED = "  - { at: 0s, v: V1, bad: true, outcome: raised, start: V1@0s }\n"
CLEARED = "  - { at: 1s, v: V1, bad: false, outcome: cleared, back: V1@0s, ending: healed }\n"
CONFIG = """topics: { t: { time: meta.ts, id: 'header:event-id' }, u: {} }
zeebe: { gateway: '${NOT_SET_ANYWHERE}' }
rules:
  temperature: { topic: t, key: [v], bad: hot, clear: 1 good in a row, start: s, back: b }
  pressure: { topic: t, key: [v], bad: tight, clear: 1 good in a row, start: s, back: b }
  other: { topic: u, key: [v], clear: quiet for 1m, start: s, back: b }
"""


class ScenariosTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def file(self, text, name="scenario.yaml"):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def run_test(self, *words):
        return subprocess.run([binary(), "test", *map(str, words)], cwd=self.folder, check=False,
                              capture_output=True, text=True, timeout=60)

    def check(self, text, code, last, *flags):
        printed = self.run_test(self.file(text), *flags)
        self.assertEqual(printed.returncode, code, printed.stdout + printed.stderr)
        self.assertEqual(printed.stdout.splitlines()[-1], last)
        return printed

    # What passes, and what does not

    def test_passes_what_is_expected_whole(self):
        self.check(RULE + RAISED + CLEARED, 0, "1 passed, 0 failed", "--crashes")

    def test_fails_on_a_start_or_back_that_nobody_expects(self):
        for steps in ("  - { at: 0s, v: V1, bad: true }\n",
                      RAISED + "  - { at: 1s, v: V1, bad: false }\n"):
            self.check(RULE + steps, 1, "0 passed, 1 failed")

    def test_fails_on_a_start_or_back_that_does_not_come(self):
        for steps in ("  - { at: 0s, v: V1, bad: false, start: V1@0s }\n",
                      "  - { at: 0s, v: V1, bad: false, back: V1@0s, ending: healed }\n"):
            self.check(RULE + steps, 1, "0 passed, 1 failed")

    def test_fails_on_another_outcome_ending_or_total(self):
        for steps in ("  - { at: 0s, v: V1, bad: false, outcome: counted }\n",
                      RAISED + CLEARED.replace("healed", "quiet"),
                      RAISED + "totals: { starts: 2 }\n", RAISED + "totals: { running: 0 }\n"):
            self.check(RULE + steps, 1, "0 passed, 1 failed")

    # Delivery

    def test_one_instance_survives_lost_answers_crashes_and_an_outage(self):
        steps = ("  - lost answer\n" + RAISED + "  - crash\n  - lost answer\n  - gateway down\n"
                 "  - { tick: 60s }\n  - gateway up\n  - restart\n"
                 + CLEARED.replace("1s", "61s")
                 + "totals: { starts: 1, backs: 1, instances: 1, running: 0, parked: 0 }\n")
        self.check(RULE + steps, 0, "1 passed, 0 failed", "--crashes")

    def test_a_start_whose_fate_nobody_knows_is_parked(self):
        steps = ("  - lost answer\n" + RAISED + "  - gateway down\n  - { tick: 2h }\n"
                 "  - gateway up\n  - { tick: 2h1m }\ntotals: { instances: 1, parked: 1 }\n")
        self.check(RULE + steps, 0, "1 passed, 0 failed")

    def test_what_zeebe_never_took_waits_as_long_as_it_is_away(self):
        late = RAISED.replace("0s", "60s")  # by then it is known that nobody is there
        steps = ("  - gateway down\n  - { at: 0s, v: V2, bad: false, outcome: good }\n"
                 "  - { tick: 60s }\n" + late + "  - { tick: 5h }\n"
                 "totals: { starts: 1, instances: 0, parked: 0 }\n")
        self.check(RULE + steps, 0, "1 passed, 0 failed")
        steps = steps.replace("totals", "  - gateway up\ntotals").replace("instances: 0",
                                                                          "instances: 1")
        self.check(RULE + steps, 0, "1 passed, 0 failed")

    # The user's own configuration

    def test_runs_one_rule_of_a_configuration_whose_secrets_are_not_set(self):
        self.file(CONFIG, "telltale.yaml")
        text = ("config: telltale.yaml\nrule: temperature\nsteps:\n"
                "  - { at: 0s, v: V1, hot: true, tight: true, dup: 1,\n"
                "      outcome: { raised: 1, duplicate: 1 }, start: V1@0s }\n"
                "  - { at: 1s, v: V1, hot: false, headers: { event-id: e }, outcome: cleared,\n"
                "      back: V1@0s, ending: healed }\n"
                "  - { at: 2s, v: V1, hot: true, headers: { event-id: e }, outcome: duplicate }\n")
        self.check(text, 0, "1 passed, 0 failed", "--crashes")

    def test_runs_all_rules_of_a_topic(self):
        self.file(CONFIG, "telltale.yaml")
        self.check("config: [telltale.yaml]\ntopic: t\nsteps:\n"
                   "  - { at: 0s, v: V1, hot: true, tight: true,\n"
                   "      start: [pressure/V1@0s, temperature/V1@0s] }\n", 0, "1 passed, 0 failed")

    def test_an_event_without_a_time_field_happens_when_it_arrives(self):
        self.file(CONFIG, "telltale.yaml")
        self.check("config: telltale.yaml\nrule: other\nsteps:\n"
                   "  - { at: 7s, v: V1, outcome: raised, start: V1@7s }\n"
                   "  - { at: 6s, v: V1, outcome: still-bad }\n"
                   "  - { tick: 72s, back: V1@7s, ending: quiet }\n", 0, "1 passed, 0 failed")

    # Streams

    def test_disorder_within_late_changes_nothing_but_the_order(self):
        steps = ("  - { stream: [\n"
                 "      { at: 0s, repeat: every 1s for 30s, v: V1, bad: true, dup: 1 },\n"
                 "      { at: 40s, repeat: 20 times every 1s, v: V1, bad: false, dup: 2 } ],\n"
                 "    shuffle: within 3s seed 7, start: V1@0s, back: V1@0s, ending: healed }\n"
                 "totals: { starts: 1, backs: 1, duplicates: 70 }\n")
        self.check("topic: { remember: 64 }\n" + RULE + steps, 0, "1 passed, 0 failed", "--crashes")

    # Files, and what is printed

    def test_runs_the_scenarios_of_a_folder_and_leaves_other_files(self):
        self.file(RULE + RAISED, "s/a.yaml")
        self.file(RULE + RAISED, "s/b.yml")
        self.file(CONFIG, "s/telltale.yaml")
        printed = self.run_test("s")
        self.assertEqual((printed.returncode, printed.stdout), (0, "2 passed, 0 failed\n"))

    def test_says_that_a_folder_has_none(self):
        self.file(CONFIG, "s/telltale.yaml")
        printed = self.run_test("s")
        self.assertEqual(printed.returncode, 2)
        self.assertIn("expected scenarios in s", printed.stderr)

    def test_json_has_a_line_for_each_file_and_the_sums(self):
        self.file(RULE + RAISED, "a.yaml")
        self.file(RULE + RAISED.replace("raised", "good"), "b.yaml")
        self.file("steps: []\n", "c.yaml")
        printed = self.run_test("--json", ".")
        lines = [json.loads(line) for line in printed.stdout.splitlines()]
        self.assertEqual(printed.returncode, 78)
        self.assertEqual([line.get("passed") for line in lines], [True, False, False, 1])
        self.assertEqual(lines[1]["differences"], [
            {"line": 3, "expected": "outcome good", "came": "outcome raised"}])
        self.assertIn("E1004 missing-option", lines[2]["error"])

    def test_junit_has_a_case_for_each_file(self):
        self.file(RULE + RAISED, "a.yaml")
        self.file(RULE + RAISED.replace("V1@0s", "'<&>@0s'"), "b.yaml")
        self.file("steps: []\n", "c.yaml")
        printed = self.run_test("--junit", "report.xml", ".")
        self.assertEqual(printed.returncode, 78)
        suite = xml.parse(self.folder / "report.xml").getroot()
        self.assertEqual([suite.get(name) for name in ("tests", "failures", "errors")],
                         ["3", "1", "1"])
        self.assertEqual([[child.tag for child in case] for case in suite],
                         [[], ["failure"], ["error"]])
        self.assertIn("expected start <&>@0s", suite[1][0].get("message"))

    def test_junit_goes_where_it_points_and_as_it_may_be_read(self):
        path = self.file(RULE + RAISED)
        report = self.file("old", "reports/today.xml")
        report.chmod(0o640)
        link = self.folder / "report.xml"
        link.symlink_to("reports/today.xml")
        self.assertEqual(self.run_test("--junit", link, path).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertEqual(xml.parse(report).getroot().get("tests"), "1")
        self.assertEqual(report.stat().st_mode & 0o777, 0o640)

    def test_junit_is_printed_where_a_device_stands_for_it(self):
        printed = self.run_test("--junit", "/dev/stdout", self.file(RULE + RAISED))
        self.assertEqual(printed.returncode, 0, printed.stderr)
        self.assertIn("</testsuite>", printed.stdout)
        self.assertIn("1 passed, 0 failed\n", printed.stdout)

    def test_junit_that_cannot_be_written_is_known_before_anything_runs(self):
        path = self.file(RULE + RAISED)
        for place, why in ((self.folder, "it is a directory"),
                           ("no/such/report.xml", "No such file or directory")):
            printed = self.run_test("--junit", place, path)
            self.assertEqual((printed.returncode, printed.stdout), (78, ""))
            self.assertIn("E1022 file-unwritable", printed.stderr)
            self.assertIn(why, printed.stderr)

    def test_junit_that_breaks_off_is_an_error(self):
        printed = self.run_test("--junit", "/dev/full", self.file(RULE + RAISED))
        self.assertEqual(printed.returncode, 74)
        self.assertIn("E5005", printed.stderr)
        self.assertIn("/dev/full", printed.stderr)

    def test_colours_are_for_terminals_only(self):
        path = self.file(RULE + RAISED.replace("raised", "good"))
        self.assertNotIn("\x1b", self.run_test(path).stdout)
        self.assertIn("\x1b[1;31mFAIL\x1b[0m", _on_a_terminal(path))
        self.assertNotIn("\x1b", _on_a_terminal(path, NO_COLOR="1"))

    def test_failures_read_as_they_should(self):
        for path in sorted(GOLDEN.glob("*.yaml")):
            printed = subprocess.run([binary(), "test", path.name], cwd=GOLDEN, check=False,
                                     capture_output=True, text=True, timeout=60)
            shown = printed.stderr + printed.stdout
            expected = path.with_suffix(".txt")
            if os.environ.get("UPDATE_GOLDEN"):
                expected.write_text(shown)
            self.assertEqual(shown, expected.read_text(), path)
            self.assertIn(printed.returncode, (1, 78), path)

    # --update

    def test_update_changes_what_failed_and_nothing_else(self):
        before = (
            "# Why.\n" + RULE +
            "  - { at: 0s, v: 'Vé', bad: true, outcome: counted }   # a comment\n"
            "  - { at: 1s, v: 'Vé', bad: true, outcome: still-bad, start: V1@0s }  # another\n"
            "  # a block\n"
            "  - at: 2s\n    v: 'Vé'   # a key\n    bad: false\n    outcome: good\n\n"
            "  - { at: 3s, v: 'a, b', bad: true, outcome: [x], start: V1@0s }\n"
            "totals: { starts: 1, backs: 1 } # sums\n").replace("[x]", "raised")
        after = (
            "# Why.\n" + RULE +
            "  - { at: 0s, v: 'Vé', bad: true, outcome: raised, start: 'Vé@0s' }   # a comment\n"
            "  - { at: 1s, v: 'Vé', bad: true, outcome: still-bad }  # another\n"
            "  # a block\n"
            "  - at: 2s\n    v: 'Vé'   # a key\n    bad: false\n    outcome: cleared\n"
            "    back: 'Vé@0s'\n    ending: healed\n\n"
            "  - { at: 3s, v: 'a, b', bad: true, outcome: raised, start: 'a, b@3s' }\n"
            "totals: { starts: 2, backs: 1 } # sums\n")
        path = self.file(before)
        printed = self.run_test("--update", path)
        self.assertEqual(printed.returncode, 0, printed.stdout)
        self.assertEqual(path.read_text(), after)
        self.assertEqual(printed.stdout.splitlines()[-1], "1 passed, 0 failed")

    def test_update_fills_in_a_file_that_expects_nothing(self):
        path = self.file(RULE + "  - { at: 0s, v: V1, bad: true }\n  - crash\n"
                         "  - { at: 1s, repeat: 3 times every 1s, v: V1, bad: false }\n")
        self.assertEqual(self.run_test("--update", path).returncode, 0)
        self.assertEqual(path.read_text(), RULE + RAISED + "  - crash\n"
                         "  - { at: 1s, repeat: 3 times every 1s, v: V1, bad: false, "
                         "outcome: { cleared: 1, good: 2 }, back: V1@0s, ending: healed }\n")

    def test_update_leaves_links_and_permissions(self):
        path = self.file(RULE + "  - { at: 0s, v: V1, bad: true }\n", "elsewhere/s.yaml")
        path.chmod(0o640)
        link = self.folder / "s.yaml"
        link.symlink_to("elsewhere/s.yaml")
        self.assertEqual(self.run_test("--update", link).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertEqual((path.read_text(), path.stat().st_mode & 0o777), (RULE + RAISED, 0o640))
        self.assertEqual([file.name for file in path.parent.iterdir()], ["s.yaml"])

    def test_update_leaves_a_file_that_passes(self):
        path = self.file(RULE + RAISED)
        stamp = path.stat().st_mtime_ns
        self.assertEqual(self.run_test("--update", path).returncode, 0)
        self.assertEqual(path.stat().st_mtime_ns, stamp)

    def test_update_leaves_a_layout_that_it_cannot_change(self):
        path = self.file(RULE + "  - start: V1@0s\n    at: 0s\n    v: V1\n    bad: false\n")
        before = path.read_text()
        printed = self.run_test("--update", path)
        self.assertEqual(printed.returncode, 1)
        self.assertIn("The file was not changed", printed.stdout)
        self.assertEqual(path.read_text(), before)


def _on_a_terminal(path, **environment):
    """What the program prints if its standard output is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run([binary(), "test", str(path)], stdout=theirs, timeout=60, check=False,
                   env={**os.environ, "NO_COLOR": "", **environment})
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        return terminal.read(65536).decode()


if __name__ == "__main__":
    unittest.main()
