"""Records in: brought to the shape of `tawthiq.matching.schema`, sorted by id and read in batches.

What one record says depends on no other, so it is read by `tawthiq.matching.encoding.encode` a batch at a time. Its
codes hold for the batch only; name parts, places and texts leave it as words, to be coded when all are counted
(`tawthiq.matching.spark.tables`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from tawthiq.matching.encoding import LAST_OTHER, PLAIN_TEXTS, Encoded, encode
from tawthiq.matching.schema import SCHEMA, refuse_records, tidy
from tawthiq.matching.spark.arrow import Batches, as_batch, chunks, collected, map_batches, rows_of, settle
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROWS = 50_000
_WORDS = pa.list_(pa.string())
_PLACES = ("governorate", "governorate_id", "town", "town_id")
PARTS_OF_FIRST = LAST_OTHER
"""So many slots of a name's first reading are counted where a part stands."""
READ = pa.schema([
    ("record_id", pa.string()), ("list", pa.string()), ("named", pa.bool_()),
    ("parts", _WORDS), ("other_parts", _WORDS), ("has_other", pa.bool_()),
    ("sex", pa.int8()), ("age", pa.float64()), ("birth", pa.list_(pa.int32())), ("birth_day", pa.int32()),
    ("death_from", pa.int32()), ("death_to", pa.int32()),
    *((place, pa.string()) for place in _PLACES),
    *((field, pa.string()) for field in PLAIN_TEXTS),
])  # fmt: skip
"""What a record says, read."""


def read_records(session: SparkSession, records: DataFrame | str) -> DataFrame:
    """Return the records read (columns `READ`), sorted by id, and settled.

    Args:
        session: where to read.
        records: columns of `SCHEMA` (missing ones may be left out), or the path of Parquet with them.

    Raises:
        BadInputError: as `tawthiq.matching.schema.check`.
    """
    frame = session.read.parquet(records) if isinstance(records, str) else records
    shaped = _shaped(frame)
    return settle(map_batches(shaped.sort("record_id"), _read, READ))


def first_numbers(read: DataFrame) -> NDArray[np.int64]:
    """Return the number of the first record of each partition, and last of all how many records there are.

    Equal ids stand in one partition, for the records are sorted.

    Raises:
        BadInputError: an id is missing or stands twice, or no record has a name.
    """
    from pyspark.sql import functions as f

    told = collected(
        read.groupBy(f.spark_partition_id().alias("partition")).agg(
            f.count("*").alias("records"),
            f.count("record_id").alias("with_id"),
            f.count_distinct("record_id").alias("ids"),
            f.sum(f.col("named").cast("bigint")).alias("named"),
        )
    ).sort("partition")
    sums = {name: int(told[name].sum()) for name in ("records", "with_id", "ids", "named")}
    refuse_records(sums["records"], with_id=sums["with_id"], ids=sums["ids"], named=sums["named"])
    counts = np.bincount(told["partition"].to_numpy(), weights=told["records"].to_numpy()).astype(np.int64)
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))


def _shaped(frame: DataFrame) -> DataFrame:
    """The columns of `SCHEMA` with their types; nothing is read from words here."""
    from pyspark.sql import functions as f

    kinds = {"string": ("string", pl.String()), "double": ("double", pl.Float64()), "date": ("date", pl.Date())}
    wanted = {column: next(name for name, kind in kinds.values() if kind == dtype) for column, dtype in SCHEMA.items()}
    given = dict(frame.dtypes)
    for needed in ("record_id", "list", "name"):
        if needed not in given:
            raise BadInputError(
                "matching.column", f"The column {needed} is missing.", "Bring the frame to shape with conform()."
            )
    if any(not _fits(given[column], kind) for column, kind in wanted.items() if column in given):
        raise BadInputError(
            "matching.type", "A column holds values of another type than declared.", "Use conform() to read them."
        )
    return frame.select(
        [
            (f.col(f"`{column}`") if column in given else f.lit(None)).cast(kind).alias(column)
            for column, kind in wanted.items()
        ]
    )


def _fits(given: str, wanted: str) -> bool:
    """Whether values of one type of Spark can be taken for another without reading words."""
    whole = ("tinyint", "smallint", "int", "bigint")
    taken = {"string": ("string", *whole), "double": ("double", "float", *whole), "date": ("date",)}[wanted]
    return given in ("void", *taken)


def _read(batches: Batches) -> Batches:
    for table in chunks(batches, _ROWS):
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table is nothing else
        yield _as_words(tidy(frame))


def _as_words(frame: pl.DataFrame) -> pa.RecordBatch:
    """Read a batch of records; what is coded for the batch only leaves it as words."""
    data = encode(frame)
    parts = np.array([*(f"{p.kind} {p.core}" for p in data.parts.parts), None], dtype=object)
    columns: dict[str, Any] = {
        "record_id": data.ids, "list": frame["list"],
        "named": frame.select(pl.any_horizontal(pl.col("name", "name_other").is_not_null())).to_series(),
        "parts": rows_of(parts[data.slots]), "other_parts": rows_of(parts[data.slots_other]),
        "has_other": data.has_other, "sex": data.sex, "age": data.age, "birth": rows_of(data.birth),
        "birth_day": data.birth_day, "death_from": data.death_from, "death_to": data.death_to,
        **{place: frame[place] for place in _PLACES},
        **{field: _words(data, field) for field in PLAIN_TEXTS},
    }  # fmt: skip
    return as_batch(READ, columns)


def _words(data: Encoded, field: str) -> NDArray[Any]:
    codes, table = data.texts[field]
    words: NDArray[Any] = np.array([*table.values, None], dtype=object)[codes]
    return words
