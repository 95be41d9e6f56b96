"""SIGHUP: a valid configuration takes over at a batch border, any other leaves the old one."""
import tempfile
import unittest

from node import Node, wait_for

RULES = """
topics: {{ t: {{ time: ts, late: 0s }} }}
rules:
  {name}:
    {{ topic: t, key: [vehicle], bad: 'level > {level}', clear: quiet for 10s, start: s, back: b }}
"""
BEFORE = RULES.format(name="hot", level=90)
AFTER = RULES.format(name="hot", level=50)
RENAMED = RULES.format(name="cold", level=50)


def event(ts, vehicle, level):
    return {"ts": ts * 1000 + 1_700_000_000_000, "vehicle": vehicle, "level": level}


class Reload(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.node = self.enterContext(Node(folder.name, BEFORE))
        self.node.feed(event(1, "V1", 95))
        wait_for("a start", self.node.commands)

    def enterContext(self, context):  # unittest has it from Python 3.11 on as well
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def reload(self, rules, says):
        self.node.write(rules)
        self.node.reload()
        wait_for(says, lambda: says in self.node.get("/metrics")[1])

    def starts(self):
        return [command["episode"].split("@")[0] for command in self.node.commands()]

    def test_a_valid_configuration_takes_over_and_keeps_open_episodes(self):
        self.reload(AFTER, 'telltale_config_reloads_total{result="done"} 1')
        self.node.feed(event(2, "V1", 95), event(3, "V2", 60))
        wait_for("the second start", lambda: len(self.node.commands()) == 2)
        self.assertEqual(self.starts(), ["hot/V1", "hot/V2"])
        self.assertEqual(self.node.stop(), 0)
        self.assertIn("3 records became 2 starts", self.node.said())

    def test_an_invalid_configuration_leaves_the_old_one(self):
        self.reload("rules: 7\n", "telltale_config_last_reload_successful 0")
        self.node.feed(event(2, "V2", 60), event(3, "V3", 95))
        wait_for("the second start", lambda: len(self.node.commands()) == 2)
        self.assertEqual(self.starts(), ["hot/V1", "hot/V3"])
        self.assertIn("E1021", self.node.said())

    def test_what_the_store_refuses_leaves_the_old_one(self):
        self.reload(RENAMED, 'telltale_config_reloads_total{result="refused"} 1')
        self.assertIn("E3009", self.node.said())
        self.node.feed(event(2, "V2", 60), event(3, "V3", 95))
        wait_for("the second start", lambda: len(self.node.commands()) == 2)
        self.assertEqual(self.starts(), ["hot/V1", "hot/V3"])

    def test_what_needs_a_restart_is_refused(self):
        self.reload("output: embedded\nfollow: true\nstate: { dir: elsewhere }\n"
                    "http: { listen: '127.0.0.1:1' }\n" + AFTER,
                    'telltale_config_reloads_total{result="done"} 1')  # flags override them all
        self.reload("http: 7\n" + AFTER, "telltale_config_last_reload_successful 0")


if __name__ == "__main__":
    unittest.main()
