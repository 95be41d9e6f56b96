"""The verdict names every way in which broker records can differ from what was expected."""
import unittest

from sink import Seen
from verdict import Expected, problems


def seen(starts=(), backs=(), incidents=()):
    made = Seen(incidents=list(incidents))
    for kind, pairs in ((made.starts, starts), (made.backs, backs)):
        for episode, what in pairs:
            kind[episode].add(what)
    return made


class VerdictTest(unittest.TestCase):
    expected = Expected(starts={"a", "b"}, backs={"a"})
    right = [("a", 1), ("b", 2)]

    def test_finds_nothing_when_all_is_as_expected(self):
        self.assertEqual(problems(self.expected, seen(self.right, [("a", 1)])), [])

    def test_finds_a_missing_start(self):
        self.assertEqual(problems(self.expected, seen(self.right[:1], [("a", 1)])),
                         ["missing start: 1, such as b"])

    def test_finds_an_instance_too_many(self):
        self.assertEqual(problems(self.expected, seen([*self.right, ("a", 3)], [("a", 1)])),
                         ["more than one start: 1, such as a"])

    def test_finds_a_back_told_twice(self):
        self.assertEqual(problems(self.expected, seen(self.right, [("a", 1), ("a", 2)])),
                         ["more than one back: 1, such as a"])

    def test_finds_a_start_that_nobody_expected(self):
        self.assertEqual(problems(self.expected, seen([*self.right, ("c", 3)], [("a", 1)])),
                         ["unexpected start: 1, such as c"])

    def test_finds_an_incident(self):
        self.assertEqual(problems(self.expected, seen(self.right, [("a", 1)], ["1: stuck"])),
                         ["incidents: 1, such as 1: stuck"])


class ExpectedTest(unittest.TestCase):
    def test_sorts_commands_by_kind(self):
        expected = Expected.of_commands([{"cmd": "start", "episode": "a"},
                                         {"cmd": "back", "episode": "a"}])
        self.assertEqual(expected, Expected(starts={"a"}, backs={"a"}))

    def test_refuses_a_file_that_expects_a_command_twice(self):
        with self.assertRaises(ValueError):
            Expected.of_commands([{"cmd": "start", "episode": "a"}] * 2)


if __name__ == "__main__":
    unittest.main()
