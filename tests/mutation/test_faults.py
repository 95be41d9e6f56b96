"""Each fault can still be planted, so that the list does not rot between its runs."""
import unittest

from faults import FAULTS


class FaultsTest(unittest.TestCase):
    def test_each_stands_once_where_it_is_to_be_planted(self):
        for fault in FAULTS:
            with self.subTest(fault.name):
                self.assertNotEqual(fault.planted(), fault.text())

    def test_there_are_as_many_as_are_told(self):
        self.assertGreaterEqual(len(FAULTS), 10)


if __name__ == "__main__":
    unittest.main()
