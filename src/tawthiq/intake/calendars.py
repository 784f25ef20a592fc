"""Parts of a date, Gregorian or Hijri, turned into the stretch of days they mean.

Hijri dates follow the Umm al-Qura table (1343 to 1500 AH, through `hijridate`). Where months were fixed by
sighting the moon, the true day can lie a day to either side: the basis ``converted_hijri`` says that the day
rests on this table. A Hijri month or year has no Gregorian one of its own and becomes a range.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tawthiq.terms.dates import DateBasis, PartialDate, between, day, month, year

FIRST_YEAR, LAST_YEAR = 1850, 2100
FIRST_HIJRI, LAST_HIJRI = 1343, 1500


class Calendar(StrEnum):
    """Which calendar the numbers belong to."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


class UnreadableDate(ValueError):  # noqa: N818 - inside this room only, caught in dates.py
    """The words do not make a date; `code` and `message` become the problem."""

    def __init__(self, code: str, message: str, *, keep: PartialDate | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.keep = keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Day, month and year as far as they are written, in one calendar; `notes` are codes of cautions."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    calendar: Calendar = Calendar.GREGORIAN
    notes: tuple[str, ...] = ()


def complete(left: Parts, right: Parts) -> Parts:
    """The left end of a range with what it leaves out taken from the right end."""
    return Parts(
        year=left.year if left.year is not None else right.year,
        month=left.month if left.month is not None else right.month,
        day=left.day,
        calendar=right.calendar,
        notes=left.notes,
    )


def to_days(parts: Parts) -> PartialDate:
    """The stretch of days that `parts` mean; raises `UnreadableDate` for days that do not exist."""
    if parts.year is None:
        raise UnreadableDate("date.no_year", "The date has no year.")
    if parts.day is not None and parts.month is None:
        raise UnreadableDate("date.unreadable", "The words do not make a date.")
    if parts.calendar is Calendar.HIJRI:
        return _hijri(parts)
    if not FIRST_YEAR <= parts.year <= LAST_YEAR:
        raise UnreadableDate("date.impossible", f"The year is not between {FIRST_YEAR} and {LAST_YEAR}.")
    if parts.month is None:
        return year(parts.year)
    if not 1 <= parts.month <= 12:
        raise UnreadableDate("date.impossible", "There is no such month.")
    if parts.day is None:
        return month(parts.year, parts.month)
    if not 1 <= parts.day <= calendar.monthrange(parts.year, parts.month)[1]:
        raise UnreadableDate("date.impossible", "There is no such day in that month.")
    return day(date(parts.year, parts.month, parts.day))


def _hijri(parts: Parts) -> PartialDate:
    from hijridate import Hijri

    basis = DateBasis.CONVERTED_HIJRI
    number = parts.year or 0
    if not FIRST_HIJRI <= number <= LAST_HIJRI:
        raise UnreadableDate("date.hijri_range", f"Hijri years are converted from {FIRST_HIJRI} to {LAST_HIJRI} only.")
    first_month, last_month = (parts.month, parts.month) if parts.month is not None else (1, 12)
    if not 1 <= first_month <= 12:
        raise UnreadableDate("date.impossible", "There is no such month.")
    start = Hijri(number, first_month, 1)
    last = start if first_month == last_month else Hijri(number, last_month, 1)
    if parts.day is None:
        end = Hijri(number, last_month, last.month_length())
        return between(_gregorian(start), _gregorian(end), basis=basis)
    if not 1 <= parts.day <= start.month_length():
        raise UnreadableDate("date.impossible", "There is no such day in that Hijri month.")
    return day(_gregorian(Hijri(number, first_month, parts.day)), basis=basis)


def _gregorian(hijri: object) -> date:
    return date(*hijri.to_gregorian().datetuple())  # type: ignore[attr-defined]


def widen(value: PartialDate, reaches: dict[str, int]) -> PartialDate:
    """A date said to be "about", widened to both sides by what the lexicon rules."""
    if value.start is None or value.end is None:
        return value
    span = (value.end - value.start).days
    reach = reaches["days"] if span < 15 else reaches["months"] * 31 if span < 100 else reaches["years"] * 365
    start, end = value.start - timedelta(days=reach), value.end + timedelta(days=reach)
    return between(start, end, basis=DateBasis.ESTIMATED)


def third(value: PartialDate, which: int) -> PartialDate:
    """The early (0), middle (1) or late (2) third of a month, year or range."""
    if value.start is None or value.end is None or value.start == value.end:
        return value
    days = (value.end - value.start).days + 1
    start = value.start + timedelta(days=days * which // 3)
    end = value.start + timedelta(days=days * (which + 1) // 3 - 1)
    return between(start, end, basis=DateBasis.ESTIMATED)
