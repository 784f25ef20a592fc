"""The frame of persons that counts are made from: its columns, and what is refused in it.

One row is one person with one outcome. Columns ``place_LEVEL`` hold the id of the place at that level, as
many levels as the mission has. Columns of `OPTIONAL` may be missing and then count as not known.

Columns ``FIELD_said`` hold what the person's sources say where the frame gives one value: each known value with the
number of independent origins that give it, as ``civilian:3|participating:1`` in the order of the values. They tell
where sources differ.
"""

from typing import Any, Final

import polars as pl

from tawthiq.terms.errors import BadInputError

VERIFICATION: Final = ("verified", "reported", "under_verification", "not_verified", "discounted")
REQUIRED: Final = {
    "person_id": pl.String,
    "outcome": pl.String,
    "verification": pl.String,
    "sex": pl.String,
    "age_min": pl.Int64,
    "age_max": pl.Int64,
    "date_from": pl.Date,
    "date_to": pl.Date,
    "civilian_status": pl.String,
    "cause": pl.String,
    "n_origins": pl.Int64,
}
#: Fields of which sources may say different things, and whose value is then disputed.
DISPUTABLE: Final = ("sex", "age", "civilian_status", "cause", "perpetrator_kind")
OPTIONAL: Final[dict[str, Any]] = {
    "perpetrator_kind": pl.String,
    "standard": pl.String,
    "verified_on": pl.Date,
    "incident_id": pl.String,
    "grave_violation": pl.String,
    "outcome_said": pl.String,
    **{f"{name}_said": pl.String for name in DISPUTABLE},
}
PLACE_PREFIX: Final = "place_"


def check_persons(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its optional columns; refuses one that cannot be counted.

    Raises:
        BadInputError: for a column that is missing or of another kind, a verification status that is not
            known, a person without an id or twice under one outcome, or a range of days that ends before it
            begins.
    """
    for name, kind in REQUIRED.items():
        if name not in frame.columns or frame.schema[name] not in (kind, pl.Null):
            raise BadInputError(
                "counting.persons_schema",
                f"The column {name} of kind {kind} is missing.",
                "Pass the full frame.",
            )
    strange = frame.filter(~pl.col("verification").is_in(VERIFICATION) | pl.col("verification").is_null())
    if strange.height:
        raise BadInputError(
            "counting.verification_status",
            f"{strange.height} persons have a verification status that is not known.",
            f"Use one of {', '.join(VERIFICATION)}.",
        )
    if frame["person_id"].is_null().any() or frame.select("person_id", "outcome").is_duplicated().any():
        raise BadInputError(
            "counting.person_twice",
            "A person has no id or stands twice under one outcome.",
            "Give one row for each person and outcome.",
        )
    if frame.filter(pl.col("date_to") < pl.col("date_from")).height:
        raise BadInputError(
            "counting.date_range",
            "A range of dates ends before it begins.",
            "Correct the dates of the person.",
        )
    return _with_optional(frame)


def _with_optional(frame: pl.DataFrame) -> pl.DataFrame:
    wrong = [name for name, kind in OPTIONAL.items() if frame.schema.get(name, kind) not in (kind, pl.Null)]
    if wrong:
        raise BadInputError(
            "counting.persons_schema",
            f"The column {wrong[0]} is of another kind than {OPTIONAL[wrong[0]]}.",
            "Pass it as that kind, or leave it out.",
        )
    return frame.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in OPTIONAL.items() if name not in frame.columns
    )
