"""Dates as people know them: a stretch of days, how precise it is, and what it rests on.

A `PartialDate` is the closed interval of days on which the thing may have happened. "March 2012" is
2012-03-01 to 2012-03-31 with precision ``month``; nothing is ever narrowed by guessing. The words as given
stay with it. Hijri dates are kept as words, converted once at the boundary, and say so in their basis.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class DatePrecision(StrEnum):
    """How much of the date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


class DateBasis(StrEnum):
    """What the date rests on."""

    STATED = "stated"
    CONVERTED_HIJRI = "converted_hijri"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A day, month, year or range, closed on both ends; both ends are empty when nothing is known.

    Refuses (ValueError) an end before its start, or one end without the other.
    """

    start: date | None = None
    end: date | None = None
    precision: DatePrecision = DatePrecision.UNKNOWN
    basis: DateBasis = DateBasis.UNKNOWN
    words: str = ""

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            msg = "a partial date has both ends or none"
            raise ValueError(msg)
        if self.start is not None and self.end is not None and self.end < self.start:
            msg = "a partial date ends before it starts"
            raise ValueError(msg)
        if (self.start is None) != (self.precision is DatePrecision.UNKNOWN):
            msg = "precision is unknown exactly when the days are"
            raise ValueError(msg)

    @property
    def is_known(self) -> bool:
        """Whether any day is known."""
        return self.start is not None

    def text(self) -> str:
        """ISO form at its own precision: ``2012``, ``2012-03``, ``2012-03-13``, ``start/end`` or empty."""
        if self.start is None or self.end is None:
            return ""
        if self.precision is DatePrecision.DAY:
            return self.start.isoformat()
        if self.precision is DatePrecision.MONTH:
            return f"{self.start:%Y-%m}"
        if self.precision is DatePrecision.YEAR:
            return f"{self.start.year:04d}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe form; `from_dict` reads it back."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "precision": self.precision.value,
            "basis": self.basis.value,
            "words": self.words,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> PartialDate:
        """Read what `to_dict` wrote."""
        return cls(
            start=date.fromisoformat(data["start"]) if data.get("start") else None,
            end=date.fromisoformat(data["end"]) if data.get("end") else None,
            precision=DatePrecision(data.get("precision", "unknown")),
            basis=DateBasis(data.get("basis", "unknown")),
            words=data.get("words", ""),
        )


UNKNOWN_DATE = PartialDate()


def day(value: date, *, basis: DateBasis = DateBasis.STATED, words: str = "") -> PartialDate:
    """A single known day."""
    return PartialDate(start=value, end=value, precision=DatePrecision.DAY, basis=basis, words=words)


def month(year: int, number: int, *, basis: DateBasis = DateBasis.STATED, words: str = "") -> PartialDate:
    """A whole calendar month."""
    last = calendar.monthrange(year, number)[1]
    return PartialDate(
        start=date(year, number, 1),
        end=date(year, number, last),
        precision=DatePrecision.MONTH,
        basis=basis,
        words=words,
    )


def year(number: int, *, basis: DateBasis = DateBasis.STATED, words: str = "") -> PartialDate:
    """A whole calendar year."""
    return PartialDate(
        start=date(number, 1, 1),
        end=date(number, 12, 31),
        precision=DatePrecision.YEAR,
        basis=basis,
        words=words,
    )


def between(start: date, end: date, *, basis: DateBasis = DateBasis.STATED, words: str = "") -> PartialDate:
    """A range of days, both ends included."""
    if start == end:
        return day(start, basis=basis, words=words)
    return PartialDate(start=start, end=end, precision=DatePrecision.RANGE, basis=basis, words=words)
