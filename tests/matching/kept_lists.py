"""Lists cut into kept and new records, and what linking all of them with the kept model gives."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from tawthiq import matching
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.clustering import cluster
from tawthiq.matching.comparing import compare
from tawthiq.matching.encoding import encode
from tawthiq.matching.kept.holding import Kept
from tawthiq.matching.linking import _clean_lists
from tawthiq.matching.scoring import weigh_with


def cut(
    frame: pl.DataFrame, *, share: float, seed: int = 3, own_list: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Kept and new records of a frame; the new ones get ids behind all others, and a list of their own if asked."""
    draw = np.random.default_rng(seed).random(frame.height) < share
    new = frame.filter(draw).with_columns(("z" + pl.col("record_id")).alias("record_id"))
    if own_list:
        new = new.with_columns(pl.lit("N").alias("list"))
    return frame.filter(~draw), new


def keep(frame: pl.DataFrame, **options: object) -> Kept:
    return matching.keep(frame, matching.link(frame, draws=0, **options))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Relinked:
    """Weights of all pairs by the ids of their records, and the cluster of each record."""

    weights: dict[tuple[str, str], float]
    clusters: dict[str, int]


def relink(kept: Kept, frame: pl.DataFrame, *, one_per_list: Collection[str] = ()) -> Relinked:
    """Link all of a frame with the model that was kept."""
    data = encode(frame)
    settings = kept.settings
    left, right, _ = find_candidates(data, one_per_list=one_per_list)
    levels = compare(data, left, right)
    assert not len(settings.equivalents)
    scores = weigh_with(settings.model, data, left, right, levels)
    weight = scores.weight[scores.number]
    roots = cluster(data.size, left, right, weight, clean_list=_clean_lists(data, one_per_list))
    ids = data.ids.to_list()
    pairs = zip(left.tolist(), right.tolist(), weight.tolist(), strict=True)
    return Relinked({(ids[a], ids[b]): w for a, b, w in pairs}, dict(zip(ids, roots.tolist(), strict=True)))


def partition(clusters: pl.DataFrame) -> set[frozenset[str]]:
    """The clusters as sets of ids."""
    return {frozenset(ids) for ids in clusters.group_by("cluster_id").agg("record_id")["record_id"].to_list()}
