"""Lines of displacement inside a release, with small numbers withheld.

The rules:

1. Reported displacement is what speakers said of many people. Where an end of a range is below the threshold, both
   ends of the line are withheld, and those of every other line that the same figure stands in.
2. Of the documented displaced of a place, what incidents say alone is withheld where it is small; the number of all
   together also where the persons known by name are withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.publishing.tables import SUPPRESSED, Suppression
from tawthiq.publishing.wording import say

Number = int | Suppression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeLine:
    """A line of displacement: its words by column name, its numbers (None where an end is open)."""

    words: Mapping[str, str]
    numbers: Mapping[str, Number]


def large(number: float | None, below: int) -> Number:
    """The number, or that it is withheld because it is small."""
    if number is None:
        return None
    return SUPPRESSED if 0 < number < below else round(number)


def reported_lines(said: Mapping[str, Any], below: int) -> dict[str, tuple[SafeLine, ...]]:
    """Lines of reported displacement; the ends of a line are withheld with those of any other of the same figure."""
    small = {
        figure
        for kind in REPORTED
        for row in said[kind]
        if any(large(row[end], below) is SUPPRESSED for end in ("low", "high"))
        for figure in row["figure_ids"]
    }
    return {
        kind: tuple(
            SafeLine(
                words={name: str(row[name] or "") for name in names},
                numbers={**_ends(row, is_small=bool(small & set(row["figure_ids"]))), "voices": int(row["voices"])},
            )
            for row in said[kind]
        )
        for kind, names in REPORTED.items()
    }


def _ends(row: Mapping[str, Any], *, is_small: bool) -> dict[str, Number]:
    return {
        end: None if row[end] is None else SUPPRESSED if is_small and row[end] else round(row[end])
        for end in ("low", "high")
    }


#: Words of a line of reported displacement, by kind of table.
REPORTED = {
    "by_place": ("measure", "category", "unit", "place", "as_of"),
    "matrix": ("measure", "category", "unit", "origin_place", "destination"),
}
#: Numbers of a line of documented displacement.
DISPLACED_NUMBERS = ("verified", "named", "incidents", "said_low", "said_high", "low", "high")


def displaced_heading(name: str, *, language: str) -> str:
    """The heading of a number of the documented displaced: its ends are of persons and incidents together."""
    return say("headings", f"together_{name}" if name in ("low", "high") else name, language=language)


def displaced_line(row: Mapping[str, Any], verified: Number, named: Number, below: int) -> SafeLine:
    """A line of the documented displaced; `verified` and `named` are those that may be shown."""
    said = [large(row[name], below) for name in ("said_low", "said_high")]
    few = any(number is SUPPRESSED for number in said)
    held = few or isinstance(named, Suppression) or isinstance(verified, Suppression)

    def shown(name: str, *, is_held: bool) -> Number:
        number: int | None = row[name]
        return SUPPRESSED if is_held and number else number

    return SafeLine(
        words={"place_admin1": str(row["place"])},
        numbers={
            "verified": verified,
            "named": named,
            "incidents": int(row["incidents"]),
            **{name: shown(name, is_held=few) for name in ("said_low", "said_high")},
            **{name: shown(name, is_held=held) for name in ("low", "high")},
        },
    )
