"""`telltale quarantine`: what is in it, and what becomes of it once it can be used."""
import time
import unittest

from node import wait_for
from operator_case import (BEGIN_MS, FAILED, RULES, UNAVAILABLE, USAGE, OperatorCase, event)


class Quarantine(OperatorCase):
    def setUp(self):
        super().setUp()
        self.node = self.start()
        in_an_hour = (time.time_ns() // 1_000_000 - BEGIN_MS) // 1000 + 3600
        self.node.feed(event(1, "V1"), {"ts": BEGIN_MS, "level": 99}, event(in_an_hour, "V2"), [])
        self.aside = self.wait_for_rows(3, self.node, "quarantine", "list")

    def replay(self, *words, **options):
        done = self.ask("quarantine", "replay", *words, "--state-dir", self.node.state, **options)
        return done.stdout.splitlines()

    def started(self):
        return [command["episode"].split("@")[0] for command in self.node.commands()
                if command["cmd"] == "start"]

    def reload(self, rules):
        self.node.write(rules)
        self.node.reload()
        wait_for("the reload", lambda: 'reloads_total{result="done"} 1' in
                 self.node.get("/metrics")[1])

    def test_rows_say_what_is_wrong_with_which_record(self):
        self.assertEqual([row["name"] for row in self.aside],
                         ["key-missing", "time-in-future", "record-undecodable"])
        first = self.aside[0]
        self.assertEqual((first["id"], first["rule"], first["error"]), ("t/0/1", "hot", "E2004"))
        self.assertIn('"level": 99', first["payload"])
        lines = self.table(self.node, "quarantine", "list", "--error", "E2003")
        self.assertEqual(lines[0][:4], ["ID", "OFFSET", "RULE", "ERROR"])
        self.assertEqual(lines[1][2:4], ["-", "record-undecodable"])

    def test_rows_are_found_by_topic_rule_and_error(self):
        self.assertEqual(len(self.rows(self.node, "quarantine", "list", "--rule", "hot")), 1)
        self.assertEqual(len(self.rows(self.node, "quarantine", "list", "--topic", "t")), 3)
        done = self.ask("quarantine", "list", "--topic", "u", "--state-dir", self.node.state)
        self.assertEqual(done.stdout, "no such record in quarantine\n")

    def test_what_still_cannot_be_used_stays_and_says_why(self):
        lines = self.replay("--all", code=FAILED)
        self.assertEqual(len(lines), 3)
        self.assertIn("not replayed  t/0/1  E2004 key-missing: expected", lines[0])
        self.assertEqual(self.rows(self.node, "quarantine", "list"), self.aside)

    def test_what_can_be_used_after_a_reload_is_used_once(self):
        self.reload(RULES.format(ahead="2h"))
        self.assertEqual(self.replay("t/0/2"), ["replayed  t/0/2  hot: raised"])
        self.assertIn("E6006", self.replay("t/0/2", code=FAILED)[0])
        wait_for("its start", lambda: self.started() == ["hot/V1/oil", "hot/V2/oil"])
        self.assertEqual(len(self.rows(self.node, "quarantine", "list")), 2)

    def test_what_no_rule_wants_any_more_goes(self):
        self.reload(self.rules.replace("topic: t,", "topic: t, where: vehicle != null,"))
        self.assertEqual(self.replay("--all", "--rule", "hot"),
                         ["replayed  t/0/1  hot: no match"])
        self.assertEqual(len(self.rows(self.node, "quarantine", "list")), 2)

    def test_a_stopped_store_shows_it_and_replays_nothing(self):
        self.node.stop()
        self.assertEqual(self.rows(self.node, "quarantine", "list"), self.aside)
        self.replay("--all", code=UNAVAILABLE, says="E6005")

    def test_an_error_that_is_none_is_usage(self):
        for node_runs in (True, False):
            if not node_runs:
                self.node.stop()
            self.ask("quarantine", "list", "--error", "E9", "--state-dir", self.node.state,
                     code=USAGE, says=("E6007", "'E9'"))


if __name__ == "__main__":
    unittest.main()
