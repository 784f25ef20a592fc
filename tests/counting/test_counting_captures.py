"""Capture tables: counted from people, read from files, refused where a cell is not what it must be."""

from pathlib import Path

import polars as pl
import pytest

from tawthiq.counting.capture_files import read_capture_csv
from tawthiq.counting.captures import CaptureTable, capture_table, groups_that_share, shared_with_others
from tawthiq.terms.errors import BadInputError

PEOPLE = pl.DataFrame(
    {
        "person_id": ["a", "a", "a", "b", "b", "c", "d"],
        "list": ["clinic", "clinic", "mosque", "mosque", "paper", "paper", "paper"],
        "stratum": ["x", "x", "x", "y", "y", "y", "x"],
    }
)


def test_people_are_counted_by_the_lists_they_are_on_however_often() -> None:
    table = capture_table(PEOPLE.drop("stratum"))
    assert table.lists == ("clinic", "mosque", "paper")
    assert table.cells == (((1, 1, 0), 1), ((0, 1, 1), 1), ((0, 0, 1), 2))
    assert table.n_observed == 4
    assert table.list_sizes == {"clinic": 1, "mosque": 2, "paper": 3}
    assert table.on_several == 2


def test_strata_hold_the_same_lists_and_add_up() -> None:
    table = capture_table(PEOPLE)
    assert [name for name, _ in table.strata] == ["x", "y"]
    assert all(part.lists == table.lists for _, part in table.strata)
    assert sum(part.n_observed for _, part in table.strata) == table.n_observed == 4


def test_a_person_in_two_strata_is_refused() -> None:
    torn = PEOPLE.with_columns(stratum=pl.Series(["x", "x", "y", "y", "y", "y", "x"]))
    with pytest.raises(BadInputError) as caught:
        capture_table(torn)
    assert caught.value.code == "counting.two_strata"


@pytest.mark.parametrize("empty", [None, " "])
def test_an_empty_cell_is_refused(empty: str | None) -> None:
    frame = pl.DataFrame({"person_id": ["a", "b"], "list": ["x", empty]})
    with pytest.raises(BadInputError) as caught:
        capture_table(frame)
    assert caught.value.code == "counting.missing_cell"


def test_overlaps_and_combinations() -> None:
    table = capture_table(PEOPLE)
    assert table.overlap_matrix().tolist() == [[1, 1, 0], [1, 2, 1], [0, 1, 3]]
    assert table.upset_rows() == ((("paper",), 2), (("clinic", "mosque"), 1), (("mosque", "paper"), 1))
    assert shared_with_others(table) == {"clinic": 1, "mosque": 2, "paper": 1}
    assert groups_that_share(table) == (("clinic", "mosque", "paper"),)


def test_lists_can_be_joined_and_left_out() -> None:
    table = capture_table(PEOPLE)
    joined = table.merge([["clinic", "mosque"], ["paper"]])
    assert joined.lists == ("clinic+mosque", "paper")
    assert joined.cells == (((1, 1), 1), ((1, 0), 1), ((0, 1), 2))
    fewer = table.without("paper")
    assert fewer.n_observed == 2
    assert fewer.lists == ("clinic", "mosque")


def test_the_digest_does_not_depend_on_the_order_of_lists() -> None:
    table = capture_table(PEOPLE)
    turned = table.merge([["paper"], ["clinic"], ["mosque"]])
    assert turned.cells != table.cells
    assert turned.digest() == table.digest()
    assert table.without("paper").digest() != table.digest()


def write(folder: Path, words: str) -> Path:
    path = folder / "table.csv"
    path.write_text(words, encoding="utf-8")
    return path


def test_a_file_of_cells_adds_up_rows_of_one_history(tmp_path: Path) -> None:
    table = read_capture_csv(write(tmp_path, "A,B,C,count\n1,1,0,3\n1,1,0,4\n0, 0,1,5\n1,0,0,0\n"))
    assert table.cells == (((1, 1, 0), 7), ((0, 0, 1), 5))
    frame = table.to_frame()
    assert frame.columns == ["A", "B", "C", "count"]
    assert frame["count"].to_list() == [7, 5]


def test_files_of_people_and_long_files_give_the_same_table(tmp_path: Path) -> None:
    people = read_capture_csv(write(tmp_path, "person_id,A,B\n1,1,1\n2,1,0\n3,1,0\n"))
    long = read_capture_csv(write(tmp_path, "person_id,list\n1,A\n1,B\n2,A\n3,A\n3,A\n"))
    assert people.cells == long.cells == (((1, 1), 1), ((1, 0), 2))


def test_a_file_may_hold_strata(tmp_path: Path) -> None:
    table = read_capture_csv(write(tmp_path, "stratum,A,B,count\nnorth,1,1,2\nsouth,1,1,3\n"))
    assert table.cells == (((1, 1), 5),)
    assert [(name, part.n_observed) for name, part in table.strata] == [("north", 2), ("south", 3)]


@pytest.mark.parametrize(
    ("words", "code", "place"),
    [
        ("A,B,count\n1,1,5\n1,0,-3\n", "counting.bad_cell", "Row 3, column count"),
        ("A,B,count\n1,1,2.5\n", "counting.bad_cell", "Row 2, column count"),
        ("A,B,count\n1,,5\n", "counting.missing_cell", "Row 2, column B"),
        ("A,B,count\n1,1,\n", "counting.missing_cell", "Row 2, column count"),
        ("A,B,count\n1,2,5\n", "counting.bad_cell", "Row 2, column B"),
        ("A,B,count\n0,0,5\n", "counting.on_no_list", "5 people"),
        ("A,B,count\n1,1,2000001\n", "counting.too_many_people", "1,000,000"),
        ("A,B,count\n", "counting.empty_table", "no rows"),
        ("count\n5\n", "counting.no_list", "no list"),
        ("", "counting.unreadable_csv", "table.csv"),
        (
            ",".join(f"L{i}" for i in range(12)) + ",count\n" + "1," * 12 + "5\n",
            "counting.too_many_lists",
            "12",
        ),
        ("stratum,A,B,count\n,1,1,5\n", "counting.missing_cell", "column stratum"),
    ],
)
def test_bad_files_are_refused_with_the_place(tmp_path: Path, words: str, code: str, place: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_capture_csv(write(tmp_path, words))
    assert caught.value.code == code
    assert place in caught.value.problem
    assert caught.value.next_step


def test_a_missing_file_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read_capture_csv(tmp_path / "none.csv")
    assert caught.value.code == "counting.no_file"
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"A,B,count\n1,\xff\xfe,5\n")
    with pytest.raises(BadInputError) as caught:
        read_capture_csv(path)
    assert caught.value.code in {"counting.unreadable_csv", "counting.bad_cell"}


@pytest.mark.parametrize(
    ("lists", "cells", "code"),
    [
        (("A", "A"), {(1, 1): 1}, "counting.list_twice"),
        (("A", "B"), {(1, 1, 1): 1}, "counting.bad_history"),
        (("A", "B"), {(1, 1): -1}, "counting.bad_count"),
        (("A", "B"), {(1, 1): 1.5}, "counting.bad_count"),
    ],
)
def test_cells_are_checked(lists: tuple[str, ...], cells: dict[tuple[int, ...], int], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        CaptureTable.from_cells(lists, cells)
    assert caught.value.code == code


@pytest.mark.parametrize("count", [-1, 1.5, float("nan"), float("inf"), "7"])
def test_what_is_no_number_of_people_is_refused_by_its_code(count: int) -> None:
    with pytest.raises(BadInputError) as refused:
        CaptureTable.from_cells("ABC", {(1, 1, 0): count})
    assert refused.value.code == "counting.bad_count"
