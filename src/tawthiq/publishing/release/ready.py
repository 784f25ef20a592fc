"""Ready tables inside a release, made safe like every other: deaths for SDG 16.1.2, grave violations, displacement.

The rules, besides those of `cells`:

1. Only what was asked for leaves, as the count kept it. Nothing is counted on the way.
2. Deaths by class share their margins with the other tables of the killed, children with the tables by age, and
   violations nearly with their victims: each is made safe together with all that leaves already
   (`tawthiq.publishing.linked`). What leaves without ready tables leaves with them just the same.
3. A table of grave violations most of whose numbers would be withheld leaves with fewer divisions: without the quarter,
   then without the day of verification. That it does is said.
4. A rate is a number of persons in other words: it leaves only where its number does.
5. Reported displacement is what speakers said of many people. An end of a range below the threshold is withheld, and so
   is every other line that the same figure stands in. Totals leave, their parts do not: the last part would follow.
6. The documented displaced by place are made safe beside the tables of that outcome. Where the persons known by name
   are withheld, so is every number that they are part of; what incidents say alone is withheld where it is small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tawthiq.publishing.linked import Whole, suppress_linked
from tawthiq.publishing.release.cells import COLUMNS, LeftOut, SafeCounts, SafeTable, cells_of
from tawthiq.publishing.release.displacement import Number, SafeLine, displaced_line, large, reported_lines
from tawthiq.publishing.release.margins import KILLED, OF_CHILDREN, Part, relations_of
from tawthiq.publishing.suppression import SuppressedTable
from tawthiq.publishing.tables import SUPPRESSED, Suppression

READY = ("sdg", "mrm", "displacement")
DISPLACED = "displaced"
#: Divisions of a table of grave violations that are given up, one after the other.
_GIVEN_UP = ("quarter", "timeliness")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeRate:
    """Verified deaths of a year and class per 100,000, or that the number is withheld."""

    year: str
    death_class: str
    per_100_000: float | Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeReady:
    """The ready tables that may leave.

    Args:
        asked: groups asked for, in the order of `READY`.
        tables: of deaths and grave violations.
        left_out: those that stay behind or leave with fewer divisions.
        rates: of the year table; empty where it stays behind or no population is stated.
        population, population_source: behind the rates.
        ages_open: victims whose age leaves open whether they are children; withheld where they are few.
        by_place, matrix: reported displacement by totals.
        displaced: documented displacement by place.
    """

    asked: tuple[str, ...] = ()
    tables: tuple[SafeTable, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    rates: tuple[SafeRate, ...] = ()
    population: int | None = None
    population_source: str = ""
    ages_open: Number = 0
    by_place: tuple[SafeLine, ...] = ()
    matrix: tuple[SafeLine, ...] = ()
    displaced: tuple[SafeLine, ...] = ()


def protect_ready(
    data: Mapping[str, Any],
    safe: SafeCounts,
    *,
    asked: Sequence[str],
    outcomes_of: Mapping[str, Sequence[str]],
    population: int | None = None,
    population_source: str = "",
) -> SafeReady:
    """Make ready tables of a kept count safe beside the standing tables that leave.

    Args:
        data: of the count: ``tables``, ``sdg``, ``mrm``, ``rates``, ``ages_open``, ``displacement``, ``displaced``.
        safe: what leaves of its standing tables.
        asked: any of `READY`.
        outcomes_of: for each grave violation the outcomes of children that it counts.
        population: that the rates were made with.
        population_source: who counted it.

    Refuses as `cells_of`.
    """
    door = _Door(data, safe, outcomes_of)
    if "sdg" in asked:
        for table in data["sdg"]:
            door.add_deaths(table)
    if "mrm" in asked:
        for table in data["mrm"]:
            door.add_violations(table)
    displaced = door.add_displaced(data["displaced"]) if "displacement" in asked else ()
    few = safe.below
    return SafeReady(
        asked=tuple(name for name in READY if name in asked),
        tables=tuple(door.shown),
        left_out=tuple(door.left_out),
        rates=tuple(_rates(data["rates"], door.find("deaths", "year", "death_class"))) if "sdg" in asked else (),
        population=population,
        population_source=population_source,
        ages_open=large(int(data["ages_open"]), few) if "mrm" in asked else 0,
        **(reported_lines(data["displacement"]["totals"], few) if "displacement" in asked else {}),
        displaced=displaced,
    )


class _Door:
    """What leaves so far, with all its numbers, and the next table asked in."""

    def __init__(self, data: Mapping[str, Any], safe: SafeCounts, outcomes_of: Mapping[str, Sequence[str]]) -> None:
        self.safe = safe
        self.outcomes_of = outcomes_of
        self.shown: list[SafeTable] = []
        self.left_out: list[LeftOut] = []
        self.inside: list[tuple[SafeTable, Whole]] = [
            (table, _whole(table.name, table.keys, rows, shown=table))
            for table in safe.tables
            for rows in (_rows_of(data["tables"], table),)
        ]

    def find(self, of: str, *by: str) -> SafeTable | None:
        """The ready table of a set by these dimensions, if it leaves."""
        return next((table for table in self.shown if table.of == of and table.by == by), None)

    def add_deaths(self, table: Mapping[str, Any]) -> None:
        """Add a table of deaths, or leave it out."""
        by, rows = tuple(table["by"]), table["rows"]
        closed = self._why_closed(KILLED) if rows else "nobody"
        if closed:
            self._leave(by, closed, "deaths")
        else:
            self._add("sdg", "deaths", by, rows, keep_totals=True)

    def add_displaced(self, rows: Rows) -> tuple[SafeLine, ...]:
        """The lines of the documented displaced that leave; none where the table stays behind."""
        by = ("place_admin1",)
        named = [{"keys": [row["place"]], "verified": row["verified"], "reported": row["named"]} for row in rows]
        closed = self._why_closed(DISPLACED) if any(row["named"] for row in rows) else ""
        if closed or not rows:
            self._leave(by, closed or "nobody", "displaced")
            return ()
        if not self._add("displacement", "displaced", by, named, keep_totals=True):
            return ()
        safe = self.shown.pop()
        lines = zip(rows, safe.counts.cells, safe.counts.row_totals, strict=True)
        return tuple(displaced_line(row, cells[0], total, self.safe.below) for row, cells, total in lines)

    def _why_closed(self, outcome: str) -> str:
        """Why an outcome is not divided; empty where its numbers are shown."""
        whole = self.safe.by_outcome
        at = next((i for i, keys in enumerate(whole.keys) if keys == (outcome,)), None)
        if at is None:
            return "nobody"
        numbers = (*whole.counts.cells[at], whole.counts.row_totals[at])
        return "too_few" if any(isinstance(number, Suppression) for number in numbers) else ""

    def add_violations(self, table: Mapping[str, Any]) -> None:
        """Add a table of grave violations, with fewer divisions where most of its numbers are small."""
        by, rows, of = tuple(table["by"]), table["rows"], str(table["of"])
        if not rows:
            self._leave(by, "nobody", of)
            return
        given_up: list[str] = []
        while True:
            kept = tuple(name for name in by if name not in given_up)
            if self._add("mrm", of, kept, _fewer(rows, by, kept), keep_totals=False, is_last=len(kept) == 1):
                break
            if len(kept) == 1:
                return
            given_up.append(next(name for name in (*_GIVEN_UP, *by[1:]) if name in kept[1:]))
        if given_up:
            self._leave(by, "coarser", of)

    def _leave(self, by: tuple[str, ...], reason: str, of: str) -> None:
        self.left_out.append(LeftOut(outcome="", by=by, reason=reason, of=of))

    def _add(
        self, ready: str, of: str, by: tuple[str, ...], rows: Rows, *, keep_totals: bool, is_last: bool = True
    ) -> bool:
        name = f"{ready}_{of}_by_{'_'.join(by)}"
        keys = tuple(tuple(map(str, row["keys"])) for row in rows)
        whole = _whole(name, keys, rows)
        linked = [(table, held) for table, held in self.inside if self._is_linked(table, of)]
        parts = [Part.of_table(table, held) for table, held in linked]
        newest = Part(of=of, outcome="", by=by, keys=keys, cells=whole.cells)
        relations = list(relations_of([*parts, newest], self.outcomes_of))
        counts = suppress_linked(
            [held for _, held in linked], whole, relations, below=self.safe.below, keep_totals=keep_totals
        )
        reason = _why_not(counts, by_people=of == "deaths")
        if reason or counts is None:
            if is_last:
                self._leave(by, reason, of)
            return False
        safe = SafeTable(name=name, outcome="", by=by, keys=keys, counts=counts, of=of, ready=ready)
        self.shown.append(safe)
        self.inside.append((safe, replace(whole, shown=counts)))
        return True

    def _is_linked(self, table: SafeTable, of: str) -> bool:
        """Whether a table that leaves shares numbers with those of the set."""
        if of == "deaths":
            return table.of == "deaths" or (table.outcome == KILLED and bool(set(table.by) & _OF_DEATHS))
        if of == "displaced":
            return table.outcome == DISPLACED and "place_admin1" in table.by
        if of in OF_CHILDREN:
            outcomes = {outcome for held in self.outcomes_of.values() for outcome in held}
            by_age = table.outcome in outcomes and "age" in table.by
            return table.of in OF_CHILDREN or table.by == ("outcome",) or by_age
        return False


#: Divisions that tables of deaths have, and the months that years are made of.
_OF_DEATHS = {"year", "month", "sex", "age", "civilian_status", "cause"}


def _why_not(counts: SuppressedTable | None, *, by_people: bool) -> str:
    """Why a table stays behind; empty where it may leave.

    Most rows of a table must be shown; of deaths, rows with most of the people: the rest are rows of what is not known.
    """
    if counts is None:
        return "linked"
    if by_people and not isinstance(counts.total, Suppression):
        shown = sum(total for total in counts.row_totals if not isinstance(total, Suppression))
        return "mostly_small" if 2 * shown < counts.total else ""
    withheld = sum(isinstance(total, Suppression) for total in counts.row_totals)
    return "mostly_small" if 2 * withheld > len(counts.rows) else ""


def _whole(name: str, keys: Sequence[tuple[str, ...]], rows: Rows, *, shown: SafeTable | None = None) -> Whole:
    return Whole(
        name=name,
        rows=tuple("/".join(key) for key in keys),
        columns=COLUMNS,
        cells=cells_of(rows),
        shown=shown.counts if shown else None,
    )


def _rows_of(tables: Rows, safe: SafeTable) -> Rows:
    """The rows of a kept table that a standing table was made safe from, in its order."""
    by = ["outcome"] if not safe.outcome else ["outcome", *safe.by]
    rows = next(table["rows"] for table in tables if list(table["by"]) == by)
    return [row for row in rows if not safe.outcome or row["keys"][0] == safe.outcome]


def _fewer(rows: Rows, by: Sequence[str], kept: Sequence[str]) -> Rows:
    """The rows added up over the dimensions that are given up."""
    sums: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        held = dict(zip(by, row["keys"], strict=True))
        key = tuple(held[name] for name in kept)
        so_far = sums.setdefault(key, {"keys": list(key), "verified": 0.0, "reported": 0.0})
        so_far["verified"] += row["verified"]
        so_far["reported"] += row["reported"]
    return list(sums.values())


def _rates(rates: Rows, table: SafeTable | None) -> Iterator[SafeRate]:
    """Rates of years and classes whose verified number is shown."""
    if table is None:
        return
    verified = {keys: cells[0] for keys, cells in zip(table.keys, table.counts.cells, strict=True)}
    for rate in rates:
        key = (str(rate["year"]), str(rate["death_class"]))
        is_shown = not isinstance(verified.get(key, SUPPRESSED), Suppression)
        yield SafeRate(year=key[0], death_class=key[1], per_100_000=rate["per_100_000"] if is_shown else SUPPRESSED)
