"""When bench/comeback.py believes that a node is back at work."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import comeback  # noqa: E402  (found by the line above)
from telltale import Metrics  # noqa: E402  (which it has put on the path)


class Node:
    """A node that shows one page of metrics."""

    def __init__(self, commands, accepted, pending):
        self._page = Metrics(f"""telltale_commands_total{{cmd="start"}} {commands}
telltale_answers_total{{answer="accepted"}} {accepted}
telltale_outbox_entries{{fate="pending"}} {pending}
telltale_outbox_entries{{fate="attempted"}} 0
""")

    def metrics(self):
        return self._page


class HasTold(unittest.TestCase):
    def test_a_node_that_only_told_what_lay_in_its_outbox_is_not_at_work(self):
        self.assertFalse(comeback.has_told(Node(commands=0, accepted=7, pending=0)))

    def test_nor_one_whose_new_commands_all_wait(self):
        self.assertFalse(comeback.has_told(Node(commands=2, accepted=7, pending=2)))

    def test_one_of_whose_new_commands_at_least_one_was_taken_is(self):
        self.assertTrue(comeback.has_told(Node(commands=3, accepted=7, pending=2)))


if __name__ == "__main__":
    unittest.main()
