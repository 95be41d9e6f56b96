"""Our FEEL against feelin, the FEEL of bpmn.io, and against the oracle of these tests.

What is generated has one meaning for all; where we mean to differ, docs/reference/feel.md has an
example, and both of its columns are evaluated here.
"""
import json
import math
import os
import re
import unittest
from pathlib import Path

import evaluators
import expressions
from evaluators import cache

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
COUNT = 25_000
SHOWN = 20
# Node and the C library may disagree in the last digit of a power.
TOLERANCE = 1e-12


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = list(expressions.cases(SEED, COUNT))
        cls.ours = evaluators.ours(cls.cases)

    def test_all_that_is_generated_compiles(self):
        refused = [(case, answer) for case, answer in zip(self.cases, self.ours)
                   if "value" not in answer]
        self.assertEqual(refused[:SHOWN], [])

    def test_values_of_every_kind_come_out(self):
        kinds = [type(answer.get("value")).__name__ for answer in self.ours]
        for kind in ("bool", "str", "int", "float", "NoneType"):
            self.assertGreater(kinds.count(kind), COUNT / 50, kind)

    def test_feelin_has_the_same_values(self):
        self.compare(of_feelin(self, self.cases))

    def test_the_oracle_has_the_same_values(self):
        self.compare(evaluators.oracle(self.cases))

    def compare(self, theirs):
        wrong = [(*case, mine, other) for case, mine, other in zip(self.cases, self.ours, theirs)
                 if not same(mine, other)]
        wrong.sort(key=lambda difference: len(difference[0]))
        self.assertEqual(wrong[:SHOWN], [], f"{len(wrong)} of {COUNT}")


class Differences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        page = (ROOT / "docs" / "reference" / "feel.md").read_text(encoding="utf-8")
        cls.record = re.search(r"The record is `(.*)`\.", page)[1]
        table = page.split("| expression | here | feelin |")[1]
        found = re.findall(r"^\| `(.*)` \| `(.*)` \| `(.*)` \| .* \|$", table, re.MULTILINE)
        cls.rows = [tuple(cell.strip("` ") if cell.startswith("` ") else cell for cell in row)
                    for row in found]  # code that has back quotes stands in two of them
        cls.cases = [(expression, cls.record) for expression, _, _ in cls.rows]

    def test_each_row_of_the_page_is_understood(self):
        page = (ROOT / "docs" / "reference" / "feel.md").read_text(encoding="utf-8")
        table = page.split("| expression | here | feelin |")[1].strip().splitlines()
        self.assertEqual(len(self.rows), len(table) - 2)
        self.assertGreater(len(self.rows), 10)

    def test_our_values_are_those_of_the_page(self):
        self.check(evaluators.ours(self.cases), 1)

    def test_the_values_of_feelin_are_those_of_the_page(self):
        self.check(of_feelin(self, self.cases), 2)

    def test_each_row_shows_a_difference(self):
        for row in self.rows:
            self.assertNotEqual(row[1], row[2], row[0])

    def check(self, answers, column):
        for row, answer in zip(self.rows, answers):
            shown = {"refused": row[column]} if row[column] == "refused" else {
                "value": json.loads(row[column])}
            with self.subTest(expression=row[0]):
                self.assertEqual("refused" in answer, "refused" in shown, answer)
                self.assertTrue(same(answer, shown), answer)


def of_feelin(test, cases):
    try:
        return evaluators.feelin(cases)
    except cache.Unavailable as missing:
        if os.environ.get("CI") == "true":
            raise
        return test.skipTest(f"feelin: {missing}")


def same(a, b):
    """True if two answers agree: both refused, or the same value."""
    if "refused" in a or "refused" in b:
        return "refused" in a and "refused" in b
    return same_value(a["value"], b["value"])


def same_value(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=TOLERANCE)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same_value, a, b))
    return a == b


if __name__ == "__main__":
    unittest.main()
