"""One record's bytes, decoded as strictly as the engine does.

Unreadable is: malformed, invalid UTF-8, a root that is no object, nested deeper than 64, longer
than 1 MiB; and, in a field that some rule reads, a number beyond a double or a lone surrogate.
Of duplicate fields the last wins.
"""

import json
import math

MAX_BYTES = 1 << 20
MAX_DEPTH = 64


class Unreadable(ValueError):
    """The record is not a JSON object that we take."""


class Number:
    """A JSON number: its double for expressions, its text for key parts and times."""

    __slots__ = ("text", "value")

    def __init__(self, text):
        self.text = text
        self.value = float(text)

    def __eq__(self, other):
        return isinstance(other, Number) and self.text == other.text

    def __repr__(self):
        return f"Number({self.text})"


def decode(data):
    """Returns the root object of `data` (bytes). Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("longer than 1 MiB")
    try:
        text = data.decode("utf-8")
        root = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    if not isinstance(root, dict):
        raise Unreadable("the root is no object")
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and _depth(root) > MAX_DEPTH:
        raise Unreadable("nested deeper than 64")
    return root


def _refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def _depth(node):
    """How many objects and lists lie around the innermost value; an empty object counts one."""
    deepest, open_nodes = 0, [(node, 1)]
    while open_nodes:
        node, depth = open_nodes.pop()
        if isinstance(node, (dict, list)):
            deepest = max(deepest, depth)
            children = node.values() if isinstance(node, dict) else node
            open_nodes.extend((child, depth + 1) for child in children)
    return deepest


class Overlay:
    """A record in which whole paths mean something else; None: nothing lies there."""

    def __init__(self, over, fields):
        self.over = over
        self.fields = fields


def lookup(root, path):
    """Returns what lies at `path` (a tuple of names); None where there is nothing, as for null."""
    if isinstance(root, Overlay):
        return root.over[path] if path in root.over else lookup(root.fields, path)
    node = root
    for name in path:
        if not isinstance(node, dict):
            return None
        node = node.get(name)
    return node


def is_there(root, path):
    """True if something lies at `path`, be it null."""
    if isinstance(root, Overlay):
        if path in root.over:
            return root.over[path] is not None
        return is_there(root.fields, path)
    parent = lookup(root, path[:-1])
    return isinstance(parent, dict) and path[-1] in parent


def check_read(root, paths):
    """Raises Unreadable if a scalar that somebody reads cannot be taken as it is."""
    for path in paths:
        value = lookup(root, path)
        if isinstance(value, Number) and math.isinf(value.value):
            raise Unreadable(f"{value.text} is beyond a double")
        if isinstance(value, str) and has_lone_surrogate(value):
            raise Unreadable("a lone surrogate")


def has_lone_surrogate(text):
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)
