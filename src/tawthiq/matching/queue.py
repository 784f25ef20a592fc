"""Which pairs a reviewer should see next, and when more review would no longer change the count.

An answer does two things. It may go **against the clusters** as they stand: "same" between two clusters makes
one person of two, "different" inside a cluster makes two of one. And it **teaches** the model about all pairs
like it. Both are counted in links set right, so that they can be added:

* Against the clusters: the probability that the answer differs from where the clusters have the pair. The pair
  speaks with its own weight, and the clusters with the average weight of all pairs between the same two
  clusters (inside the same cluster); each counts half. A second question about the same two clusters is worth
  half, a third a third: the first will mostly settle them.
* Teaching: pairs are alike when every field agrees to the same grade. With s answers' worth known of them, one
  more lowers the expected squared error of their probabilities by p(1-p)/(s+1)² each (a beta-binomial rate;
  the knowledge gradient of Frazier, Powell and Dayanik 2008 for squared error). Many open pairs alike make a
  question worth more; every answer to one of them makes the next worth less, so that the queue moves on.

Pairs already judged are not asked, nor pairs between two clusters that a judgement keeps apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from tawthiq.matching.levels import FIELDS
from tawthiq.matching.standing import standing_odds
from tawthiq.terms.errors import BadInputError

LEAST_GAIN = 0.02
"""Pairs whose answer is expected to go against the clusters less often than this are not asked."""
_KNOWN = 20.0
_JUDGED = 30.0
_NORMAL = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOutlook:
    """What more review could still change; see `review_outlook`.

    Args:
        persons: persons as the clusters stand.
        more: expected number of persons that would be told apart from another.
        fewer: expected number of persons that would turn out to be another.
        lower: lower end of the 95% interval of the number of persons after reviewing all compared pairs.
        upper: its upper end.
        open_questions: places (links inside clusters, pairs of clusters) that are doubtful enough to be asked
            about.
        open_change: how many persons their answers are expected to tell apart or to join.
        questions_needed: how many of them, the most doubtful first, until what is left no longer matters.
        tolerance: changes that do not matter: the larger of one person and the given share of the persons.
        enough: what is left to ask is within the tolerance; doubts too small to ask about stay in the interval.
    """

    persons: int
    more: float
    fewer: float
    lower: float
    upper: float
    open_questions: int
    open_change: float
    questions_needed: int
    tolerance: float
    enough: bool

    def explain(self) -> str:
        """Say in English what more review could change."""
        lines = [
            f"{self.persons:,} persons as the clusters stand.",
            (
                f"Review of all that is open would tell about {self.more:,.1f} persons apart and find about"
                f" {self.fewer:,.1f} to be another: between {self.lower:,.0f} and {self.upper:,.0f} persons"
                " (95%)."
            ),
        ]
        if self.enough:
            lines.append(
                f"What is left to ask would change about {self.open_change:,.1f} persons, within"
                f" {self.tolerance:,.1f}: more review would not change the count."
            )
        else:
            lines.append(
                f"After about {self.questions_needed:,} more answers, what is left would be within"
                f" {self.tolerance:,.1f} persons."
            )
        return "\n".join(lines)


def review_queue(
    pairs: pl.DataFrame,
    *,
    limit: int,
    judged: Iterable[tuple[str, str]] = (),
    clusters: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return at most ``limit`` pairs, those that teach most first.

    Two columns are added: ``gain``, how many links the answer is expected to set right, its own and those of
    pairs alike; and ``persons_change``, by how much it is expected to change the number of persons.

    Args:
        pairs: ``record_id_l``, ``record_id_r``, ``probability`` (as ``Linkage.pairs``); other columns are
            kept. With ``across_clusters`` the effect on the clusters counts, with columns of levels what the
            answer teaches.
        limit: most pairs to return.
        judged: pairs that have a judgement, in any order of the two.
        clusters: ``record_id``, ``cluster_id``; without it clusters are what pairs not across hold together.

    Raises:
        BadInputError: a column is missing or the limit is negative.
    """
    _check(pairs)
    if limit < 0:
        raise BadInputError("matching.limit", "The limit is negative.", "Ask for no pair or more.")
    known = _known(judged)
    placed = _alike(_placed(pairs, clusters, known))
    sign = pl.when("_held").then(1.0).otherwise(-1.0)
    asked = placed.filter(~pl.col("_judged") & ~pl.col("_settled") & (pl.col("_against") >= LEAST_GAIN))
    asked = asked.sort("_against", "record_id_l", "record_id_r", descending=[True, False, False])
    rank = pl.int_range(1, pl.len() + 1).over("_one", "_two")
    asked = asked.with_columns((pl.col("_against") / rank).alias("_direct"))
    asked = asked.sort("_direct", "record_id_l", "record_id_r", descending=[True, False, False])
    answers = _KNOWN + pl.col("_answered") + pl.int_range(0, pl.len()).over("_kind")
    asked = asked.with_columns(
        (pl.col("_direct") + pl.col("_doubt") / (answers + 1.0) ** 2).alias("gain"),
        (sign * pl.col("_direct")).alias("persons_change"),
    )
    asked = asked.sort("gain", "record_id_l", "record_id_r", descending=[True, False, False]).head(limit)
    return asked.select(*(c for c in pairs.columns if c not in ("gain", "persons_change")), "gain", "persons_change")


def review_outlook(
    pairs: pl.DataFrame,
    clusters: pl.DataFrame,
    *,
    judged: Iterable[tuple[str, str]] = (),
    share: float = 0.001,
    odds_off: float = 1.0,
) -> ReviewOutlook:
    """Say how far more review could still change the number of persons.

    A cluster holds together by its strongest links (a maximum spanning tree of its pairs): each may break, to
    make one person more. Two clusters may be one, to make one person less. Links count as independent; pairs
    that were never compared cannot be found by review of pairs and are not in it.

    Args:
        pairs: ``record_id_l``, ``record_id_r``, ``probability`` (as ``Linkage.pairs``).
        clusters: ``record_id``, ``cluster_id``.
        judged: pairs that have a judgement: they are certain.
        share: share of the persons within which changes do not matter (one person at least).
        odds_off: bits by which the odds of all pairs may be off together; the interval allows for it. 0 only
            where the probabilities were calibrated on reviewed pairs.

    Raises:
        BadInputError: a column is missing.
    """
    _check(pairs)
    persons = clusters["cluster_id"].n_unique()
    placed = _placed(pairs, clusters, _known(judged))
    held = placed.filter("_held")
    breaks = _weakest_links(held)
    joins = (placed.filter(~pl.col("_held") & ~pl.col("_settled")).group_by("_one", "_two").agg(pl.col("_odds").max()))[
        "_odds"
    ].to_numpy()
    doubt = np.sort(np.concatenate((_share(breaks), _share(joins))))[::-1]
    tolerance = max(1.0, share * persons)
    asked = doubt[doubt >= LEAST_GAIN]
    left = asked.sum() - np.concatenate(([0.0], np.cumsum(asked)))
    more, fewer = float(_share(breaks).sum()), float(_share(joins).sum())
    around = _NORMAL * float(np.sqrt((doubt * (1.0 - doubt)).sum()))
    fewest = persons + float(_share(breaks - odds_off).sum() - _share(joins + odds_off).sum()) - around
    most = persons + float(_share(breaks + odds_off).sum() - _share(joins - odds_off).sum()) + around
    return ReviewOutlook(
        persons=persons,
        more=more,
        fewer=fewer,
        lower=max(0.0, fewest),
        upper=most,
        open_questions=len(asked),
        open_change=float(asked.sum()),
        questions_needed=int(np.argmax(left <= tolerance)),
        tolerance=tolerance,
        enough=bool(left[0] <= tolerance),
    )


def _share(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = 1.0 / (1.0 + np.exp2(-odds))
    return out


def _check(pairs: pl.DataFrame) -> None:
    for column in ("record_id_l", "record_id_r", "probability"):
        if column not in pairs.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give the pairs of a linkage.")


def _known(judged: Iterable[tuple[str, str]]) -> pl.DataFrame:
    known = [{"_a": min(pair), "_b": max(pair)} for pair in judged]
    return pl.DataFrame(known, schema={"_a": pl.String, "_b": pl.String}).unique()


def _placed(pairs: pl.DataFrame, clusters: pl.DataFrame | None, known: pl.DataFrame) -> pl.DataFrame:
    """Pairs with their two clusters, whether judged, and how likely an answer goes against the clusters."""
    clusters = _clusters_of(pairs) if clusters is None else clusters
    where = clusters.select("record_id", pl.col("cluster_id").rank("dense").cast(pl.Int64))
    ends = pl.min_horizontal("record_id_l", "record_id_r"), pl.max_horizontal("record_id_l", "record_id_r")
    placed = pairs.with_columns(ends[0].alias("_a"), ends[1].alias("_b"))
    for side in ("l", "r"):
        renamed = where.rename({"record_id": f"record_id_{side}", "cluster_id": f"_c{side}"})
        placed = placed.join(renamed, on=f"record_id_{side}", how="left", maintain_order="left")
    placed = placed.join(known.with_columns(_judged=pl.lit(value=True)), on=["_a", "_b"], how="left")
    placed = placed.with_columns(
        pl.col("_judged").fill_null(value=False),
        pl.min_horizontal("_cl", "_cr").alias("_one"),
        pl.max_horizontal("_cl", "_cr").alias("_two"),
    ).with_columns((pl.col("_one") == pl.col("_two")).alias("_held"))
    probability = np.clip(placed["probability"].to_numpy(), 1e-12, 1 - 1e-12)
    own = np.log2(probability / (1.0 - probability))
    odds = standing_odds(own, placed["_one"].to_numpy(), placed["_two"].to_numpy())
    against = 1.0 / (1.0 + np.exp2(np.where(placed["_held"].to_numpy(), odds, -odds)))
    return placed.with_columns(
        pl.Series("_odds", odds),
        pl.when("_judged").then(0.0).otherwise(pl.Series(against)).alias("_against"),
        (~pl.col("_held") & pl.col("_judged").any().over("_one", "_two")).alias("_settled"),
    )


def _clusters_of(pairs: pl.DataFrame) -> pl.DataFrame:
    """The clusters that pairs not across clusters hold together; by probability where that is not said."""
    if "across_clusters" in pairs.columns:
        held = pairs.filter(~pl.col("across_clusters"))
    else:
        held = pairs.filter(pl.col("probability") >= 0.5)
    ids = pl.concat([pairs["record_id_l"], pairs["record_id_r"].alias("record_id_l")]).unique().sort()
    left, right = (ids.search_sorted(held[f"record_id_{s}"]).to_numpy() for s in ("l", "r"))
    graph = coo_matrix((np.ones(held.height, dtype=np.int8), (left, right)), shape=(len(ids), len(ids)))
    found = connected_components(graph, directed=False)[1] if len(ids) else np.zeros(0, dtype=np.int32)
    return pl.DataFrame({"record_id": ids, "cluster_id": found})


def _alike(placed: pl.DataFrame) -> pl.DataFrame:
    """Adds the kind of each pair, how much is open in the kind, and how many of it were answered."""
    kind = pl.lit(0, dtype=pl.Int64)
    fields = [f for f in FIELDS if f in placed.columns]
    for field in fields:
        size = len(FIELDS[field]) - 1
        grade = {level: 0 if n == 0 else 1 + 3 * (n - 1) // size for n, level in enumerate(FIELDS[field])}
        kind = kind * 4 + pl.col(field).cast(pl.String).replace_strict(grade, default=0, return_dtype=pl.Int64)
    doubt = pl.col("probability") * (1.0 - pl.col("probability")) if fields else pl.lit(0.0)
    placed = placed.with_columns(kind.alias("_kind"), pl.when("_judged").then(0.0).otherwise(doubt).alias("_doubt"))
    return placed.with_columns(
        pl.col("_doubt").sum().over("_kind"), pl.col("_judged").sum().over("_kind").alias("_answered")
    )


def _weakest_links(held: pl.DataFrame) -> NDArray[np.float64]:
    """Log2 odds that each link of the clusters' spanning trees breaks; judged links do not and are left out."""
    if held.is_empty():
        return np.zeros(0)
    ids = pl.concat([held["_a"], held["_b"].alias("_a")]).unique().sort()
    left, right = (ids.search_sorted(held[side]).to_numpy() for side in ("_a", "_b"))
    odds = np.where(held["_judged"].to_numpy(), _JUDGED, held["_odds"].to_numpy())
    cost = coo_matrix((2 * _JUDGED - odds, (left, right)), shape=(len(ids), len(ids))).tocsr()
    kept = 2 * _JUDGED - minimum_spanning_tree(cost).data
    out: NDArray[np.float64] = -kept[kept < _JUDGED]
    return out
