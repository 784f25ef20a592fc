"""What a cell can hold, its words, and the shape in which one value is read.

Readers of values never raise over what a source wrote: they return the value as far as it is known, and a
`Problem` when something about the words needs a look. The problem carries no row: whoever read the row adds
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from tawthiq.terms.errors import Problem

T = TypeVar("T")
CellValue = str | float | int | bool | date | datetime | time | timedelta | None
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading(Generic[T]):
    """One value as read, and what is wrong with the words, if anything."""

    value: T
    problem: Problem | None = None


def words_of(value: CellValue) -> str:
    """The words of a cell as a person sees them: 35.0 is "35", a real date is its ISO form, nothing is ""."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def shown(words: str) -> str:
    """Offending words, shortened for a problem."""
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"
