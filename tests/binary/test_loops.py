"""Two loops of one node, each with a topic of its own, look like one node from everywhere."""
import json
import tempfile
import unittest

from node import Node, wait_for

RULES = """
loops: {loops}
topics: {{ a: {{ time: ts, late: 0s }}, b: {{ time: ts, late: 0s }} }}
rules:
  ra: {{ topic: a, key: [vehicle], bad: 'level > {level}', clear: quiet for 10s, start: s, back: b }}
  rb: {{ topic: b, key: [vehicle], bad: 'level > {level}', clear: quiet for 10s, start: s, back: b }}
"""


def rules(loops=2, level=90):
    return RULES.format(loops=loops, level=level)


class TwoTopics(Node):
    def __init__(self, folder, text):
        super().__init__(folder, text)
        self.files = {topic: self.folder / f"{topic}.ndjson" for topic in "ab"}
        for path in self.files.values():
            path.touch()
        at = self._flags.index("--input")
        self._flags[at:at + 2] = [part for topic, path in self.files.items()
                                  for part in ("--input", f"{topic}={path}")]

    def say(self, second, vehicle, level):
        """The same event in both topics."""
        event = {"ts": second * 1000 + 1_700_000_000_000, "vehicle": vehicle, "level": level}
        for path in self.files.values():
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps(event) + "\n")

    def starts(self):
        return sorted(command["episode"].split("@")[0] for command in self.commands()
                      if command["cmd"] == "start")


class Loops(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.node = TwoTopics(folder.name, rules())
        self.node.__enter__()
        self.addCleanup(self.node.__exit__)

    def await_starts(self, *names):
        wait_for("the starts", lambda: len(self.node.starts()) == len(names))
        self.assertEqual(self.node.starts(), sorted(names))

    def metrics(self):
        return self.node.get("/metrics")[1]

    def test_both_tell_and_are_shown_as_one(self):
        self.node.say(1, "V1", 95)
        self.await_starts("ra/V1", "rb/V1")
        for line in ("telltale_loops 2\n", 'telltale_keys{topic="a",rule="ra"} 1\n',
                     'telltale_keys{topic="b",rule="rb"} 1\n'):
            wait_for(line, lambda line=line: line in self.metrics())
        status, page = self.node.get("/api/v1/episodes")
        self.assertEqual(status, 200)
        self.assertIn("ra/V1@", page)
        self.assertIn("rb/V1@", page)
        self.assertEqual(self.node.stop(), 0)
        self.assertIn("2 records became 2 starts", self.node.said())

    def test_a_reload_reaches_both(self):
        self.node.write(rules(level=50))
        self.node.reload()
        wait_for("the reload", lambda: 'reloads_total{result="done"} 1' in self.metrics())
        self.node.say(1, "V1", 60)
        self.await_starts("ra/V1", "rb/V1")
        self.assertIn("telltale_loops 2\n", self.metrics())

    def test_their_number_stays_until_a_restart_and_may_be_another_then(self):
        self.node.say(1, "V1", 95)
        self.await_starts("ra/V1", "rb/V1")
        self.node.write(rules(loops=1))
        self.node.reload()
        wait_for("the refusal", lambda: 'reloads_total{result="refused"} 1' in self.metrics())
        self.assertIn("loops stays, but it changed", self.node.said())
        self.node.kill()
        self.node.start()
        wait_for("one loop", lambda: "telltale_loops 1\n" in (self.metrics() or ""))
        self.node.say(2, "V2", 95)
        wait_for("the others", lambda: {"ra/V2", "rb/V2"} <= set(self.node.starts()))


if __name__ == "__main__":
    unittest.main()
