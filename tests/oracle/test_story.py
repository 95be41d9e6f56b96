import collections
import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/scenarios"))

# pylint: disable=wrong-import-position
from generate import config_text
from plants import PLANTS
from run_with_oracle import Scenario
from scenarios import run_stories, smallest
from story import draw_story, expect, scenario_text

MOST = 2000  # stories that may be needed to find a plant; 600 were
AT_ONCE = 100


class DrawTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = {seed: draw_story(seed) for seed in range(1, 201)}

    def test_draws_the_same_story_for_the_same_seed(self):
        self.assertEqual(draw_story(7), draw_story(7))
        self.assertNotEqual(draw_story(7), draw_story(8))

    def test_reaches_every_outcome(self):
        seen = collections.Counter()
        for story in self.stories.values():
            seen.update(expect(story)[1])
        for outcome in ("counted", "raised", "still-bad", "good", "neither", "fault", "off",
                        "cleared", "duplicate", "late", "late-judged", "before-horizon",
                        "forgotten", "no-match", "key-missing", "unreadable", "impossible-time",
                        "future", "tombstone", "silent", "judged", "started", "ended", "closed",
                        "stale", "forwarded", "forward-ignored"):
            self.assertGreater(seen[outcome], 10, outcome)

    def test_speaks_of_everything_that_may_happen(self):
        kinds = collections.Counter(
            step if isinstance(step, str) else getattr(step, "kind", type(step).__name__)
            for story in self.stories.values() for step in story.steps)
        for kind in ("Sent", "Tick", "crash", "restart", "lost answer", "gateway down",
                     "gateway up", "started", "ended", "close"):
            self.assertGreater(kinds[kind], 10, kind)

    def test_writes_what_the_oracle_reads_as_it_was_meant(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "story.yaml"
            for seed in range(1, 21):
                path.write_text(scenario_text(self.stories[seed]), encoding="utf-8")
                self.assertEqual(Scenario(path).failures(), [], f"seed {seed}")


class PropertyTest(unittest.TestCase):
    """The binary's path is in the environment variable TELLTALE."""

    @classmethod
    def setUpClass(cls):
        cls.binary = str(ROOT / os.environ["TELLTALE"])
        cls.stories = {seed: draw_story(seed) for seed in range(1, AT_ONCE + 1)}

    def test_passes_an_engine_that_agrees(self):
        self.assertEqual(run_stories(self.binary, self.stories), {})

    def test_finds_every_planted_fault(self):
        for name, plant in PLANTS.items():
            with self.subTest(name):
                self.assertTrue(self.found(plant))

    def test_shrinks_what_a_plant_makes_fail_to_a_scenario_that_fails(self):
        plant = PLANTS["silent for"]
        seed, story = self.found(plant)
        small = smallest(story, lambda part: self.run_planted({seed: part}, plant))
        self.assertTrue(self.run_planted({seed: small}, plant))
        self.assertEqual(run_stories(self.binary, {seed: small}), {}, "but for the plant it passes")
        self.assertEqual(len(small.rules), 1)
        self.assertLess(len(small.steps), 8)

    def test_says_how_a_program_ended_that_ends_badly(self):
        found = run_stories("/bin/false", {1: self.stories[1], 2: self.stories[2]})
        self.assertEqual(found, {1: ["ended with 1:"], 2: ["ended with 1:"]})

    def found(self, plant):
        """Returns the first (seed, story) that fails because of the plant; None if none does."""
        for first in range(1, MOST, AT_ONCE):
            for seed in range(first, first + AT_ONCE):
                if seed not in self.stories:
                    self.stories[seed] = draw_story(seed)
            some = {seed: self.stories[seed] for seed in range(first, first + AT_ONCE)
                    if plant(self.stories[seed]) != self.stories[seed]}
            for seed in self.run_planted(some, plant):
                return seed, self.stories[seed]
        return None

    def run_planted(self, stories, plant):
        def write(story):
            wrong = plant(story)
            return scenario_text(story).replace(config_text(story.topic, story.rules, "  "),
                                                config_text(wrong.topic, wrong.rules, "  "))
        return run_stories(self.binary, stories, write)


if __name__ == "__main__":
    unittest.main()
