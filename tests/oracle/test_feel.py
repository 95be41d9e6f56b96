import unittest

from feel import FeelError, compile_expression, parse_path
from json_record import Number

FIELDS = {"n": Number("5"), "s": "x", "missing": None, "yes": True, "list": [], "tags": ["a", Number("7"), None],
          "engine": {"oil pressure": Number("2.5")}}


def evaluate(text):
    return compile_expression(text).evaluate(FIELDS)


class FeelTest(unittest.TestCase):
    def expect(self, expected, *texts):
        for text in texts:
            with self.subTest(text=text):
                self.assertIs(evaluate(text), expected)

    def test_compares_values_of_one_kind(self):
        self.expect(True, "n = 5.0", 's = "x"', "n > 4", "n >= 5", "n < 6", "n <= 5", "n != 4",
                    's < "y"', "yes = true", "yes")
        self.expect(False, "n = 4", 's = "y"', "n < 5", "n != 5")

    def test_knows_that_only_null_is_null(self):
        self.expect(True, "missing = null", "nothing.at.all = null", "null = null", "n != null")
        self.expect(False, "n = null", "missing = 5", 'missing = "x"', "list = null")

    def test_says_null_where_kinds_do_not_compare(self):
        self.expect(None, 'n = "5"', 'n != "5"', "s > 4", "missing > 4", "yes > false",
                    "missing <= null", "list = 5", "list = list", "1 = true")

    def test_joins_by_three_valued_logic(self):
        self.expect(True, "true or missing", "missing or true", "not(false)", "true and true")
        self.expect(False, "false and missing", "missing and false", "not(true)", "false or false")
        self.expect(None, "true and missing", "missing or false", "not(missing)", "not(5)",
                    "true and 5")

    def test_binds_and_tighter_than_or(self):
        self.expect(True, "true or true and false", "not(false) and true", "(true or true) and yes")

    def test_finds_values_in_ranges_lists_and_tests(self):
        self.expect(True, "n in [5..6]", "n in (4..5]", "n in ]4..6[", "n in (1, 5)", "n in [1, 5]",
                    "n in (> 9, <= 5)", "n in (1, [4..6])", "n in 5", 's in ("x", "y")',
                    "missing in (null)")
        self.expect(False, "n in (5..6]", "n in [4..5)", "n in (1, 2)", "missing in (1, 2)",
                    's in (1, 2)', "not(n in (5))")
        self.expect(None, "missing in [1..9]", "s in [1..9]", "not(missing in (< 5, 7))")

    def test_reads_between_with_both_ends(self):
        self.expect(True, "n between 5 and 6", "n between 4 and 5 and yes")
        self.expect(None, "missing between 1 and 2")

    def test_calculates(self):
        for text, expected in (("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ** 3", 8), ("-n + 1", -4),
                               ("n - -1", 6), ("7 / 2", 3.5), ("2 - 1 - 1", 0), (".5 + 1e1", 10.5)):
            self.assertEqual(evaluate(text), expected)
        self.assertEqual(evaluate('s + "y"'), "xy")

    def test_chooses_by_what_is_true_and_nothing_else(self):
        self.expect(True, "if yes then true else 1", "if n > 5 then 1 else true",
                    "if missing then 1 else yes", "(if n then 1 else 2) = 2")

    def test_looks_into_lists(self):
        self.expect(True, '"a" in tags', "7 in tags", "n in [1, [4..6]]", "n in (tags, 5)",
                    "null in tags")
        self.expect(False, "n in []", '"b" in tags', "list in tags", "n in [tags, 4]")

    def test_calls_functions(self):
        self.expect(True, 'contains("abc", "b")', 'starts with("abc", "ab")', 'ends with("abc", "bc")',
                    'matches("P0301", "^P03\\d+$")', 'matches("ABC", "b", "i")',
                    'upper case("straße") = "STRASSE"', 'lower case("ÄΣ") = "äσ"',
                    'string length("ä€") = 2', 'number("1.234,5", ".", ",") = 1234.5',
                    'string(7.50) = "7.5"', "abs(-n) = 5", "floor(-1.5) = -2", "ceiling(1.2) = 2",
                    "is defined(missing)", "not(is defined(nothing.at.all))")
        self.expect(None, "contains(s, n)", 'starts with(missing, "x")', "matches(n, \"5\")",
                    "upper case(yes)", "string length(n)", "abs(s)", 'number("1,5")', "number(n)",
                    "string(missing)")

    def test_says_null_where_nothing_can_be_calculated(self):
        self.expect(None, "1 / 0", "s + 1", "missing * 2", "10 ** 400", '"a" - "b"', "-s")

    def test_reads_paths_with_back_quotes(self):
        self.expect(True, "engine.`oil pressure` = 2.5", "`engine`.`oil pressure` > 2")
        self.expect(None, "engine.`oil pressure`.deeper > 2")
        self.assertEqual(parse_path("engine.`oil pressure`"), ("engine", "oil pressure"))

    def test_collects_the_paths_that_it_reads(self):
        self.assertEqual(compile_expression("a.b > 1 and c in (d, [e..f])").paths,
                         {("a", "b"), ("c",), ("d",), ("e",), ("f",)})

    def test_refuses_what_is_no_expression(self):
        for text in ("", "1 +", "a b", "(a", "a = = b", "a in (1", "not a", "a..b", "#", "a."):
            with self.subTest(text=text), self.assertRaises(FeelError):
                compile_expression(text)


if __name__ == "__main__":
    unittest.main()
