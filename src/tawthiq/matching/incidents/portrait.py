"""The value the mission reports for an incident, chosen from what its records say.

The rules are those for persons (`tawthiq.matching.portrait`): records of one origin count once; a value stands for
every origin that gives it or something wider that holds it; most origins first, then the more precise, then the
earliest record. Numbers of people are never merged: each source's stand beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPortrait:
    """The reported values of one incident, and how many sources and independent origins are behind it."""

    title: str
    kind: str
    event_start: date | None
    event_end: date | None
    event_precision: str
    place_id: int | None
    source_count: int
    origin_count: int


def portray_incident(rows: Sequence[Row], *, ancestors: Mapping[int, Sequence[int]]) -> IncidentPortrait:
    """Choose the reported values from records of one incident, in the order of their numbers.

    `rows` have the keys of the store's incident rows; `ancestors` maps a place to the places around it.
    """
    dated = _best(
        rows,
        value=lambda row: None if row["event_start"] is None else (row["event_start"], row["event_end"]),
        width=lambda span: float((span[1] - span[0]).days),
        holds=lambda wide, narrow: wide[0] <= narrow[0] and narrow[1] <= wide[1],
    )
    placed = _best(
        rows,
        value=lambda row: row["place_id"],
        width=lambda place: -float(len(ancestors.get(place, ()))),
        holds=lambda wide, narrow: wide == narrow or wide in ancestors.get(narrow, ()),
    )
    known = _best(rows, value=lambda row: None if row["kind"] in ("", "unknown") else row["kind"])
    return IncidentPortrait(
        title=next((row["title"] for row in rows if row["title"]), ""),
        kind=known["kind"] if known else "unknown",
        event_start=dated["event_start"] if dated else None,
        event_end=dated["event_end"] if dated else None,
        event_precision=dated["event_precision"] if dated else "unknown",
        place_id=placed["place_id"] if placed else None,
        source_count=len({row["source_id"] for row in rows}),
        origin_count=len({row["origin_id"] for row in rows}),
    )


def _best(
    rows: Sequence[Row],
    *,
    value: Callable[[Row], Any],
    width: Callable[[Any], float] = lambda _value: 0.0,
    holds: Callable[[Any, Any], bool] = lambda wide, narrow: bool(wide == narrow),
) -> Row | None:
    """The record whose value is reported, or None where none says anything."""
    said = [(value(row), row) for row in rows]
    said = [(given, row) for given, row in said if given is not None]

    def rank(place: int) -> tuple[float, float, int]:
        own = said[place][0]
        return -len({row["origin_id"] for given, row in said if holds(given, own)}), width(own), place

    return said[min(range(len(said)), key=rank)][1] if said else None
