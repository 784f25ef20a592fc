"""From the store's raw frames to the frames that are counted.

- What sources say is kept where they differ only: `FIELD_said` holds each known value with its independent origins.
- A place stands in the column of its own level and, through the places around it, of every wider level.
- The standard and day of a verification are those of the decision that stands for the person: that of the earliest of
  the person's records that one is pinned to.
- A person belongs to the earliest incident that one of the person's records names.
"""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from tawthiq.counting.persons_frame import DISPUTABLE, PLACE_PREFIX

PERSONS: Final[dict[str, Any]] = {
    "person_id": pl.String,
    "outcome": pl.String,
    "status": pl.String,
    "sex": pl.String,
    "age_low": pl.Float64,
    "age_high": pl.Float64,
    "event_start": pl.Date,
    "event_end": pl.Date,
    "civilian_status": pl.String,
    "cause": pl.String,
    "perpetrator_kind": pl.String,
    "origin_count": pl.Int64,
    "place_id": pl.Int64,
}
RECORDS: Final[dict[str, Any]] = {
    "person_id": pl.String,
    "record_id": pl.String,
    "number": pl.Int64,
    "origin_id": pl.String,
    "outcome": pl.String,
    "sex": pl.String,
    "age_low": pl.Float64,
    "age_high": pl.Float64,
    "civilian_status": pl.String,
    "cause": pl.String,
    "perpetrator_kind": pl.String,
    "incident_record": pl.String,
}
#: Of the decision that stands for each record; ``record_id`` is its first version's.
DECISIONS: Final[dict[str, Any]] = {"record_id": pl.String, "standard": pl.String, "decided_on": pl.Date}
INCIDENTS: Final[dict[str, Any]] = {
    "incident_id": pl.String,
    "number": pl.Int64,
    "kind": pl.String,
    "date_from": pl.Date,
    "date_to": pl.Date,
    "n_origins": pl.Int64,
    "place_id": pl.Int64,
    "displaced_min": pl.Int64,
    "displaced_max": pl.Int64,
}
#: Which incident an incident record belongs to.
MEMBERS: Final[dict[str, Any]] = {"incident_record": pl.String, "incident_id": pl.String, "incident_number": pl.Int64}
LEVELS: Final = ("country", "admin1", "admin2", "admin3", "town", "neighbourhood", "site")


def assemble_persons(
    persons: pl.DataFrame,
    records: pl.DataFrame,
    decisions: pl.DataFrame,
    members: pl.DataFrame,
    around: Mapping[int, Mapping[str, int]],
) -> pl.DataFrame:
    """The frame of persons that is counted, in the order of ids.

    Args:
        persons: with the columns of `PERSONS`.
        records: with the columns of `RECORDS`, and ``first_id`` and ``first_number`` of the first version.
        decisions: with the columns of `DECISIONS`.
        members: with the columns of `MEMBERS`.
        around: for each place the place at each level, its own included.
    """
    found = persons.select(
        "person_id",
        "outcome",
        pl.col("status").alias("verification"),
        "sex",
        pl.col("age_low").floor().cast(pl.Int64).alias("age_min"),
        pl.col("age_high").floor().cast(pl.Int64).alias("age_max"),
        pl.col("event_start").alias("date_from"),
        pl.col("event_end").alias("date_to"),
        "civilian_status",
        "cause",
        "perpetrator_kind",
        pl.col("origin_count").alias("n_origins"),
        "place_id",
    )
    for extra in (_decided(records, decisions), _first_incident(records, members), *_all_said(records)):
        found = found.join(extra, on="person_id", how="left")
    return with_places(found, around).sort("person_id")


def with_places(frame: pl.DataFrame, around: Mapping[int, Mapping[str, int]]) -> pl.DataFrame:
    """The frame with a column for each level that any place has, in place of ``place_id``.

    The first level below the country is always there, unknown where no place is: a standing table divides by it.
    """
    used = [level for level in LEVELS if level == "admin1" or any(level in places for places in around.values())]
    table = pl.DataFrame(
        [
            (place, *(None if (i := at.get(level)) is None else str(i) for level in used))
            for place, at in around.items()
        ],
        schema={"place_id": pl.Int64, **{f"{PLACE_PREFIX}{level}": pl.String for level in used}},
        orient="row",
    )
    return frame.join(table, on="place_id", how="left").drop("place_id")


def _decided(records: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    pinned = records.select("person_id", pl.col("first_id").alias("record_id"), "first_number")
    return (
        pinned.join(decisions, on="record_id", how="inner")
        .sort("first_number")
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "standard", pl.col("decided_on").alias("verified_on"))
    )


def _first_incident(records: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    named = records.select("person_id", "incident_record").drop_nulls()
    return (
        named.join(members, on="incident_record", how="inner")
        .sort("incident_number", "incident_id")
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "incident_id")
    )


def _all_said(records: pl.DataFrame) -> list[pl.DataFrame]:
    """For each field what is said of persons whose sources differ."""
    group = (
        pl.when(pl.col("age_high") < 18)
        .then(pl.lit("child"))
        .when(pl.col("age_low") >= 18)
        .then(pl.lit("adult"))
        .otherwise(pl.lit("unknown"))
    )
    values = {**{name: pl.col(name) for name in (*DISPUTABLE, "outcome") if name != "age"}, "age": group}
    return [_said(records, name, value) for name, value in values.items()]


def _said(records: pl.DataFrame, name: str, value: pl.Expr) -> pl.DataFrame:
    said = records.select("person_id", "origin_id", value.alias("value")).filter(
        pl.col("value").is_not_null(), ~pl.col("value").is_in(["unknown", ""])
    )
    several = said.group_by("person_id").agg(pl.col("value").n_unique().alias("n")).filter(pl.col("n") > 1)
    voices = (
        said.join(several, on="person_id", how="semi")
        .group_by("person_id", "value")
        .agg(pl.col("origin_id").n_unique().alias("origins"))
        .sort("person_id", "value")
    )
    return voices.group_by("person_id", maintain_order=True).agg(
        pl.format("{}:{}", "value", "origins").str.join("|").alias(f"{name}_said")
    )
