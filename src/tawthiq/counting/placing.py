"""Which row of a table each person stands in, which rows a person may stand in, and with what share.

This is the one place where persons meet the rows of a table: counts are sums over it, and the persons behind a cell are
a filter of it, so that a number and its list can never differ.

- A person's **own** rows are by the values the mission reports, by the rule for partial dates and by the treatment of
  disputed values. The shares of one person add up to 1.
- A person **may** stand in every row that some source's words allow: each value said, each age the band allows, each
  part of time that the date touches. Own rows are among them.
- A person is **certain** where the own row is the only one, and it is a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from tawthiq.counting.dimensions import BANDS, check_dimensions, possible_ages, value_of
from tawthiq.counting.disputes import AMBIGUOUS, HELD, NO_VALUE, REMAINDER, UNKNOWN, Disputes, is_disputed, read_said
from tawthiq.counting.partitions import PARTITIONS, DateRule, Period, possible_parts, share_out
from tawthiq.counting.persons_frame import DISPUTABLE, check_persons

_AGES: Final = ("age", "age_band")
#: Stands for a day that is not known while ranges of days are joined.
_NO_DAY: Final = -(2**31)
_SHARE: Final = pl.Struct({"part": pl.String, "num": pl.Int64, "den": pl.Int64})


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRules:
    """The rules a table is made by.

    Args:
        dates: what to do with dates known only to a range.
        disputes: what to do with values that sources differ about.
        periods: the mission's own periods, for the dimension ``period``.
        bands: first year of each age band, for the dimension ``age_band``.
    """

    dates: DateRule = field(default_factory=DateRule)
    disputes: Disputes = field(default_factory=Disputes)
    periods: tuple[Period, ...] = ()
    bands: tuple[int, ...] = BANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Persons in the rows of a table.

    Args:
        keys: names of the key columns, one a dimension.
        own: ``row``, ``is_verified``, the keys, and the share as ``num`` / ``den``.
        may: ``row``, ``is_verified`` and the keys of every row that a person who is not certain may stand in.
        certain: ``row``, ``is_verified`` and the keys of persons who can stand nowhere else.
        people: ``row``, ``person_id`` and ``outcome`` of everybody not discounted.
    """

    keys: tuple[str, ...]
    own: pl.DataFrame
    may: pl.DataFrame
    certain: pl.DataFrame
    people: pl.DataFrame


def place_persons(frame: pl.DataFrame, *, by: Sequence[str], rules: CountRules) -> Placed:
    """Put every person that is not discounted into the rows of a table by these dimensions.

    Refuses (BadInputError) as `check_persons` and `check_dimensions`.
    """
    full = check_persons(frame)
    check_dimensions(full, by, has_periods=bool(rules.periods))
    kept = full.filter(pl.col("verification") != "discounted").with_row_index("row")
    keyed = kept.select(
        "row",
        (pl.col("verification") == "verified").alias("is_verified"),
        *(value_of(name, rules.bands).alias(f"key_{i}") for i, name in enumerate(by) if name not in PARTITIONS),
    )
    keyed = _with_possible(keyed, kept, by, rules)
    keyed = _treat_disputes(keyed, by, rules.disputes)
    keyed = _with_time(keyed, kept, by, rules)
    return _split(keyed, tuple(f"key_{i}" for i in range(len(by))), kept.select("row", "person_id", "outcome"))


def _with_possible(keyed: pl.DataFrame, kept: pl.DataFrame, by: Sequence[str], rules: CountRules) -> pl.DataFrame:
    """Adds ``may_i``, the values a person may have, and ``disputed_i``; null and False where there is no choice.

    Values, what is said and ages come in few combinations: each is read once.
    """
    for i, name in enumerate(by):
        if name not in (*DISPUTABLE, "outcome", "age_band"):
            continue
        asked = pl.DataFrame({"key": keyed[f"key_{i}"]}).with_columns(
            pl.lit(None, pl.String).alias("said") if name == "age_band" else kept[f"{name}_said"].alias("said"),
            *(kept[end] if name in _AGES else pl.lit(None, pl.Int64).alias(end) for end in ("age_min", "age_max")),
        )
        read = asked.unique()
        rows = list(read.iter_rows())
        disputed = [is_disputed(said, decided_by=rules.disputes.decided_by) for _, said, _, _ in rows]
        read = read.with_columns(
            pl.Series("may", [_choices(name, row, rules.bands) for row in rows], dtype=pl.List(pl.String)),
            pl.Series("disputed", disputed if name in DISPUTABLE else [False] * len(rows), dtype=pl.Boolean),
        )
        found = asked.join(read, on=asked.columns, how="left", nulls_equal=True, maintain_order="left")
        keyed = keyed.with_columns(found["may"].alias(f"may_{i}"), found["disputed"].alias(f"disputed_{i}"))
    return keyed


def _choices(name: str, row: tuple[str, str | None, int | None, int | None], bands: Sequence[int]) -> list[str] | None:
    """The values a person may have, the reported one among them; None where that is the only one."""
    key, said, low, high = row
    values = {value for value, _ in read_said(said)} | ({key} if key != UNKNOWN else set())
    if name in _AGES:
        values.update(possible_ages(name, low, high, bands))
    return sorted(values) if values and values != {key} else None


def _treat_disputes(keyed: pl.DataFrame, by: Sequence[str], disputes: Disputes) -> pl.DataFrame:
    """Moves disputed values to the row that the mission's treatment gives them; totals never change."""
    places = [i for i, name in enumerate(by) if name in DISPUTABLE or name == "age_band"]
    if not places:
        return keyed
    flags = {i: pl.col(f"disputed_{i}") for i in places}
    any_disputed = pl.any_horizontal(*flags.values())
    if disputes.treatment == "hold":
        moved = [pl.when(any_disputed).then(pl.lit(HELD)).otherwise(pl.col(f"key_{i}")) for i in places]
    elif disputes.treatment == "known_only":
        lacking = pl.any_horizontal(any_disputed, *(pl.col(f"key_{i}") == UNKNOWN for i in places))
        moved = [pl.when(lacking).then(pl.lit(REMAINDER)).otherwise(pl.col(f"key_{i}")) for i in places]
    else:
        row = AMBIGUOUS if disputes.treatment == "state" else UNKNOWN
        moved = [pl.when(flags[i]).then(pl.lit(row)).otherwise(pl.col(f"key_{i}")) for i in places]
    return keyed.with_columns(expr.alias(f"key_{i}") for i, expr in zip(places, moved, strict=True))


def _with_time(keyed: pl.DataFrame, kept: pl.DataFrame, by: Sequence[str], rules: CountRules) -> pl.DataFrame:
    """Adds the part of time as key, or ``shares`` where a date is spread; each distinct range is placed once."""
    place = next((i for i, name in enumerate(by) if name in PARTITIONS), None)
    if place is None:
        return keyed
    days = [pl.col(name).to_physical().fill_null(_NO_DAY).alias(name) for name in ("date_from", "date_to")]
    ends = kept.select(days)
    ranges = kept.select("date_from", "date_to").unique()
    placed = [_place_range(first, last, partition=by[place], rules=rules) for first, last in ranges.iter_rows()]
    table = ranges.select(days).with_columns(
        pl.Series(f"key_{place}", [one[0] for one in placed], dtype=pl.String),
        pl.Series(f"may_{place}", [one[1] for one in placed], dtype=pl.List(pl.String)),
        pl.Series("shares", [one[2] for one in placed], dtype=pl.List(_SHARE)),
    )
    found = ends.join(table, on=["date_from", "date_to"], how="left", maintain_order="left")
    return keyed.with_columns(found.select(pl.exclude("date_from", "date_to")).get_columns())


def _place_range(
    first: date | None, last: date | None, *, partition: str, rules: CountRules
) -> tuple[str | None, list[str] | None, list[dict[str, str | int]] | None]:
    """The part a range lies in, or None and its shares; and all parts it may lie in where there is a choice."""
    shares = share_out(first, last, partition=partition, rule=rules.dates, own=rules.periods)
    possible = possible_parts(first, last, partition=partition, rule=rules.dates, own=rules.periods)
    if len(shares) > 1:
        parts = [{"part": name, "num": share.numerator, "den": share.denominator} for name, share in shares]
        return None, possible, parts  # type: ignore[return-value]
    key = shares[0][0]
    return key, possible if possible and possible != [key] else None, None


def _split(keyed: pl.DataFrame, keys: tuple[str, ...], people: pl.DataFrame) -> Placed:
    mays = {key: may for key in keys if (may := key.replace("key", "may")) in keyed.columns}
    is_open = pl.any_horizontal(*(pl.col(may).is_not_null() for may in mays.values())) if mays else pl.lit(value=False)
    own = _share_out(keyed, keys)
    certain = keyed.filter(~is_open).select("row", "is_verified", *keys)
    others = keyed.filter(is_open)
    allowed = others.select(
        "row",
        "is_verified",
        *(pl.coalesce(mays[key], pl.concat_list(key)).alias(key) if key in mays else key for key in keys),
    )
    for key in mays:
        allowed = allowed.explode(key)
    # Whoever stands under a value is among those allowed there; only who stands under none has a row besides.
    besides = [pl.col(may).is_not_null() & pl.col(key).is_in(NO_VALUE) for key, may in mays.items()]
    apart = others.filter(pl.any_horizontal(*besides)).select("row") if mays else others.select("row")
    standing = own.join(apart, on="row", how="semi").select("row", "is_verified", *keys)
    return Placed(keys=keys, own=own, may=pl.concat([allowed, standing]), certain=certain, people=people)


def _share_out(keyed: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """One line a person and own row, with the share as a fraction."""
    whole = [pl.lit(1, dtype=pl.Int64).alias("num"), pl.lit(1, dtype=pl.Int64).alias("den")]
    if "shares" not in keyed.columns:
        return keyed.select("row", "is_verified", *keys, *whole)
    shared = keyed.filter(pl.col("shares").is_not_null()).explode("shares").unnest("shares")
    # Only the key of time is left open by what is shared out.
    filled = (pl.coalesce(key, "part").alias(key) for key in keys)
    shared = shared.select("row", "is_verified", *filled, "num", "den")
    return pl.concat([keyed.filter(pl.col("shares").is_null()).select("row", "is_verified", *keys, *whole), shared])
