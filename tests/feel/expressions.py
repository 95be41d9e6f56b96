"""Random expressions over random records, all from one seed.

    for expression, record in cases(seed, count): ...   # two texts

Only what has one meaning for everybody: what docs/reference/feel.md lists as a difference is not
drawn (a test holds each of those by an example). So the operands of an order are of one type or
null; elsewhere types mix on purpose, and null comes out often.
"""
import json
import random

FIELDS = ("n", "m", "s", "t", "yes", "no", "none", "missing", "inner.n", "inner.s",
          "inner.deep.yes", "missing.too")
STRINGS = ("", "a", "A", "ab", "oil", "Oil pump", "P0301", "ÄÖ", "straße", "Ωμέγα", "жук", "😀", "7",
           "-1.5", "1e3", "x\"y", "back\\slash", "two\nlines", "tab\t")
NUMBERS = (0, 1, 2, 7, 10, 80, 0.5, 1.25, 99.9, 1000, 123456.75)
PATTERNS = ("^a", "b$", "o.l", "[A-Z]", "P0[0-3]\\d+", "^$", "a|b", "(ab)+", "s{2}", "\\.", "Ö", "^.$",
            "x?y*z", "[^a-z]", "\\w+ \\w+", "i{1,2}l")
FLAGS = ("", "i", "s", "m", "is")
NUMERALS = ("12", "-3.5", "1 234,5", "1,234.5", "1.234", "x", "1,5")
MAX_DEPTH = 4


def cases(seed, count):
    """Yields `count` pairs of an expression and a record, always the same for a seed."""
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        yield Expression(rng).text(), record(rng)


def record(rng):
    """One record as JSON; each of its fields may be there or not."""
    fields = {"n": rng.choice(NUMBERS), "m": -rng.choice(NUMBERS[1:]), "s": rng.choice(STRINGS),
              "t": rng.choice(STRINGS), "yes": True, "no": False, "none": None,
              "tags": rng.sample(STRINGS + NUMBERS + (True, None), rng.randint(2, 5)),
              "inner": {"n": rng.choice(NUMBERS), "s": rng.choice(STRINGS),
                        "deep": {"yes": rng.choice([True, False, None])}}}
    kept = {name: value for name, value in fields.items() if name == "tags" or rng.random() < 0.9}
    return json.dumps(kept, ensure_ascii=rng.random() < 0.5)


class Expression:
    """Draws one expression: by the kind of value that is wanted, mostly."""

    def __init__(self, rng):
        self.rng = rng

    def text(self):
        return self.draw(self.rng.choice(("truth", "truth", "number", "string")), MAX_DEPTH)

    def draw(self, kind, depth):
        """An expression whose value is of `kind`, or null."""
        if depth <= 1 or self.rng.random() < 0.15:
            return getattr(self, f"{kind}_leaf")()
        return self.rng.choice(getattr(self, f"{kind}_forms")())(depth - 1)

    def loose(self, kind, depth):
        """Likewise, but now and then a field of whatever kind."""
        return self.field(FIELDS) if self.rng.random() < 0.1 else self.draw(kind, depth)

    def field(self, names):
        return self.rng.choice(names)

    # ------------------------------------------------------------ leaves

    def truth_leaf(self):
        return self.field(("yes", "no", "inner.deep.yes", "true", "false", "missing", "null"))

    def number_leaf(self):
        if self.rng.random() < 0.5:
            return self.field(("n", "m", "inner.n", "none"))
        return repr(self.rng.choice(NUMBERS))

    def string_leaf(self):
        if self.rng.random() < 0.5:
            return self.field(("s", "t", "inner.s", "missing"))
        return quoted(self.rng.choice(STRINGS))

    # ------------------------------------------------------------ forms

    def truth_forms(self):
        return (self.equality, self.equality, self.order, self.order, self.logic, self.logic,
                self.negation, self.between, self.among, self.among, self.tests, self.in_field,
                self.about_text, self.matches, self.choice("truth"))

    def number_forms(self):
        return (self.arithmetic, self.arithmetic, self.minus, self.rounding, self.length,
                self.numeral, self.choice("number"))

    def string_forms(self):
        return (self.joined, self.joined, self.in_case, self.to_text, self.choice("string"))

    def equality(self, depth):
        kind = self.rng.choice(("truth", "number", "string"))
        other = "null" if self.rng.random() < 0.15 else bracketed(self.loose(kind, depth))
        return f"{self.operand(kind, depth)} {self.rng.choice(('=', '!='))} {other}"

    def order(self, depth):
        kind = self.rng.choice(("number", "number", "string"))
        return self.binary(kind, self.rng.choice(("<", "<=", ">", ">=")), depth)

    def binary(self, kind, operator, depth):
        return f"{self.operand(kind, depth)} {operator} {self.operand(kind, depth)}"

    def half_loose(self, kind, operator, depth):
        """The left operand sees to it that the result is of `kind`, or null."""
        return f"{self.operand(kind, depth)} {operator} {bracketed(self.loose(kind, depth))}"

    def operand(self, kind, depth):
        return bracketed(self.draw(kind, depth))

    def logic(self, depth):
        return self.half_loose("truth", self.rng.choice(("and", "or")), depth)

    def negation(self, depth):
        return f"not({self.loose('truth', depth)})"

    def between(self, depth):
        low, high = sorted(self.rng.sample(NUMBERS, 2))
        return f"{self.operand('number', depth)} between {low!r} and {high!r}"

    def constant(self, kind):
        return repr(self.rng.choice(NUMBERS)) if kind == "number" else quoted(self.rng.choice(STRINGS))

    def among(self, depth):
        kind = self.rng.choice(("number", "string"))
        items = ", ".join(self.constant(kind) for _ in range(self.rng.randint(2, 4)))
        brackets = self.rng.choice(("()", "[]"))
        return f"{self.operand(kind, depth)} in {brackets[0]}{items}{brackets[1]}"

    def tests(self, depth):
        tests = ", ".join(self.test() for _ in range(self.rng.randint(2, 3)))
        single = self.rng.random() < 0.3
        return f"{self.operand('number', depth)} in " + (self.test() if single else f"({tests})")

    def test(self):
        if self.rng.random() < 0.4:
            return f"{self.rng.choice(('<', '<=', '>', '>='))} {self.constant('number')}"
        low, high = sorted(self.rng.sample(NUMBERS, 2))
        return f"{self.rng.choice('[(]')}{low!r}..{high!r}{self.rng.choice('])[')}"

    def in_field(self, depth):
        return f"{self.operand(self.rng.choice(('number', 'string')), depth)} in tags"

    def about_text(self, depth):
        name = self.rng.choice(("contains", "starts with", "ends with"))
        return f"{name}({self.loose('string', depth)}, {self.loose('string', depth)})"

    def matches(self, depth):
        pattern = quoted(self.rng.choice(PATTERNS))
        flags = f", {quoted(self.rng.choice(FLAGS))}" if self.rng.random() < 0.5 else ""
        return f"matches({self.loose('string', depth)}, {pattern}{flags})"

    def choice(self, kind):
        def form(depth):
            condition = self.comparison(depth)
            return f"if {condition} then {self.draw(kind, depth)} else {self.draw(kind, depth)}"
        return form

    def comparison(self, depth):
        """What is true, false or null, and nothing else."""
        return self.rng.choice((self.equality, self.order, self.logic))(depth)

    def arithmetic(self, depth):
        if self.rng.random() < 0.1:
            return f"{self.operand('number', depth)} ** {self.rng.choice('123')}"
        return self.half_loose("number", self.rng.choice("+-*/"), depth)

    def minus(self, depth):
        return f"-{self.operand('number', depth)}"

    def rounding(self, depth):
        return f"{self.rng.choice(('abs', 'floor', 'ceiling'))}({self.loose('number', depth)})"

    def length(self, depth):
        return f"string length({self.loose('string', depth)})"

    def numeral(self, depth):
        numeral = quoted(self.rng.choice(NUMERALS))
        return self.rng.choice((f"number({numeral})", f'number({numeral}, " ", ",")',
                                f'number({numeral}, ",", ".")', f'number({numeral}, null, ".")'))

    def joined(self, depth):
        return self.half_loose("string", "+", depth)

    def in_case(self, depth):
        return f"{self.rng.choice(('upper case', 'lower case'))}({self.loose('string', depth)})"

    def to_text(self, depth):
        """Of numbers below 1e15: above, everybody writes them in an own way."""
        kind = self.rng.choice(("number", "string", "truth"))
        return f"string({self.loose(kind, 1 if kind == 'number' else depth)})"


def bracketed(text):
    """In brackets, unless it is one word."""
    return text if text.replace(".", "").isalnum() else f"({text})"


def quoted(text):
    """A string literal of FEEL."""
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(char, escape)
    return f'"{text}"'
