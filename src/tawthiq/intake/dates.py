"""Dates as sources write them, read without narrowing and without silent guesses.

The rules, in order. What means "unknown" is unknown. Day before month or the reverse is decided by the
column (`infer_order`), never by one cell: 03/04/2012 without a known order keeps its year only, and says so.
A date that contradicts the column's order but can be read in only one way is read, and says so. A number in
a date column is taken for a spreadsheet's serial day, and says so. Years 1343 to 1500 are Hijri; under
Persian digits or month names the calendar is unclear and nothing is read. "About" widens, "early 2013" is a
third of the year, "before 2013" has one end only and stays words. Days that do not exist, and days after
today, are problems: the words are kept and the date is unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from tawthiq.intake.calendars import (
    FIRST_HIJRI,
    LAST_HIJRI,
    Calendar,
    Parts,
    UnreadableDate,
    complete,
    third,
    to_days,
    widen,
)
from tawthiq.intake.cells import CellReading, CellValue, shown, words_of
from tawthiq.intake.date_words import date_words
from tawthiq.intake.folding import fold
from tawthiq.terms.dates import UNKNOWN_DATE, DateBasis, DatePrecision, PartialDate, between, day, year
from tawthiq.terms.errors import Problem

Order = Literal["dmy", "mdy", "ymd"]
LONGEST = 120
FIRST_SERIAL, LAST_SERIAL = 10_000, 60_000
SERIAL_ZERO = date(1899, 12, 30)

NOTES = {
    "date.serial": "A bare number was read as a spreadsheet's serial day.",
    "date.two_digit_year": "The year has two digits; the century was supplied.",
    "date.against_order": "Day and month stand in the other order than in the rest of the column.",
    "date.dual_disagrees": "The two calendars written side by side name different days.",
}
_NEXT = "Correct the cell in the source's own list, or keep the words and leave the date unknown."
_TIME = re.compile(r"(?<=\d)[t ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?|z|[+-]\d{2}:?\d{2})?$")
_NUMERIC = re.compile(r"\d{1,4}([./\-, ])\s?\d{1,4}(?:\1\s?\d{1,4})?")
_ISO_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")
_PERSIAN_DIGIT = re.compile("[۰-۹]")


def read_date(
    words: CellValue, *, order: Order | None = None, language: str = "", today: date | None = None
) -> CellReading[PartialDate]:
    """Read one date; never raises over its words.

    Args:
        words: text, a real date, or a number from a spreadsheet.
        order: which of day, month and year stands first in this column (`infer_order`); None: not known.
        language: of the list; ``fa`` marks years 1343 to 1500 as unclear between two Hijri calendars.
        today: days after it are refused; None: not checked.
    """
    text = words_of(words)
    try:
        value, notes = _read(words, text, order=order, language=language, today=today)
        _check_past(value, today)
    except UnreadableDate as failure:
        kept = replace(failure.keep or UNKNOWN_DATE, words=text)
        return CellReading(value=kept, problem=_problem(failure.code, failure.message, text))
    problem = _problem(notes[0], NOTES[notes[0]], text) if notes else None
    return CellReading(value=replace(value, words=text), problem=problem)


def _check_past(value: PartialDate, today: date | None) -> None:
    if today is not None and value.start is not None and value.start > today:
        raise UnreadableDate("date.future", "The date lies after today.")


def _problem(code: str, message: str, text: str) -> Problem:
    return Problem(code=code, message=message, next_step=_NEXT, value=shown(text))


def _read(
    words: CellValue, text: str, *, order: Order | None, language: str, today: date | None
) -> tuple[PartialDate, tuple[str, ...]]:
    if isinstance(words, datetime):
        return day(words.date()), ()
    if isinstance(words, date):
        return day(words), ()
    if isinstance(words, (int, float)) and not isinstance(words, bool):
        return _number(float(words))
    if len(text) > LONGEST:
        raise UnreadableDate("date.unreadable", "The words are too long for a date.")
    plain = _TIME.sub("", date_words().tidy(fold(text)))
    if not plain or plain in date_words().unknown:
        return UNKNOWN_DATE, ()
    persian = language == "fa" or bool(_PERSIAN_DIGIT.search(text))
    return _Reader(order=order, persian=persian, today=today).read(plain)


def _number(number: float) -> tuple[PartialDate, tuple[str, ...]]:
    if math.isfinite(number) and number.is_integer() and 1850 <= number <= 2100:
        return year(int(number)), ()
    if math.isfinite(number) and FIRST_SERIAL <= number <= LAST_SERIAL:
        return day(SERIAL_ZERO + timedelta(days=int(number)), basis=DateBasis.DERIVED), ("date.serial",)
    raise UnreadableDate("date.unreadable", "The number is neither a year nor a spreadsheet's serial day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    order: Order | None
    persian: bool
    today: date | None

    def read(self, text: str) -> tuple[PartialDate, tuple[str, ...]]:
        words = date_words()
        if words.solar.search(text):
            raise UnreadableDate("date.calendar_unclear", "The words belong to a calendar that is not read.")
        if found := words.corresponding.search(text):
            return self._dual(text[: found.start()], text[found.end() :])
        if found := _ISO_RANGE.fullmatch(text):
            start, end = (to_days(self._parts(part)) for part in found.groups())
            return _span(start, end), ()
        for hedge, pattern in words.hedges.items():
            if found := pattern.search(text):
                rest = (text[: found.start()] + " " + text[found.end() :]).strip()
                if rest or hedge == "open_ended":
                    return self._hedged(hedge, rest, text)
        return self._plain(text)

    def _hedged(self, hedge: str, rest: str, text: str) -> tuple[PartialDate, tuple[str, ...]]:
        if hedge == "open_ended":
            if (ends := self._range(text)) is not None:
                return ends
            raise UnreadableDate("date.open_ended", "The words give one end of the time only.")
        value, notes = self.read(rest)
        if hedge == "about":
            return widen(value, date_words().reaches), notes
        return third(value, ("early", "mid", "late").index(hedge)), notes

    def _dual(self, left: str, right: str) -> tuple[PartialDate, tuple[str, ...]]:
        first, _ = self.read(left.strip(" ,-"))
        second, _ = self.read(right.strip(" ,-"))
        stated = second if first.basis is DateBasis.CONVERTED_HIJRI else first
        other = first if stated is second else second
        if stated.start is None or stated.end is None or other.start is None or other.end is None:
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        if other.start - timedelta(days=2) <= stated.end and stated.start <= other.end + timedelta(days=2):
            return stated, ()
        both = between(min(stated.start, other.start), max(stated.end, other.end), basis=DateBasis.ESTIMATED)
        return both, ("date.dual_disagrees",)

    def _plain(self, text: str) -> tuple[PartialDate, tuple[str, ...]]:
        try:
            parts = self._parts(text)
            return to_days(parts), parts.notes
        except UnreadableDate as failure:
            if failure.code not in {"date.unreadable", "date.no_year"}:
                raise
            ends = self._range(text)
            if ends is None:
                raise
            return ends

    def _range(self, text: str) -> tuple[PartialDate, tuple[str, ...]] | None:
        """The two ends of a range, or None when the words are not one."""
        bare = date_words().between.sub("", text)
        cuts = [(m.start(), m.end()) for m in date_words().to.finditer(bare)]
        cuts += [(m.start(), m.end()) for m in re.finditer(r"\s[-–—]\s|(?<!\w)و\s*(?=\d)|[-–—/]", bare)]
        for start, end in cuts:
            try:
                right = self._parts(bare[end:])
                left = complete(self._parts(bare[:start], partial=True), right)
                return _span(to_days(left), to_days(right)), (*left.notes, *right.notes)
            except UnreadableDate:
                continue
        return None

    def _parts(self, text: str, *, partial: bool = False) -> Parts:
        plain = date_words().substitute(text)
        months = {int(n) for n in re.findall(r"\bm(\d+)\b", plain)}
        hijri = {int(n) for n in re.findall(r"\bh(\d+)\b", plain)}
        marked = "hijri" in plain.split() or bool(hijri)
        rest = re.sub(r"\b(?:[mh]\d+|hijri)\b", " ", plain)
        digits = re.findall(r"\d+", rest)
        if re.search(r"[^\d\s.,/\-]", rest) or any(len(d) > 8 for d in digits) or len(months | hijri) > 1:
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        if months and hijri:
            raise UnreadableDate("date.unreadable", "The words mix two calendars.")
        if months or hijri:
            return self._calendar(self._with_name(digits, (months | hijri).pop()), marked=marked)
        return self._calendar(self._numeric(rest.strip(" ,./-"), digits, partial=partial), marked=marked)

    def _with_name(self, digits: list[str], number: int) -> Parts:
        if not digits:
            return Parts(month=number)
        if len(digits) == 1:
            value = int(digits[0])
            if len(digits[0]) == 4:
                return Parts(year=value, month=number)
            return Parts(month=number, day=value)
        if len(digits) > 2:
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        first, second = digits
        if len(first) == 4:
            return Parts(year=int(first), month=number, day=int(second))
        return self._century(second, month=number, day=int(first))

    def _numeric(self, rest: str, digits: list[str], *, partial: bool) -> Parts:
        if len(digits) == 1:
            return self._single(digits[0], partial=partial)
        if len(digits) not in {2, 3} or not _NUMERIC.fullmatch(rest):
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        if len(digits) == 2:
            return self._pair(digits[0], digits[1], partial=partial)
        first, second, last = digits
        if len(first) == 4:
            return Parts(year=int(first), month=int(second), day=int(last))
        if len(last) == 3 or len(first) == 3:
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        if self.order == "ymd" and len(last) <= 2:
            return self._century(first, month=int(second), day=int(last))
        return self._ordered(int(first), int(second), last)

    def _single(self, digits: str, *, partial: bool) -> Parts:
        value = int(digits)
        if len(digits) == 4:
            return Parts(year=value)
        if len(digits) == 8 and digits[:2] in {"19", "20"}:
            return Parts(year=value // 10000, month=value // 100 % 100, day=value % 100)
        if len(digits) == 5 and not partial and FIRST_SERIAL <= value <= LAST_SERIAL:
            found = SERIAL_ZERO + timedelta(days=value)
            return Parts(year=found.year, month=found.month, day=found.day, notes=("date.serial",))
        if partial and value <= 31:
            return Parts(day=value)
        raise UnreadableDate("date.unreadable", "The number does not make a date.")

    def _pair(self, first: str, second: str, *, partial: bool) -> Parts:
        if min(len(first), len(second)) > 2:
            raise UnreadableDate("date.unreadable", "The words do not make a date.")
        if len(first) == 4 and int(second) == 0:
            return Parts(year=int(first))
        if len(first) == 4:
            return Parts(year=int(first), month=int(second))
        if len(second) == 4:
            return Parts(year=int(second), month=int(first))
        if partial and self.order in {"dmy", "mdy"}:
            d, m = (first, second) if self.order == "dmy" else (second, first)
            return Parts(month=int(m), day=int(d))
        raise UnreadableDate("date.no_year", "The date has no year.")

    def _ordered(self, first: int, second: int, last: str) -> Parts:
        """Day, month and year with the year last; the order decides, else the only possible reading."""
        day_first, month_first = 1 <= second <= 12, 1 <= first <= 12
        if not day_first and not month_first:
            raise UnreadableDate("date.impossible", "There is no such month.")
        known = self.order if self.order in {"dmy", "mdy"} else None
        if day_first and month_first and first != second and known is None:
            whole = self._calendar(self._century(last), marked=False)
            raise UnreadableDate(
                "date.ambiguous",
                "Day and month cannot be told apart; only the year is kept.",
                keep=to_days(whole),
            )
        by_day = day_first if not (day_first and month_first) else known != "mdy"
        against = known is not None and first != second and (known == "dmy") != by_day
        d, m = (first, second) if by_day else (second, first)
        parts = self._century(last, month=m, day=d)
        return replace(parts, notes=(*parts.notes, "date.against_order")) if against else parts

    def _century(self, digits: str, *, month: int | None = None, day: int | None = None) -> Parts:
        """Four digits as they are; two digits in the latest century that is not after today."""
        if len(digits) == 4:
            return Parts(year=int(digits), month=month, day=day)
        if len(digits) != 2 or self.today is None:
            raise UnreadableDate("date.two_digit_year", "The century of the year is not known.")
        value = self.today.year // 100 * 100 + int(digits)
        value -= 100 if value > self.today.year else 0
        return Parts(year=value, month=month, day=day, notes=("date.two_digit_year",))

    def _calendar(self, parts: Parts, *, marked: bool) -> Parts:
        in_range = parts.year is not None and FIRST_HIJRI <= parts.year <= LAST_HIJRI
        if marked:
            if "date.two_digit_year" in parts.notes:
                raise UnreadableDate("date.two_digit_year", "The century of the year is not known.")
            return replace(parts, calendar=Calendar.HIJRI)
        if in_range and self.persian:
            raise UnreadableDate("date.calendar_unclear", "The year may be lunar or solar Hijri.")
        return replace(parts, calendar=Calendar.HIJRI) if in_range else parts


def _span(start: PartialDate, end: PartialDate) -> PartialDate:
    if start.start is None or end.end is None or end.end < start.start:
        raise UnreadableDate("date.backwards", "The range ends before it starts.")
    if start == end:
        return start
    return PartialDate(start=start.start, end=end.end, precision=DatePrecision.RANGE, basis=start.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFinding:
    """What a whole column shows about its order.

    Args:
        order: the order to read it with, or None.
        ambiguous: some cells can be read both ways and nothing in the column decides.
        day_first, month_first, undecided: cells that can only be read so, or both ways.
        written_differently: real dates all fall on days 1 to 12 while written ones never do: the spreadsheet
            that made them may have swapped day and month.
    """

    order: Order | None
    ambiguous: bool
    day_first: int
    month_first: int
    undecided: int
    written_differently: bool = False


_YEAR_LAST = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"\d{4}[./\-]\d{1,2}[./\-]\d{1,2}(?!\d)")


def infer_order(values: Iterable[CellValue]) -> OrderFinding:
    """Look at a whole column and say in which order its numeric dates are written.

    One cell that can only be day-first, and none that can only be month-first, decides for day-first, and the
    other way round. A column with both, or with neither, is not decided.
    """
    day_first = month_first = undecided = year_first = real = real_high = 0
    for value in values:
        if isinstance(value, date):
            real += 1
            real_high += value.day > 12
        text = fold(value) if isinstance(value, str) else ""
        if found := _YEAR_LAST.match(text):
            first, second = int(found.group(1)), int(found.group(3))
            day_first += first > 12 >= second
            month_first += second > 12 >= first
            undecided += first <= 12 and second <= 12 and first != second
        elif _YEAR_FIRST.match(text):
            year_first += 1
    order: Order | None = None
    if bool(day_first) != bool(month_first):
        order = "dmy" if day_first else "mdy"
    elif not day_first and not undecided and year_first:
        order = "ymd"
    return OrderFinding(
        order=order,
        ambiguous=order is None and (undecided > 0 or (day_first > 0 and month_first > 0)),
        day_first=day_first,
        month_first=month_first,
        undecided=undecided,
        written_differently=real >= 10 and real_high == 0 and day_first >= 10 and undecided == 0,
    )
