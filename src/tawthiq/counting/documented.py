"""Documented counts: persons verified at the mission's standard of proof, with the reported ones beside them.

What is counted, and how:

- The unit is a person with one outcome. A person injured and later killed is one row under each, and is one
  of the ``persons`` of the table.
- **Verified** are persons of status ``verified``. **Reported** are all persons not ``discounted``, verified
  ones
  included: a case under verification is not left out of sight, and one found not to have happened is.
- Nobody is dropped. A value that is missing, or a band too wide to fall on one side, goes to the row
  ``unknown``.
- An age band that lies on both sides of 18 is ``unknown``, never split.
- A date known only to a range is treated by the rule the caller chooses and the table states: ``whole_month``
  puts a person in a month only where the whole range lies in it; ``spread`` gives each month its share of the
  days of a range of up to ``widest_days``, so that a month may hold fractions of persons. All else is
  ``unknown``.
- The rows add up to the totals, whatever they are divided by.
- Each row carries the filter that opens its persons. Under ``spread`` a row of a month opens everybody who
  has a share in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import polars as pl

from tawthiq.counting.persons_frame import PLACE_PREFIX, check_persons
from tawthiq.terms.errors import BadInputError

UNKNOWN: Final = "unknown"
DATE_RULES: Final = ("whole_month", "spread")
_FIRST_ADULT_YEAR = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """How dates known only to a range are put into months.

    Args:
        name: ``whole_month`` or ``spread``.
        widest_days: under ``spread``, ranges of more days than this go to ``unknown``.
    """

    name: str = "whole_month"
    widest_days: int = 92

    def __post_init__(self) -> None:
        if self.name not in DATE_RULES or self.widest_days < 1:
            raise BadInputError(
                "counting.date_rule", f"{self.name} is not a rule for dates.", f"Choose one of {DATE_RULES}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule a table was made by: a stable code with parameters, and the English words."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """One cell of a documented count.

    Args:
        keys: a value for each of the table's dimensions, in their order; ``unknown`` is a value.
        verified: persons verified; a fraction only where dates were spread.
        reported: persons not discounted, verified ones included.
        filters: parameters that open the persons behind the row.
    """

    keys: tuple[str, ...]
    verified: Fraction
    reported: Fraction
    filters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Documented counts by some dimensions; the rows add up to the totals.

    Args:
        by: the dimensions.
        rows: in order of their keys, ``unknown`` last.
        verified: all verified, by person and outcome.
        reported: all not discounted, by person and outcome.
        persons: different persons among the reported.
        rules: the rules that the table was made by, to be printed with it.
    """

    by: tuple[str, ...]
    rows: tuple[CountRow, ...]
    verified: int
    reported: int
    persons: int
    rules: tuple[Rule, ...]

    def to_frame(self) -> pl.DataFrame:
        """A frame of one string column a dimension, and ``verified`` and ``reported`` as numbers."""
        columns = {name: [row.keys[i] for row in self.rows] for i, name in enumerate(self.by)}
        return pl.DataFrame(
            {
                **columns,
                "verified": [float(row.verified) for row in self.rows],
                "reported": [float(row.reported) for row in self.rows],
            },
            schema={**dict.fromkeys(self.by, pl.String), "verified": pl.Float64, "reported": pl.Float64},
        )


def count_persons(frame: pl.DataFrame, *, by: Sequence[str] = (), dates: DateRule | None = None) -> CountTable:
    """Count documented persons.

    Args:
        frame: one row a person and outcome, with the columns of ``persons_frame.REQUIRED`` and any number of
            columns ``place_LEVEL`` holding the id of the place at that level.
        by: any of ``month``, ``sex``, ``age``, ``outcome``, ``civilian_status``, ``cause``,
            ``corroboration``, ``verification`` and the ``place_LEVEL`` columns; none gives a table of one
            row.
        dates: what to do with dates known only to a range; used where months are asked for.

    Raises:
        BadInputError: for a column that is missing or of another kind, a verification status that is not
            known, a person twice under one outcome, a range that ends before it begins, or a dimension that
            is not there.
    """
    dates = dates or DateRule()
    check_persons(frame)
    _check_dimensions(frame, by)
    kept = frame.filter(pl.col("verification") != "discounted")
    keyed = kept.select(
        "date_from",
        "date_to",
        (pl.col("verification") == "verified").alias("is_verified"),
        *(_key(name).alias(f"key_{i}") for i, name in enumerate(by) if name != "month"),
    )
    sums = _sum_by_key(keyed, by, dates)
    rows = tuple(
        CountRow(keys=keys, verified=verified, reported=reported, filters=_filters(by, keys))
        for keys, (verified, reported) in sorted(sums.items(), key=lambda item: [_order(k) for k in item[0]])
    )
    return CountTable(
        by=tuple(by),
        rows=rows,
        verified=int((kept["verification"] == "verified").sum()),
        reported=kept.height,
        persons=kept["person_id"].n_unique(),
        rules=_rules(by, dates),
    )


def months_of(first: date, last: date) -> list[tuple[str, int]]:
    """Months that a range of days touches, both ends included, with the days of the range in each."""
    found, day = [], first
    while day <= last:
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(last, next_month - timedelta(days=1))
        found.append((f"{day.year:04d}-{day.month:02d}", (end - day).days + 1))
        day = next_month
    return found


def _sum_by_key(
    keyed: pl.DataFrame, by: Sequence[str], dates: DateRule
) -> dict[tuple[str, ...], tuple[Fraction, Fraction]]:
    """Verified and reported by key; each distinct range of dates is shared out once, exactly."""
    plain = [column for column in keyed.columns if column.startswith("key_")]
    by_month = "month" in by
    groups = [*plain, *(["date_from", "date_to"] if by_month else [])]
    totals = [pl.len().alias("reported"), pl.col("is_verified").sum().alias("verified")]
    counted = keyed.group_by(groups).agg(totals) if groups else keyed.select(totals)
    sums: dict[tuple[str, ...], tuple[Fraction, Fraction]] = {}
    for row in counted.iter_rows(named=True):
        shares = _shares(row["date_from"], row["date_to"], dates) if by_month else [("", Fraction(1))]
        for month, share in shares:
            key = tuple(month if name == "month" else row[f"key_{i}"] for i, name in enumerate(by))
            verified, reported = sums.get(key, (Fraction(0), Fraction(0)))
            sums[key] = (verified + share * row["verified"], reported + share * row["reported"])
    return sums


def _shares(first: date | None, last: date | None, rule: DateRule) -> list[tuple[str, Fraction]]:
    """Months with the share of a person that falls in each; the shares add up to 1."""
    if first is None or last is None:
        return [(UNKNOWN, Fraction(1))]
    days = (last - first).days + 1
    if (first.year, first.month) == (last.year, last.month):
        return [(f"{first.year:04d}-{first.month:02d}", Fraction(1))]
    if rule.name != "spread" or days > rule.widest_days:
        return [(UNKNOWN, Fraction(1))]
    return [(month, Fraction(part, days)) for month, part in months_of(first, last)]


def _age_band() -> pl.Expr:
    return (
        pl.when(pl.col("age_max") < _FIRST_ADULT_YEAR)
        .then(pl.lit("child"))
        .when(pl.col("age_min") >= _FIRST_ADULT_YEAR)
        .then(pl.lit("adult"))
        .otherwise(pl.lit(UNKNOWN))
    )


def _corroboration() -> pl.Expr:
    origins = pl.col("n_origins")
    return (
        pl.when(origins >= 3)
        .then(pl.lit("3+"))
        .when(origins >= 1)
        .then(origins.cast(pl.String))
        .otherwise(pl.lit(UNKNOWN))
    )


_MADE: Final[dict[str, Callable[[], pl.Expr]]] = {"age": _age_band, "corroboration": _corroboration}
_PLAIN: Final = ("outcome", "verification", "sex", "civilian_status", "cause")


def _key(name: str) -> pl.Expr:
    if name in _MADE:
        return _MADE[name]()
    words = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(words.is_null() | (words == "")).then(pl.lit(UNKNOWN)).otherwise(words)


def _filters(by: Sequence[str], keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (*zip(by, keys, strict=True), ("not_verification", "discounted"))


def _order(key: str) -> tuple[bool, str]:
    return key == UNKNOWN, key


def _rules(by: Sequence[str], dates: DateRule) -> tuple[Rule, ...]:
    rules = [
        Rule(
            code="verified_and_reported",
            words="Verified: persons verified at the mission's standard of proof. Reported: all persons not "
            "discounted, verified ones included.",
        ),
        Rule(code="unit_person_outcome", words="A person is counted once under each outcome."),
    ]
    if "month" in by and dates.name == "spread":
        rules.append(
            Rule(
                code="dates_spread",
                params=(("widest_days", dates.widest_days),),
                words="A date known only to a range of days is shared out over its months by their days; "
                f"ranges of more than {dates.widest_days} days, and missing dates, are in the row unknown.",
            )
        )
    elif "month" in by:
        rules.append(
            Rule(
                code="dates_whole_month",
                words="A date that is not known to the month is in the row unknown.",
            )
        )
    if "age" in by:
        rules.append(
            Rule(
                code="age_band_18",
                words="Children are under 18. An age band that lies on both sides of 18 is in the row unknown.",
            )
        )
    if "corroboration" in by:
        rules.append(Rule(code="origins", words="Corroboration is the number of independent origins behind a person."))
    return tuple(rules)


def _check_dimensions(frame: pl.DataFrame, by: Sequence[str]) -> None:
    for name in by:
        known = name == "month" or name in _MADE or name in _PLAIN
        if not known and not (name.startswith(PLACE_PREFIX) and name in frame.columns):
            raise BadInputError(
                "counting.unknown_dimension", f"Persons cannot be counted by {name}.", "See count_persons."
            )
    if len(set(by)) != len(by):
        raise BadInputError("counting.unknown_dimension", "A dimension is given twice.", "Give each once.")
