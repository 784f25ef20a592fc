"""Which counts of a kept count may leave: small ones are withheld, and a table that would give one away stays behind.

The tables of one count are linked: the numbers of an outcome are the totals of every table that divides it. So:

1. The table by outcome is made safe first. Its columns are the verified and the reported who are not verified, so
   that neither of the two, nor their sum, gives a small one away.
2. An outcome of which the table by outcome withholds a number is not divided any further.
3. Every other outcome's numbers are public totals now. A division of it leaves only where its own small counts are
   safe with these totals shown; otherwise it stays behind as a whole.

4. A division that would withhold the documented number of most of its rows says nothing and stays behind too.

With all totals public the divisions of one outcome tell nothing about each other, so each one's safety is enough.
Not promised: that two releases made from different counts may be subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.publishing.suppression import CountTable, SuppressedTable, suppress
from tawthiq.publishing.tables import Suppression
from tawthiq.terms.errors import BadInputError

COLUMNS = ("verified", "not_verified")


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeTable:
    """A table that may leave.

    Args:
        name: of its files.
        outcome: whose division it is; empty for the table by outcome.
        by: the dimensions of its rows.
        keys: values of the dimensions, one tuple a row.
        counts: verified and not verified by row; the row totals are the documented.
        of: the set that it counts.
        ready: the group of ready tables it belongs to; empty for a standing one.
    """

    name: str
    outcome: str
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    counts: SuppressedTable
    of: str = "persons"
    ready: str = ""

    @property
    def withheld(self) -> int:
        """How many cells and totals are withheld."""
        return self.counts.small + self.counts.complementary


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A table that stays behind.

    `reason` is ``too_few``, ``totals_would_show``, ``mostly_small``, and of a ready table (with the set `of` that it
    counts) also ``linked``, ``nobody`` or ``coarser``: it leaves, but with fewer divisions.
    """

    outcome: str
    by: tuple[str, ...]
    reason: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeCounts:
    """What may leave of a count, and what may not."""

    below: int
    tables: tuple[SafeTable, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def by_outcome(self) -> SafeTable:
        """The table by outcome."""
        return self.tables[0]

    def find(self, outcome: str, *by: str) -> SafeTable | None:
        """The table of an outcome by these dimensions, if it may leave."""
        return next((t for t in self.tables if t.outcome == outcome and t.by == by), None)


def protect_counts(tables: Sequence[Mapping[str, Any]], *, below: int) -> SafeCounts:
    """Make the tables of a kept count safe.

    Args:
        tables: as kept with a count: ``by`` with ``outcome`` first, and ``rows`` with ``keys``, ``verified``,
            ``reported``; one of them by outcome alone.
        below: counts from 1 to below this are withheld.

    Refuses (BadInputError) a count without a table by outcome or without persons, and fractions of persons.
    """
    whole = next((table for table in tables if list(table["by"]) == ["outcome"]), None)
    if whole is None or not whole["rows"]:
        raise BadInputError(
            "publish.nobody", "The count holds nobody: there is nothing to publish.", "Import sources and count again."
        )
    first = _suppress("by_outcome", "", ("outcome",), list(whole["rows"]), below=below)
    shown, left_out = [first], []
    for outcome, is_open in zip((keys[0] for keys in first.keys), map(_is_open, _lines(first)), strict=True):
        for table in tables:
            by = tuple(table["by"])[1:]
            rows = [{**row, "keys": row["keys"][1:]} for row in table["rows"] if row["keys"][0] == outcome]
            if not by or not rows:
                continue
            if not is_open:
                left_out.append(LeftOut(outcome=outcome, by=by, reason="too_few"))
                continue
            safe = _suppress(f"{outcome}_by_{'_'.join(by)}", outcome, by, rows, below=below)
            reason = _why_not(safe)
            if reason:
                left_out.append(LeftOut(outcome=outcome, by=by, reason=reason))
            else:
                shown.append(safe)
    return SafeCounts(below=below, tables=tuple(shown), left_out=tuple(left_out))


def _why_not(table: SafeTable) -> str:
    """Why a division stays behind; empty where it may leave."""
    if not _is_open((*table.counts.column_totals, table.counts.total)):
        return "totals_would_show"
    withheld = sum(isinstance(total, Suppression) for total in table.counts.row_totals)
    return "mostly_small" if 2 * withheld > len(table.keys) else ""


def _lines(table: SafeTable) -> list[tuple[int | Suppression, ...]]:
    """Each row's counts with its total."""
    return [(*cells, total) for cells, total in zip(table.counts.cells, table.counts.row_totals, strict=True)]


def _is_open(counts: Sequence[int | Suppression]) -> bool:
    return not any(isinstance(count, Suppression) for count in counts)


def _suppress(
    name: str, outcome: str, by: tuple[str, ...], rows: Sequence[Mapping[str, Any]], *, below: int
) -> SafeTable:
    cells = cells_of(rows)
    keys = tuple(tuple(map(str, row["keys"])) for row in rows)
    table = CountTable(name=name, title=name, rows=tuple("/".join(k) for k in keys), columns=COLUMNS, cells=cells)
    return SafeTable(name=name, outcome=outcome, by=by, keys=keys, counts=suppress(table, below=below))


def cells_of(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, int], ...]:
    """Verified and not verified of each row; refuses (BadInputError) shares of persons."""
    return tuple(
        (verified, _whole(row["reported"]) - verified) for row in rows for verified in (_whole(row["verified"]),)
    )


def _whole(count: float) -> int:
    if not float(count).is_integer():
        raise BadInputError(
            "publish.fractions",
            "A table of this count holds shares of persons, whose small cells cannot be protected.",
            "Count again by whole months.",
        )
    return int(count)
