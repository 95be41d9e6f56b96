"""`telltale episodes`: from a running node, and from the store that it left."""
import unittest

from operator_case import CONFIGURATION, OperatorCase, event


class Episodes(OperatorCase):
    def setUp(self):
        super().setUp()
        self.node = self.start()
        self.node.feed(event(1, "V1"), event(2, "V1"), event(3, "V2"), event(20, "V2", level=0),
                       event(30, "V1"), event(35, "V3", level=0))
        self.applied(self.node, 6)

    def test_open_ones_are_a_table_for_people(self):
        lines = self.table(self.node, "episodes")
        self.assertEqual(lines[0], ["EPISODE", "RAISED", "AGE", "FIRST", "BAD", "BAD", "START",
                                    "FORWARDS"])
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[1][0], "hot/V1/oil@20231114T221350.000Z")
        self.assertEqual(lines[1][1], "2023-11-14T22:13:50.000Z")
        self.assertEqual(lines[1][4:], ["1", "settled", "0"])

    def test_all_are_lines_of_json(self):
        rows = self.rows(self.node, "episodes", "--state", "all")
        self.assertEqual([(row["key"], row["state"]) for row in rows],
                         [("V1/oil", "open"), ("V2/oil", "ended"), ("V1/oil", "ended")])
        ended = rows[2]
        self.assertEqual(ended["raised_at"], "2023-11-14T22:13:21.000Z")
        self.assertEqual(ended["ended_at"], "2023-11-14T22:13:32.000Z")
        self.assertEqual((ended["ending"], ended["start"], ended["back"]),
                         ("quiet", "settled", "settled"))

    def test_they_are_found_by_rule_and_by_key(self):
        by_key = self.rows(self.node, "episodes", "--state", "all", "--key", "V2/oil")
        self.assertEqual([row["rule"] for row in by_key], ["hot"])
        self.assertEqual(self.rows(self.node, "episodes", "--rule", "cold"), [])
        self.assertEqual(self.rows(self.node, "episodes", "--key", "V2"), [])

    def test_a_long_key_does_not_widen_the_table(self):
        key = "V" * 190
        self.node.feed(event(40, key))
        self.applied(self.node, 7)
        lines = self.ask("episodes", "--state-dir", self.node.state).stdout.splitlines()
        self.assertEqual([line.index("20") for line in lines[1:] if "V" * 60 in line], [82])
        self.assertIn("hot/" + "V" * 75 + "…", "\n".join(lines))
        rows = self.rows(self.node, "episodes")
        self.assertIn(f"hot/{key}/oil"[:150], "".join(row["episode"] for row in rows))

    def test_nothing_is_said_in_words(self):
        done = self.ask("episodes", "--key", "V9/oil", "--state-dir", self.node.state)
        self.assertEqual((done.stdout, done.stderr), ("no open episode\n", ""))

    def test_a_limit_says_that_there_are_more(self):
        done = self.ask("episodes", "--state", "all", "--limit", 2, "--state-dir", self.node.state,
                        says="--limit shows more")
        self.assertEqual(len(done.stdout.splitlines()), 3)

    def test_a_stopped_store_shows_the_same_without_a_configuration(self):
        before = self.rows(self.node, "episodes", "--state", "all")
        self.assertEqual(self.node.stop(), 0)
        self.assertFalse((self.node.state / "http").exists())
        self.assertEqual(self.rows(self.node, "episodes", "--state", "all"), before)

    def test_a_killed_node_has_left_its_store(self):
        before = self.rows(self.node, "episodes")
        self.node.kill()
        done = self.ask("episodes", "--config", self.with_dir(), "--json",
                        says=("is gone", "the store that it left"))
        self.assertEqual(len(done.stdout.splitlines()), len(before))

    def with_dir(self):
        path = self.folder / "with_dir.yaml"
        path.write_text(f"state: {{ dir: '{self.node.state}' }}\n" + self.rules)
        return path

    def test_the_configuration_says_where_the_node_is(self):
        self.assertIn("hot/V1/oil", self.ask("episodes", "--config", self.with_dir()).stdout)
        self.ask("episodes", "--config", self.node.config, code=CONFIGURATION, says="state.dir")

    def test_reading_a_stopped_store_changes_nothing_in_it(self):
        self.node.stop()
        before = {path.name: path.read_bytes() for path in self.node.state.iterdir()}
        self.rows(self.node, "episodes", "--state", "all")
        after = {path.name: path.read_bytes() for path in self.node.state.iterdir()}
        self.assertEqual(before, after)


if __name__ == "__main__":
    unittest.main()
