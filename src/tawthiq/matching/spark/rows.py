"""Coded records: one row of numbers a record, and how a batch of rows becomes what the comparing functions take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from tawthiq.matching.encoding import NO_DAY, PLAIN_TEXTS, SLOTS, Encoded, TextTable, distinct
from tawthiq.matching.parts import Ints, pack_words
from tawthiq.matching.spark.arrow import Batches, as_batch, chunks, map_batches, numbers, rows_of, series, settle
from tawthiq.matching.spark.records import READ
from tawthiq.matching.spark.tables import SharedTables, with_text_counts

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame

_ROWS = 50_000
_PARTITION_BITS = 33  # of Spark's monotonically_increasing_id
_TEXT_WIDTH = 24
_NUMBERS = pa.list_(pa.int32())
_UNCHANGED = ("has_other", "sex", "age", "birth_day", "death_from", "death_to", *PLAIN_TEXTS)
CODED = pa.schema([
    ("at", pa.int64()), ("list", pa.int32()), ("slots", _NUMBERS), ("slots_other", _NUMBERS),
    ("birth", _NUMBERS), ("day_share", pa.float64()), ("governorate", pa.int32()), ("town", pa.int32()),
    *((name, READ.field(name).type) for name in _UNCHANGED),
    *((f"{field}_count", pa.int64()) for field in PLAIN_TEXTS),
])  # fmt: skip
"""A coded record; ``at`` is its number in the order of ids, the other numbers are places in the shared tables."""
IDS = pa.schema([("at", pa.int64()), ("record_id", pa.string()), ("list", pa.int32())])


def code_records(read: DataFrame, tables: SharedTables, shared: Broadcast[SharedTables]) -> tuple[DataFrame, DataFrame]:
    """Return the coded records (`CODED`) and their ids (`IDS`), both settled."""
    from pyspark.sql import functions as f

    schema = pa.schema([*CODED, IDS.field("record_id")])
    numbered = read.withColumn("mark", f.monotonically_increasing_id())
    coded = settle(map_batches(with_text_counts(numbered, tables), _Coder(shared), schema))
    return coded.drop("record_id"), coded.select(*IDS.names)


class _Coder:
    """Codes batches of the records read."""

    def __init__(self, shared: Broadcast[SharedTables]) -> None:
        self.shared = shared

    def __call__(self, batches: Batches) -> Batches:
        tables = self.shared.value
        schema = pa.schema([*CODED, IDS.field("record_id")])
        for table in chunks(batches, _ROWS):
            yield as_batch(schema, _coded(table, tables))


def _coded(table: pa.Table, tables: SharedTables) -> dict[str, Any]:
    mark = numbers(table, "mark")
    begun = mark >> _PARTITION_BITS
    lists = pl.DataFrame({"words": tables.lists, "code": np.arange(len(tables.lists), dtype=np.int32)})
    exact = np.where(numbers(table, "death_from") == numbers(table, "death_to"), numbers(table, "death_from"), NO_DAY)
    days = pl.DataFrame({"day": exact.astype(np.int32)}).join(tables.days, on="day", how="left", maintain_order="left")
    return {
        "at": tables.starts[begun] + (mark & (2**_PARTITION_BITS - 1)),
        "record_id": table.column("record_id").combine_chunks(),
        "list": _codes(series(table, "list"), lists),
        "slots": rows_of(_part_codes(table, "parts", tables)),
        "slots_other": rows_of(_part_codes(table, "other_parts", tables)),
        "birth": table.column("birth").combine_chunks(),
        "day_share": days["share"].fill_null(0.0),
        "governorate": _place_codes(table, "governorate", tables),
        "town": _place_codes(table, "town", tables),
        **{name: table.column(name).combine_chunks() for name in _UNCHANGED},
        **{f"{field}_count": table.column(f"{field}_count").combine_chunks() for field in PLAIN_TEXTS},
    }


def _codes(words: pl.Series, known: pl.DataFrame) -> Ints:
    joined = words.to_frame("words").join(known, on="words", how="left", maintain_order="left")
    codes: Ints = joined["code"].fill_null(-1).to_numpy().astype(np.int32)
    return codes


def _part_codes(table: pa.Table, column: str, tables: SharedTables) -> Ints:
    words = pl.Series(table.column(column).combine_chunks().flatten(), dtype=pl.String)
    return _codes(words, tables.part_codes).reshape(-1, SLOTS)


def _place_codes(table: pa.Table, column: str, tables: SharedTables) -> Ints:
    said = pl.DataFrame({
        "words": series(table, column).cast(pl.String), "id": series(table, f"{column}_id").cast(pl.String)
    })  # fmt: skip
    known = tables.place_codes[column].with_columns(pl.col("words", "id").cast(pl.String))
    joined = said.join(known, on=["words", "id"], how="left", nulls_equal=True, maintain_order="left")
    codes: Ints = joined["code"].fill_null(-1).to_numpy().astype(np.int32)
    return codes


def encoded(table: pa.Table, tables: SharedTables) -> Encoded:
    """Rows of `CODED` as records; their ids are their numbers."""

    def slots(column: str, width: int) -> Ints:
        flat = table.column(column).combine_chunks().flatten()
        found: Ints = flat.to_numpy(zero_copy_only=False).astype(np.int32).reshape(-1, width)
        return found

    return Encoded(
        ids=series(table, "at"),
        lists=tables.lists,
        list_code=numbers(table, "list"),
        slots=slots("slots", SLOTS),
        slots_other=slots("slots_other", SLOTS),
        has_other=numbers(table, "has_other").astype(np.bool_),
        parts=tables.parts,
        sex=numbers(table, "sex"),
        age=numbers(table, "age"),
        birth=slots("birth", 3),
        birth_day=numbers(table, "birth_day"),
        death_from=numbers(table, "death_from"),
        death_to=numbers(table, "death_to"),
        day_share=numbers(table, "day_share"),
        ages_told_on=tables.ages_told_on,
        governorate=numbers(table, "governorate"),
        town=numbers(table, "town"),
        governorates=tables.governorates,
        towns=tables.towns,
        texts={field: _texts(table, field, tables) for field in PLAIN_TEXTS},
    )


def _texts(table: pa.Table, field: str, tables: SharedTables) -> tuple[Ints, TextTable]:
    """Codes of a plain text that hold for these rows only, and what they stand for."""
    values, place = distinct(series(table, field).cast(pl.String))
    counts: NDArray[np.int64] = np.zeros(len(values) + 1, dtype=np.int64)
    counts[place] = numbers(table, f"{field}_count")
    words = pack_words(values, _TEXT_WIDTH)
    share = counts[:-1].astype(np.float64) / max(1, tables.texts[field])
    return place.astype(np.int32), TextTable(values=tuple(values), words=words, share=share)


def no_rows(tables: SharedTables) -> Encoded:
    """No records at all."""
    return encoded(CODED.empty_table(), tables)
