import unittest

from json_record import Number
from forms import InARow
from rules import ConfigError, Reading, bind, load_config


def rule(**options):
    options = {"topic": "t", "key": ["v"], **options}
    return bind({"topics": {"t": None}, "rules": {"r": options}}).rules[0]


class ConfigTest(unittest.TestCase):
    def test_fills_in_the_defaults(self):
        config = load_config("topics: { t: { time: ts } }\n"
                             "rules: { r: { topic: t, key: [v], start: s } }")
        topic, read = config.topics["t"], config.rules[0]
        self.assertEqual((topic.late, topic.ahead, topic.remember), (5000, 300_000, 8))
        self.assertEqual((read.raises, read.clears, read.silent, read.forget),
                         ([InARow(1)], [], None, 86_400_000))

    def test_refuses_spans_longer_than_forget_less_late(self):
        rule(forget="1h", **{"raise": "2 in 59m55s"})
        for options in ({"raise": "2 in 59m55s1ms"}, {"clear": "quiet for 1h"}, {"silent": "1h"},
                        {"raise": ["1 in 1s", "count() > 1 over tumbling 1h"]}):
            with self.assertRaises(ConfigError):
                rule(forget="1h", **options)

    def test_refuses_options_that_it_does_not_know(self):
        with self.assertRaises(ConfigError):
            rule(louder="10s")


class ReadTest(unittest.TestCase):
    def test_lets_the_first_decide_that_can(self):
        read = rule(where="w", fault="f", bad="b", good="g", **{"while": "e"}).read
        everything = {"v": "V1", "w": True, "f": True, "e": True, "b": True, "g": True}
        for left_out, expected in ((None, "fault"), ("f", "bad"), ("b", "good"), ("g", "neither"),
                                   ("e", "off"), ("v", "key-missing"), ("w", "no-match")):
            everything.pop(left_out, None)
            if left_out == "g":
                self.assertEqual(read({**everything, "e": True}).signal, "neither")
                continue
            self.assertEqual(read(everything).signal, expected)

    def test_takes_only_true_for_true(self):
        self.assertEqual(rule(bad="x").read({"v": "V1", "x": "true"}), Reading("neither", "V1"))
        self.assertEqual(rule(where="x").read({"v": "V1"}).signal, "no-match")

    def test_calls_good_what_is_not_bad_unless_there_is_an_own_good(self):
        self.assertEqual(rule(bad="x").read({"v": "V1", "x": False}).signal, "good")
        self.assertEqual(rule(bad="x", good="y").read({"v": "V1", "x": False}).signal, "neither")
        self.assertEqual(rule(bad="x", good="y").read({"v": "V1", "y": True}).signal, "good")

    def test_calls_everything_bad_without_bad(self):
        self.assertEqual(rule().read({"v": "V1"}).signal, "bad")

    def test_joins_the_parts_of_the_key(self):
        read = rule(key=["v", "a.b"]).read
        self.assertEqual(read({"v": Number("7.0"), "a": {"b": True}}).key, "7/true")
        self.assertIsNone(read({"v": Number("7"), "a": {"b": None}}).key)


if __name__ == "__main__":
    unittest.main()
