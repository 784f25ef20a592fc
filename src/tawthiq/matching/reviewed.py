"""Precision and recall of a linkage, estimated from a sample of its pairs that people reviewed.

Whoever has no truth can still know how good the clusters are: review a random sample of the compared pairs,
drawn by strata (bands of weight, apart for pairs inside a cluster and across clusters), and weigh each stratum
with the pairs it holds. Strata with many pairs in doubt get more of the sample (Neyman 1934, with the spread
that the probabilities predict; the allocation that importance sampling approaches, Marchant and Rubinstein
2017, "OASIS"), and every stratum gets some.

The interval is of a Bayesian stratified estimator: the reviewed pairs of a stratum are known, the others are
drawn with a share of same that the reviewed ones leave open; precision and recall are taken of each draw. It
covers the intervals under two priors. Jeffreys' knows nothing but the sample, so that a stratum in which no
error was found among few pairs keeps the error that few cannot exclude; but over many such strata it expects
errors that are not there. The other is worth one pair and expects what the model predicts.

What it cannot know: recall is relative to the compared pairs above the lowest band. What lies below is told
with the number of matches the model expects there, and pairs that no blocking rule brought together are not
in it at all; nor are pairs of one cluster that were never compared with each other.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.terms.errors import BadInputError

Floats = NDArray[np.float64]
BANDS = (-6.0, -3.0, -1.0, 1.0, 3.0, 6.0, 10.0)
"""Bounds of the bands of weight (log2 odds); pairs below the first are not sampled."""
_LEAST_SPREAD = 0.1
_LEAST_A_STRATUM = 5
_DRAWS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEstimate:
    """A share with its 95% interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedQuality:
    """Precision and recall estimated from reviewed pairs; see the module for what they are relative to.

    Args:
        precision: share of the compared pairs inside clusters that are the same person.
        recall: share of the compared pairs of the same person that are inside clusters.
        reviewed: pairs of the sample that were judged.
        pairs: pairs that the sample stands for.
        below_pairs: compared pairs below the lowest band, not sampled.
        below_expected: how many matches the model expects among them.
        seed: of the draws.
    """

    precision: ShareEstimate
    recall: ShareEstimate
    reviewed: int
    pairs: int
    below_pairs: int
    below_expected: float
    seed: int

    def explain(self) -> str:
        """Say in English what was found and what cannot be known this way."""
        told = [
            f"{name}: {100 * e.value:.1f} % ({100 * e.lower:.1f} to {100 * e.upper:.1f} %, 95%)."
            for name, e in (("Precision", self.precision), ("Recall among compared pairs", self.recall))
        ]
        return "\n".join([
            f"{self.reviewed:,} reviewed pairs stand for {self.pairs:,} compared pairs.",
            *told,
            (
                f"{self.below_pairs:,} pairs of very low weight were not sampled; the model expects"
                f" {self.below_expected:,.1f} matches among them."
            ),
            "Pairs that no blocking rule compared are not in these figures.",
        ])  # fmt: skip


def sample_for_review(pairs: pl.DataFrame, *, size: int, seed: int) -> pl.DataFrame:
    """Draw the pairs to review for an estimate of precision and recall.

    Show them in this order, which is random, so that a reviewer who stops early has reviewed a random part of
    every stratum. Neither the order of ``pairs`` nor of the two records changes the draw.

    Args:
        pairs: ``record_id_l``, ``record_id_r``, ``weight``, ``probability``, ``across_clusters`` (as
            ``Linkage.pairs``); other columns are kept.
        size: how many pairs to draw (fewer where there are not so many).
        seed: of the draw.

    Returns:
        The pairs with ``stratum`` and ``stratum_pairs``, how many pairs the stratum holds.

    Raises:
        BadInputError: a column is missing, or the size is not positive.
    """
    strata = _with_strata(pairs)
    if size < 1:
        raise BadInputError("matching.limit", "The size of the sample is not positive.", "Ask for one pair or more.")
    strata = strata.filter(pl.col("stratum") >= 0).sort("record_id_l", "record_id_r")
    draw = np.random.default_rng(seed)
    strata = strata.with_columns(pl.Series("_order", draw.permutation(strata.height)))
    sizes = strata.group_by("stratum").agg(
        pl.len().cast(pl.Int64).alias("stratum_pairs"), pl.col("probability").mean().alias("_share")
    )
    sizes = sizes.sort("stratum")
    sizes = sizes.with_columns(pl.Series("_take", _allocate(sizes, size), dtype=pl.Int64))
    drawn = strata.join(sizes, on="stratum").sort("_order")
    drawn = drawn.filter(pl.int_range(0, pl.len()).over("stratum") < pl.col("_take"))
    return drawn.drop("_order", "_take", "_share")


def estimate_quality(pairs: pl.DataFrame, reviewed: pl.DataFrame, *, seed: int) -> ReviewedQuality | None:
    """Estimate precision and recall of a linkage from reviewed pairs.

    Args:
        pairs: the pairs that the sample was drawn from, as for `sample_for_review`.
        reviewed: ``record_id_l``, ``record_id_r``, ``same`` (true or false): judged pairs **of the sample**,
            either record first; of a pair given twice the last counts. Pairs from the review queue are no
            random sample and must not be put in.
        seed: of the draws of the interval.

    Returns:
        The estimate, or None when a stratum has pairs but none of them was reviewed: nothing is then known
        of its share.

    Raises:
        BadInputError: a column is missing.
    """
    for column in ("record_id_l", "record_id_r", "same"):
        if column not in reviewed.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give the judged pairs.")
    strata = _with_strata(pairs)
    ends = pl.min_horizontal("record_id_l", "record_id_r"), pl.max_horizontal("record_id_l", "record_id_r")
    ends = (ends[0].alias("_a"), ends[1].alias("_b"))
    answers = reviewed.select(*ends, pl.col("same").cast(pl.Int64).alias("_same")).unique(("_a", "_b"), keep="last")
    answered = strata.select(*ends, "stratum", "across_clusters", "probability").join(
        answers, on=["_a", "_b"], how="left"
    )
    table = (
        answered.filter(pl.col("stratum") >= 0)
        .group_by("stratum")
        .agg(
            pl.len().cast(pl.Int64).alias("size"),
            pl.col("_same").is_not_null().sum().cast(pl.Int64).alias("seen"),
            pl.col("_same").sum().cast(pl.Int64).alias("same"),
            pl.col("across_clusters").first().alias("across"),
            pl.col("probability").mean().clip(0.001, 0.999).alias("predicted"),
        )
        .sort("stratum")
    )
    if table.is_empty() or (table["seen"] == 0).any():
        return None
    below = strata.filter(pl.col("stratum") < 0)
    precision, recall = _estimates(table, seed)
    return ReviewedQuality(
        precision=precision,
        recall=recall,
        reviewed=int(table["seen"].sum()),
        pairs=int(table["size"].sum()),
        below_pairs=below.height,
        below_expected=float(below["probability"].sum()),
        seed=seed,
    )


def _with_strata(pairs: pl.DataFrame) -> pl.DataFrame:
    """Adds ``stratum``: band of weight, odd inside a cluster, even across; -1 below the lowest band."""
    for column in ("record_id_l", "record_id_r", "weight", "probability", "across_clusters"):
        if column not in pairs.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give the pairs of a linkage.")
    band = pl.sum_horizontal([(pl.col("weight") >= bound).cast(pl.Int64) for bound in BANDS])
    inside = ~pl.col("across_clusters")
    stratum = pl.when(inside).then(2 * band + 1).when(band > 0).then(2 * band).otherwise(-1)
    return pairs.with_columns(stratum.cast(pl.Int64).alias("stratum"))


def _allocate(sizes: pl.DataFrame, size: int) -> NDArray[np.int64]:
    """Pairs to draw of each stratum: some of each, the rest by size times predicted spread."""
    held = sizes["stratum_pairs"].to_numpy()
    share = sizes["_share"].to_numpy()
    wanted = held * np.maximum(_LEAST_SPREAD, np.sqrt(share * (1 - share)))
    least = np.minimum(held, min(_LEAST_A_STRATUM, max(1, size // max(1, len(held)))))
    rest = max(0, size - int(least.sum()))
    bounds = np.round(np.concatenate(([0.0], np.cumsum(wanted))) / max(wanted.sum(), 1e-12) * rest)
    more = np.array([b - a for a, b in pairwise(bounds)], dtype=np.int64) if len(held) else np.zeros(0, np.int64)
    take: NDArray[np.int64] = np.minimum(held, least + more).astype(np.int64)
    for n in np.argsort(-wanted, kind="stable"):
        spare = size - int(take.sum())
        take[n] += max(0, min(spare, int(held[n] - take[n])))
    return take


def _estimates(table: pl.DataFrame, seed: int) -> tuple[ShareEstimate, ShareEstimate]:
    size, seen, same, predicted = (table[c].to_numpy() for c in ("size", "seen", "same", "predicted"))
    inside = ~table["across"].to_numpy()
    draw = np.random.default_rng(seed)
    matches = []
    for prior in (np.full(len(size), 0.5), np.full(len(size), 0.5)), (predicted, 1.0 - predicted):
        share = draw.beta(same + prior[0], seen - same + prior[1], size=(_DRAWS, len(size)))
        matches.append(same + draw.binomial(size - seen, share))
    counted = size * same / seen
    right, held = counted[inside].sum(), np.full(_DRAWS, size[inside].sum())
    return (
        _estimate(right, held[0], [(m[:, inside].sum(axis=1), held) for m in matches]),
        _estimate(right, counted.sum(), [(m[:, inside].sum(axis=1), m.sum(axis=1)) for m in matches]),
    )


def _estimate(part: float, whole: float, drawn: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> ShareEstimate:
    value = float(part / whole) if whole else 1.0
    shares = [np.where(wholes > 0, parts / np.maximum(wholes, 1), 1.0) for parts, wholes in drawn]
    low, high = np.quantile(shares, [0.025, 0.975], axis=1)
    return ShareEstimate(value=value, lower=min(value, float(low.min())), upper=max(value, float(high.max())))
