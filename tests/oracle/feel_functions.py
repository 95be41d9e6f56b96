"""The functions of FEEL that rules use: call(name, arguments) by FUNCTIONS[name].

Values are as in feel.py. A function of what it does not take is None.
"""

import math
import re
from decimal import Decimal, InvalidOperation

from episode_id import number_text
from json_record import Number

# Letters have another case in these scripts only: Latin, Greek, Cyrillic, Armenian.
_SCRIPTS = ((0x00, 0x17F), (0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x587), (0x1E00, 0x1EFF))
_NUMERAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


def pattern(text, flags):
    """Returns the compiled regular expression, for the syntax that Python and RE2 share."""
    bits = re.ASCII if text.isascii() else 0
    for flag in flags:
        bits |= _FLAGS[flag]
    if "m" not in flags:  # Python's $ also matches before a last new line
        text = re.sub(r"(?<!\\)\$", r"\\Z", text)
    return re.compile(text, bits)


def to_text(value):
    """string(value)"""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(Number(repr(value))) if isinstance(value, float) else None


def to_number(numeral, grouping=None, decimal=None):
    """number(numeral, grouping separator, decimal separator)"""
    grouping = "" if grouping is None else grouping
    decimal = "." if decimal is None else decimal
    if not isinstance(numeral, str) or decimal not in (".", ",") or grouping == decimal:
        return None
    if grouping not in ("", " ", ".", ","):
        return None
    plain = numeral.replace(grouping, "") if grouping else numeral
    if decimal == ",":
        if "." in plain:
            return None
        plain = plain.replace(",", ".")
    if not _NUMERAL.fullmatch(plain):
        return None
    try:
        number = float(Decimal(plain))
    except InvalidOperation:
        return None
    return number + 0.0 if math.isfinite(number) else None


def _in_case(change):
    def apply(text):
        return "".join(_letter(char, change) for char in text)
    return apply


def _letter(char, change):
    if char == "ß" and change is str.upper:
        return "SS"
    other = change(char)
    supported = len(other) == 1 and _in_scripts(char) and _in_scripts(other)
    return other if supported else char


def _in_scripts(char):
    return any(first <= ord(char) <= last for first, last in _SCRIPTS)


def _of(kind, function):
    """A function that is None of anything but arguments of `kind`."""
    def call(*arguments):
        taken = all(isinstance(value, kind) and not isinstance(value, bool) for value in arguments)
        return function(*arguments) if taken else None
    return call


FUNCTIONS = {
    "contains": _of(str, lambda text, part: part in text),
    "starts with": _of(str, str.startswith),
    "ends with": _of(str, str.endswith),
    "upper case": _of(str, _in_case(str.upper)),
    "lower case": _of(str, _in_case(str.lower)),
    "string length": _of(str, lambda text: float(len(text))),
    "abs": _of(float, abs),
    "floor": _of(float, lambda number: float(math.floor(number))),
    "ceiling": _of(float, lambda number: float(math.ceil(number))),
    "number": to_number,
    "string": to_text,
}
