"""Key texts and episode ids: <rule>/<key parts joined by />@<raised_at>."""

import math
import re

from json_record import Number
from times import basic_format
from xxh3 import xxh3_128_hex

MAX_BYTES = 200
KEPT_BYTES = 167

_ESCAPED = re.compile(r"[%/@\x00-\x1f\x7f]")
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_UNIT = re.compile(rb"%..|[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*", re.DOTALL)  # character or escape


def part_text(value):
    """Returns the canonical text of a key part or an event id, None if `value` cannot be one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return number_text(value)
    return value if isinstance(value, str) else None


def number_text(number):
    """Integers as written; other numbers in shortest decimal form, no exponent below 1e15."""
    if _INTEGER.fullmatch(number.text):
        return number.text
    digits, exponent = _shortest_digits(number.value)
    sign = "-" if math.copysign(1, number.value) < 0 else ""
    if abs(number.value) >= 1e15:
        fraction = "." + digits[1:] if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e+{exponent - 1}"
    if exponent <= 0:
        return sign + ("0" if digits == "0" else "0." + "0" * -exponent + digits)
    whole, fraction = digits[:exponent].ljust(exponent, "0"), digits[exponent:]
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def _shortest_digits(value):
    """Returns (digits, exponent) with abs(value) == 0.digits * 10**exponent."""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent or 0) + len(whole) - (len(whole + fraction) - len(digits))
    return (digits.rstrip("0"), point) if digits else ("0", 0)


def key_text(parts):
    """Returns the escaped parts joined by `/`; equal text is equal key."""
    return "/".join(_ESCAPED.sub(lambda m: f"%{ord(m[0]):02X}", part) for part in parts)


def episode_id(rule, key, raised_at):
    return f"{rule}/{cut(key)}@{basic_format(raised_at)}"


def cut(key):
    """Returns `key` in at most 200 bytes: a longer one ends in the hash of the whole."""
    data = key.encode()
    if len(data) <= MAX_BYTES:
        return key
    kept = 0
    for unit in _UNIT.finditer(data):
        if unit.end() > KEPT_BYTES:
            break
        kept = unit.end()
    return f"{data[:kept].decode()}~{xxh3_128_hex(data)}"
