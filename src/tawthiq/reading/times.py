"""The days that a report's words for time mean.

The rules kept here: the words are always kept; days are given only where they follow. A date with its year
stands by itself. A weekday, "yesterday", "last month" or a date without a year needs the day of publication,
and then means the latest such day that is not after it, unless the words look ahead ("next Tuesday"). Two
dates in one phrase are the ends of a range. Days written in figures alone ("03/04/2012") are resolved only
where their order is sure.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from tawthiq.reading.lexicon import load_lexicon
from tawthiq.terms.dates import DatePrecision
from tawthiq.terms.figures import FigureTime, Span, TimeBasis

_ISO = r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
_NUMERIC = r"(?P<first>\d{1,2})[./](?P<second>\d{1,2})[./](?P<numyear>(?:19|20)\d\d)"
_STEPS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from the first to the last, how narrow they are, and what they rest on."""

    start: date
    end: date
    accuracy: DatePrecision
    basis: TimeBasis


def read_time(words: str, span: Span | None, published_on: date | None, language: str) -> FigureTime:
    """Words for a time with the days they mean; without days where these do not follow.

    Args:
        words: as they stand in the folded view.
        span: where they stand in the raw text.
        published_on: the day of publication, or None.
        language: of the words.
    """
    found = resolve(words, published_on, language)
    if found is None:
        return FigureTime(words=words, span=span)
    return FigureTime(
        words=words, start=found.start, end=found.end, accuracy=found.accuracy, basis=found.basis, span=span
    )


def resolve(words: str, published_on: date | None, language: str) -> Stretch | None:
    """The days that words mean, or None; of two dates the stretch from the first to the second."""
    ago = _back(words, published_on, language)
    if ago is not None:
        return ago
    found: list[Stretch] = []
    matches = list(_dates(language).finditer(words))
    for match in reversed(matches):  # "between 3 and 9 March 2012": a bare day borrows from the date behind it
        lender = found[0] if found else None
        stretch = _one(match, words, published_on, language, lender)
        if stretch is not None:
            found.insert(0, stretch)
    if not found:
        return None
    if len(found) == 1 or found[0].start > found[-1].end:
        return found[0]
    return _joined(found[0], found[-1])


def _joined(first: Stretch, last: Stretch) -> Stretch:
    if (first.start, first.end) == (last.start, last.end):
        return first
    basis = TimeBasis.STATED if first.basis is last.basis is TimeBasis.STATED else TimeBasis.RESOLVED
    return Stretch(first.start, last.end, DatePrecision.RANGE, basis)


@cache
def _dates(language: str) -> re.Pattern[str]:
    data = load_lexicon(language).data
    month = _either(data["months"])
    weekday = _either(data["weekdays"])
    relative = "|".join(_key(row["words"]) for row in data["relative_days"])
    of = data.get("date_of", "")
    mark = data.get("ordinal_mark", "")
    year = r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<![\w/-])(?:{_ISO}|{_NUMERIC}"
        rf"|(?P<day>\d{{1,2}})(?:{mark})?(?:\s+{of})?\s+(?P<month>{month})\.?(?:,?\s+(?:{of}\s+)?(?P<year>{year}))?"
        rf"|(?P<month2>{month})\.?\s+(?P<day2>\d{{1,2}})(?:{mark})?(?!\d)(?:,?\s+(?P<year2>{year}))?"
        rf"|(?P<month3>{month})\.?(?:,?\s+(?:{of}\s+)?(?P<year3>{year}))?"
        rf"|(?P<relative>{relative})|(?P<weekday>{weekday})|(?P<year4>{year})"
        rf"|(?P<bare>\d{{1,2}})(?=\s*(?:{data['date_joins']})\s*\d{{1,2}}))(?!\w)",
        re.IGNORECASE,
    )


def _either(names: dict[str, int]) -> str:
    return "|".join(_key(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _key(words: str) -> str:
    return words.replace(" ", r"\s+")


def _one(
    match: re.Match[str], words: str, published_on: date | None, language: str, lender: Stretch | None
) -> Stretch | None:
    got = match.groupdict()
    if got["iso"] or got["numyear"]:
        return _in_figures(got)
    if got["year4"]:
        number = int(got["year4"])
        return Stretch(date(number, 1, 1), date(number, 12, 31), DatePrecision.YEAR, TimeBasis.STATED)
    if got["bare"]:
        return _borrowed(int(got["bare"]), lender)
    data = load_lexicon(language).data
    named = got["month"] or got["month2"] or got["month3"]
    if named:
        year = got["year"] or got["year2"] or got["year3"]
        return _calendar(_number(data["months"], named), got["day"] or got["day2"], year, published_on, lender)
    return None if published_on is None else _near(match, words, published_on, data)


def _in_figures(got: dict[str, Any]) -> Stretch | None:
    if got["iso"]:
        year, month, day = (int(part) for part in got["iso"].split("-"))
        return _day(year, month, day, TimeBasis.STATED)
    return _numeric(int(got["first"]), int(got["second"]), int(got["numyear"]))


def _near(match: re.Match[str], words: str, published_on: date, data: dict[str, Any]) -> Stretch | None:
    """Days that only the day of publication gives: "last month", "Tuesday"."""
    got = match.groupdict()
    if got["relative"]:
        return _relative(got["relative"], published_on, data)
    ahead = re.search(data["ahead"], words[: match.start()], re.IGNORECASE) is not None
    return _weekday(_number(data["weekdays"], got["weekday"]), published_on, ahead=ahead)


def _number(names: dict[str, int], word: str) -> int:
    low = re.sub(r"\s+", " ", word.lower())
    if low in names:
        return names[low]
    return next(number for name, number in names.items() if re.fullmatch(_key(name), low, re.IGNORECASE))


def _day(year: int, month: int, day: int, basis: TimeBasis) -> Stretch | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Stretch(found, found, DatePrecision.DAY, basis)


def _numeric(first: int, second: int, year: int) -> Stretch | None:
    """Day and month in figures: only one order is possible, or both are the same."""
    if first == second or first > 12:
        return _day(year, second, first, TimeBasis.STATED)
    return _day(year, first, second, TimeBasis.STATED) if second > 12 else None


def _calendar(
    month: int, day: str | None, year: str | None, published_on: date | None, lender: Stretch | None
) -> Stretch | None:
    basis = TimeBasis.STATED
    if year is not None:
        number = int(year)
    elif lender is not None:  # "from March to May 2012"
        number = lender.start.year
    elif published_on is not None:
        basis = TimeBasis.RESOLVED
        number = published_on.year
        if (month, int(day or 1)) > (published_on.month, published_on.day + 7):
            number -= 1
    else:
        return None
    if day is not None:
        return _day(number, month, int(day), basis)
    last = calendar.monthrange(number, month)[1]
    return Stretch(date(number, month, 1), date(number, month, last), DatePrecision.MONTH, basis)


def _borrowed(day: int, lender: Stretch | None) -> Stretch | None:
    if lender is None or lender.accuracy is not DatePrecision.DAY:
        return None
    return _day(lender.start.year, lender.start.month, day, lender.basis)


def _weekday(number: int, published_on: date, *, ahead: bool) -> Stretch:
    back = (published_on.weekday() - number) % 7
    found = published_on + timedelta(days=7 - back) if ahead else published_on - timedelta(days=back)
    return Stretch(found, found, DatePrecision.DAY, TimeBasis.RESOLVED)


def _relative(words: str, published_on: date, data: dict[str, Any]) -> Stretch | None:
    low = re.sub(r"\s+", " ", words.lower())
    row = next((row for row in data["relative_days"] if re.fullmatch(row["words"], low, re.IGNORECASE)), None)
    return None if row is None else _shifted(published_on, row["unit"], row["shift"])


def _shifted(published_on: date, unit: str, shift: int) -> Stretch:
    if unit == "day":
        found = published_on + timedelta(days=shift)
        return Stretch(found, found, DatePrecision.DAY, TimeBasis.RESOLVED)
    if unit == "week":
        first = published_on - timedelta(days=published_on.weekday()) + timedelta(weeks=shift)
        return Stretch(first, first + timedelta(days=6), DatePrecision.RANGE, TimeBasis.RESOLVED)
    if unit == "month":
        index = published_on.year * 12 + published_on.month - 1 + shift
        year, month = index // 12, index % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return Stretch(date(year, month, 1), date(year, month, last), DatePrecision.MONTH, TimeBasis.RESOLVED)
    year = published_on.year + shift
    return Stretch(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR, TimeBasis.RESOLVED)


def _back(words: str, published_on: date | None, language: str) -> Stretch | None:
    """From "in the past three weeks": that long before the day of publication up to it."""
    if published_on is None:
        return None
    data = load_lexicon(language).data
    match = re.search(data["past_stretch"], words, re.IGNORECASE)
    if match is None:
        return None
    count = match.group("count")
    number = 1 if not count else int(count) if count.isdigit() else data["numbers"]["units"].get(count.lower(), 0)
    unit = next(
        (name for name, form in data["time_units"].items() if re.search(form, match.group("unit"), re.IGNORECASE)), ""
    )
    if not number or not unit or number > 400:
        return None
    days = -(-number // 24) if unit == "hour" else number * _STEPS[unit]
    start = published_on - timedelta(days=days)
    return Stretch(start, published_on, DatePrecision.RANGE, TimeBasis.RESOLVED)
