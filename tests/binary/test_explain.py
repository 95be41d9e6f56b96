"""`telltale explain` of a key and of an episode: from a running node, and from the store that it left."""
import unittest

from operator_case import USAGE, OperatorCase, event


class Explain(OperatorCase):
    def setUp(self):
        super().setUp()
        self.node = self.start()
        self.node.feed(event(1, "V1"), event(3, "V2"), event(20, "V2", level=0), event(30, "V1"),
                       event(35, "V3", level=0))
        self.applied(self.node, 5)

    def told(self, *arguments):
        return [(row["what"], row.get("cmd")) for row in self.rows(self.node, "explain", *arguments)]

    def test_the_story_of_a_key_is_told_in_its_order(self):
        rows = self.rows(self.node, "explain", "V2/oil")
        # What is answered comes in between as it comes.
        self.assertEqual([row["what"] for row in rows if "cmd" not in row], ["raised", "cleared"])
        self.assertEqual([(row["what"], row["cmd"]) for row in rows if "cmd" in row],
                         [("accepted", "start"), ("accepted", "back")])
        self.assertEqual({row["key"] for row in rows}, {"V2/oil"})
        self.assertEqual({row["episode"] for row in rows}, {"hot/V2/oil@20231114T221323.000Z"})
        self.assertEqual(rows[0]["event_time"], "2023-11-14T22:13:23.000Z")
        self.assertIn("quiet", [row.get("ending") for row in rows])

    def test_an_episode_is_found_by_its_id(self):
        self.assertEqual(self.told("hot/V1/oil@20231114T221350.000Z"), [("raised", None), ("accepted", "start")])
        self.assertEqual(self.told("hot/V1/oil@20231114T221351.000Z"), [])

    def test_other_rules_are_left_out_if_one_is_named(self):
        self.assertEqual(len(self.told("--rule", "hot", "V2/oil")), 4)
        self.assertEqual(self.told("--rule", "cold", "V2/oil"), [])

    def test_it_is_a_table_for_people(self):
        lines = self.table(self.node, "explain", "V2/oil")
        self.assertEqual(lines[0][:2], ["AT", "WHAT"])
        self.assertEqual(sorted(line[1] for line in lines[1:]),
                         ["accepted", "accepted", "cleared", "raised"])

    def test_of_an_unknown_key_nothing_is_kept(self):
        done = self.ask("explain", "V9/oil", "--state-dir", self.node.state)
        self.assertEqual((done.stdout, done.stderr), (
            "nothing is kept of it: there was nothing of that name, or its entries have gone "
            "(state.audit_rows)\n", ""))

    def test_a_stopped_and_a_killed_node_leave_the_same_story(self):
        before = self.told("V2/oil")
        self.assertEqual(self.node.stop(), 0)
        self.assertEqual(self.told("V2/oil"), before)

    def test_the_newest_entries_are_shown(self):
        done = self.ask("explain", "V2/oil", "--state-dir", self.node.state, "--limit", 1, "--json",
                        says="these are the last 1; --limit shows more")
        self.assertIn('"cmd":"back"', done.stdout)

    def test_a_node_without_a_key_is_a_mistake(self):
        self.ask("explain", "--state-dir", self.node.state, code=USAGE, says="expected a key")
        self.ask("explain", "--state-dir", self.node.state, "", code=USAGE, says="expected a key")

    def test_what_is_no_error_may_be_a_key(self):
        self.ask("explain", "V2/oil", code=USAGE, says="of a key: telltale explain --config FILE KEY")


if __name__ == "__main__":
    unittest.main()
