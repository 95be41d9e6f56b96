"""A suite's process is run to its end or its limit, and what is missing fails."""
import sys
import json
import tempfile
import unittest
from pathlib import Path

from suites import counts, runner, table
from suites.counts import Counts
from suites.table import Suite


def python(text, count=counts.of_last_line, **more):
    return Suite("s", (sys.executable, "-c", text), count, **more)


class RunnerTest(unittest.TestCase):
    def test_suite_that_passes_shows_no_output(self):
        result = runner.run(python("print('2 passed, 0 failed')"))
        self.assertEqual((result.counts, result.output), (Counts(2), ""))

    def test_suite_that_fails_shows_what_it_printed(self):
        result = runner.run(python("print('why')\nprint('1 passed, 1 failed')\nexit(1)"))
        self.assertEqual((result.counts, result.output),
                         (Counts(1, 1), "why\n1 passed, 1 failed"))

    def test_suite_that_ends_badly_fails_whatever_it_says(self):
        result = runner.run(python("print('2 passed, 0 failed')\nexit(2)"))
        self.assertEqual(result.counts, Counts(2, 1))

    def test_suite_past_its_limit_is_stopped_with_its_children(self):
        endless = "import subprocess; subprocess.run(['tail', '-f', '/dev/null'])"
        result = runner.run(python(endless, limit_s=0.2))
        self.assertEqual(result.counts, Counts(failed=1))
        self.assertIn("stopped after 0.2 s", result.output)

    def test_suite_whose_file_is_missing_fails(self):
        result = runner.run(python("print('2 passed, 0 failed')", needs="tests/gone.py"))
        self.assertEqual((result.counts, result.output),
                         (Counts(failed=1), "tests/gone.py is missing"))

    def test_suite_without_brokers_is_not_run(self):
        result = runner.run(python("print('not run: s (2)')\nexit(3)", brokers=True))
        self.assertEqual((result.counts, result.not_run), (Counts(), True))

    def test_temporary_folder_of_a_suite_is_gone_afterwards(self):
        result = runner.run(python("import tempfile; print(tempfile.mkdtemp())\nexit(1)"))
        self.assertFalse(Path(result.output).exists())


class TableTest(unittest.TestCase):
    def test_programs_of_a_build_do_not_include_those_of_a_build_within(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in ("a/one_test", "asan/two_test", "asan/CMakeCache.txt"):
                file = Path(folder) / path
                file.parent.mkdir(exist_ok=True)
                file.touch(mode=0o755)
            names = {suite.name for suite in table.programs(folder)}
        self.assertEqual(names, {"one_test"} | set(table.REQUIRED_PROGRAMS))

    def test_program_that_must_be_there_fails_if_it_is_not(self):
        with tempfile.TemporaryDirectory() as folder:
            result = runner.run(table.programs(folder)[0])
        self.assertEqual(result.counts, Counts(failed=1))

    def test_test_that_no_program_runs_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "engine").mkdir()
            (root / "Unity").mkdir()
            for name in ("a_test.cc", "b_test.cc", "c_test.cc"):
                (root / "engine" / name).touch()
            (root / "Unity" / "0.cxx").write_text(f'#include "{root}/engine/b_test.cc"')
            (root / "Unity" / "1.cxx").write_text(f'#include "{root}/engine/c_test.cc"')  # of before
            (root / "compile_commands.json").write_text(json.dumps(
                [{"file": f"{root}/{file}"} for file in ("engine/a_test.cc", "Unity/0.cxx")]))
            self.assertEqual(table.forgotten_tests(root, root), ["engine/c_test.cc"])


if __name__ == "__main__":
    unittest.main()
