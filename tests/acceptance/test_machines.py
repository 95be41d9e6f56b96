"""Machines say what a case wants, and know the episodes that follow from it."""
import json
import unittest

from machines import Machines, rules


class MachinesTest(unittest.TestCase):
    def test_each_event_is_later_than_the_last(self):
        fleet = Machines(3)
        times = [record["timestamp"] for record in fleet.all_break() + fleet.all_work()]
        self.assertEqual(times, sorted(set(times)))

    def test_episodes_are_those_of_the_last_break(self):
        fleet = Machines(2)
        fleet.all_break()
        fleet.all_work()
        fleet.all_break()
        self.assertEqual(fleet.episodes("r"), {"r/M0@20240501T000005.000Z",
                                               "r/M1@20240501T000006.000Z"})

    def test_says_whether_a_machine_is_broken(self):
        fleet = Machines(1)
        said = [json.loads(record["value"])["broken"]
                for record in fleet.all_break() + fleet.all_work()]
        self.assertEqual(said, [True, False])

    def test_gives_a_rule_its_further_lines(self):
        self.assertIn("  one:\n    topic: t\n", rules("t", "one", "two"))
        self.assertTrue(rules("t", "one", one=["after_end: wait"]).endswith("after_end: wait\n"))


if __name__ == "__main__":
    unittest.main()
