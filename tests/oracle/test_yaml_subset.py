import unittest

from yaml_subset import Plain, YamlError, parse

RULE_FILE = """\
# a comment
topics:
  plant.alarms: { format: json, late: 5s }   # behind a value
rules:
  chatter:
    key: [run,
          "tag", 'it''s']
    bad: 'state = "ALARM"'
    good: state = "NORMAL"
    back:
steps:
- { at: 0s, nested: { a: [1, 2] } }
- crash
-
  tick: 3s
"""


class YamlSubsetTest(unittest.TestCase):
    def test_reads_a_rule_file(self):
        self.assertEqual(parse(RULE_FILE), {
            "topics": {"plant.alarms": {"format": "json", "late": "5s"}},
            "rules": {"chatter": {"key": ["run", "tag", "it's"], "bad": 'state = "ALARM"',
                                  "good": 'state = "NORMAL"', "back": None}},
            "steps": [{"at": "0s", "nested": {"a": ["1", "2"]}}, "crash", {"tick": "3s"}]})

    def test_tells_plain_from_quoted_scalars(self):
        plain, quoted = parse("[true, 'true']")
        self.assertIsInstance(plain, Plain)
        self.assertNotIsInstance(quoted, Plain)

    def test_knows_null_and_numbers_among_plain_scalars(self):
        self.assertTrue(all(Plain(text).is_null() for text in ("", "~", "null")))
        self.assertTrue(all(Plain(text).is_number() for text in ("0", "-1.5", "7.0", "1e3")))
        self.assertFalse(any(Plain(text).is_number() for text in ("01", "1.", "0s", "+1", "")))

    def test_keeps_colons_and_hashes_inside_a_scalar(self):
        self.assertEqual(parse("a: x:y#z"), {"a": "x:y#z"})

    def test_reads_escapes(self):
        self.assertEqual(parse(r'["a\n\"\\", "\x41\u00fc"]'), ['a\n"\\', "A\u00fc"])

    def test_reads_lists_of_mappings(self):
        self.assertEqual(parse("- a: 1\n  b: 2\n- a: 3\n"), [{"a": "1", "b": "2"}, {"a": "3"}])

    def test_refuses_what_it_does_not_know_with_the_line(self):
        for text, line in (("a: 1\na: 2", 2), ("a: &x 1", 1), ("a: |\n  b", 1), ("a:\n\tb: 1", 2),
                           ("a: [1, 2", 1), ("a: 'x", 1), ("a: 1\n  b: 2", 2), ("a: {b: 1} c", 1),
                           ('a: "\\q"', 1), ("{a 1}", 1)):
            with self.subTest(text=text), self.assertRaisesRegex(YamlError, f"^line {line}: "):
                parse(text)


if __name__ == "__main__":
    unittest.main()
