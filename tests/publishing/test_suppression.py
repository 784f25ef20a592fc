import pytest

from tawthiq.publishing.suppression import CountTable, SuppressedTable, suppress
from tawthiq.publishing.tables import SUPPRESSED, write_csv
from tawthiq.terms.errors import BadInputError


def counts(*cells: tuple[int, ...], below: int = 5) -> SuppressedTable:
    given = CountTable(
        name="t",
        title="T",
        rows=tuple(f"r{n}" for n in range(len(cells))),
        columns=tuple(f"c{n}" for n in range(len(cells[0]))),
        cells=cells,
    )
    return suppress(given, below=below)


def test_nothing_small_nothing_withheld() -> None:
    shown = counts((10, 20), (30, 40))
    assert shown.cells == ((10, 20), (30, 40))
    assert (shown.row_totals, shown.column_totals, shown.total) == ((30, 70), (40, 60), 100)
    assert (shown.small, shown.complementary) == (0, 0)


def test_zero_is_shown() -> None:
    assert counts((0, 20), (30, 40)).cells[0][0] == 0


def test_one_small_cell_takes_three_more_with_it_and_totals_stay() -> None:
    shown = counts((3, 20, 30), (40, 50, 60), (70, 80, 90))
    assert [[cell is SUPPRESSED for cell in row] for row in shown.cells] == [
        [True, True, False],
        [True, True, False],
        [False, False, False],
    ]
    assert (shown.small, shown.complementary) == (1, 3)
    assert shown.total == 443


def test_the_smallest_that_will_do_are_taken() -> None:
    shown = counts((3, 900, 10), (800, 700, 600), (11, 500, 12))
    hidden = {shown_at for shown_at in ((0, 2), (2, 0), (2, 2)) if shown.cells[shown_at[0]][shown_at[1]] is SUPPRESSED}
    assert hidden == {(0, 2), (2, 0), (2, 2)}


def test_two_ones_that_sum_to_two_are_no_secret_and_take_more_with_them() -> None:
    shown = counts((1, 1, 50), (60, 70, 80))
    assert shown.complementary > 2


def test_a_plain_list_hides_a_second_count_so_that_the_total_can_stay() -> None:
    shown = counts((3,), (20,), (70,))
    assert [row[0] is SUPPRESSED for row in shown.cells] == [True, True, False]
    assert shown.total == 93


def test_a_single_count_takes_its_total_with_it() -> None:
    shown = counts((3,), (0,))
    assert shown.cells[0][0] is SUPPRESSED
    assert shown.total is SUPPRESSED


def test_small_totals_are_withheld_too() -> None:
    shown = counts((1, 1), (40, 50))
    assert shown.row_totals[0] is SUPPRESSED


def test_first_and_second_kind_carry_one_mark() -> None:
    written = write_csv(counts((3, 20), (40, 50)).as_table(row_heading="Place", total_heading="Total")).decode()
    assert written.count("suppressed") == 4
    assert "Total,43,70,113" in written


def test_a_list_of_one_column_is_written_with_one_total() -> None:
    plain = counts((3,), (20,), (70,)).as_table(row_heading="Place", total_heading="Total")
    assert [column.name for column in plain.columns] == ["group", "column_1"]
    assert plain.rows[-1] == ("Total", 93)


@pytest.mark.parametrize("cells", [((1, 2), (3,)), ((-1,),), ((True,),), ((1.5,),)])
def test_what_is_no_table_of_counts_is_refused(cells: tuple[int, ...]) -> None:
    with pytest.raises(BadInputError, match="whole numbers"):
        counts(*cells)


def test_a_threshold_that_protects_nobody_is_refused() -> None:
    with pytest.raises(BadInputError, match="at least 2"):
        counts((1,), below=1)
