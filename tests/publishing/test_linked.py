"""Tables that share margins give nothing away together."""

from __future__ import annotations

from itertools import product

from tawthiq.publishing.linked import Relation, Whole, suppress_linked
from tawthiq.publishing.suppression import CountTable, SuppressedTable, suppress
from tawthiq.publishing.tables import Suppression

COLUMNS = ("verified", "not_verified")
CAUSES = {"heavy": (400, 300), "small": (200, 50), "mine": (30, 9), "custody": (3, 4), "siege": (12, 6), "x": (0, 2)}
CLASSES = {
    ("heavy", "direct"): (395, 300),
    ("heavy", "other"): (5, 0),
    ("small", "direct"): (150, 40),
    ("small", "other"): (50, 10),
    ("mine", "direct"): (30, 9),
    ("custody", "direct"): (3, 4),
    ("siege", "unknown"): (12, 6),
    ("x", "indirect"): (0, 2),
}


def whole(rows: dict[str, tuple[int, int]], *, shown: bool) -> Whole:
    table = CountTable(name="t", title="t", rows=tuple(rows), columns=COLUMNS, cells=tuple(rows.values()))
    return Whole(
        name="t", rows=table.rows, columns=COLUMNS, cells=table.cells, shown=suppress(table) if shown else None
    )


def link() -> list[Relation]:
    """Each cause is the sum of its classes."""
    return [
        [((0, row, column), 1)] + [((1, j, column), -1) for j, key in enumerate(CLASSES) if key[0] == cause]
        for row, cause in enumerate(CAUSES)
        for column in (0, 1)
    ]


def withheld(table: SuppressedTable) -> set[tuple[str, int]]:
    return {
        (name, column)
        for name, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
        for column, cell in enumerate((*cells, total))
        if isinstance(cell, Suppression)
    }


def finer() -> Whole:
    return whole({"/".join(key): cells for key, cells in CLASSES.items()}, shown=False)


def test_what_the_first_table_withholds_cannot_be_read_off_the_second() -> None:
    first = whole(CAUSES, shown=True)
    assert first.shown is not None
    made = suppress_linked([first], finer(), link(), below=5, keep_totals=True)
    assert made is not None
    hidden = withheld(made)
    for cause, column in withheld(first.shown):
        keys = ["/".join(key) for key in CLASSES if key[0] == cause]
        assert any((key, column) in hidden for key in keys), (cause, column)


def test_sums_that_would_tell_a_withheld_number_are_withheld_for_the_link_alone() -> None:
    """Two boys are withheld with six women; all children less the girls would give them away."""
    first = whole({"man": (50, 9), "boy": (2, 9), "woman": (6, 9), "girl": (40, 9)}, shown=True)
    assert first.shown is not None
    assert withheld(first.shown) >= {("boy", 0), ("woman", 0)}
    ages = {"adult": (56, 18), "child": (42, 18)}
    link = [
        [((1, age, column), 1), *(((0, row, column), -1) for row in rows)]
        for age, rows in ((0, (0, 2)), (1, (1, 3)))
        for column in (0, 1)
    ]
    alone = suppress_linked([], whole(ages, shown=False), [], below=5, keep_totals=True)
    assert alone is not None
    assert withheld(alone) == set()
    linked = suppress_linked([first], whole(ages, shown=False), link, below=5, keep_totals=True)
    assert linked is not None
    assert {("adult", 0), ("child", 0)} <= withheld(linked)
    assert (linked.small, linked.total) == (0, 134)


def test_small_numbers_are_withheld_and_kept_totals_are_not() -> None:
    made = suppress_linked([], finer(), [], below=5, keep_totals=True)
    assert made is not None
    assert made.column_totals == (645, 371)
    assert made.total == 1016
    assert {("custody/direct", 0), ("custody/direct", 1), ("x/indirect", 1)} <= withheld(made)
    assert made.small == 4
    assert made.complementary > 0


def test_a_table_that_cannot_be_made_safe_stays_behind() -> None:
    """Its only large row is all that could hide the small one, and the totals must stay."""
    lone = whole({"one": (3, 0), "none": (0, 0)}, shown=False)
    assert suppress_linked([], lone, [], below=5, keep_totals=True) is None
    fixed = whole({"one": (3, 0), "two": (40, 0)}, shown=True)
    same = [[((0, row, c), 1), ((1, row, c), -1)] for row in (0, 1) for c in (0, 1)]
    made = suppress_linked(
        [fixed], whole({"one": (3, 0), "two": (40, 0)}, shown=False), same, below=5, keep_totals=True
    )
    assert made is not None
    assert ("two", 0) in withheld(made)


def test_every_withheld_number_has_another_value_that_agrees_with_all_that_is_shown() -> None:
    """By trying every small table that a reader could think of."""
    rows = {"a": (2, 6), "b": (5, 3), "c": (7, 9)}
    made = suppress_linked([], whole(rows, shown=False), [], below=4, keep_totals=True)
    assert made is not None
    possible: dict[tuple[int, int], set[int]] = {}
    for values in product(range(17), repeat=4):
        a1, a2, b1, b2 = values
        cells = ((a1, a2), (b1, b2), (14 - a1 - b1, 18 - a2 - b2))
        if min(min(row) for row in cells) < 0:
            continue
        if all(
            number >= 1 if isinstance(seen, Suppression) else number == seen
            for row, given, total in zip(cells, made.cells, made.row_totals, strict=True)
            for number, seen in ((row[0], given[0]), (row[1], given[1]), (sum(row), total))
        ):
            for i, row in enumerate(cells):
                for j, number in enumerate(row):
                    possible.setdefault((i, j), set()).add(number)
    for i, row in enumerate(made.cells):
        for j, seen in enumerate(row):
            if isinstance(seen, Suppression):
                assert len(possible[i, j]) > 1


def test_zero_is_shown_and_helps_nobody_hide() -> None:
    made = suppress_linked(
        [], whole({"a": (3, 0), "b": (0, 0), "c": (9, 0)}, shown=False), [], below=5, keep_totals=True
    )
    assert made is not None
    assert withheld(made) == {("a", 0), ("a", 2), ("c", 0), ("c", 2)}
