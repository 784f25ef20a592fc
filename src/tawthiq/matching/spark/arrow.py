"""Arrow batches between Spark and the functions that work on arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Batches = Iterator[pa.RecordBatch]


def chunks(batches: Batches, rows: int) -> Iterator[pa.Table]:
    """Put batches together to tables of at least so many rows; the last may have fewer, none has none."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows:
            held.append(batch)
        if sum(b.num_rows for b in held) >= rows:
            yield pa.Table.from_batches(held).combine_chunks()
            held = []
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def whole_groups(batches: Batches, column: str, rows: int) -> Iterator[pa.Table]:
    """The same for batches sorted by a column of numbers: rows with one value of it stay in one table."""
    held: pa.Table | None = None
    for table in chunks(batches, rows):
        held = table if held is None else pa.concat_tables([held, table]).combine_chunks()
        values = numbers(held, column)
        cut = int(np.searchsorted(values, values[-1]))
        if cut:
            yield held.slice(0, cut)
            held = held.slice(cut)
    if held is not None:
        yield held


def numbers(table: pa.Table, column: str) -> NDArray[Any]:
    """A column of numbers without missing values as an array."""
    found: NDArray[Any] = table.column(column).combine_chunks().to_numpy(zero_copy_only=False)
    return found


def series(table: pa.Table, column: str) -> pl.Series:
    """A column as a series."""
    found = pl.from_arrow(table.column(column))
    assert isinstance(found, pl.Series)  # noqa: S101 - a column is nothing else
    return found


def rows_of(values: NDArray[Any]) -> pa.ListArray:
    """An array with two dimensions as a column of lists."""
    many, width = values.shape
    offsets = np.arange(many + 1, dtype=np.int32) * np.int32(width)
    return pa.ListArray.from_arrays(offsets, pa.array(values.ravel()))


def as_batch(schema: pa.Schema, columns: Mapping[str, Any]) -> pa.RecordBatch:
    """Columns (arrays, series, Arrow arrays) as a batch of the schema."""
    arrays = []
    for field in schema:
        column = columns[field.name]
        if isinstance(column, pl.Series):
            column = column.to_arrow()
        if not isinstance(column, pa.Array):
            column = pa.array(column)
        arrays.append(column if column.type == field.type else column.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def map_batches(frame: DataFrame, work: Any, schema: pa.Schema) -> DataFrame:
    """Spark's ``mapInArrow`` with the columns of an Arrow schema."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return frame.mapInArrow(work, from_arrow_schema(schema))


def collected(frame: DataFrame) -> pl.DataFrame:
    """Bring a small frame to the driver."""
    found = pl.from_arrow(frame.toArrow())
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table is nothing else
    return found


def settle(frame: DataFrame) -> DataFrame:
    """Compute a frame now and forget how it was made, so that plans stay short and nothing is computed twice.

    Kept with the workers; where the session has a folder for checkpoints, there, so that it survives a lost worker.
    """
    if frame.sparkSession.sparkContext.getCheckpointDir():
        return frame.checkpoint()
    return frame.localCheckpoint()
