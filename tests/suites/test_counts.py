"""Counts are read rightly, and a suite that lies about itself is not believed."""
import json
import unittest

from suites import counts
from suites.counts import Counts, Finished


def gtest_report(*cases):
    return json.dumps({"testsuites": [{"testsuite": list(cases)}]})


class CountsTest(unittest.TestCase):
    def test_gtest_report_is_counted_by_result(self):
        report = gtest_report({"result": "COMPLETED"}, {"result": "SKIPPED"},
                              {"result": "COMPLETED", "failures": [{}]}, {"result": "SUPPRESSED"})
        self.assertEqual(counts.of_gtest(Finished(1, "", report)), Counts(1, 1, 2))

    def test_gtest_without_report_crashed(self):
        self.assertEqual(counts.of_gtest(Finished(-11, "")), Counts(failed=1))

    def test_unittest_that_passed(self):
        text = "....\n" + "-" * 70 + "\nRan 4 tests in 0.1s\n\nOK\n"
        self.assertEqual(counts.of_unittest(Finished(0, text)), Counts(4))

    def test_unittest_with_failures_errors_and_skips(self):
        text = "Ran 9 tests in 1.0s\n\nFAILED (failures=1, errors=2, skipped=3)\n"
        self.assertEqual(counts.of_unittest(Finished(1, text)), Counts(3, 3, 3))

    def test_unittest_without_summary_crashed(self):
        self.assertEqual(counts.of_unittest(Finished(1, "SyntaxError: x")), Counts(failed=1))

    def test_last_line_with_and_without_skipped(self):
        self.assertEqual(counts.of_last_line(Finished(0, "x\n5 passed, 0 failed\n")), Counts(5))
        self.assertEqual(counts.of_last_line(Finished(1, "5 passed, 1 failed, 2 skipped")),
                         Counts(5, 1, 2))

    def test_last_line_that_says_something_else_is_a_failure(self):
        self.assertEqual(counts.of_last_line(Finished(0, "5 passed, 0 failed\nbye")),
                         Counts(failed=1))

    def test_failures_are_the_failed_lines_and_what_stands_below_them(self):
        failed = "FAIL  b  1 failed\n      why\n      \n      more\n"
        printed = f"ok    a\n{failed}ok    c\nFAIL  d\nend\n"
        self.assertEqual(counts.failures(printed), failed + "FAIL  d\n")

    def test_failures_of_what_failed_otherwise_are_its_last_lines(self):
        printed = "".join(f"{n}\n" for n in range(counts.SHOWN_LINES + 1))
        self.assertEqual(counts.failures(printed).splitlines()[0], "1")

    def test_exit_code_counts_as_one(self):
        self.assertEqual(counts.of_exit_code(Finished(0, "")), Counts(passed=1))
        self.assertEqual(counts.of_exit_code(Finished(3, "")), Counts(failed=1))

    def test_bad_end_without_a_failure_is_not_believed(self):
        self.assertEqual(counts.believed(Counts(5), exit_code=1), Counts(5, 1))

    def test_nothing_run_is_not_believed(self):
        self.assertEqual(counts.believed(Counts(), exit_code=0), Counts(failed=1))

    def test_counts_that_agree_are_believed(self):
        self.assertEqual(counts.believed(Counts(5, 0, 1), exit_code=0), Counts(5, 0, 1))
        self.assertEqual(counts.believed(Counts(5, 1), exit_code=1), Counts(5, 1))


if __name__ == "__main__":
    unittest.main()
