"""What persons can be counted by, and which value of it each person has.

Some dimensions are columns of the frame, the others are made from them:

- ``age``: under 18 (``child``) or not (``adult``); a band on both sides of 18 is unknown, never split.
- ``age_band``: bands in years, such as ``18-29``; a person whose age may lie in two is unknown.
- ``corroboration``: independent origins, ``1``, ``2`` or ``3+``.
- ``standard``: the standard of proof that the decision on a verified person was made at.
- ``timeliness``: verified ``in_quarter`` of the event or ``late``, ``pending``, or ``not_verified``; verified persons
  whose date or day of decision is not known to the quarter are ``verified_undated``.
- ``death_class``: direct, indirect, other (see `tawthiq.counting.death_classes`).
- ``place_LEVEL``: the place at a level of the gazetteer; one known only to a wider level is unknown at a narrower one.
- time: `tawthiq.counting.partitions`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import polars as pl

from tawthiq.counting.death_classes import death_class
from tawthiq.counting.disputes import NO_VALUE, UNKNOWN
from tawthiq.counting.partitions import OUTSIDE, PARTITIONS
from tawthiq.counting.persons_frame import PLACE_PREFIX
from tawthiq.terms.errors import BadInputError

FIRST_ADULT_YEAR: Final = 18
#: First year of each age band; the last band is open.
BANDS: Final = (0, 5, 12, 18, 30, 45, 60)
PLAIN: Final = ("outcome", "verification", "sex", "civilian_status", "cause", "perpetrator_kind", "grave_violation")


def check_dimensions(frame: pl.DataFrame, by: Sequence[str], *, has_periods: bool) -> None:
    """Refuse (BadInputError) what persons cannot be counted by, one thing twice, and two partitions of time."""
    for name in by:
        known = name in PARTITIONS or name in _MADE or name in PLAIN or name == "age_band"
        if not known and not (name.startswith(PLACE_PREFIX) and name in frame.columns):
            raise BadInputError(
                "counting.unknown_dimension",
                f"Persons cannot be counted by {name}.",
                f"Count by one of {', '.join(all_dimensions(frame))}.",
            )
    if len(set(by)) != len(by) or sum(name in PARTITIONS for name in by) > 1:
        raise BadInputError(
            "counting.unknown_dimension", "A dimension is given twice, or time is divided twice.", "Give each once."
        )
    if "period" in by and not has_periods:
        raise BadInputError(
            "counting.periods", "No periods are given to count by.", "Give them as name=2012-02-01/2012-06-30."
        )


def all_dimensions(frame: pl.DataFrame) -> tuple[str, ...]:
    """Everything that the persons of a frame can be counted by."""
    places = tuple(name for name in frame.columns if name.startswith(PLACE_PREFIX))
    return (*PLAIN, *_MADE, "age_band", *places, *PARTITIONS)


def check_names(by: Sequence[str]) -> None:
    """Refuse as `check_dimensions` what no mission's persons can be counted by, before anybody is counted."""
    from tawthiq.counting.assembling import LEVELS

    every = pl.DataFrame(schema={f"{PLACE_PREFIX}{level}": pl.String for level in LEVELS})
    check_dimensions(every, by, has_periods=True)


def value_of(name: str, bands: Sequence[int]) -> pl.Expr:
    """The value of a dimension other than time; ``unknown`` where there is none."""
    if name == "age_band":
        return _band(bands)
    if name in _MADE:
        return _MADE[name]()
    words = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(words.is_null() | (words == "")).then(pl.lit(UNKNOWN)).otherwise(words)


def possible_ages(name: str, low: int | None, high: int | None, bands: Sequence[int]) -> list[str]:
    """Age groups that a person may be in, by an age band with open or closed ends; none where no age is known.

    >>> possible_ages("age", 15, 20, BANDS)
    ['child', 'adult']
    """
    if low is None and high is None:
        return []
    names, edges = (("child", "adult"), (0, FIRST_ADULT_YEAR)) if name == "age" else (band_names(bands), bands)
    ends = [*edges[1:], None]
    return [
        group
        for group, first, after in zip(names, edges, ends, strict=True)
        if (high is None or high >= first) and (low is None or after is None or low < after)
    ]


def band_names(bands: Sequence[int]) -> tuple[str, ...]:
    """Names of age bands from their first years.

    >>> band_names((0, 18, 60))
    ('0-17', '18-59', '60+')
    """
    if not bands or list(bands) != sorted(set(bands)) or bands[0] != 0:
        raise BadInputError(
            "counting.age_bands", "Age bands begin at 0 and rise.", "Give the first year of each, such as 0, 5, 18, 60."
        )
    ends = [f"{low}-{high - 1}" for low, high in pairwise(bands)]
    return (*ends, f"{bands[-1]}+")


def order_of(value: str) -> tuple[int, int, str]:
    """Where a value stands among others: numbers by size, then words, then what is no value."""
    if value in NO_VALUE:
        return 2, NO_VALUE.index(value), value
    if value == OUTSIDE:
        return 1, 0, value
    # Bands and origins are ordered by their number; calendar names have one length and order themselves.
    number = value.rstrip("+").partition("-")[0]
    return 0, int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0, value


def _age() -> pl.Expr:
    return (
        pl.when(pl.col("age_max") < FIRST_ADULT_YEAR)
        .then(pl.lit("child"))
        .when(pl.col("age_min") >= FIRST_ADULT_YEAR)
        .then(pl.lit("adult"))
        .otherwise(pl.lit(UNKNOWN))
    )


def _band(bands: Sequence[int]) -> pl.Expr:
    names = band_names(bands)
    found: pl.Expr = pl.lit(UNKNOWN)
    for place, name in enumerate(names):
        fits = pl.col("age_min") >= bands[place]
        if place + 1 < len(bands):
            fits &= pl.col("age_max") < bands[place + 1]
        found = pl.when(fits).then(pl.lit(name)).otherwise(found)
    return found


def _corroboration() -> pl.Expr:
    origins = pl.col("n_origins")
    return (
        pl.when(origins >= 3)
        .then(pl.lit("3+"))
        .when(origins >= 1)
        .then(origins.cast(pl.String))
        .otherwise(pl.lit(UNKNOWN))
    )


def _standard() -> pl.Expr:
    is_verified = pl.col("verification") == "verified"
    return pl.when(is_verified & pl.col("standard").is_not_null()).then(pl.col("standard")).otherwise(pl.lit(UNKNOWN))


def _timeliness() -> pl.Expr:
    status = pl.col("verification")
    first, last, decided = (_quarter_number(name) for name in ("date_from", "date_to", "verified_on"))
    return (
        pl.when(status == "verified")
        .then(
            pl.when((first == last) & (decided <= last))
            .then(pl.lit("in_quarter"))
            .when((first == last) & (decided > last))
            .then(pl.lit("late"))
            .otherwise(pl.lit("verified_undated"))
        )
        .when(status == "not_verified")
        .then(pl.lit("not_verified"))
        .otherwise(pl.lit("pending"))
    )


def _quarter_number(name: str) -> pl.Expr:
    return pl.col(name).dt.year() * 4 + pl.col(name).dt.quarter().cast(pl.Int32)


_MADE: Final[dict[str, Callable[[], pl.Expr]]] = {
    "age": _age,
    "corroboration": _corroboration,
    "standard": _standard,
    "timeliness": _timeliness,
    "death_class": death_class,
}
