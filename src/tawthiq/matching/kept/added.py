"""What came of linking new records to kept ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.kept.holding import Kept
from tawthiq.matching.kept.index import KeyIndex, merge
from tawthiq.matching.kept.records import Records
from tawthiq.matching.linkage import Linkage

if TYPE_CHECKING:
    from tawthiq.terms.judgements import Judgement

CHANGES: Final = ("joined", "merged", "split", "regrouped", "new")
"""What can become of clusters: new records joined a kept one; kept ones became one; one was split; several were
taken apart and put together in another way; new records are a cluster of their own (of two or more)."""
_CHANGES_SCHEMA = {
    "cluster_id": pl.String(),
    "change": pl.Enum(CHANGES),
    "kept_cluster_ids": pl.List(pl.String()),
    "records_kept": pl.Int64(),
    "records_new": pl.Int64(),
}


@dataclass(frozen=True, kw_only=True)
class Added(Linkage):
    """New records linked to kept ones; see `tawthiq.matching.link_new`.

    ``compared`` are the pairs of new records, and those of kept records that were weighed again because they are
    touched. ``clusters`` are the clusters, whole, of every record that stands in one of the pairs; `all_clusters`
    those of all records. ``report`` counts pairs and doubts of the new records, and clusters of all.

    Args:
        before: what was kept before.
        records: kept and new records.
        frame: the new records.
        index: their keys.
        roots: for every record the number of the first record of its cluster.
        probability: that the record is where it is put.
        changes: what became of the clusters that new records touched: ``cluster_id``, ``change`` (`CHANGES`),
            ``kept_cluster_ids`` that it has records of, ``records_kept``, ``records_new``.
        judgements: the reviewed judgements so far.
        touched: ids of the records that were clustered anew: the new ones, and kept ones whom these touch.
    """

    before: Kept = field(repr=False)
    records: Records = field(repr=False)
    frame: pl.DataFrame = field(repr=False)
    index: KeyIndex = field(repr=False)
    roots: NDArray[np.int32] = field(repr=False)
    probability: NDArray[np.float32] = field(repr=False)
    changes: pl.DataFrame
    judgements: tuple[Judgement, ...] = field(repr=False)
    touched: pl.Series = field(repr=False)

    @property
    def all_clusters(self) -> pl.DataFrame:
        """``record_id``, ``cluster_id`` and ``probability`` of every record, kept and new."""
        return pl.DataFrame({
            "record_id": self.records.ids,
            "cluster_id": self.records.ids.gather(self.roots),
            "probability": self.probability.astype(np.float64),
        })  # fmt: skip

    @property
    def shown(self) -> pl.DataFrame:
        """The records that stand in ``clusters``, in the canonical shape."""
        ids = self.clusters["record_id"]
        return pl.concat([self.before.records(ids), self.frame])

    def kept(self) -> Kept:
        """What was kept with the new records added, so that the next ones can be linked to it."""
        before, new = self.before, self.records.new
        return replace(
            before,
            frame=pl.concat([before.frame, self.frame.lazy()]),
            ids=self.records.ids,
            columns={name: np.concatenate((column, new[name])) for name, column in before.columns.items()},
            words=self.records.words,
            index=merge(before.index, self.index),
            roots=self.roots,
            probability=self.probability,
            settings=replace(
                before.settings,
                judgements=self.judgements,
                one_per_list=tuple(self.report["one_per_list"]),
            ),
        )

    def explain(self) -> str:
        """Say in English what was done, what became of the kept clusters, and what is uncertain or unlike."""
        found = self.report
        first, rest = f"{found['new_records']:,} new records beside {self.before.size:,} kept ones.", super().explain()
        lines = [first, *rest.splitlines()]
        lines[3:3] = [f"{found['compared_again']:,} pairs of kept records that are touched were weighed again."]
        lines += [_WORDS[kind].format(many) for kind, many in found["changes"].items() if many]
        lines.append(f"{found['new_alone']:,} new records stand alone.")
        lines.append(f"The model is the one fitted on {found['fitted_on']:,} records.")
        lines += [one["words"] for one in found["unlike"]]
        if found["unlike"]:
            lines.append("The model may not fit these records: link all again.")
        return "\n".join(lines)


_WORDS: Final = {
    "joined": "{:,} kept clusters gained new records.",
    "merged": "{:,} clusters were made of two kept ones or more, which new records brought together: look at them.",
    "split": "{:,} clusters are parts of kept ones, which new records took apart: look at them.",
    "regrouped": "{:,} clusters have parts of several kept ones: look at them.",
    "new": "{:,} clusters are of new records only, two or more.",
}


def changes_of(kept: Kept, reached: NDArray[np.bool_], roots: NDArray[np.int32], ids: pl.Series) -> pl.DataFrame:
    """What became of the clusters of those reached; see `Added`."""
    rows = np.flatnonzero(reached)
    old = rows < kept.size
    before = np.full(len(rows), -1, dtype=np.int64)
    before[old] = kept.roots[rows[old]]
    frame = pl.DataFrame({"root": roots[rows], "before": before})
    parts = frame.filter(pl.col("before") >= 0).group_by("before").agg(pl.col("root").n_unique().alias("parts"))
    known = pl.col("before") >= 0
    found = (
        frame.join(parts, on="before", how="left", maintain_order="left")
        .group_by("root", maintain_order=True)
        .agg(
            pl.col("before").filter(known).unique().sort().alias("sources"),
            known.sum().cast(pl.Int64).alias("records_kept"),
            (~known).sum().cast(pl.Int64).alias("records_new"),
            (pl.col("parts").max().fill_null(1) > 1).alias("apart"),
        )
        .with_columns(pl.col("sources").list.len().alias("many"))
        .filter(pl.col("apart") | (pl.col("many") > 1) | (pl.col("records_new") > 0))
        .filter((pl.col("many") > 0) | (pl.col("records_new") > 1))
        .sort("root")
    )
    change = (
        pl.when(pl.col("many") == 0).then(pl.lit("new"))
        .when(pl.col("apart") & (pl.col("many") > 1)).then(pl.lit("regrouped"))
        .when("apart").then(pl.lit("split"))
        .when(pl.col("many") > 1).then(pl.lit("merged"))
        .otherwise(pl.lit("joined"))
    )  # fmt: skip
    sources = [ids.gather(numbers).to_list() for numbers in found["sources"].to_list()]
    return found.select(
        pl.Series("cluster_id", ids.gather(found["root"].to_numpy()), dtype=pl.String),
        change.cast(pl.Enum(CHANGES)).alias("change"),
        pl.Series("kept_cluster_ids", sources, dtype=pl.List(pl.String)),
        "records_kept",
        "records_new",
    ).cast(_CHANGES_SCHEMA)  # type: ignore[arg-type]  # polars takes instances as well
