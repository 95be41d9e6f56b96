import unittest

from episode_id import cut, episode_id, key_text, number_text, part_text
from json_record import Number
from xxh3 import xxh3_128_hex

RAISED_AT = 1_795_428_902_123  # 2026-11-23T10:15:02.123Z


class EpisodeIdTest(unittest.TestCase):
    def test_names_rule_key_and_moment(self):
        self.assertEqual(episode_id("oil", key_text(["V1", "p"]), RAISED_AT),
                         "oil/V1/p@20261123T101502.123Z")

    def test_escapes_what_would_read_as_something_else(self):
        self.assertEqual(key_text(["a/b", "50%", "x@y", "\n\x7f", ""]),
                         "a%2Fb/50%25/x%40y/%0A%7F/")

    def test_keeps_a_key_of_200_bytes(self):
        self.assertEqual(cut("x" * 200), "x" * 200)

    def test_ends_a_key_of_201_bytes_in_its_hash(self):
        text = "x" * 201
        self.assertEqual(cut(text), "x" * 167 + "~" + xxh3_128_hex(text.encode()))

    def test_cuts_before_a_character_that_would_be_torn(self):
        text = "x" * 166 + "ü" * 20
        self.assertEqual(cut(text)[:167], "x" * 166 + "~")

    def test_cuts_before_an_escape_that_would_be_torn(self):
        text = key_text(["x" * 165 + "/" * 20])
        self.assertEqual(cut(text)[:166], "x" * 165 + "~")


class PartTextTest(unittest.TestCase):
    def test_takes_integers_as_written(self):
        for text in ("7", "-0", "123456789012345678901234567890"):
            self.assertEqual(number_text(Number(text)), text)

    def test_writes_other_numbers_in_shortest_decimal_form(self):
        for written, expected in (("7.0", "7"), ("1e3", "1000"), ("0.10", "0.1"), ("-2.50", "-2.5"),
                                  ("1e-7", "0.0000001"), ("1e14", "100000000000000"),
                                  ("1.5e20", "1.5e+20"), ("0.0", "0")):
            self.assertEqual(number_text(Number(written)), expected)

    def test_takes_booleans_and_the_empty_string_but_no_null_list_or_object(self):
        self.assertEqual([part_text(value) for value in (True, False, "", None, [], {})],
                         ["true", "false", "", None, None, None])


if __name__ == "__main__":
    unittest.main()
