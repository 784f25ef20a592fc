"""What a person should know of a linkage before using it: where it is least sure, and why.

The uncertain pairs are those with a probability nearest one half; each comes with the fields that say most for and
against it. The weakest links are the records that hang on their cluster by the least. The largest clusters are shown
because a false join grows there, and more so where one list stands in a cluster more than once. Ids only: no names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tawthiq.matching.explain import explain_pair

if TYPE_CHECKING:
    from tawthiq.matching.linkage import ComparedPairs, Linkage


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainPair:
    """A pair near one half: whether the clusters put it together, and (field, level, log2 weight) by strength."""

    record_id_l: str
    record_id_r: str
    probability: float
    together: bool
    reasons: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakLink:
    """The record of a cluster that is held by the least, with the probability that it belongs there."""

    cluster_id: str
    record_id: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeCluster:
    """A cluster, how many records it has, and from how many lists."""

    cluster_id: str
    records: int
    lists: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the linkage says of itself in words, and its doubts (see the module), the most telling first."""

    words: str
    uncertain: tuple[UncertainPair, ...]
    weakest: tuple[WeakLink, ...]
    largest: tuple[LargeCluster, ...]


def summarise(linkage: Linkage, frame: pl.DataFrame, *, most: int = 10) -> Summary:
    """Say where a linkage is least sure.

    Args:
        linkage: of the frame.
        frame: the records that were linked, in the canonical shape.
        most: how many uncertain pairs; half as many of the others.
    """
    return Summary(
        words=linkage.explain(),
        uncertain=_uncertain(linkage, frame, most),
        weakest=_weakest(linkage, most // 2),
        largest=_largest(linkage, frame, most // 2),
    )


def _uncertain(linkage: Linkage, frame: pl.DataFrame, most: int) -> tuple[UncertainPair, ...]:
    near = _nearest(linkage.compared, most)
    ids = pl.concat([near["record_id_l"], near["record_id_r"]]).unique()
    records = {row["record_id"]: row for row in frame.filter(pl.col("record_id").is_in(ids.implode())).to_dicts()}
    found = []
    for row in near.iter_rows(named=True):
        a, b = row["record_id_l"], row["record_id_r"]
        evidence = explain_pair(records[a], records[b], levels=row, model=linkage.report.get("model"))
        reasons = [(e.field, e.code, round(e.weight, 1)) for e in evidence if abs(e.weight) >= 0.5]
        reasons = [reason for reason in reasons if reason[0] != "together"]
        found.append(
            UncertainPair(
                record_id_l=a,
                record_id_r=b,
                probability=row["probability"],
                together=not row["across_clusters"],
                reasons=tuple(sorted(reasons, key=lambda reason: (-abs(reason[2]), reason[0]))),
            )
        )
    return tuple(found)


def _nearest(compared: ComparedPairs, most: int) -> pl.DataFrame:
    """The pairs nearest one half; only these are laid out in words."""
    distance = np.abs(compared.probability - 0.5)
    near = np.flatnonzero(distance < 0.4)
    near = near[np.lexsort((compared.right[near], compared.left[near], distance[near]))][:most]
    few = replace(
        compared,
        left=compared.left[near],
        right=compared.right[near],
        levels={field: found[near] for field, found in compared.levels.items()},
        weight=compared.weight[near],
        probability=compared.probability[near],
        across=compared.across[near],
    )
    order = ((pl.col("probability") - 0.5).abs(), "record_id_l", "record_id_r")
    return few.frame(least=-np.inf).sort(order)


def _weakest(linkage: Linkage, most: int) -> tuple[WeakLink, ...]:
    clusters = linkage.clusters.filter(pl.len().over("cluster_id") > 1)
    weakest = clusters.sort("probability", "record_id").unique("cluster_id", keep="first", maintain_order=True)
    return tuple(
        WeakLink(cluster_id=row["cluster_id"], record_id=row["record_id"], probability=row["probability"])
        for row in weakest.head(most).iter_rows(named=True)
    )


def _largest(linkage: Linkage, frame: pl.DataFrame, most: int) -> tuple[LargeCluster, ...]:
    sizes = linkage.clusters.group_by("cluster_id").len().filter(pl.col("len") > 1)
    sizes = sizes.sort(["len", "cluster_id"], descending=[True, False]).head(most)
    members = linkage.clusters.join(sizes, on="cluster_id").join(frame.select("record_id", "list"), on="record_id")
    lists = dict(members.group_by("cluster_id").agg(pl.col("list").n_unique()).iter_rows())
    return tuple(
        LargeCluster(cluster_id=cluster, records=size, lists=lists[cluster]) for cluster, size in sizes.iter_rows()
    )
