"""The documented displaced: persons known by name and the numbers that records of incidents give, nobody twice.

- A person documented as displaced is one. A record of an incident may say instead, or as well, how many people had to
  flee: at least so many and at most so many.
- **Nobody twice.** Whoever is known by name and belongs to an incident is part of that incident's number: the incident
  counts as the larger of the two, at either end. Persons of no incident, or of one without a number, are added.
- An incident's number runs from the least to the greatest that any of its records gives. An end that no record gives
  stays open: at the lower end the persons known by name stand, at the upper end nothing does.
- These are people made to flee, so a flow: who had to flee twice is in both incidents. Households and reported
  figures stand beside these numbers and are never added to them.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from tawthiq.counting.persons_frame import PLACE_PREFIX, check_persons
from tawthiq.counting.violations import check_incidents

UNKNOWN: Final = "unknown"
OUTCOME: Final = "displaced"
#: The level of the rows.
LEVEL: Final = f"{PLACE_PREFIX}admin1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """The documented displaced of one place.

    Args:
        place: id of the place of the first level, or ``unknown``.
        verified: persons known by name and verified.
        named: persons known by name, verified ones included, discounted ones not.
        incidents: how many incidents give a number.
        said_low, said_high: what their records say, added up; None where an end is open or no incident gives a number.
        low, high: named persons and incidents together, nobody twice; `high` is None where it is open.
        incident_ids: the incidents that give a number, sorted.
    """

    place: str
    verified: int
    named: int
    incidents: int
    said_low: int | None
    said_high: int | None
    low: int
    high: int | None
    incident_ids: tuple[str, ...]


def displaced_of(persons: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    """The persons known by name as displaced, each at the place of the incident whose number they are part of, if any.

    The frame is one of persons. Refuses as `check_persons` and `check_incidents`.
    """
    named = check_persons(persons).filter(pl.col("outcome") == OUTCOME)
    if LEVEL not in named.columns:
        return named
    said = _said(check_incidents(incidents)).select("incident_id", pl.col("place").alias("of_incident"))
    joined = named.join(said, on="incident_id", how="left", maintain_order="left")
    at = pl.when(pl.col("of_incident") == UNKNOWN).then(None).otherwise("of_incident")
    moved = pl.when(pl.col("of_incident").is_null()).then(LEVEL).otherwise(at).alias(LEVEL)
    return joined.with_columns(moved).drop("of_incident")


def count_displaced(persons: pl.DataFrame, incidents: pl.DataFrame) -> tuple[Displaced, ...]:
    """The documented displaced by place, in the order of its ids, ``unknown`` last.

    A person stands at the place of the incident whose number they are part of, else at their own.
    Refuses as `check_persons` and `check_incidents`.
    """
    named = _named(displaced_of(persons, incidents))
    said = _said(check_incidents(incidents))
    inside = (
        named.filter(pl.col("incident_id").is_not_null())
        .group_by("incident_id")
        .agg(pl.len().alias("inside"), pl.col("is_verified").sum().alias("inside_verified"))
    )
    told = said.join(inside, on="incident_id", how="left").with_columns(
        pl.col("inside", "inside_verified").fill_null(0).cast(pl.Int64)
    )
    alone = named.join(said.select("incident_id"), on="incident_id", how="anti")
    found: dict[str, Displaced] = {}
    for place in sorted({*told["place"], *alone["place"]}, key=lambda name: (name == UNKNOWN, len(name), name)):
        found[place] = _at(place, told.filter(pl.col("place") == place), alone.filter(pl.col("place") == place))
    return tuple(found.values())


def _named(persons: pl.DataFrame) -> pl.DataFrame:
    known = persons.filter(pl.col("verification") != "discounted")
    return known.select(
        "person_id",
        "incident_id",
        (pl.col("verification") == "verified").alias("is_verified"),
        _place(known),
    )


def _said(incidents: pl.DataFrame) -> pl.DataFrame:
    low, high = pl.col("displaced_min"), pl.col("displaced_max")
    given = incidents.filter(low.is_not_null() | high.is_not_null())
    return given.select("incident_id", low.alias("low"), high.alias("high"), _place(given))


def _place(frame: pl.DataFrame) -> pl.Expr:
    at = pl.col(LEVEL) if LEVEL in frame.columns else pl.lit(None, dtype=pl.String)
    return at.fill_null(UNKNOWN).alias("place")


def _at(place: str, told: pl.DataFrame, alone: pl.DataFrame) -> Displaced:
    lone = alone.height
    is_open = bool(told["high"].null_count())
    low = int(told.select(pl.max_horizontal(pl.col("low").fill_null(0), "inside").sum()).item())
    high = int(told.select(pl.max_horizontal("high", "low", "inside").sum()).item())
    return Displaced(
        place=place,
        verified=int(alone["is_verified"].sum()) + int(told["inside_verified"].sum()),
        named=lone + int(told["inside"].sum()),
        incidents=told.height,
        said_low=None if told.is_empty() or told["low"].null_count() else int(told["low"].sum()),
        said_high=None
        if told.is_empty() or is_open
        else int(told.select(pl.max_horizontal("high", "low").sum()).item()),
        low=lone + low,
        high=None if is_open else lone + high,
        incident_ids=tuple(sorted(told["incident_id"])),
    )
