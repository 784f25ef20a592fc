"""Time cut into parts: days, weeks, months, quarters, years, or periods of the mission's own.

The rules:

- A part is closed: every day lies in exactly one part of a partition. Weeks are ISO weeks, from Monday. Days outside
  all own periods lie in the part ``outside``.
- Own periods are given in any order, never overlap, and carry a name each.
- A date known only to a range of days is placed by a stated rule. ``whole``: it counts in a part only where its whole
  range lies in it. ``spread``: each part gets its share of the days of a range of up to ``widest_days``; the shares of
  one date add up to exactly 1. Whatever the rule leaves open is in the part ``unknown``; nothing is dropped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from tawthiq.terms.errors import BadInputError

UNKNOWN: Final = "unknown"
OUTSIDE: Final = "outside"
DATE_RULES: Final = ("whole", "spread")
#: Dimensions that divide time; ``period`` are the mission's own periods.
PARTITIONS: Final = ("day", "week", "month", "quarter", "year", "period")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """How dates known only to a range are put into parts of time.

    Args:
        name: ``whole`` or ``spread``.
        widest_days: under ``spread``, ranges of more days than this go to ``unknown``.
    """

    name: str = "whole"
    widest_days: int = 92

    def __post_init__(self) -> None:
        if self.name not in DATE_RULES or self.widest_days < 1:
            raise BadInputError(
                "counting.date_rule", f"{self.name} is not a rule for dates.", f"Choose one of {DATE_RULES}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of the mission's own, first and last day included."""

    name: str
    first: date
    last: date


def read_periods(given: Sequence[str]) -> tuple[Period, ...]:
    """Own periods from ``name=2012-02-01/2012-06-30``, one a text.

    Refuses (BadInputError) other texts, a period that ends before it begins, two of one name, and two that overlap.

    >>> read_periods(["spring=2012-03-01/2012-05-31"])[0].name
    'spring'
    """
    periods = tuple(sorted(map(_read_period, given), key=lambda period: period.first))
    names = {period.name for period in periods}
    overlap = any(later.first <= earlier.last for earlier, later in pairwise(periods))
    if overlap or len(names) != len(periods) or names & {UNKNOWN, OUTSIDE}:
        raise BadInputError(
            "counting.periods",
            "Two periods overlap or share a name, or one is called unknown or outside.",
            "Give each day to one period, and each period a name of its own.",
        )
    return periods


def _read_period(text: str) -> Period:
    name, _, days = text.rpartition("=")
    first, _, last = days.partition("/")
    try:
        period = Period(name=name.strip(), first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError as error:
        raise BadInputError(
            "counting.periods", "A period cannot be read.", "Write it as name=2012-02-01/2012-06-30."
        ) from error
    if not period.name or period.last < period.first:
        raise BadInputError(
            "counting.periods",
            "A period has no name, or ends before it begins.",
            "Write it as name=2012-02-01/2012-06-30.",
        )
    return period


def parts_of(first: date, last: date, *, partition: str, own: Sequence[Period] = ()) -> list[tuple[str, int]]:
    """Parts that a range of days touches, both ends included, each with the days of the range in it.

    >>> parts_of(date(2012, 3, 30), date(2012, 4, 1), partition="month")
    [('2012-03', 2), ('2012-04', 1)]
    """
    if partition == "period":
        return _own_parts(first, last, own)
    found, day = [], first
    while day <= last:
        name, end = _CALENDAR[partition](day)
        end = min(last, end)
        found.append((name, (end - day).days + 1))
        day = end + timedelta(days=1)
    return found


def share_out(
    first: date | None, last: date | None, *, partition: str, rule: DateRule, own: Sequence[Period] = ()
) -> list[tuple[str, Fraction]]:
    """Parts of time with the share of one person that falls in each; the shares add up to 1."""
    if first is None or last is None:
        return [(UNKNOWN, Fraction(1))]
    days = (last - first).days + 1
    # A range wider than the longest part of a calendar is cut only where the rule shares it out.
    if days > _LONGEST.get(partition, days) and (rule.name == "whole" or days > rule.widest_days):
        return [(UNKNOWN, Fraction(1))]
    parts = parts_of(first, last, partition=partition, own=own)
    if len(parts) == 1:
        return [(parts[0][0], Fraction(1))]
    if rule.name == "whole" or days > rule.widest_days:
        return [(UNKNOWN, Fraction(1))]
    return [(name, Fraction(inside, days)) for name, inside in parts]


def possible_parts(
    first: date | None, last: date | None, *, partition: str, rule: DateRule, own: Sequence[Period] = ()
) -> list[str]:
    """Parts of time that a date may lie in; none where it is not known, or known to more than `widest_days` only."""
    if first is None or last is None:
        return []
    days = (last - first).days + 1
    if days > rule.widest_days and days > _LONGEST.get(partition, 0):
        return []
    return [name for name, _ in parts_of(first, last, partition=partition, own=own)]


def _own_parts(first: date, last: date, own: Sequence[Period]) -> list[tuple[str, int]]:
    found = []
    for period in own:
        inside = (min(last, period.last) - max(first, period.first)).days + 1
        if inside > 0:
            found.append((period.name, inside))
    outside = (last - first).days + 1 - sum(days for _, days in found)
    return [*found, (OUTSIDE, outside)] if outside else found


def _day(day: date) -> tuple[str, date]:
    return day.isoformat(), day


def _week(day: date) -> tuple[str, date]:
    year, week, weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}", day + timedelta(days=7 - weekday)


def _month(day: date) -> tuple[str, date]:
    return f"{day.year:04d}-{day.month:02d}", _first_of_month(day, 1) - timedelta(days=1)


def _quarter(day: date) -> tuple[str, date]:
    quarter = (day.month + 2) // 3
    return f"{day.year:04d}-Q{quarter}", _first_of_month(day.replace(month=3 * quarter, day=1), 1) - timedelta(days=1)


def _year(day: date) -> tuple[str, date]:
    return f"{day.year:04d}", date(day.year, 12, 31)


def _first_of_month(day: date, later: int) -> date:
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


_CALENDAR: Final[dict[str, Callable[[date], tuple[str, date]]]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
}
_LONGEST: Final = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
