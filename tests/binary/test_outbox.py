"""`telltale outbox`: what is parked, sent again, and dropped."""
import json
import unittest

from node import wait_for
from operator_case import FAILED, TOO_LONG, UNAVAILABLE, USAGE, OperatorCase, event


class Outbox(OperatorCase):
    def setUp(self):
        super().setUp()
        self.node = self.start(output="embedded")
        self.node.feed(event(1, "V1"), event(2, TOO_LONG), event(3, TOO_LONG + "y"))
        self.parked = self.wait_for_rows(2, self.node, "outbox", "list")

    def orders(self, *words, **options):
        done = self.ask("outbox", *words, "--state-dir", self.node.state, **options)
        return done.stdout.splitlines()

    def test_parked_commands_say_why(self):
        lines = self.table(self.node, "outbox", "list")
        self.assertEqual(lines[0][:4], ["ID", "FATE", "CMD", "EPISODE"])
        self.assertEqual(lines[1][:3], ["t/0/1", "parked", "start"])
        self.assertIn("E4002", " ".join(lines[1]))
        self.assertIn("E4002", self.parked[0]["reason"])
        self.assertEqual(self.parked[0]["message"], "s")

    def test_settled_ones_are_shown_when_asked_for(self):
        rows = self.rows(self.node, "outbox", "list", "--fate", "settled")
        self.assertEqual([row["episode"].split("@")[0] for row in rows], ["hot/V1/oil"])
        self.assertEqual(self.rows(self.node, "outbox", "list", "--key", "V1/oil"), [])

    def test_a_dropped_start_takes_its_back_along(self):
        self.assertEqual(self.orders("drop", "t/0/1"), ["dropped  t/0/1"])
        self.node.feed(event(30, "V1", level=0))
        settled = self.wait_for_rows(2, self.node, "outbox", "list", "--fate", "settled")
        self.assertEqual([(row["cmd"], row["rule"]) for row in settled],
                         [("start", "hot"), ("back", "hot")])
        self.assertEqual(self.rows(self.node, "outbox", "list"), [])

    def test_a_retried_command_is_sent_again(self):
        before = self.parked[0]["last_attempt"]
        self.assertEqual(self.orders("retry", "t/0/1"), ["retried  t/0/1"])
        wait_for("another attempt", lambda: before != self.rows(
            self.node, "outbox", "list", "--fate", "parked")[0]["last_attempt"])

    def test_all_of_a_filter_are_dropped_at_once(self):
        self.assertEqual(len(self.orders("drop", "--all", "--rule", "hot")), 2)
        self.assertEqual(self.rows(self.node, "outbox", "list"), [])
        self.orders("drop", "--all", says="no such rows")

    def test_an_empty_filter_is_not_all(self):
        for flag in ("--rule", "--key"):
            self.ask("outbox", "drop", "--all", flag, "", "--state-dir", self.node.state,
                     code=USAGE, says="expected a value, but it is empty")
        self.assertEqual(len(self.rows(self.node, "outbox", "list")), 2)

    def test_what_is_not_parked_takes_no_order(self):
        lines = self.orders("drop", "t/0/0", "t/0/1", "t/0/99", "u/0/1", code=FAILED)
        self.assertIn("not dropped  t/0/0  E6006 order-refused", lines[0])
        self.assertIn("but it is settled", lines[0])
        self.assertEqual(lines[1], "dropped  t/0/1")
        self.assertIn("not dropped  t/0/99", lines[2])
        self.assertIn("not dropped  u/0/1", lines[3])

    def test_answers_to_programs_are_lines_of_json(self):
        rows = [json.loads(line) for line in
                self.orders("retry", "t/0/0", "t/0/1", "--json", code=FAILED)]
        self.assertEqual([(row["id"], row["done"]) for row in rows],
                         [("t/0/0", False), ("t/0/1", True)])
        self.assertEqual(rows[0]["error"], "E6006")

    def test_an_order_survives_a_kill(self):
        self.orders("drop", "t/0/1")
        self.node.kill()
        self.assertEqual([row["id"] for row in self.rows(self.node, "outbox", "list")], ["t/0/2"])

    def test_a_stopped_store_takes_no_orders(self):
        self.node.stop()
        for words in (("drop", "t/0/1"), ("retry", "--all")):
            self.orders(*words, code=UNAVAILABLE, says=("E6005", "Start the node"))
        self.assertEqual(len(self.rows(self.node, "outbox", "list")), 2)

    def test_wrong_words_are_usage(self):
        for words in (("drop",), ("drop", "17"), ("drop", "t/0/1", "--all"),
                      ("drop", "t/0/1", "--rule", "hot"), ("list", "--fate", "lost"),
                      ("list", "--limit", "0")):
            self.orders(*words, code=USAGE)


if __name__ == "__main__":
    unittest.main()
