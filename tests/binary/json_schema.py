"""The part of JSON Schema that `telltale config schema` uses; another keyword is an error here.

    problems({"keys": 0}, schema) -> ["keys: expected at least 1"]

Debian's python3-jsonschema, where it is installed, is asked too, and has to agree.
"""
import re

try:
    import jsonschema
except ImportError:
    jsonschema = None

_TYPES = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int,
          "boolean": bool}
_SAYS_NOTHING = ("$schema", "title", "description")


def problems(value, schema):
    """Returns what is wrong with `value`, a line each."""
    found = list(_problems(value, schema, ""))
    if jsonschema is not None:
        agreed = jsonschema.Draft7Validator(schema).is_valid(value) == (not found)
        assert agreed, f"jsonschema does not agree about {value}: {found}"
    return found


def _problems(value, schema, place):
    for keyword, rule in schema.items():
        if keyword not in _SAYS_NOTHING + ("then",):
            yield from _CHECKS[keyword](value, rule, schema, place)


def _type(value, rule, _, place):
    names = [rule] if isinstance(rule, str) else rule
    if isinstance(value, bool):  # which Python takes for a number
        fits = "boolean" in names
    else:
        fits = any(isinstance(value, _TYPES[name]) for name in names)
    if not fits:
        yield f"{place}: expected {rule}"


def _properties(value, rule, _, place):
    for name in value if isinstance(value, dict) else ():
        if name in rule:
            yield from _problems(value[name], rule[name], f"{place}.{name}")


def _additional(value, rule, schema, place):
    for name in value if isinstance(value, dict) else ():
        if name in schema.get("properties", {}):
            continue
        if rule is False:
            yield f"{place}: did not expect {name}"
        else:
            yield from _problems(value[name], rule, f"{place}.{name}")


def _required(value, rule, _, place):
    if isinstance(value, dict):
        yield from (f"{place}: expected {name}" for name in rule if name not in value)


def _property_names(value, rule, _, place):
    for name in value if isinstance(value, dict) else ():
        yield from _problems(name, rule, place)


def _any_of(value, rule, _, place):
    if all(list(_problems(value, schema, place)) for schema in rule):
        yield f"{place}: fits none of {len(rule)} forms"


def _one_of(value, rule, _, place):
    fits = sum(not list(_problems(value, schema, place)) for schema in rule)
    if fits != 1:
        yield f"{place}: fits {fits} of {len(rule)} forms, instead of one"


def _if(value, rule, schema, place):
    if not list(_problems(value, rule, place)):
        yield from _problems(value, schema["then"], place)


def _not(value, rule, _, place):
    if not list(_problems(value, rule, place)):
        yield f"{place}: expected anything else"


def _items(value, rule, _, place):
    for item in value if isinstance(value, list) else ():
        yield from _problems(item, rule, place)


def _when(kind, holds):
    """A check of values of one type."""
    def check(value, rule, _, place):
        if isinstance(value, kind) and not isinstance(value, bool) and not holds(value, rule):
            yield f"{place}: expected {rule}"
    return check


_CHECKS = {
    "type": _type, "properties": _properties, "additionalProperties": _additional,
    "required": _required, "propertyNames": _property_names, "anyOf": _any_of,
    "oneOf": _one_of, "if": _if, "not": _not, "items": _items,
    "pattern": _when(str, lambda value, rule: re.search(rule, value)),
    "minLength": _when(str, lambda value, rule: len(value) >= rule),
    "minItems": _when(list, lambda value, rule: len(value) >= rule),
    "maxItems": _when(list, lambda value, rule: len(value) <= rule),
    "maxProperties": _when(dict, lambda value, rule: len(value) <= rule),
    "minProperties": _when(dict, lambda value, rule: len(value) >= rule),
    "minimum": _when((int, float), lambda value, rule: value >= rule),
    "maximum": _when((int, float), lambda value, rule: value <= rule),
    "enum": _when(object, lambda value, rule: value in rule),
    "const": _when(object, lambda value, rule: value == rule),
}
