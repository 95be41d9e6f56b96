"""The verdict names every way in which broker records can differ from what was expected."""
import unittest

from sink import Seen
from verdict import Expected, gated_problems, problems


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


class GatedVerdictTest(unittest.TestCase):
    expected = Expected(starts={"a", "b"}, backs={"a"})

    def seen(self, *starts, tasks=(1, 2), backs=(("a", 1),), cancelled=()):
        """`starts` are pairs of an episode, which is also the key, and an instance."""
        made = seen(starts, backs)
        made.tasks = {instance: instance + 100 for instance in tasks}
        made.cancelled = set(cancelled)
        made.variables = {instance: {"episode": episode} for episode, instance in starts}
        return made

    def test_finds_nothing_when_each_start_took_effect_once(self):
        self.assertEqual(gated_problems(self.expected, self.seen(("a", 1), ("b", 2))), [])

    def test_accepts_another_instance_that_was_cancelled(self):
        doubled = self.seen(("a", 1), ("b", 2), ("b", 3), cancelled=[3])
        self.assertEqual(gated_problems(self.expected, doubled), [])

    def test_finds_another_instance_that_took_effect(self):
        doubled = self.seen(("a", 1), ("b", 2), ("b", 3), tasks=(1, 2, 3))
        self.assertEqual(gated_problems(self.expected, doubled),
                         ["more than one effective start: 1, such as b"])

    def test_finds_an_instance_that_still_waits_at_its_gate(self):
        waiting = self.seen(("a", 1), ("b", 2), ("b", 3))
        self.assertEqual(gated_problems(self.expected, waiting),
                         ["instances left at their gate: 1, such as 3"])

    def test_finds_a_start_that_took_no_effect(self):
        self.assertEqual(gated_problems(self.expected, self.seen(("a", 1), ("b", 2), tasks=[1],
                                                                 cancelled=[2])),
                         ["missing effective start: 1, such as b"])

    def test_excuses_a_start_whose_back_came_first(self):
        early = self.seen(("a", 1), ("b", 2), tasks=[2])
        early.completed = {1}
        self.assertEqual(gated_problems(self.expected, early), [])

    def test_takes_a_start_under_somebody_elses_key_for_a_twin(self):
        twin = self.seen(("a", 1), ("b", 2), cancelled=[3])
        twin.starts["twin"].add(3)
        twin.variables[3] = {"episode": "b"}
        self.assertEqual(gated_problems(self.expected, twin), [])


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
