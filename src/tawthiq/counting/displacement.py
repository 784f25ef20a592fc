"""Displacement: stocks and flows apart, from where to where, in persons or households, nothing counted twice.

What is reported is kept as it was said, and set beside what is documented; the two are never added.

- **Stock and flow** are different things: how many are displaced on a day, and how many were newly displaced. A rate
  and a running total are different again. Each stands in tables of its own.
- **Households** become persons only where a size is stated: by the figure itself, or by the mission's policy, which is
  printed. Else they stay households, in rows of their own. No size is ever assumed.
- **Sums and parts.** Where a report gives a total and its parts, one of them counts: the totals, or the parts that make
  them up. A part that is only some of the total ("of whom 300 children") never counts beside it. What is left out is
  listed with the reason.
- **Rivals** are ranges from the lowest to the highest that any speaker said. Reports that repeat one origin are one
  voice. No middle is taken. An end that nobody gave ("more than") stays open.
- **Over time** one speaker's stock is the latest one; one speaker's flows of different days are added, and a flow
  without a day is added to none.
- **From and to**: a figure that names where people came from and went to stands in that cell of the matrix; what it
  does not name is ``unknown``, with a row and a column of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from tawthiq.terms.errors import BadInputError

UNKNOWN: Final = "unknown"
CATEGORIES: Final = (
    "displaced",
    "displaced_internal",
    "refugee",
    "returned",
    "evacuated",
    "sheltered",
    "homeless",
)
MEASURES: Final = ("stock", "flow", "rate", "cumulative")
UNITS: Final = ("person", "household")
#: Columns of the frame of reported figures. ``sum_of`` and ``some_of`` hold ids of the totals that a figure is part of.
FIGURES: Final[dict[str, Any]] = {
    "figure_id": pl.String,
    "category": pl.String,
    "measure": pl.String,
    "unit": pl.String,
    "value_min": pl.Float64,
    "value_max": pl.Float64,
    "household_size": pl.Float64,
    "speaker": pl.String,
    "origin": pl.String,
    "as_of": pl.Date,
    "place": pl.String,
    "place_from": pl.String,
    "place_to": pl.String,
    "sum_of": pl.List(pl.String),
    "some_of": pl.List(pl.String),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRule:
    """How many persons a household is taken to be where a figure does not say; ``source`` says who found that."""

    size: float
    source: str

    def __post_init__(self) -> None:
        if not self.size > 0 or not self.source.strip():
            raise BadInputError(
                "counting.household_size",
                "A size of households needs a number above 0 and a source.",
                "State both in the mission's policies, or neither.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A figure that is not counted: ``part_of_total``, ``total_of_parts``, ``some_of_total`` or ``no_number``."""

    figure_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What was said of one thing, from the lowest to the highest.

    Args:
        measure, category, unit: of what.
        place: where; empty in a matrix.
        origin_place, destination: from where to where; empty outside a matrix.
        as_of: the day it was said of; None where it is not known, and for what is summed over days.
        low, high: None where an end is open.
        voices: different origins behind it.
        figure_ids: the figures, sorted.
        is_converted: whether households were turned into persons.
    """

    measure: str
    category: str
    unit: str
    place: str = ""
    origin_place: str = ""
    destination: str = ""
    as_of: date | None = None
    low: float | None = None
    high: float | None = None
    voices: int = 0
    figure_ids: tuple[str, ...] = ()
    is_converted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement:
    """What was reported of displacement: by place and day, from where to where, and what was left out."""

    by_place: tuple[Range, ...]
    matrix: tuple[Range, ...]
    left_out: tuple[LeftOut, ...]
    household_rule: HouseholdRule | None
    count: str


def report_displacement(
    figures: pl.DataFrame, *, count: str = "totals", households: HouseholdRule | None = None
) -> Displacement:
    """Set confirmed figures of displacement side by side.

    Args:
        figures: columns of `FIGURES`; figures of other categories are passed over.
        count: ``totals``, or the ``parts`` that make them up.
        households: how households become persons where a figure does not say.

    Raises:
        BadInputError: for missing columns, a measure or unit that is not known, numbers that are negative or the wrong
            way round, a figure twice, or another `count`.
    """
    checked = check_figures(figures).filter(pl.col("category").is_in(CATEGORIES)).sort("figure_id")
    kept, left_out = choose_totals(checked, count=count)
    counted = to_persons(kept, households)
    return Displacement(
        by_place=tuple(_by_place(counted)),
        matrix=tuple(_matrix(counted)),
        left_out=left_out,
        household_rule=households,
        count=count,
    )


def check_figures(figures: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns of `FIGURES`; refuses what cannot be counted."""
    missing = [name for name in FIGURES if name not in figures.columns]
    if missing:
        raise BadInputError(
            "counting.figures_schema", f"The column {missing[0]} is missing.", "Pass the full frame of figures."
        )
    low, high = pl.col("value_min"), pl.col("value_max")
    wrong = (
        ~pl.col("measure").is_in(MEASURES)
        | ~pl.col("unit").is_in(UNITS)
        | (low < 0)
        | (high < 0)
        | (low > high)
        | (pl.col("household_size") <= 0)
    )
    if figures.filter(wrong.fill_null(value=False)).height or figures["figure_id"].is_duplicated().any():
        raise BadInputError(
            "counting.figures_range",
            "A figure has an unknown measure or unit, a negative number, ends the wrong way round, or stands twice.",
            "Correct the figure.",
        )
    return figures.select(pl.col(name).cast(kind) for name, kind in FIGURES.items())


def choose_totals(figures: pl.DataFrame, *, count: str) -> tuple[pl.DataFrame, tuple[LeftOut, ...]]:
    """Figures of which none is covered by another, and those left out; orders of magnitude without a number too.

    Totals inside totals are followed to the outermost (``totals``) or innermost (``parts``). Refuses (BadInputError)
    another `count`.
    """
    if count not in {"totals", "parts"}:
        raise BadInputError("counting.totals_or_parts", "Count totals or parts.", "Choose one of them.")
    here = set(figures["figure_id"])
    reasons: dict[str, str] = {}
    sums: dict[str, list[str]] = {}
    for figure_id, low, high, sum_of, some_of in figures.select(
        "figure_id", "value_min", "value_max", "sum_of", "some_of"
    ).iter_rows():
        if low is None and high is None:
            reasons[figure_id] = "no_number"
        elif here & set(some_of or ()):
            reasons[figure_id] = "some_of_total"
        for total in here & set(sum_of or ()):
            sums.setdefault(total, []).append(figure_id)
    for total, parts in sums.items():
        if count == "totals":
            reasons |= {
                part: "part_of_total" for part in parts if total not in reasons or reasons[total] != "no_number"
            }
        elif all(reasons.get(part, "") != "no_number" for part in parts):
            reasons.setdefault(total, "total_of_parts")
    left_out = tuple(LeftOut(figure_id=name, reason=reasons[name]) for name in sorted(reasons))
    return figures.filter(~pl.col("figure_id").is_in(sorted(reasons))), left_out


def to_persons(figures: pl.DataFrame, households: HouseholdRule | None) -> pl.DataFrame:
    """Households turned into persons where a size is stated; ``is_converted`` says where. Others stay households."""
    stated = pl.lit(None if households is None else households.size, dtype=pl.Float64)
    size = pl.coalesce("household_size", stated)
    converts = (pl.col("unit") == "household") & size.is_not_null()
    return figures.with_columns(
        pl.when(converts).then(pl.col("value_min") * size).otherwise("value_min").alias("value_min"),
        pl.when(converts).then(pl.col("value_max") * size).otherwise("value_max").alias("value_max"),
        pl.when(converts).then(pl.lit("person")).otherwise("unit").alias("unit"),
        converts.alias("is_converted"),
    )


def _by_place(figures: pl.DataFrame) -> Iterable[Range]:
    """Claims about one measure, category, unit, place and day side by side."""
    keys = ["measure", "category", "unit", "place", "as_of"]
    filled = figures.with_columns(pl.col("place").fill_null(UNKNOWN).replace("", UNKNOWN))
    for group, rows in sorted(filled.group_by(keys), key=lambda one: _order(one[0])):
        measure, category, unit, place, as_of = group
        voices = [_voice(voice, measure=str(measure), per_day=True) for _, voice in _by_voice(rows)]
        yield _range(voices, rows, measure=measure, category=category, unit=unit, place=place, as_of=as_of)


def _matrix(figures: pl.DataFrame) -> Iterable[Range]:
    """Stocks and flows that say from where or to where, by both; what is not said is ``unknown``."""
    ends = ["place_from", "place_to"]
    moved = figures.filter(pl.col("measure").is_in(["stock", "flow"])).with_columns(
        pl.col(end).fill_null(UNKNOWN).replace("", UNKNOWN) for end in ends
    )
    moved = moved.filter((pl.col("place_from") != UNKNOWN) | (pl.col("place_to") != UNKNOWN))
    keys = ["measure", "category", "unit", *ends]
    for group, rows in sorted(moved.group_by(keys), key=lambda one: _order(one[0])):
        measure, category, unit, origin, destination = group
        voices = [_voice(voice, measure=str(measure), per_day=False) for _, voice in _by_voice(rows)]
        said = [voice for voice in voices if voice is not None]
        if said:
            yield _range(
                said, rows, measure=measure, category=category, unit=unit, origin_place=origin, destination=destination
            )


def _by_voice(rows: pl.DataFrame) -> Any:
    """Rows of each speaker of each origin: a story that ten papers carry is one voice."""
    return rows.with_columns(pl.col("origin", "speaker").fill_null("")).group_by("origin", "speaker")


def _voice(rows: pl.DataFrame, *, measure: str, per_day: bool) -> tuple[float | None, float | None] | None:
    """The range that one voice gives: its claims of a day side by side, its latest stock, or its flows added."""
    if per_day:
        return _span(rows)
    days = rows.filter(pl.col("as_of").is_not_null())
    if measure == "stock":
        latest = days.filter(pl.col("as_of") == pl.col("as_of").max()) if days.height else rows
        return _span(latest)
    if days.is_empty():
        return _span(rows) if rows.height == 1 else None
    spans = [_span(one) for _, one in days.group_by("as_of")]
    return _add(low for low, _ in spans), _add(high for _, high in spans)


def _span(rows: pl.DataFrame) -> tuple[float | None, float | None]:
    lows, highs = rows["value_min"].to_list(), rows["value_max"].to_list()
    return None if None in lows else min(lows), None if None in highs else max(highs)


def _add(ends: Iterable[float | None]) -> float | None:
    every = list(ends)
    return None if None in every else sum(end for end in every if end is not None)


def _range(voices: Iterable[tuple[float | None, float | None] | None], rows: pl.DataFrame, **of: Any) -> Range:
    said = [voice for voice in voices if voice is not None]
    lows, highs = [low for low, _ in said], [high for _, high in said]
    return Range(
        **of,
        low=None if None in lows else min(low for low in lows if low is not None),
        high=None if None in highs else max(high for high in highs if high is not None),
        voices=rows.select(pl.col("origin").fill_null(UNKNOWN)).n_unique(),
        figure_ids=tuple(sorted(rows["figure_id"])),
        is_converted=bool(rows["is_converted"].any()),
    )


def _order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((part is None or part == UNKNOWN, str(part)) for part in key)
