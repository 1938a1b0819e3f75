"""Functions on RFC 3339 timestamps, over the whole range of years: days are counted, no calendar object is made."""

from __future__ import annotations

import re

from msgspec import Struct

from finops_guard.sources.terraform.bigfloat import counted
from finops_guard.sources.terraform.functions.signature import Function, scalar
from finops_guard.sources.terraform.kinds import EvaluationError

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))\Z"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SECOND = 10**9
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
}
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)")
# Longer texts are no timestamps and no durations that anybody wrote.
_MAX_TEXT = 1000


class Moment(Struct, frozen=True):
    """A point in time: nanoseconds since 1970 in UTC, and the offset in seconds of the zone it was written in."""

    nanoseconds: int
    offset: int


def parse(text: str) -> Moment:
    """Return the moment that a timestamp means; raise EvaluationError for every other text."""
    match = _TIMESTAMP.match(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        raise _invalid()
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    offset = 0
    if match[8]:
        hours, minutes = int(match[9]), int(match[10])
        if hours > 23 or minutes > 59:
            raise _invalid()
        offset = (hours * 3600 + minutes * 60) * (-1 if match[8] == "-" else 1)
    if not 1 <= month <= 12 or not 1 <= day <= _month_length(year, month) or hour > 23 or minute > 59 or second > 59:
        raise _invalid()
    seconds = _days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Moment(seconds * _SECOND + int((match[7] or "0")[:9].ljust(9, "0")), offset)


def _invalid() -> EvaluationError:
    return EvaluationError("a timestamp as in 2006-01-02T15:04:05Z is required")


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days(year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to a date of the Gregorian calendar; years are counted from March."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _date(days: int) -> tuple[int, int, int]:
    """Return year, month and day of a number of days since 1970-01-01."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day


def _zone(offset: int, colon: str) -> str:
    sign, size = ("-", -offset) if offset < 0 else ("+", offset)
    return f"{sign}{size // 3600:02}{colon}{size % 3600 // 60:02}"


def _written(moment: Moment) -> str:
    days, rest = divmod(moment.nanoseconds // _SECOND + moment.offset, 86_400)
    year, month, day = _date(days)
    zone = _zone(moment.offset, ":") if moment.offset else "Z"
    years = f"-{-year:04}" if year < 0 else f"{year:04}"
    return f"{years}-{month:02}-{day:02}T{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}{zone}"


def _fields(moment: Moment) -> dict[str, str]:
    """Return what each sequence of letters stands for."""
    days, rest = divmod(moment.nanoseconds // _SECOND + moment.offset, 86_400)
    year, month, day = _date(days)
    hour, minute, second = rest // 3600, rest % 3600 // 60, rest % 60
    half = hour % 12 or 12
    weekday = _DAYS[(days + 3) % 7]
    name = _MONTHS[month - 1]
    plain, colon = _zone(moment.offset, ""), _zone(moment.offset, ":")
    return {
        "YYYY": f"{year:04}",
        "YY": f"{year % 100:02}",
        "M": f"{month}",
        "MM": f"{month:02}",
        "MMM": name[:3],
        "MMMM": name,
        "D": f"{day}",
        "DD": f"{day:02}",
        "EEE": weekday[:3],
        "EEEE": weekday,
        "h": f"{hour}",
        "hh": f"{hour:02}",
        "H": f"{half}",
        "HH": f"{half:02}",
        "m": f"{minute}",
        "mm": f"{minute:02}",
        "s": f"{second}",
        "ss": f"{second:02}",
        "AA": "PM" if hour >= 12 else "AM",
        "aa": "pm" if hour >= 12 else "am",
        "Z": colon if moment.offset else "Z",
        "ZZZ": plain if moment.offset else "UTC",
        "ZZZZ": plain,
        "ZZZZZ": colon,
    }


_TOKEN = re.compile(r"''|'(?:[^']|'')*+'|([a-zA-Z])\1*|[^a-zA-Z']+")


def _formatdate(pattern: str, text: str) -> str:
    fields = _fields(parse(text))
    made: list[str] = []
    at = 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None:
            raise EvaluationError("a quote in the format of formatdate() is not closed")
        token = match[0]
        at = match.end()
        if match[1]:
            if token not in fields:
                raise EvaluationError("formatdate() does not know a sequence of letters in its format")
            token = fields[token]
        elif token.startswith("'"):
            token = "'" if token == "''" else token[1:-1].replace("''", "'")
        made.append(token)
    return "".join(made)


def _duration(text: str) -> int:
    """Return the nanoseconds of a duration such as ``1h30m``."""
    negative = text.startswith("-")
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    at = total = 0
    while at < len(rest) <= _MAX_TEXT:
        match = _PART.match(rest, at)
        if match is None or not (match[1] or match[2]):
            break
        unit = _UNITS[match[3]]
        total += int(match[1] or "0") * unit
        total += int(match[2] or "0") * unit // 10 ** len(match[2] or "")
        at = match.end()
    if not rest or at < len(rest) or total > (1 << 63) - (not negative):
        raise EvaluationError("a duration such as 1h30m is required")
    return -total if negative else total


def _timeadd(text: str, duration: str) -> str:
    moment = parse(text)
    return _written(Moment(moment.nanoseconds + _duration(duration), moment.offset))


def _timecmp(left: str, right: str) -> int:
    a, b = parse(left).nanoseconds, parse(right).nanoseconds
    return counted((a > b) - (a < b))


FUNCTIONS: dict[str, Function] = {
    "formatdate": scalar("ss", _formatdate),
    "timeadd": scalar("ss", _timeadd),
    "timecmp": scalar("ss", _timecmp),
}
