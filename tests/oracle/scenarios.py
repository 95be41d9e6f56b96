"""Runs stories by `telltale test`, many at once, and makes a failing one smaller.

    failures = run_stories("build/telltale", {17: draw_story(17)})    # {} or {17: [line, ...]}
"""

import dataclasses
import json
import os
import subprocess
import tempfile

from shrink import shrink
from story import Says, scenario_text

TIMEOUT_S = 300
NEEDED = {"topic", "key", "start", "back", "clear"}  # options of a rule that stand or fall together


def run_stories(binary, stories, write=scenario_text):
    """Returns how the engine differs from the oracle, as lines, by the names of the stories that it
    differs in. `write` makes the text of a story."""
    with tempfile.TemporaryDirectory(prefix="telltale-property-") as folder:
        for name, story in stories.items():
            with open(f"{folder}/{name}.yaml", "w", encoding="utf-8") as file:
                file.write(write(story))
        reports, end = _run(binary, folder)
    failures = {}
    for name in stories:
        report = reports.get(f"{folder}/{name}.yaml", {})
        if not report.get("passed"):
            failures[name] = _lines(report) or [end]
    if len(failures) > 1 and end:  # the program ended before its end: who did that?
        return {name: lines for each in failures
                for name, lines in run_stories(binary, {each: stories[each]}, write).items()}
    return failures


def _run(binary, folder):
    """Returns the report of each file, and how the program ended, if badly."""
    try:
        run = subprocess.run([binary, "test", "--json", folder], capture_output=True,
                             timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return {}, f"did not end within {TIMEOUT_S} s"
    reports = {}
    for line in run.stdout.splitlines():
        report = json.loads(line)
        reports[report.get("file")] = report
    if None in reports:  # the sums, the last line
        return reports, ""
    last = run.stderr.decode(errors="replace").splitlines()[-1:]
    return reports, " ".join([f"ended with {run.returncode}:"] + last)


def _lines(report):
    if "error" in report:
        return report["error"].splitlines()
    return [f"line {each['line']}: expected {each['expected']}, but there came {each['came']}"
            for each in report.get("differences", [])]


def smallest(story, fails):
    """Returns the story without the rules, options and steps that `fails(story)` does not need. The
    first step stays: it may be what makes the arrival known."""
    def with_rules(names):
        steps = [step for step in story.steps if not isinstance(step, Says) or step.rule in names]
        rules = {name: story.rules[name] for name in names}
        return dataclasses.replace(story, rules=rules, steps=steps)

    def with_options(options):
        rules = {name: {option: value for option, value in rule.items()
                        if option in NEEDED or (name, option) in options}
                 for name, rule in story.rules.items()}
        return dataclasses.replace(story, rules=rules)

    def with_steps(steps):
        return dataclasses.replace(story, steps=story.steps[:1] + steps)

    def still_fails(change):
        return lambda part: fails(change(part))

    story = with_rules(shrink(list(story.rules), still_fails(with_rules)))
    story = with_steps(shrink(story.steps[1:], still_fails(with_steps), least=0))
    options = [(name, option) for name, rule in story.rules.items()
               for option in rule if option not in NEEDED]
    return with_options(shrink(options, still_fails(with_options), least=0))
