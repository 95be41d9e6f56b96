"""The part of FEEL that rules use, by direct evaluation: compile_expression(text)(fields).

Literals, paths, comparison, and/or/not(), in, between, arithmetic, if, lists, functions. Values are
None, bool, float, str; a list or object is itself, and nothing compares with it but null and `in`.
Three-valued logic: what cannot be said is None.
"""

import math
import re

from feel_functions import FUNCTIONS, pattern
from json_record import Number, is_there, lookup

_TOKEN = re.compile(r"""\s*(?:
    (?P<number>\d+(?:\.(?!\.)\d+)?(?:[eE][-+]?\d+)?|\.\d+)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<quoted>`[^`]+`)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<op>\*\*|<=|>=|!=|\.\.|[-+*/=<>()\[\],.])
)""", re.VERBOSE)
_KEYWORDS = {"and", "or", "not", "in", "between", "true", "false", "null", "if", "then", "else"}


class FeelError(ValueError):
    """The expression is not one."""


class Expression:
    """A compiled expression, and the paths that it reads."""

    def __init__(self, evaluate, paths):
        self.evaluate = evaluate
        self.paths = paths

    def is_true(self, fields):
        return self.evaluate(fields) is True


def compile_expression(text):
    """Returns the Expression that `text` spells. Raises FeelError."""
    parser = _Parser(_tokens(text))
    evaluate = parser.disjunction()
    parser.expect(None)
    return Expression(evaluate, parser.paths)


def parse_path(text):
    """Returns a field path as a tuple of names: engine.`oil pressure`."""
    parser = _Parser(_tokens(text))
    path = parser.path()
    parser.expect(None)
    return path


def _tokens(text):
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise FeelError(f"column {at + 1}: unexpected {text[at]!r} in {text!r}")
        kind = match.lastgroup
        value = match[kind]
        keyword = kind == "name" and value in _KEYWORDS
        tokens.append(("op" if keyword else kind, value))
        at = match.end()
    return tokens + [("end", None)]


class _Parser:
    """Recursive descent; each method returns a function from the fields to a value."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0
        self.paths = set()

    def take(self, *values):
        """Returns the operator that comes next if it is one of `values`, and steps over it."""
        kind, value = self.tokens[self.at]
        if kind not in ("op", "end") or value not in values:
            return None
        self.at += 1
        return value

    def expect(self, value):
        kind, found = self.tokens[self.at]
        if kind not in ("op", "end") or found != value:
            raise FeelError(f"expected {value!r}, but found {found!r}")
        self.at += 1

    def disjunction(self):
        node = self.conjunction()
        while self.take("or"):
            node = _binary(_or, node, self.conjunction())
        return node

    def conjunction(self):
        node = self.comparison()
        while self.take("and"):
            node = _binary(_and, node, self.comparison())
        return node

    def comparison(self):
        node = self.sum()
        while True:
            operator = self.take("=", "!=", "<", "<=", ">", ">=", "between", "in")
            if operator is None:
                return node
            if operator == "between":
                low = self.sum()
                self.expect("and")
                node = _between(node, low, self.sum())
            elif operator == "in":
                node = _in(node, self.tests())
            else:
                node = _binary(_COMPARE[operator], node, self.sum())

    def tests(self):
        """What stands behind `in`: (test, test), a range, a list, or one value."""
        if self.tokens[self.at] == ("op", "(") and not self.is_range():
            self.at += 1
            return self.separated(self.test, ")")
        return [self.test()]

    def test(self):
        """One test: a function from (value, fields) to true, false or null."""
        operator = self.take("<", "<=", ">", ">=", "=", "!=")
        if operator:
            operand = self.sum()
            return lambda value, fields: _COMPARE[operator](value, operand(fields))
        if self.is_range():
            return self.range()
        if self.take("["):
            items = self.separated(self.item, "]")
            return lambda value, fields: _any(item(value, fields) for item in items)
        operand = self.sum()
        return lambda value, fields: _is_among(value, operand(fields))

    def item(self):
        """One item of a list behind `in`."""
        if self.is_range():
            return self.range()
        operand = self.sum()
        return lambda value, fields: equal(value, operand(fields)) is True

    def is_range(self):
        """True if a bracket opens here and `..` comes before it closes."""
        if self.tokens[self.at] not in (("op", "["), ("op", "("), ("op", "]")):
            return False
        depth = 0
        for kind, value in self.tokens[self.at + 1:]:
            if kind != "op" or value not in ("(", ")", "[", "]", "..", ","):
                continue
            if depth == 0 and value in ("..", ",", ")", "]"):
                return value == ".."
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(value, 0)
        return False

    def range(self):
        from_included = self.take("[", "(", "]") == "["
        low = self.sum()
        self.expect("..")
        high = self.sum()
        to_included = self.take("]", ")", "[") == "]"
        above = _COMPARE[">=" if from_included else ">"]
        below = _COMPARE["<=" if to_included else "<"]
        return lambda value, fields: _and(above(value, low(fields)), below(value, high(fields)))

    def separated(self, item, end):
        if self.take(end):
            return []
        items = [item()]
        while self.take(","):
            items.append(item())
        self.expect(end)
        return items

    def sum(self):
        node = self.product()
        while operator := self.take("+", "-"):
            node = _binary(_ARITHMETIC[operator], node, self.product())
        return node

    def product(self):
        node = self.power()
        while operator := self.take("*", "/"):
            node = _binary(_ARITHMETIC[operator], node, self.power())
        return node

    def power(self):
        node = self.unary()
        while self.take("**"):
            node = _binary(_ARITHMETIC["**"], node, self.unary())
        return node

    def unary(self):
        if self.take("-"):
            return _binary(_ARITHMETIC["-"], lambda fields: 0.0, self.unary())
        return self.primary()

    def primary(self):
        kind, value = self.tokens[self.at]
        if kind in ("name", "quoted"):
            name = self.function_name()
            return self.call(name) if name else self.field()
        self.at += 1
        if kind == "number":
            return _constant(float(value))
        if kind == "string":
            return _constant(_unescape(value[1:-1]))
        if value in ("true", "false", "null"):
            return _constant({"true": True, "false": False, "null": None}[value])
        if value == "not":
            self.expect("(")
            operand = self.disjunction()
            self.expect(")")
            return lambda fields: _not(operand(fields))
        if value == "(":
            node = self.disjunction()
            self.expect(")")
            return node
        if value == "[":
            items = self.separated(self.disjunction, "]")
            return lambda fields: [item(fields) for item in items]
        if value == "if":
            return self.choice()
        raise FeelError(f"unexpected {value!r}")

    def choice(self):
        condition = self.disjunction()
        self.expect("then")
        then = self.disjunction()
        self.expect("else")
        otherwise = self.disjunction()
        return lambda fields: (then if condition(fields) is True else otherwise)(fields)

    def function_name(self):
        """Returns the words up to a bracket, and steps behind it; None if no bracket comes."""
        at = self.at
        while self.tokens[at][0] == "name":
            at += 1
        if at == self.at or self.tokens[at] != ("op", "("):
            return None
        words = [word for _, word in self.tokens[self.at:at]]
        self.at = at + 1
        return " ".join(words)

    def call(self, name):
        if name == "is defined":
            path = self.path()
            self.expect(")")
            self.paths.add(path)
            return lambda fields: is_there(fields, path)
        arguments = self.separated(self.disjunction, ")")
        if name == "matches":
            return self.matches(*arguments)
        if name not in FUNCTIONS:
            raise FeelError(f"there is no function {name!r}")
        return lambda fields: FUNCTIONS[name](*(argument(fields) for argument in arguments))

    @staticmethod
    def matches(text, regex, flags=lambda fields: ""):
        compiled = pattern(regex({}), flags({}))

        def evaluate(fields):
            value = text(fields)
            return compiled.search(value) is not None if isinstance(value, str) else None
        return evaluate

    def field(self):
        path = self.path()
        self.paths.add(path)
        return lambda fields: _value(lookup(fields, path))

    def path(self):
        names = [self.name()]
        while self.take("."):
            names.append(self.name())
        return tuple(names)

    def name(self):
        kind, value = self.tokens[self.at]
        if kind not in ("name", "quoted"):
            raise FeelError(f"expected a name, but found {value!r}")
        self.at += 1
        return value.strip("`")


def equal(a, b):
    """FEEL's `=`: null equals only null; values of different kinds cannot be compared."""
    if a is None or b is None:
        return a is b
    if _kind(a) != _kind(b) or isinstance(a, (dict, list)):
        return None
    return a == b


def _is_among(value, other):
    """A value behind `in`: the same, or a list that has it."""
    if isinstance(other, list):
        return any(equal(value, _value(item)) is True for item in other)
    return equal(value, other) is True


def _kind(value):
    return bool if isinstance(value, bool) else type(value)


def _value(node):
    return node.value if isinstance(node, Number) else node


def _constant(value):
    return lambda fields: value


_ESCAPE = re.compile(r"""\\(?:([ntr"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))""")
_MEANS = {"n": "\n", "t": "\t", "r": "\r"}


def _unescape(text):
    """A backslash that begins no escape stands for itself."""
    def character(match):
        letter, short, long = match.groups()
        return _MEANS.get(letter, letter) if letter else chr(int(short or long, 16))
    text = _ESCAPE.sub(character, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16")  # joins surrogates


def _binary(operation, left, right):
    return lambda fields: operation(left(fields), right(fields))


def _between(node, low, high):
    return lambda fields: _and(_COMPARE[">="](node(fields), low(fields)),
                               _COMPARE["<="](node(fields), high(fields)))


def _in(node, tests):
    """A value is the same or not, never null; a range or a comparison may be null."""
    return lambda fields: _any(test(node(fields), fields) for test in tests)


def _any(results):
    result = False
    for another in results:
        result = _or(result, another)
    return result


def _and(a, b):
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def _or(a, b):
    if a is True or b is True:
        return True
    return False if a is False and b is False else None


def _not(a):
    return not a if isinstance(a, bool) else None


def _ordered(operation):
    def compare(a, b):
        same_kind = _kind(a) == _kind(b) and _kind(a) in (float, str)
        return operation(a, b) if same_kind else None
    return compare


def _numeric(operation):
    def compute(a, b):
        if not (_kind(a) == _kind(b) == float):
            return None
        try:
            result = operation(a, b)
        except (ArithmeticError, ValueError):
            return None
        return result if isinstance(result, float) and math.isfinite(result) else None
    return compute


def _add(a, b):
    return a + b if isinstance(a, str) and isinstance(b, str) else _add_numbers(a, b)


_add_numbers = _numeric(lambda a, b: a + b)
_COMPARE = {
    "=": equal,
    "!=": lambda a, b: _not(equal(a, b)),
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
}
_ARITHMETIC = {
    "+": _add,
    "-": _numeric(lambda a, b: a - b),
    "*": _numeric(lambda a, b: a * b),
    "/": _numeric(lambda a, b: a / b),
    "**": _numeric(lambda a, b: a ** b),
}
