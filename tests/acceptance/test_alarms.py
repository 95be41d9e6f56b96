"""The real input is complete, and the small excerpt of it is what it says."""
import unittest

import alarms


class AlarmsTest(unittest.TestCase):
    def test_has_all_events_and_expectations(self):
        self.assertEqual(len(alarms.records()), 40_103)
        for rule, starts, backs in (("chatter", 927, 927), ("every-alarm", 20_135, 19_968)):
            expected = alarms.expected(rule)
            self.assertEqual((len(expected.starts), len(expected.backs)), (starts, backs))

    def test_takes_the_first_episode_of_three_keys(self):
        records, expected = alarms.first_episodes("every-alarm", 3)
        self.assertEqual(len(expected.starts), 3)
        self.assertEqual(expected.starts, expected.backs)
        self.assertEqual({record["key"] for record in records},
                         {alarms.episode_key(episode) for episode in expected.starts})
        states = sorted(record["value"].count("ALARM") for record in records)
        self.assertEqual(states, [0, 0, 0, 1, 1, 1])


if __name__ == "__main__":
    unittest.main()
