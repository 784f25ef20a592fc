"""Capture tables: how many people are on each combination of lists.

What is held here:

- A table has at least one list and every list a name of its own. A cell is a 0/1 history and a number of
  people; the history of zeros is not in it, for those are the people nobody saw.
- A person is on a list or not, however often the list names the person.
- Counts are whole and not negative; a history cell is 0 or 1 and never empty. Anything else is refused with
  its row and column (`BadInputError`), never rounded or filled in.
- The order of lists and of rows carries no meaning: `canonical` gives the same table for every order, and
  estimates are made from that form.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from numbers import Real
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from tawthiq.terms.errors import BadInputError

MOST_LISTS = 11
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class CaptureTable:
    """People by the lists they are on.

    Args:
        lists: names of the lists.
        cells: pairs of a 0/1 history, in the order of ``lists``, and the people who have it; only cells with
            somebody in them, in descending order of history.
        strata: the same table by stratum, where the people were divided.
    """

    lists: tuple[str, ...]
    cells: tuple[tuple[tuple[int, ...], int], ...]
    strata: tuple[tuple[str, "CaptureTable"], ...] = field(default=())

    @classmethod
    def from_cells(cls, lists: Sequence[str], cells: Mapping[tuple[int, ...], int]) -> Self:
        """A table from numbers of people by history.

        Raises:
            BadInputError: for no list, a name given twice, too many lists or people, or a history that does
                not fit.
        """
        check_lists(lists)
        for history, count in cells.items():
            _check_cell(history, count, lists=len(lists))
        if sum(cells.values()) > MOST_PEOPLE:
            raise BadInputError(
                "counting.too_many_people",
                f"The table holds more than {MOST_PEOPLE:,} people.",
                "Check that the count column holds people and not a running total; divide the table by stratum.",
            )
        kept = sorted(((h, int(c)) for h, c in cells.items() if c > 0), reverse=True)
        return cls(lists=tuple(lists), cells=tuple(kept))

    @property
    def n_observed(self) -> int:
        """People on one list or more."""
        return sum(count for _, count in self.cells)

    @cached_property
    def histories(self) -> npt.NDArray[np.int64]:
        """Histories as an array of shape (cells, lists)."""
        return np.array([h for h, _ in self.cells], dtype=np.int64).reshape(-1, len(self.lists))

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """People in each cell, in the order of ``histories``."""
        return np.array([c for _, c in self.cells], dtype=np.int64)

    @property
    def list_sizes(self) -> dict[str, int]:
        """People on each list."""
        return dict(zip(self.lists, (int(s) for s in self.counts @ self.histories), strict=True))

    @property
    def on_several(self) -> int:
        """People on two lists or more."""
        return int(self.counts[self.histories.sum(axis=1) >= 2].sum())

    def dense(self) -> npt.NDArray[np.float64]:
        """Counts of all 2^lists cells; the first list is the highest bit and the cell of zeros is nought."""
        filled = np.zeros(2 ** len(self.lists))
        weights = 2 ** np.arange(len(self.lists) - 1, -1, -1)
        filled[self.histories @ weights] = self.counts
        return filled

    def overlap_matrix(self) -> npt.NDArray[np.int64]:
        """People shared by each two lists; the diagonal holds the sizes of lists."""
        return np.asarray(self.histories.T @ (self.histories * self.counts[:, None]), dtype=np.int64)

    def upset_rows(self) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Each combination of lists with exactly the people on these and no others, largest first."""
        rows = [
            (tuple(name for name, on in zip(self.lists, history, strict=True) if on), count)
            for history, count in self.cells
        ]
        return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))

    def merge(self, groups: Sequence[Sequence[str]]) -> Self:
        """The table of fewer lists, each the union of a group; people on none of the groups fall out."""
        index = [[self.lists.index(name) for name in group] for group in groups]
        merged: dict[tuple[int, ...], int] = {}
        for history, count in self.cells:
            new = tuple(int(any(history[i] for i in group)) for group in index)
            if any(new):
                merged[new] = merged.get(new, 0) + count
        return type(self).from_cells(tuple("+".join(group) for group in groups), merged)

    def without(self, name: str) -> Self:
        """The table with one list left out; people on that list alone fall out."""
        return self.merge([[other] for other in self.lists if other != name])

    def canonical(self) -> Self:
        """The same table with its lists in a fixed order: the largest first, by name where sizes agree."""
        sizes = self.list_sizes
        return self.merge([[name] for name in sorted(self.lists, key=lambda name: (-sizes[name], name))])

    def digest(self) -> str:
        """SHA-256 of the canonical table: the same for every order of lists and rows."""
        form = self.canonical()
        words = json.dumps([form.lists, form.cells], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(words.encode()).hexdigest()

    def to_frame(self) -> pl.DataFrame:
        """A frame of one 0/1 column a list and ``count``."""
        columns: dict[str, Iterable[int]] = {name: [h[i] for h, _ in self.cells] for i, name in enumerate(self.lists)}
        return pl.DataFrame({**columns, "count": [c for _, c in self.cells]}, schema_overrides={"count": pl.Int64})


def capture_table(frame: pl.DataFrame) -> CaptureTable:
    """Count people by the lists they are on.

    Args:
        frame: one row for each person on each list: ``person_id``, ``list`` and, where people are divided,
            ``stratum``. The same person on the same list twice counts once.

    Raises:
        BadInputError: for a column that is missing, an empty cell, or a person in two strata.
    """
    for column in ("person_id", "list"):
        if column not in frame.columns:
            raise BadInputError(
                "counting.missing_column",
                f"The column {column} is missing.",
                "Give one row for each person on each list, with person_id and list.",
            )
    divided = "stratum" in frame.columns
    wanted = ["person_id", "list", *(["stratum"] if divided else [])]
    rows = frame.select(pl.col(c).cast(pl.String) for c in wanted).unique()
    _check_complete(rows)
    names = sorted(rows["list"].unique().to_list())
    check_lists(names)
    if not divided:
        return _table_of(rows, names)
    homes = rows.select("person_id", "stratum").unique()
    if homes.height != homes["person_id"].n_unique():
        raise BadInputError(
            "counting.two_strata",
            "Some people stand in more than one stratum.",
            "Give each person one stratum, or divide by something that does not change.",
        )
    parts = rows.partition_by("stratum", as_dict=True)
    strata = tuple((str(key[0]), _table_of(part, names)) for key, part in sorted(parts.items()))
    whole = _table_of(rows, names)
    return CaptureTable(lists=whole.lists, cells=whole.cells, strata=strata)


def _table_of(rows: pl.DataFrame, names: Sequence[str]) -> CaptureTable:
    """Histories of people from rows of person and list."""
    on = [pl.col("list").eq(name).any().cast(pl.Int8).alias(f"on_{i}") for i, name in enumerate(names)]
    people = rows.group_by("person_id").agg(on)
    columns = [f"on_{i}" for i in range(len(names))]
    counted = people.group_by(columns).len()
    return CaptureTable.from_cells(names, {tuple(map(int, row[:-1])): int(row[-1]) for row in counted.iter_rows()})


def shared_with_others(table: CaptureTable) -> dict[str, int]:
    """For each list, its people who are on another list too."""
    several = table.histories.sum(axis=1) >= 2
    shared = (table.histories[several] * table.counts[several][:, None]).sum(axis=0)
    return dict(zip(table.lists, (int(s) for s in shared), strict=True))


def groups_that_share(table: CaptureTable) -> tuple[tuple[str, ...], ...]:
    """Lists in groups that share people among themselves, directly or by way of another list."""
    matrix = table.overlap_matrix()
    group = list(range(len(table.lists)))
    for i, j in combinations(range(len(table.lists)), 2):
        if matrix[i, j]:
            old, new = group[j], group[i]
            group = [new if g == old else g for g in group]
    return tuple(
        tuple(name for name, g in zip(table.lists, group, strict=True) if g == which) for which in sorted(set(group))
    )


def check_lists(lists: Sequence[str]) -> None:
    """Refuse no list at all, two lists of one name, and more lists than can be taken.

    Raises:
        BadInputError: for any of these.
    """
    if not lists:
        raise BadInputError("counting.no_list", "The table has no list.", "Give at least three lists of people.")
    if len(set(lists)) != len(lists):
        raise BadInputError("counting.list_twice", "Two lists have the same name.", "Give every list its own name.")
    if len(lists) > MOST_LISTS:
        raise BadInputError(
            "counting.too_many_lists",
            f"The table has {len(lists)} lists; at most {MOST_LISTS} can be taken.",
            "Join lists that come from the same organisation or were made in the same way.",
        )


def _check_cell(history: tuple[int, ...], count: int, *, lists: int) -> None:
    if len(history) != lists or any(mark not in (0, 1) for mark in history):
        raise BadInputError(
            "counting.bad_history",
            f"{history} is not a history of {lists} lists.",
            "Give 0 or 1 for every list.",
        )
    if not isinstance(count, Real) or not 0 <= count < float("inf") or int(count) != count:
        raise BadInputError(
            "counting.bad_count",
            f"{count} is not a number of people.",
            "Give whole numbers that are not negative.",
        )
    if count and not any(history):
        raise BadInputError(
            "counting.on_no_list",
            f"{count} people are on no list.",
            "Leave the row of zeros out: the people nobody saw are what is to be estimated.",
        )


def _check_complete(rows: pl.DataFrame) -> None:
    for column in rows.columns:
        empty = rows.filter(pl.col(column).is_null() | (pl.col(column).str.strip_chars() == "")).height
        if empty:
            raise BadInputError(
                "counting.missing_cell",
                f"{empty} rows have nothing in the column {column}.",
                "Give every row a person and a list; give people of unknown stratum a stratum named unknown.",
            )
