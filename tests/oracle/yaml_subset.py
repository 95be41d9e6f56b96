"""The YAML that rule files and scenarios use, and nothing else; strict where YAML is lenient.

Block and flow mappings and lists (flow ones over several lines), plain and quoted scalars,
comments. Not: anchors, tags, block scalars, plain scalars over several lines, several documents.

    parse("a: { b: [1, 'x'] }") == {"a": {"b": [Plain("1"), "x"]}}

A plain scalar is a Plain, so that a reader can tell `true` from `"true"`; nothing at all is None.
"""

import re

_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", "b": "\b",
            "f": "\f", "0": "\0", "e": "\x1b", " ": " "}
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)


class YamlError(ValueError):
    """What is wrong, with the line where it is."""


class Plain(str):
    """A scalar without quotes."""

    def is_null(self):
        return self in ("", "~", "null")

    def is_number(self):
        return bool(_NUMBER.fullmatch(self))


def parse(text):
    """Returns dicts, lists, str, Plain and None. Raises YamlError."""
    parser = _Parser(text)
    parser.skip_blank()
    if parser.text.startswith("---\n", parser.at):
        parser.at += 3
        parser.skip_blank()
    node = None if parser.ended() else parser.block_node()
    parser.skip_blank()
    if not parser.ended():
        parser.fail("expected the end of the file")
    return node


class _Parser:
    def __init__(self, text):
        self.text = text.replace("\r\n", "\n")
        self.at = 0

    def fail(self, what):
        raise YamlError(f"line {self.text.count(chr(10), 0, self.at) + 1}: {what}")

    def ended(self):
        return self.at >= len(self.text)

    def peek(self):
        return self.text[self.at:self.at + 1]

    def column(self):
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def skip_spaces(self):
        """Skips blanks and a comment, but stays on the line."""
        while self.peek() == " ":
            self.at += 1
        if self.peek() == "#" and (self.at == 0 or self.text[self.at - 1] in " \n"):
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end

    def skip_blank(self):
        """Skips blanks, comments and ends of lines."""
        while True:
            self.skip_spaces()
            if self.peek() == "\t":
                self.fail("expected blanks, but found a tab")
            if self.peek() != "\n":
                return
            self.at += 1

    def at_dash(self):
        return self.peek() == "-" and self.text[self.at + 1:self.at + 2] in (" ", "\n", "")

    # Blocks ------------------------------------------------------------------------------------

    def block_node(self):
        """Parses the node that begins here, at whatever column that is."""
        if self.at_dash():
            return self.block_list(self.column())
        begin = self.at
        if self.peek() not in ("{", "["):
            self.scalar(flow=False)
            is_key = self.at_colon()
            self.at = begin
            if is_key:
                return self.block_mapping(self.column())
        return self.inline_node()

    def inline_node(self):
        """Parses a flow collection or a scalar; nothing may follow it on its line."""
        node = self.flow_node() if self.peek() in ("{", "[") else self.scalar(flow=False)
        self.skip_spaces()
        if not self.ended() and self.peek() != "\n":
            self.fail(f"expected the end of the line, but found {self.peek()!r}")
        return node

    def at_colon(self):
        return self.peek() == ":" and self.text[self.at + 1:self.at + 2] in (" ", "\n", "")

    def block_list(self, indent):
        items = []
        while not self.ended() and self.column() == indent and self.at_dash():
            self.at += 1
            self.skip_spaces()
            if self.peek() == "\n" or self.ended():
                items.append(self.below(indent))
            else:
                items.append(self.block_node())
            self.next_line(indent)
        return items

    def block_mapping(self, indent):
        mapping = {}
        while not self.ended() and self.column() == indent and not self.at_dash():
            key = self.key(mapping, flow=False)
            self.skip_spaces()
            if self.peek() == "\n" or self.ended():
                mapping[key] = self.below(indent, list_at=indent)
            else:
                mapping[key] = self.inline_node()
            self.next_line(indent)
        return mapping

    def below(self, indent, list_at=None):
        """Parses the node on the lines below, None if they are not indented deeper."""
        self.skip_blank()
        if self.ended():
            return None
        column = self.column()
        if column > indent or (column == list_at and self.at_dash()):
            return self.block_node()
        return None

    def next_line(self, indent):
        self.skip_blank()
        if not self.ended() and self.column() > indent:
            self.fail("expected less indentation")

    # Flow --------------------------------------------------------------------------------------

    def flow_node(self):
        if self.peek() == "{":
            return self.flow_mapping()
        if self.peek() == "[":
            return self.flow_list()
        return self.scalar(flow=True)

    def flow_list(self):
        items = []
        self.at += 1
        while self.more_flow("]"):
            items.append(self.flow_node())
            self.flow_comma("]")
        return items

    def flow_mapping(self):
        mapping = {}
        self.at += 1
        while self.more_flow("}"):
            key = self.key(mapping, flow=True)
            self.skip_blank()
            mapping[key] = None if self.peek() in (",", "}") else self.flow_node()
            self.flow_comma("}")
        return mapping

    def more_flow(self, end):
        """Steps over `end` if the collection is complete."""
        self.skip_blank()
        if self.ended():
            self.fail(f"expected {end!r}, but the file ends")
        if self.peek() != end:
            return True
        self.at += 1
        return False

    def flow_comma(self, end):
        self.skip_blank()
        if self.peek() == ",":
            self.at += 1
        elif self.peek() != end:
            self.fail(f"expected ',' or {end!r}, but found {self.peek()!r}")

    # Scalars -----------------------------------------------------------------------------------

    def key(self, mapping, flow):
        key = str(self.scalar(flow))
        if not self.at_colon():
            self.fail(f"expected ':' after {key!r}")
        if key in mapping:
            self.fail(f"{key!r} is there twice")
        self.at += 1
        return key

    def scalar(self, flow):
        if self.peek() == "'":
            return self.single_quoted()
        if self.peek() == '"':
            return self.double_quoted()
        return self.plain(flow)

    def plain(self, flow):
        if self.peek() in tuple("&*!|>%@`") + ("",):
            self.fail(f"expected a value, but found {self.peek()!r}")
        begin = self.at
        while not self.ended() and self.peek() != "\n" and not self.at_colon():
            if self.peek() == "#" and self.text[self.at - 1] == " " and self.at > begin:
                break
            if flow and self.peek() in ",]}[{":
                break
            self.at += 1
        text = self.text[begin:self.at].rstrip(" ")
        self.at = begin + len(text) if self.peek() == "#" else self.at
        if not text:
            self.fail("expected a value")
        return Plain(text)

    def single_quoted(self):
        match = re.compile(r"'((?:[^'\n]|'')*)'").match(self.text, self.at)
        if not match:
            self.fail("expected a closing quote on this line")
        self.at = match.end()
        return match[1].replace("''", "'")

    def double_quoted(self):
        parts = []
        self.at += 1
        while self.peek() != '"':
            if self.peek() in ("", "\n"):
                self.fail("expected a closing quote on this line")
            parts.append(self.escape() if self.peek() == "\\" else self.peek())
            self.at += 1
        self.at += 1
        return "".join(parts)

    def escape(self):
        """Returns what the escape here stands for, and goes to its last character."""
        self.at += 1
        letter = self.peek()
        if letter in _ESCAPES and letter:
            return _ESCAPES[letter]
        digits = self.text[self.at + 1:self.at + 1 + _HEX_ESCAPES.get(letter, 0)]
        if not re.fullmatch(r"[0-9a-fA-F]{2,8}", digits):
            self.fail(f"unknown escape \\{letter}")
        self.at += len(digits)
        return chr(int(digits, 16))
