"""Documented counts: persons verified at the mission's standard of proof, with the reported ones beside them.

What is counted, and how:

- The unit is a person with one outcome. A person injured and later killed is one row under each, and is one
  of the ``persons`` of the table. `tawthiq.counting.violations` makes the frame of the other unit.
- **Verified** are persons of status ``verified``. **Reported** are all persons not ``discounted``, verified
  ones
  included: a case under verification is not left out of sight, and one found not to have happened is.
- Nobody is dropped. A value that is missing goes to the row ``unknown``; what sources differ about, and dates
  known only to a range, go where the rules say that are printed with the table.
- The rows add up to the totals, whatever they are divided by. Where a rule keeps persons out of the rows of
  values, a row of its own holds them.
- Every row has a least and a greatest number: the least are persons who can stand nowhere else, the greatest
  all whom some source's words allow there. Neither adds up to a total, nor should it.
- The persons of a cell are found by the same rules as its number: `persons_in_cell`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tawthiq.counting.dimensions import order_of
from tawthiq.counting.disputes import UNKNOWN
from tawthiq.counting.partitions import PARTITIONS
from tawthiq.counting.persons_frame import DISPUTABLE
from tawthiq.counting.placing import CountRules, Placed, place_persons
from tawthiq.terms.errors import BadInputError


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
        verified_range: least and greatest number of the verified.
        reported_range: least and greatest number of the reported.
    """

    keys: tuple[str, ...]
    verified: Fraction
    reported: Fraction
    verified_range: tuple[int, int]
    reported_range: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Documented counts by some dimensions; the rows add up to the totals.

    Args:
        by: the dimensions.
        rows: in order of their keys, what is no value last.
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
        """A frame of one string column a dimension, and the counts with their ranges as numbers."""
        columns = {name: [row.keys[i] for row in self.rows] for i, name in enumerate(self.by)}
        counts = {
            "verified": [float(row.verified) for row in self.rows],
            "verified_min": [row.verified_range[0] for row in self.rows],
            "verified_max": [row.verified_range[1] for row in self.rows],
            "reported": [float(row.reported) for row in self.rows],
            "reported_min": [row.reported_range[0] for row in self.rows],
            "reported_max": [row.reported_range[1] for row in self.rows],
        }
        kinds = {name: pl.Float64 if name in ("verified", "reported") else pl.Int64 for name in counts}
        return pl.DataFrame({**columns, **counts}, schema={**dict.fromkeys(self.by, pl.String), **kinds})


def count_persons(frame: pl.DataFrame, *, by: Sequence[str] = (), rules: CountRules | None = None) -> CountTable:
    """Count documented persons.

    Args:
        frame: one row a person and outcome, with the columns of ``persons_frame.REQUIRED``, any of its
            ``OPTIONAL``, and any number of columns ``place_LEVEL`` holding the id of the place at that level.
        by: any of ``dimensions.all_dimensions``, time in one partition at most; none gives a table of one row.
        rules: what to do with partial dates and with what sources differ about.

    Raises:
        BadInputError: for a column that is missing or of another kind, a verification status that is not
            known, a person twice under one outcome, a range that ends before it begins, or a dimension that
            is not there.
    """
    rules = rules or CountRules()
    placed = place_persons(frame, by=by, rules=rules)
    own, least, most = (
        _sum_own(placed),
        _tally([placed.certain], placed.keys),
        _tally([placed.certain, placed.may], placed.keys),
    )
    nobody = (Fraction(0), Fraction(0))
    rows = [
        CountRow(
            keys=keys,
            verified=own.get(keys, nobody)[0],
            reported=own.get(keys, nobody)[1],
            verified_range=(least.get(keys, (0, 0))[0], most.get(keys, (0, 0))[0]),
            reported_range=(least.get(keys, (0, 0))[1], most.get(keys, (0, 0))[1]),
        )
        for keys in own.keys() | most.keys()
    ]
    return CountTable(
        by=tuple(by),
        rows=tuple(sorted(rows, key=lambda row: [order_of(key) for key in row.keys])),
        verified=int(sum(verified for verified, _ in own.values())),
        reported=placed.people.height,
        persons=placed.people["person_id"].n_unique(),
        rules=rules_of(by, rules),
    )


def persons_in_cell(
    frame: pl.DataFrame,
    *,
    by: Sequence[str],
    keys: Mapping[str, str],
    rules: CountRules | None = None,
    counted: str = "reported",
) -> pl.DataFrame:
    """The persons behind a cell, or behind a row, column or total where fewer keys than dimensions are given.

    Returns ``person_id``, ``outcome``, ``share`` (of the person that the cell counts; 0 for whom the cell only may
    hold) in the order of the frame. The shares add up to the number of the cell.

    Args:
        frame: as counted.
        by: the dimensions of the table.
        keys: a value for any of them.
        rules: as counted.
        counted: ``verified``, ``reported``, ``not_verified`` for the reported who are not verified, or ``possible`` for
            all whom the cell may hold.
    """
    if counted not in {"verified", "reported", "not_verified", "possible"} or not set(keys) <= set(by):
        raise BadInputError(
            "counting.no_cell", "There is no such cell in the table.", "Ask for a value of one of its dimensions."
        )
    placed = place_persons(frame, by=by, rules=rules or CountRules())
    wanted = [pl.col(f"key_{by.index(name)}") == value for name, value in keys.items()]
    own = placed.own.filter(*wanted) if wanted else placed.own
    if counted in {"verified", "not_verified"}:
        own = own.filter("is_verified" if counted == "verified" else ~pl.col("is_verified"))
    shares = own.group_by("row").agg((pl.col("num") / pl.col("den")).sum().alias("share"))
    if counted == "possible":
        possible = pl.concat([placed.certain, placed.may])
        allowed = (possible.filter(*wanted) if wanted else possible).select("row").unique()
        shares = allowed.join(shares, on="row", how="left").with_columns(pl.col("share").fill_null(0.0))
    found = placed.people.join(shares, on="row", how="inner").sort("row")
    return found.select("person_id", "outcome", "share")


def _sum_own(placed: Placed) -> dict[tuple[str, ...], tuple[Fraction, Fraction]]:
    """Verified and reported by row; whole persons are summed as such, shares by their denominator: exactly."""
    groups = [*placed.keys, "den"]
    counted = placed.own.group_by(groups).agg(
        pl.col("num").sum().alias("reported"), pl.col("num").filter("is_verified").sum().alias("verified")
    )
    sums: dict[tuple[str, ...], tuple[Fraction, Fraction]] = {}
    for *keys, den, reported, verified in counted.select(*groups, "reported", "verified").iter_rows():
        held = sums.get(tuple(keys), (Fraction(0), Fraction(0)))
        sums[tuple(keys)] = (held[0] + Fraction(verified, den), held[1] + Fraction(reported, den))
    return sums


def _tally(parts: Iterable[pl.DataFrame], keys: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Verified and all, by row."""
    every = pl.concat(parts)
    totals = [pl.col("is_verified").sum().alias("verified"), pl.len().alias("reported")]
    if not keys:
        return {(): every.select(totals).row(0)} if every.height else {}
    rows = every.group_by(keys).agg(totals).iter_rows()
    return {tuple(row[:-2]): (int(row[-2]), int(row[-1])) for row in rows}


def rules_of(by: Sequence[str], rules: CountRules) -> tuple[Rule, ...]:
    """The rules that a table by these dimensions is made by, to be printed with it."""
    codes: list[tuple[str, dict[str, str | int]]] = [("verified_and_reported", {}), ("unit_person_outcome", {})]
    if set(by) & set(PARTITIONS):
        name = "dates_spread" if rules.dates.name == "spread" else "dates_whole"
        codes.append((name, {"widest_days": rules.dates.widest_days} if rules.dates.name == "spread" else {}))
    if "age" in by:
        codes.append(("age_band_18", {}))
    if "age_band" in by:
        codes.append(("age_bands", {}))
    if "corroboration" in by:
        codes.append(("origins", {}))
    if any(name.startswith("place_") for name in by):
        codes.append(("place_level", {}))
    if set(by) & set(DISPUTABLE):
        codes.append((f"decided_by_{rules.disputes.decided_by}", {}))
        codes.append((f"disputed_{rules.disputes.treatment}", {}))
    if "death_class" in by:
        codes.append(("death_classes", {}))
    if "timeliness" in by:
        codes.append(("timeliness", {}))
    codes.append(("ranges", {}))
    return tuple(
        Rule(code=code, params=tuple(params.items()), words=_WORDS[code].format(**params)) for code, params in codes
    )


_WORDS = {
    "verified_and_reported": "Verified: persons verified at the mission's standard of proof. Reported: all persons not "
    "discounted, verified ones included.",
    "unit_person_outcome": "A person is counted once under each outcome.",
    "dates_spread": "A date known only to a range of days is shared out over the parts of time by their days; ranges "
    f"of more than {{widest_days}} days, and missing dates, are in the row {UNKNOWN}.",
    "dates_whole": f"A date that does not lie in one part of time as a whole is in the row {UNKNOWN}.",
    "age_band_18": f"Children are under 18. An age band that lies on both sides of 18 is in the row {UNKNOWN}.",
    "age_bands": f"A person whose age may lie in two bands is in the row {UNKNOWN}.",
    "origins": "Corroboration is the number of independent origins behind a person.",
    "place_level": f"A place known only to a wider level is in the row {UNKNOWN}.",
    "decided_by_majority": "A value that more independent origins give than any other is taken; a tie is disputed.",
    "decided_by_agreement": "A value is disputed as soon as two independent origins differ.",
    "disputed_state": "Persons whose value is disputed are in a row of their own.",
    "disputed_hold": "Persons whose value is disputed are held back from the rows; how many is said.",
    "disputed_unknown": f"Persons whose value is disputed are in the row {UNKNOWN}.",
    "disputed_known_only": "Only known and undisputed values have rows; the remainder of the total is said.",
    "death_classes": "Direct, indirect and other deaths are told apart by cause and alleged perpetrator, by rule.",
    "timeliness": "Late: verified after the quarter in which it happened.",
    "ranges": "From: persons of whom no source says anything else. To: persons of whom any source's words allow it.",
}
