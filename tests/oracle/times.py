"""Durations and times as rule files and records write them. All results are milliseconds.

    duration("1m30s") == 90000
    event_time(Number("1714521650")) == 1714521650000
"""

import datetime
import fractions
import re

from json_record import Number

UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
YEAR_10000 = 253_402_300_800_000

_PART = re.compile(r"(\d+)(ms|s|m|h|d)", re.ASCII)
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def duration(text):
    """Returns the milliseconds of `250ms`, `30s`, `1m30s`. Raises ValueError on anything else."""
    if not re.fullmatch(r"(?:\d+(?:ms|s|m|h|d))+", text, re.ASCII):
        raise ValueError(f"expected a duration such as 1m30s, but found {text!r}")
    return sum(int(count) * UNITS[unit] for count, unit in _PART.findall(text))


def duration_text(millis):
    """Writes milliseconds as a duration: 1m30s."""
    text = ""
    for unit, length in sorted(UNITS.items(), key=lambda item: -item[1]):
        count, millis = divmod(millis, length)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def event_time(value):
    """Returns the time that a field spells, or None where it spells none that is possible."""
    if isinstance(value, Number):
        at = _from_number(value)
    elif isinstance(value, str):
        at = _from_rfc3339(value)
    else:
        return None
    return at if at is not None and 0 <= at < YEAR_10000 else None


def _from_number(number):
    # The number as written, not its double: a double cannot hold 1714521650.123 s exactly, and
    # rounding its product down would lose a millisecond.
    text = number.text
    exact = int(text) if text.isdigit() else fractions.Fraction(text)
    if exact < 10**11:
        return exact * 1000 // 1
    if exact < 10**14:
        return exact // 1
    if exact < 10**17:
        return exact // 1000
    return exact // 1_000_000


def _from_rfc3339(text):
    match = _RFC3339.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if hour > 23 or minute > 59 or second > 59:
        return None
    try:
        days = datetime.date(year, month, day).toordinal() - 719_163  # 1970-01-01
    except ValueError:
        return None
    offset = _offset(match[8])
    if offset is None:
        return None
    millis = int((match[7] or "0")[:3].ljust(3, "0"))
    return (days * 86_400 + hour * 3600 + minute * 60 + second - offset) * 1000 + millis


def _offset(text):
    """Seconds east of Greenwich, or None if there is no such zone."""
    if text in "Zz":
        return 0
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if text[0] == "-" else 1)


def basic_format(at):
    """Writes a time as it stands in an episode id: 20261123T101502.123Z."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=at)
    return f"{moment:%Y%m%dT%H%M%S}.{at % 1000:03d}Z"


def rfc3339(at):
    """Writes a time as 2026-11-23T10:15:02.123Z."""
    text = basic_format(at)
    return f"{text[:4]}-{text[4:6]}-{text[6:11]}:{text[11:13]}:{text[13:]}"
