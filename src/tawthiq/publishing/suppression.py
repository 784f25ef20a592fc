"""Withholding small counts so that nobody can be recognised, and more so that nobody can work them out.

A published table of counts with totals is a system of equations: a withheld count comes back by
subtraction unless enough of its neighbours are withheld too. The rules here:

1. A count above zero and below the threshold is withheld, inner cells and totals alike. Zero is shown: it
says that nobody is there. (Where even that tells something about a group, show a coarser table.) 2.
Further counts are withheld, the smallest that will do, until no withheld count is fixed by what is shown.
3. First and second kind carry the same mark, or the mark itself would tell.

When a count is fixed: the cells with their totals make a grid in which every row and column sums to zero
once totals are counted negatively. Two tables with the same shown cells differ by cycles through withheld
cells, in steps of one. A withheld cell can therefore take another value exactly when a cycle passes
through it whose steps leave every count a whole number of at least one (a reader knows that withheld
counts are not zero). Gusfield, A graph theoretic approach to statistical data security, SIAM Journal on
Computing 17(3), 1988.

Not promised: that the range a withheld count may lie in is wide; that tables which share totals protect
each other. Publish linked tables from one suppressed table, and check a release as a whole.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tawthiq.publishing.tables import SUPPRESSED, Cell, Column, Suppression, Table
from tawthiq.terms.errors import BadInputError

Count = int | Suppression
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Counts of persons by two groupings; totals follow from the cells.

    Args:
        name: stable name of the table.
        title: heading in the reader's language.
        rows: names of the rows.
        columns: names of the columns; a single one makes a plain list with a total.
        cells: counts by row, each row as long as the columns.

    Refuses (BadInputError) other shapes and counts that are no whole numbers of zero or more.
    """

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        fits = len(self.cells) == len(self.rows) and all(len(row) == len(self.columns) for row in self.cells)
        whole = all(type(cell) is int and cell >= 0 for row in self.cells for cell in row)
        if not (self.rows and self.columns and fits and whole):
            raise BadInputError(
                "publishing.count_table",
                "A table of counts needs whole numbers of zero or more, one per row and column.",
                "Build the table again.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedTable:
    """A table that may be shown: every cell and total is a count or `SUPPRESSED`.

    Args:
        source: name, title, rows and columns as given; its `cells` are gone.
        cells: counts by row.
        row_totals: one per row.
        column_totals: one per column.
        total: of all.
        below: the threshold.
        small: how many cells and totals were withheld because they are small.
        complementary: how many more so that none can be worked out.
    """

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Count, ...], ...]
    row_totals: tuple[Count, ...]
    column_totals: tuple[Count, ...]
    total: Count
    below: int
    small: int
    complementary: int

    def as_table(self, *, row_heading: str, total_heading: str) -> Table:
        """The table with its totals, ready to be written; a list of one column has no row totals."""
        single = len(self.columns) == 1
        heads = [Column(name="group", label=row_heading)]
        heads += [
            Column(name=f"column_{place}", label=words, kind="count") for place, words in enumerate(self.columns, 1)
        ]
        if not single:
            heads.append(Column(name="total", label=total_heading, kind="count"))
        rows: list[tuple[Cell, ...]] = []
        for words, cells, total in zip(
            (*self.rows, total_heading),
            (*self.cells, self.column_totals),
            (*self.row_totals, self.total),
            strict=True,
        ):
            rows.append((words, *cells) if single else (words, *cells, total))
        return Table(name=self.name, title=self.title, columns=tuple(heads), rows=tuple(rows))


def suppress(table: CountTable, *, below: int = 5) -> SuppressedTable:
    """Withhold counts from 1 to `below` - 1 and as many more as it takes that none can be worked out.

    The same table always gives the same result. Refuses (BadInputError) a threshold under 2.
    """
    if below < 2:
        raise BadInputError("publishing.threshold", "A threshold for small counts is at least 2.", "Choose 3, 5 or 10.")
    grid = _Grid.of(table.cells)
    hidden = {place for place in grid.places() if 0 < grid.counts[place] < below}
    small = len(hidden)
    while True:
        exposed = next((place for place in sorted(hidden) if not grid.is_free(place, hidden)), None)
        if exposed is None:
            break
        hidden |= grid.cheapest_cycle(exposed, hidden)
    shown: dict[Place, Count] = {
        place: SUPPRESSED if place in hidden else grid.counts[place] for place in grid.places()
    }
    height, width = grid.height, grid.width
    return SuppressedTable(
        name=table.name,
        title=table.title,
        rows=table.rows,
        columns=table.columns,
        cells=tuple(tuple(shown[row, column] for column in range(width)) for row in range(height)),
        row_totals=tuple(shown[row, width] for row in range(height)),
        column_totals=tuple(shown[height, column] for column in range(width)),
        total=shown[height, width],
        below=below,
        small=small,
        complementary=len(hidden) - small,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Cells and totals as a graph: rows and columns are its ends, each cell joins its row and its column."""

    height: int
    width: int
    counts: dict[Place, int]

    @classmethod
    def of(cls, cells: Sequence[Sequence[int]]) -> "_Grid":
        height, width = len(cells), len(cells[0])
        counts = {(row, column): cells[row][column] for row in range(height) for column in range(width)}
        counts |= {(row, width): sum(cells[row]) for row in range(height)}
        counts |= {(height, column): sum(row[column] for row in cells) for column in range(width)}
        counts[height, width] = sum(map(sum, cells))
        return cls(height=height, width=width, counts=counts)

    def places(self) -> Iterator[Place]:
        return iter(self.counts)

    def _may_step(self, place: Place, *, up: bool) -> bool:
        """Whether the place may take part in a cycle with its signed value going up or down by one.

        Marginal totals are counted negatively, so for them up means one person less. The grand total is
        positive again. A count of zero is shown and so is fixed; a withheld one stays at one or more.
        """
        row, column = place
        negative = (row == self.height) != (column == self.width)
        more = up != negative
        return more or self.counts[place] >= 2

    def is_free(self, place: Place, hidden: set[Place]) -> bool:
        """Whether a cycle through withheld cells changes this one."""
        return any(self._path(place, hidden, up=up, only_hidden=True) is not None for up in (True, False))

    def cheapest_cycle(self, place: Place, hidden: set[Place]) -> set[Place]:
        """Cells to withhold so that a cycle changes this one: those with the smallest sum, totals last.

        There always is one: through the three totals, going up.
        """
        found = [self._path(place, hidden, up=up, only_hidden=False) for up in (True, False)]
        best = min((path for path in found if path is not None), key=lambda path: path[0])
        return set(best[1])

    def _path(
        self, place: Place, hidden: set[Place], *, up: bool, only_hidden: bool
    ) -> tuple[float, tuple[Place, ...]] | None:
        """Cheapest way that closes a cycle with this place (Dijkstra), or None.

        The place steps up or down; then steps alternate: from a column end the next cell goes the other way,
        and back to the row end where it began.
        """
        row, column = place
        goal = ("row", row)
        queue: list[tuple[float, str, int, bool, tuple[Place, ...]]] = [(0.0, "column", column, not up, (place,))]
        if not self._may_step(place, up=up):
            return None
        done: set[tuple[str, int]] = set()
        while queue:
            cost, kind, number, goes_up, way = heapq.heappop(queue)
            if (kind, number) == goal:
                return cost, way
            if (kind, number) in done:
                continue
            done.add((kind, number))
            for step in self._touching(kind, number):
                if step == place or not self.counts[step] or not self._may_step(step, up=goes_up):
                    continue
                if only_hidden and step not in hidden:
                    continue
                other = ("row", step[0]) if kind == "column" else ("column", step[1])
                price = 0.0 if step in hidden else self._price(step)
                heapq.heappush(queue, (cost + price, *other, not goes_up, (*way, step)))
        return None

    def _touching(self, kind: str, number: int) -> Iterator[Place]:
        if kind == "column":
            return ((row, number) for row in range(self.height + 1))
        return ((number, column) for column in range(self.width + 1))

    def _price(self, place: Place) -> float:
        """What withholding a count costs the reader: its persons; totals cost as much as the whole table."""
        is_total = place[0] == self.height or place[1] == self.width
        dear = self.counts[self.height, self.width] + 1
        return (
            self.counts[place] + (dear if is_total else 0) + (dear * dear if place == (self.height, self.width) else 0)
        )
