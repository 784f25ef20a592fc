"""No withheld count can be worked out from what is shown.

Checked with linear programming, which the code under test does not use. A reader knows the shown counts, that
rows and columns sum to their totals, and that withheld counts are at least one. The least and greatest value
of such a system are whole numbers (it is a network).
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tawthiq.publishing.suppression import Count, CountTable, SuppressedTable, suppress
from tawthiq.publishing.tables import SUPPRESSED

Grid = list[list[Count]]


@st.composite
def count_tables(draw: st.DrawFn) -> CountTable:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    count = st.one_of(st.integers(0, 6), st.integers(0, 60))
    cells = draw(st.lists(st.lists(count, min_size=width, max_size=width), min_size=height, max_size=height))
    return CountTable(
        name="t",
        title="T",
        rows=tuple(map(str, range(height))),
        columns=tuple(map(str, range(width))),
        cells=tuple(map(tuple, cells)),
    )


def shown_grid(shown: SuppressedTable) -> Grid:
    rows = [[*cells, total] for cells, total in zip(shown.cells, shown.row_totals, strict=True)]
    return [*rows, [*shown.column_totals, shown.total]]


def system(grid: Grid) -> tuple[list[tuple[int, int | None]], np.ndarray]:
    """Bounds of every cell and the equations: each row and column of inner cells sums to its total."""
    height, width = len(grid), len(grid[0])
    bounds = [(1, None) if cell is SUPPRESSED else (cell, cell) for row in grid for cell in row]
    equations = []
    for row in range(height):
        sums = np.zeros((height, width))
        sums[row, :-1], sums[row, -1] = 1, -1
        equations.append(sums.ravel())
    for column in range(width):
        sums = np.zeros((height, width))
        sums[:-1, column], sums[-1, column] = 1, -1
        equations.append(sums.ravel())
    return bounds, np.array(equations)


@settings(max_examples=60, deadline=None)
@given(table=count_tables(), below=st.sampled_from([2, 3, 5, 10]))
def test_no_withheld_count_can_be_worked_out(table: CountTable, below: int) -> None:
    grid = shown_grid(suppress(table, below=below))
    bounds, equations = system(grid)
    hidden = [place for place, cell in enumerate(cell for row in grid for cell in row) if cell is SUPPRESSED]
    for place in hidden:
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(bounds))
            goal[place] = sign
            found = linprog(goal, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds, method="highs")
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        assert abs(ends[1] - ends[0]) >= 0.99 or np.inf in ends


@settings(max_examples=100, deadline=None)
@given(table=count_tables(), below=st.sampled_from([2, 3, 5, 10]))
def test_no_small_count_is_shown_and_what_is_shown_is_true(table: CountTable, below: int) -> None:
    shown = suppress(table, below=below)
    cells = [*table.cells]
    truth = [[*row, sum(row)] for row in cells]
    truth.append([sum(row[n] for row in truth) for n in range(len(truth[0]))])
    for row, true_row in zip(shown_grid(shown), truth, strict=True):
        for cell, true in zip(row, true_row, strict=True):
            assert cell is SUPPRESSED or (cell == true and not 0 < true < below)
    assert suppress(table, below=below) == shown
