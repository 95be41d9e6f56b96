import unittest

from compare import differences

START = ("start", "r/V1@a", 1, None)
BACK = ("back", "r/V1@a", 2, "healed")
OTHER = ("start", "r/V2@a", 1, None)


class CompareTest(unittest.TestCase):
    def test_does_not_mind_the_order_of_different_keys(self):
        self.assertEqual(differences([START, BACK, OTHER], [OTHER, START, BACK]), [])

    def test_minds_the_order_within_a_key(self):
        (line,) = differences([START, BACK], [BACK, START])
        self.assertTrue(line.startswith("order of r/V1: "))

    def test_names_what_is_missing_and_what_is_unexpected(self):
        lines = differences([START, BACK], [START, ("back", "r/V1@a", 3, "healed")])
        self.assertEqual(lines, ["missing     back  r/V1@a at 2 healed",
                                 "unexpected  back  r/V1@a at 3 healed"])

    def test_counts_how_often_a_command_comes(self):
        self.assertEqual(differences([START], [START, START]), ["unexpected  start r/V1@a at 1"])


if __name__ == "__main__":
    unittest.main()
