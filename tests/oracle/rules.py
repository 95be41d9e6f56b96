"""Topics and rules as a configuration file writes them, and what a rule sees of one record.

    config = load_config(text)
    config.topics["t"].late; config.rules[0].read({"vehicle": "V1"}) == Reading("bad", "V1")
"""

import dataclasses
import re
from typing import Optional

import yaml_subset
from episode_id import key_text, part_text
from feel import Expression, compile_expression, parse_path
from forms import Window, at_least_one, parse_clear, parse_raise
from json_record import lookup
from times import duration

TOPIC_OPTIONS = {"format", "time", "arrival", "id", "late", "ahead", "remember", "start_at"}
RULE_OPTIONS = {"topic", "where", "key", "fault", "while", "while_not", "bad", "good", "raise",
                "clear", "silent", "start", "back", "forward", "forget", "after_end", "retire"}

FACTS = ("episode", "rule", "key", "count", "first_bad_at", "raised_at", "cleared_at", "ending",
         "event")


class ConfigError(ValueError):
    """The configuration is none that the oracle understands."""


@dataclasses.dataclass
class Topic:
    name: str
    time: Optional[tuple]     # field path; None: the record's timestamp
    arrival: Optional[tuple]  # field path; None: see clock.py
    id: Optional[tuple]       # field path; None: the position
    id_header: Optional[str]
    late: int
    ahead: int
    remember: int
    read_paths: set = dataclasses.field(default_factory=set)  # what its records must be readable at


@dataclasses.dataclass
class Reading:
    signal: str          # bad, good, neither, fault, off; or no-match, key-missing
    key: Optional[str] = None


@dataclasses.dataclass
class Forward:
    """One entry of `forward`."""
    where: Optional[Expression]
    variables: Optional[dict]  # own ones by name


@dataclasses.dataclass
class Rule:
    name: str
    topic: str
    key: list
    where: Optional[Expression]
    fault: Optional[Expression]
    enable: Optional[Expression]
    bad: Optional[Expression]
    good: Optional[Expression]
    reset_while_off: bool
    raises: list         # alternatives; forms.py
    clears: list         # none: never
    silent: Optional[int]
    forget: int
    restarts: bool       # `after_end: restart`
    tells: bool          # it has a back
    variables: dict      # by `start` and `back`: own ones by name, or None
    forwards: list       # of Forward

    def read(self, fields):
        """Returns what this rule sees of a record; the first that decides wins."""
        if self.where and not self.where.is_true(fields):
            return Reading("no-match")
        parts = [part_text(lookup(fields, path)) for path in self.key]
        if any(part is None for part in parts):
            return Reading("key-missing")
        return Reading(self._signal(fields), key_text(parts))

    def forward_of(self, fields):
        """Returns which entry of `forward` a record matches, the first; None if none."""
        return next((number for number, entry in enumerate(self.forwards)
                     if entry.where is None or entry.where.is_true(fields)), None)

    def _signal(self, fields):
        if self.fault and self.fault.is_true(fields):
            return "fault"
        if self.enable and not self.enable.is_true(fields):
            return "off"
        bad = self.bad.evaluate(fields) if self.bad else True
        if bad is True:
            return "bad"
        if self.good:
            return "good" if self.good.is_true(fields) else "neither"
        return "good" if bad is False else "neither"

    def paths(self):
        """Returns what it reads of a record, besides its key."""
        expressions = [self.where, self.fault, self.enable, self.bad, self.good]
        expressions += [entry.where for entry in self.forwards]
        conditions = [form.condition for form in self.raises + self.clears
                      if isinstance(form, Window)]
        named = list(self.variables.values()) + [entry.variables for entry in self.forwards]
        own = [e for each in named for e in (each or {}).values()]
        read = set().union(*(e.paths for e in [e for e in expressions if e] + conditions))
        fields = set().union(*(e.paths for e in own)) - {(fact,) for fact in FACTS}
        return read | fields


@dataclasses.dataclass
class Config:
    topics: dict
    rules: list


def load_config(text):
    """Returns the Config of a YAML text. Raises ConfigError, YamlError, FeelError, ValueError."""
    return bind(yaml_subset.parse(text))


def bind(tree):
    """Returns the Config of a parsed file."""
    topics = {name: _topic(name, options or {}) for name, options in tree["topics"].items()}
    rules = [_rule(name, options, topics) for name, options in tree["rules"].items()]
    for topic in topics.values():
        topic.read_paths.update(p for p in (topic.time, topic.arrival, topic.id) if p)
    for rule in rules:
        paths = topics[rule.topic].read_paths
        paths.update(rule.key)
        paths.update(rule.paths())
    return Config(topics, rules)


def _topic(name, options):
    _only(options, TOPIC_OPTIONS, name)
    identity = options.get("id")
    header = identity[7:] if identity and identity.startswith("header:") else None
    remember = int(options.get("remember", 8))
    if not 0 <= remember <= 64:
        raise ConfigError(f"{name}: remember is at most 64")
    return Topic(
        name=name,
        time=_path(options.get("time")),
        arrival=_path(options.get("arrival")),
        id=_path(identity) if header is None else None,
        id_header=header,
        late=duration(options.get("late", "5s")),
        ahead=_positive(options.get("ahead", "5m")),
        remember=remember)


def _rule(name, options, topics):
    _only(options, RULE_OPTIONS, name)
    if not re.fullmatch(r"[a-z0-9-]{1,32}", name):
        raise ConfigError(f"{name!r} is no name of a rule")
    topic = topics[options["topic"]]
    expression = {option: compile_expression(options[option]) if option in options else None
                  for option in ("where", "fault", "while", "bad", "good")}
    rule = Rule(
        name=name,
        topic=topic.name,
        key=[parse_path(path) for path in options["key"]],
        where=expression["where"], fault=expression["fault"], enable=expression["while"],
        bad=expression["bad"], good=expression["good"],
        reset_while_off=_choice(options.get("while_not", "freeze"), "freeze", "reset") == "reset",
        raises=parse_raise(options.get("raise", "1 bad in a row")),
        clears=parse_clear(options.get("clear", "never")),
        silent=_positive(options["silent"]) if "silent" in options else None,
        forget=_positive(options.get("forget", "24h")),
        restarts=_choice(options.get("after_end", "wait"), "wait", "restart") == "restart",
        tells="back" in options or options.get("clear", "never") != "never",
        variables={option: _variables(options.get(option)) for option in ("start", "back")},
        forwards=[_forward(entry) for entry in options.get("forward", [])])
    spans = [form.span for form in rule.raises + rule.clears] + [rule.silent or 0]
    if max(spans) > rule.forget - topic.late:
        raise ConfigError(f"{name}: spans longer than forget - late are refused")
    return rule


def _forward(entry):
    where = entry.get("where")
    message = {name: value for name, value in entry.items() if name != "where"}
    return Forward(compile_expression(where) if where is not None else None, _variables(message))


def _variables(message):
    """Returns the expressions of a message by name, None if it has none of its own."""
    if not isinstance(message, dict):
        return None
    _only(message, {"message", "ttl", "expires", "variables"}, "a message")
    named = message.get("variables")
    return named and {name: compile_expression(text) for name, text in named.items()}


def _only(options, known, name):
    unknown = set(options) - known
    if unknown:
        raise ConfigError(f"{name}: unknown to the oracle: {', '.join(sorted(unknown))}")


def _path(text):
    return parse_path(text) if text is not None else None


def _choice(text, *choices):
    if text not in choices:
        raise ConfigError(f"expected one of {choices}, but found {text!r}")
    return text


def _positive(text):
    return at_least_one(duration(text))
