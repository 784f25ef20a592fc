"""Violations as the unit that is counted, beside victims, and the grave violations against children.

- A **violation** is one kind of act in one incident: forty people killed by one strike are forty victims of one
  violation. A person whose records name no incident is the victim of a violation of their own.
- A violation has the day, place and alleged perpetrator of its incident where it has one, else of its victim. It is
  verified as soon as one of its victims is. Sex, age, status and cause belong to victims: violations are not counted
  by them.
- **Grave violations against children** (`children_of`, `grave_violations_of`): victims are persons under 18 for sure;
  whoever may be under 18 is in the range of the rows and not in their number. Attacks on schools and hospitals and the
  denial of access are counted by violations alone, from the kinds of incidents. Incidents are not decided on one by
  one, so none of them is verified; two independent origins or more are told by `n_origins`.
"""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from tawthiq.counting.persons_frame import PLACE_PREFIX, check_persons
from tawthiq.terms.errors import BadInputError

#: Columns of the frame of incidents, besides ``place_LEVEL``.
INCIDENTS: Final[dict[str, Any]] = {
    "incident_id": pl.String,
    "kind": pl.String,
    "date_from": pl.Date,
    "date_to": pl.Date,
    "n_origins": pl.Int64,
    "displaced_min": pl.Int64,
    "displaced_max": pl.Int64,
}
#: Dimensions that only a person has.
OF_VICTIMS: Final = ("sex", "age", "age_band", "civilian_status", "cause", "death_class", "standard")
_RANKS: Final = {"discounted": 0, "not_verified": 1, "reported": 2, "under_verification": 3, "verified": 4}


@cache
def grave_violations() -> dict[str, dict[str, list[str]]]:
    """What each grave violation is counted from, by its code."""
    import yaml

    text = files("tawthiq.counting").joinpath("grave_violations.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["violations"])


def violations_of(persons: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    """A frame of violations in the shape of the frame of persons: one row an incident (or lone victim) and outcome.

    ``person_id`` is the id of the incident or of the lone victim. Refuses as `check_persons`, and (BadInputError) a
    frame of incidents without its columns.
    """
    full = check_persons(persons).with_columns(
        pl.coalesce("incident_id", "person_id").alias("violation_id"),
        pl.col("verification").replace_strict(_RANKS, return_dtype=pl.Int8).alias("rank"),
    )
    places = [name for name in full.columns if name.startswith(PLACE_PREFIX)]
    grouped = (
        full.sort("person_id")
        .group_by("violation_id", "outcome")
        .agg(
            pl.col("rank").max(),
            pl.col("n_origins").max(),
            pl.col("verified_on").filter(pl.col("verification") == "verified").min(),
            *(pl.col(name).first() for name in ("date_from", "date_to", "perpetrator_kind", *places)),
        )
        .sort("violation_id", "outcome")
    )
    known = check_incidents(incidents).select(
        pl.col("incident_id").alias("violation_id"),
        *(pl.col(name).alias(f"of_{name}") for name in ("date_from", "date_to", *places) if name in incidents.columns),
    )
    joined = grouped.join(known, on="violation_id", how="left", maintain_order="left")
    dated = pl.col("of_date_from").is_not_null()
    words = {rank: status for status, rank in _RANKS.items()}
    return joined.select(
        pl.col("violation_id").alias("person_id"),
        "outcome",
        pl.col("rank").replace_strict(words, return_dtype=pl.String).alias("verification"),
        pl.lit("unknown").alias("sex"),
        *(pl.lit(None, dtype=pl.Int64).alias(name) for name in ("age_min", "age_max")),
        *(pl.when(dated).then(f"of_{end}").otherwise(end).alias(end) for end in ("date_from", "date_to")),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("civilian_status", "cause")),
        "n_origins",
        "perpetrator_kind",
        "verified_on",
        *(
            pl.coalesce(f"of_{name}", name).alias(name) if f"of_{name}" in joined.columns else pl.col(name)
            for name in places
        ),
    )


def check_incidents(incidents: pl.DataFrame) -> pl.DataFrame:
    """The frame of incidents; refuses (BadInputError) one without its columns or with an incident twice."""
    for name, kind in INCIDENTS.items():
        if incidents.schema.get(name) not in (kind, pl.Null):
            raise BadInputError(
                "counting.incidents_schema", f"The column {name} of kind {kind} is missing.", "Pass the full frame."
            )
    if incidents["incident_id"].is_duplicated().any():
        raise BadInputError("counting.incidents_schema", "An incident stands twice.", "Give one row an incident.")
    return incidents


def refuse_of_victims(by: tuple[str, ...]) -> None:
    """Refuse (BadInputError) to count violations by what only a victim has."""
    wrong = [name for name in by if name in OF_VICTIMS]
    if wrong:
        raise BadInputError(
            "counting.unit",
            f"Violations have no {wrong[0]}: that belongs to the victims.",
            "Count victims by it, or violations by outcome, time, place or perpetrator.",
        )


def children_of(persons: pl.DataFrame) -> pl.DataFrame:
    """Victims under 18 of a grave violation, with its code in ``grave_violation``; a person once under each."""
    codes = {outcome: code for code, one in grave_violations().items() for outcome in one["outcomes"]}
    return (
        check_persons(persons)
        .filter((pl.col("age_max") < 18) & pl.col("outcome").is_in(list(codes)))
        .with_columns(pl.col("outcome").replace_strict(codes, return_dtype=pl.String).alias("grave_violation"))
        # Who was injured and later killed was maimed and killed once.
        .sort(pl.col("outcome") != "killed", "person_id")
        .unique(["person_id", "grave_violation"], keep="first", maintain_order=True)
        .with_columns(outcome=pl.col("grave_violation"))
        .drop("outcome_said")
    )


def ages_open(persons: pl.DataFrame) -> int:
    """Victims of acts that are grave violations against children, not discounted, who may be under 18 or not."""
    outcomes = [outcome for one in grave_violations().values() for outcome in one["outcomes"]]
    may = (pl.col("age_min").is_null() | (pl.col("age_min") < 18)) & (
        pl.col("age_max").is_null() | (pl.col("age_max") >= 18)
    )
    return (
        check_persons(persons)
        .filter(pl.col("outcome").is_in(outcomes) & may, pl.col("verification") != "discounted")
        .height
    )


def grave_violations_of(persons: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    """Grave violations against children as violations: acts against children, and attacks by their kind."""
    children = children_of(persons)
    acts = violations_of(children.drop("grave_violation"), incidents)
    attacks = _attacks(check_incidents(incidents), acts)
    every = pl.concat([acts, attacks], how="diagonal_relaxed") if attacks.height else acts
    return every.with_columns(pl.col("outcome").alias("grave_violation"))


def _attacks(incidents: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    """Incidents that are a grave violation by their kind, in the shape of the frame of persons."""
    codes = {kind: code for code, one in grave_violations().items() for kind in one["kinds"]}
    kind = pl.col("kind").fill_null("").str.strip_chars().str.to_lowercase()
    found = incidents.filter(kind.is_in(list(codes)))
    places = [name for name in like.columns if name.startswith(PLACE_PREFIX) and name in found.columns]
    return found.select(
        pl.col("incident_id").alias("person_id"),
        kind.replace_strict(codes, default=None, return_dtype=pl.String).alias("outcome"),
        pl.lit("reported").alias("verification"),
        pl.lit("unknown").alias("sex"),
        "date_from",
        "date_to",
        "n_origins",
        *places,
    )
