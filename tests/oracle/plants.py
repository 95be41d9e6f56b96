"""Faults planted into what the engine is given: the oracle keeps the true story, and the engine
gets one option that is a little wrong, by a millisecond or by one. The property must find each.

    PLANTS["quiet for"](story)     # the story as the engine gets it
"""

import copy
import re

from times import duration, duration_text

_DURATION = re.compile(r"\b(?:\d+(?:ms|s|m|h|d))+\b")


def _longer(text):
    """The first duration, by a millisecond."""
    return _DURATION.sub(lambda match: duration_text(duration(match[0]) + 1), text, count=1)


def _more(text):
    """The count at the beginning, by one."""
    return re.sub(r"^\d+", lambda match: str(int(match[0]) + 1), text)


def _other(*choices):
    return lambda text: choices[1 - choices.index(text)]


def _of_topic(option, default, change):
    def plant(story):
        story = copy.copy(story)
        story.topic = {**story.topic, option: change(story.topic.get(option, default))}
        return story
    return plant


def _of_rules(option, change, pattern=""):
    """Changes the forms, or the value, that the pattern is found in."""
    def changed(value):
        if isinstance(value, list):
            return [changed(item) for item in value]
        return change(value) if re.search(pattern, value) else value

    def plant(story):
        story = copy.copy(story)
        story.rules = {name: {**rule, option: changed(rule[option])} if option in rule else rule
                       for name, rule in story.rules.items()}
        return story
    return plant


def _forward_all(story):
    """Lets every entry of `forward` match every event."""
    def forwards(rule):
        return [{name: value for name, value in entry.items() if name != "where"}
                for entry in rule["forward"]]

    story = copy.copy(story)
    story.rules = {name: {**rule, "forward": forwards(rule)} if "forward" in rule else rule
                   for name, rule in story.rules.items()}
    return story


PLANTS = {
    "late": _of_topic("late", "5s", _longer),
    "ahead": _of_topic("ahead", "5m", _longer),
    "remember": _of_topic("remember", "8", lambda text: str((int(text) + 1) % 65)),
    "the N of N in T": _of_rules("raise", _more, r"^\d+ in \d"),
    "the T of N in T": _of_rules("raise", _longer, r"^\d+ in \d"),
    "bad in a row": _of_rules("raise", _more, "in a row"),
    "good in a row": _of_rules("clear", _more, "in a row"),
    "bad for": _of_rules("raise", _longer, "^bad for"),
    "good for": _of_rules("clear", _longer, "^good for"),
    "quiet for": _of_rules("clear", _longer, "^quiet for"),
    "silent for": _of_rules("clear", _longer, "^silent for"),
    "a sliding window of raise": _of_rules("raise", _longer, r"over \d"),
    "a tumbling window of raise": _of_rules("raise", _longer, "over tumbling"),
    "a hopping window of raise": _of_rules("raise", _longer, "over hopping"),
    "a session of raise": _of_rules("raise", _longer, "over session"),
    "a sliding window of clear": _of_rules("clear", _longer, r"over \d"),
    "a tumbling window of clear": _of_rules("clear", _longer, "over tumbling"),
    "a hopping window of clear": _of_rules("clear", _longer, "over hopping"),
    "a session of clear": _of_rules("clear", _longer, "over session"),
    "silent": _of_rules("silent", _longer),
    "forget": _of_rules("forget", _longer),
    "while_not": _of_rules("while_not", _other("freeze", "reset")),
    "after_end": _of_rules("after_end", _other("wait", "restart")),
    "forward": _forward_all,
}
