"""Withholding counts in a table that is linked with tables that are already shown.

Tables that divide the same persons share their margins: deaths by cause and class, added up over the classes, are
deaths by cause. What one of them withholds another may give away. The rules here:

1. What is shown already stays as it is. Only counts of the new table are withheld for the link.
2. In the new table every count above zero and below the threshold is withheld; then further ones, the smallest that
   will do, until no withheld count of any of the tables is fixed by all that is shown.
3. A count is fixed when no other tables of whole numbers agree with everything shown, with every withheld count at
   one or more, and with each other. Whether there are such tables is asked as an integer programme over the
   differences; one answer may free many counts at once.
4. Where nothing that may be withheld frees a count, the new table stays behind.

The relations between tables are given, and each is taken as known to the reader; a relation that holds only nearly
makes the answer more cautious, never less. Fischetti and Salazar, Solving the cell suppression problem on tabular
data with linear constraints, Management Science 47(7), 2001, state the problem; the way here is its simplest sound
one.

Not promised: that tables which agree with each other on every shared margin can always come from one population.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tawthiq.publishing.suppression import SuppressedTable
from tawthiq.publishing.tables import SUPPRESSED, Suppression

if TYPE_CHECKING:
    import numpy as np

Count = int | Suppression
#: A sum of cells: (table, row, column) with a factor each.
Relation = Sequence[tuple[tuple[int, int, int], int]]
#: Cells may differ by so many persons from what they are; more is never needed to free a count.
WIDEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A table with all its counts: by row and column, as `suppression.CountTable` holds them."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    shown: SuppressedTable | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class _Sum:
    """An inner cell or a total of a table: what it adds up, what it is, and whether a reader sees it."""

    table: int
    row: int
    column: int
    value: int
    parts: list[int]
    is_hidden: bool
    may_hide: bool
    is_free: bool = field(default=False)


def suppress_linked(
    tables: Sequence[Whole], new: Whole, relations: Sequence[Relation], *, below: int, keep_totals: bool
) -> SuppressedTable | None:
    """The new table made safe beside those shown, or None where it cannot be.

    Args:
        tables: those that leave already, each with what of it is shown.
        new: the one that may be added.
        relations: sums of cells that are always zero; in them the new table has the number after the last of `tables`.
        below: counts from 1 to below this are withheld.
        keep_totals: whether the column totals and the total must stay, because other tables show them.
    """
    system = _System([*tables, new], relations, below=below, keep_totals=keep_totals)
    if any(one.is_hidden and not one.may_hide for one in system.of(len(tables))):
        return None
    small = sum(one.is_hidden for one in system.of(len(tables)))
    for one in system.sums:
        if one.is_hidden and not one.is_free and not system.free(one):
            return None
    return _as_shown(new, system.of(len(tables)), below=below, small=small)


class _System:
    """All tables as one set of unknown whole differences from the truth."""

    def __init__(
        self, tables: Sequence[Whole], relations: Sequence[Relation], *, below: int, keep_totals: bool
    ) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix

        self.places = {
            (t, r, c): i
            for i, (t, r, c) in enumerate(
                (t, r, c)
                for t, table in enumerate(tables)
                for r in range(len(table.rows))
                for c in range(len(table.columns))
            )
        }
        self.truth = np.array([tables[t].cells[r][c] for t, r, c in self.places], dtype=float)
        newest = len(tables) - 1
        self.sums = [
            one
            for t, table in enumerate(tables)
            for one in _sums_of(t, table, self.places, below=below, is_new=t == newest, keep_totals=keep_totals)
        ]
        # What withholding costs the reader: the persons; a total as much as the whole table besides.
        whole = max(one.value for one in self.of(newest)) + 1
        self.prices = [one.value + (whole if one.row < 0 or one.column < 0 else 0) for one in self.sums]
        entries = [(i, self.places[place], factor) for i, one in enumerate(relations) for place, factor in one]
        rows, columns, factors = (list(each) for each in zip(*entries, strict=True)) if entries else ([], [], [])
        self.links = csr_matrix((factors, (rows, columns)), shape=(len(relations), len(self.truth)))
        held = [(i, part) for i, one in enumerate(self.sums) for part in one.parts]
        at, parts = zip(*held, strict=True)
        self.adding = csr_matrix((np.ones(len(held)), (at, parts)), shape=(len(self.sums), len(self.truth)))

    def of(self, table: int) -> list[_Sum]:
        """Cells and totals of one table."""
        return [one for one in self.sums if one.table == table]

    def free(self, one: _Sum) -> bool:
        """Withhold what it takes that this count can be another one; False where nothing does."""
        import numpy as np

        best: tuple[float, Any] | None = None
        for more in (1, -1):
            found = self._differ(one, more=more)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            if best is not None and best[0] == 0:
                break
        if best is None:
            return False
        moved = np.abs(self.adding @ best[1]) > 0.5
        for each, changes in zip(self.sums, moved, strict=True):
            if changes:
                each.is_hidden = each.is_free = True
        return True

    def _differ(self, one: _Sum, *, more: int) -> tuple[float, np.ndarray] | None:
        """The cheapest other tables in which this count is larger (or smaller): price and differences, or None."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_matrix, hstack, identity

        n = len(self.truth)
        low, high = np.zeros(len(self.sums)), np.zeros(len(self.sums))
        dear = [i for i, each in enumerate(self.sums) if each.may_hide and not each.is_hidden and each.value]
        for i, each in enumerate(self.sums):
            if each.is_hidden or (each.may_hide and each.value):
                low[i], high[i] = 1 - each.value, np.inf
        goal = self.sums.index(one)
        low[goal], high[goal] = (1, np.inf) if more > 0 else (1 - one.value, -1)
        if low[goal] > high[goal]:
            return None
        # What would have to be withheld moves up or down by steps that are paid for.
        k = len(dear)
        picked = self.adding[dear]
        paid = hstack([picked, -identity(k), identity(k)]) if k else csr_matrix((0, n))
        empty = csr_matrix((len(self.sums), 2 * k))
        links = hstack([self.links, csr_matrix((self.links.shape[0], 2 * k))])
        prices = [float(self.prices[i]) for i in dear]
        answer = milp(
            c=np.concatenate([np.zeros(n), prices, prices]),
            integrality=np.concatenate([np.ones(n), np.zeros(2 * k)]),
            bounds=Bounds(
                np.concatenate([-np.minimum(self.truth, WIDEST), np.zeros(2 * k)]),
                np.concatenate([np.full(n, WIDEST), np.full(2 * k, np.inf)]),
            ),
            constraints=[
                LinearConstraint(hstack([self.adding, empty]).tocsr(), low, high),
                *([LinearConstraint(links.tocsr(), 0, 0)] if self.links.shape[0] else []),
                *([LinearConstraint(paid.tocsr(), 0, 0)] if k else []),
            ],
        )
        return None if answer.x is None else (round(float(answer.fun), 6), np.round(answer.x[:n]))


def _sums_of(
    number: int, table: Whole, places: dict[tuple[int, int, int], int], *, below: int, is_new: bool, keep_totals: bool
) -> list[_Sum]:
    """Every cell and total of a table; -1 stands for all rows or all columns."""
    every_row, every_column = range(len(table.rows)), range(len(table.columns))
    found = []
    for row in (*every_row, -1):
        for column in (*every_column, -1):
            rows, columns = every_row if row < 0 else (row,), every_column if column < 0 else (column,)
            value = sum(table.cells[r][c] for r in rows for c in columns)
            hidden = 0 < value < below if is_new else isinstance(_seen(table.shown, row, column), Suppression)
            found.append(
                _Sum(
                    table=number,
                    row=row,
                    column=column,
                    value=value,
                    parts=[places[number, r, c] for r in rows for c in columns],
                    is_hidden=hidden,
                    may_hide=is_new and not (keep_totals and row < 0),
                )
            )
    return found


def _seen(shown: SuppressedTable | None, row: int, column: int) -> Count:
    assert shown is not None  # noqa: S101 - only the new table has nothing shown yet
    if row < 0:
        return shown.total if column < 0 else shown.column_totals[column]
    return shown.row_totals[row] if column < 0 else shown.cells[row][column]


def _as_shown(new: Whole, sums: Sequence[_Sum], *, below: int, small: int) -> SuppressedTable:
    seen: dict[tuple[int, int], Count] = {
        (one.row, one.column): SUPPRESSED if one.is_hidden else one.value for one in sums
    }
    rows, columns = range(len(new.rows)), range(len(new.columns))
    return SuppressedTable(
        name=new.name,
        title=new.name,
        rows=new.rows,
        columns=new.columns,
        cells=tuple(tuple(seen[row, column] for column in columns) for row in rows),
        row_totals=tuple(seen[row, -1] for row in rows),
        column_totals=tuple(seen[-1, column] for column in columns),
        total=seen[-1, -1],
        below=below,
        small=small,
        complementary=sum(one.is_hidden for one in sums) - small,
    )
