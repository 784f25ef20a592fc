"""What all records have in common and is small: counted on Spark, finished on the driver, sent to every worker.

Counted are name parts by the place they stand in, lists, places, days of death, days that ages were told on, and how
many records have each plain text field. The tables are made from the counts by the functions that the one-machine
engine uses. Texts themselves (identity numbers, addresses) may be as many as records: they stay with the records,
each with the number of records that have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.encoding import GIVEN, MIDDLE1, NO_DAY, PLAIN_TEXTS
from tawthiq.matching.named_places import PlaceTable, code_places
from tawthiq.matching.names import NamePart
from tawthiq.matching.parts import PartTable, counted_part_table
from tawthiq.matching.spark.arrow import collected
from tawthiq.matching.spark.records import PARTS_OF_FIRST

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTables:
    """The tables; see `tawthiq.matching.encoding.Encoded` for what they mean.

    Args:
        lists: names of the lists, sorted.
        parts: the table of name parts.
        standing: how often each part stands in each slot (rows slots).
        part_codes: ``words`` (kind and core) and ``code`` of each part.
        governorates: the table of governorates.
        towns: the table of towns.
        place_codes: for ``governorate`` and ``town`` the words, ids and codes.
        days: exact days of death (``day``) and the ``share`` of records with each.
        ages_told_on: day on which ages were told where no death is dated, or `NO_DAY`.
        texts: how many records have each plain text field.
        starts: number of the first record of each partition of the records read.
    """

    lists: list[str]
    parts: PartTable
    standing: Longs
    part_codes: pl.DataFrame
    governorates: PlaceTable
    towns: PlaceTable
    place_codes: Mapping[str, pl.DataFrame]
    days: pl.DataFrame
    ages_told_on: int
    texts: Mapping[str, int]
    starts: Longs

    def often(self, slot: int) -> Longs:
        """In how many records the skeleton of each part stands in a slot."""
        by_key = np.bincount(self.parts.core_key, weights=self.standing[slot], minlength=1)
        counts: Longs = by_key[self.parts.core_key].astype(np.int64)
        return counts

    @property
    def others(self) -> Longs:
        """How often each part stands as another part than the given name."""
        return np.asarray(self.standing[MIDDLE1:PARTS_OF_FIRST].sum(axis=0), dtype=np.int64)


def count_tables(read: DataFrame, starts: Longs) -> SharedTables:
    """Count what the records read (`tawthiq.matching.spark.records`) have in common.

    Args:
        read: the records.
        starts: number of the first record of each of their partitions.
    """
    counted = _counts(read)
    by_kind = {str(kind[0]): rows for kind, rows in counted.group_by("kind")}
    empty = counted.clear()

    def of(kind: str) -> pl.DataFrame:
        return by_kind.get(kind, empty).sort("one", "two")

    words, standing = _parts(counted)
    parts = [NamePart(*text.split(" ", 1)) for text in words]
    given, others = standing[GIVEN], standing[MIDDLE1:PARTS_OF_FIRST].sum(axis=0)
    governorates, towns = _places(of("governorate")), _places(of("town"))
    days = of("day").select(pl.col("one").cast(pl.Int32).alias("day"), "count").sort("day")
    known = int(days["count"].sum())
    return SharedTables(
        lists=of("list")["one"].to_list(),
        parts=counted_part_table(parts, standing.sum(axis=0), given, others),
        standing=standing,
        part_codes=pl.DataFrame({"words": words, "code": np.arange(len(words), dtype=np.int32)}),
        governorates=governorates[1],
        towns=towns[1],
        place_codes={"governorate": governorates[0], "town": towns[0]},
        days=days.select("day", pl.Series("share", days["count"].to_numpy().astype(np.float64) / max(1, known))),
        ages_told_on=_middle(of("age_day")),
        texts={field: int(of(f"has {field}")["count"].sum()) for field in PLAIN_TEXTS},
        starts=starts,
    )


def _counts(read: DataFrame) -> pl.DataFrame:
    """How often each thing is said: ``kind``, ``one``, ``two`` (words) and ``count``."""
    from pyspark.sql import functions as f

    def told(kind: Column | str, one: Column, two: Column | None = None) -> Column:
        named = f.lit(kind) if isinstance(kind, str) else kind
        second = f.lit(None) if two is None else two
        return f.struct(
            named.alias("kind"), one.cast("string").alias("one"), second.cast("string").alias("two")
        )  # fmt: skip

    exact = (f.col("death_from") == f.col("death_to")) & (f.col("death_from") != int(NO_DAY))
    aged = (
        (f.col("birth_day") != int(NO_DAY)) & ~f.isnan("age") & (f.col("death_from") == int(NO_DAY))
    )  # fmt: skip
    first = f.slice("parts", 1, PARTS_OF_FIRST)
    things = f.concat(
        f.transform(first, lambda part, slot: told(f.concat(f.lit("part "), slot.cast("string")), part)),
        f.transform(f.concat("parts", "other_parts"), lambda part: told("part", part)),
        f.array(
            told("list", f.col("list")),
            told("governorate", f.col("governorate"), f.col("governorate_id")),
            told("town", f.col("town"), f.col("town_id")),
            told("day", f.when(exact, f.col("death_from"))),
            told("age_day", f.when(aged, f.col("birth_day") + (f.col("age") + 0.5) * 365.25)),
            *(told(f"has {field}", f.when(f.col(field).isNotNull(), f.lit(""))) for field in PLAIN_TEXTS),
        ),
    )
    said = read.select(f.explode(things).alias("said")).select("said.*")
    said = said.filter(f.col("one").isNotNull() | f.col("two").isNotNull())
    return collected(said.groupBy("kind", "one", "two").count())


def _parts(counted: pl.DataFrame) -> tuple[list[str], Longs]:
    """The distinct parts as words, sorted, and how often each stands in each slot that is counted (rows slots)."""
    words = counted.filter(pl.col("kind") == "part").select("one").sort("one")
    standing = [
        words.join(counted.filter(pl.col("kind") == f"part {slot}"), on="one", how="left", maintain_order="left")
        for slot in range(PARTS_OF_FIRST)
    ]
    rows = [frame["count"].fill_null(0).to_numpy().astype(np.int64) for frame in standing]
    return words["one"].to_list(), np.stack(rows)


def _places(said: pl.DataFrame) -> tuple[pl.DataFrame, PlaceTable]:
    """Words, ids and codes of the places said, and their table."""
    words = said.select(pl.col("one").alias("words"), pl.col("two").alias("id"), "count")
    codes, table = code_places(words["words"], words["id"])
    counts = np.bincount(codes[codes >= 0], weights=words["count"].to_numpy()[codes >= 0], minlength=len(table.keys))
    share = counts.astype(np.float64) / max(1, int(counts.sum()))
    return words.select("words", "id", pl.Series("code", codes, dtype=pl.Int32)), replace(table, share=share)


def _middle(told: pl.DataFrame) -> int:
    """The median of counted days, as a whole number; `NO_DAY` where there are none."""
    if not told.height:
        return int(NO_DAY)
    days = told.select(pl.col("one").cast(pl.Float64).alias("day"), "count").sort("day")
    reached = days["count"].cum_sum().to_numpy()
    middle = [(int(reached[-1]) - 1) // 2, int(reached[-1]) // 2]
    return int(np.mean(days["day"].to_numpy()[np.searchsorted(reached, middle, side="right")]))


def with_text_counts(read: DataFrame, tables: SharedTables) -> DataFrame:
    """The records read, beside each plain text the number of records that have it."""
    from pyspark.sql import functions as f

    def joined(frame: DataFrame, field: str) -> DataFrame:
        if not tables.texts[field]:
            return frame.withColumn(f"{field}_count", f.lit(0).cast("bigint"))
        counts = read.filter(f.col(field).isNotNull()).groupBy(field).agg(f.count("*").alias(f"{field}_count"))
        return frame.join(counts, field, "left").fillna(0, [f"{field}_count"])

    return reduce(joined, PLAIN_TEXTS, read)
