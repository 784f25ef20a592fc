"""How well clusters agree with the truth, where the truth is known.

Pairwise precision, recall and F1 are over unordered pairs of records in one cluster; B³ (Bagga and Baldwin
1998) averages over records; the capture-history error is the sum of absolute differences between the true
and the found number of people for every combination of lists, over the true number of people. That table
feeds the estimates, so it matters more than F1.
"""

from dataclasses import dataclass

import polars as pl

from tawthiq.terms.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Agreement of clusters with the truth; shares between 0 and 1."""

    records: int
    true_people: int
    found_people: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    exact_cluster_share: float
    capture_history_l1: float | None


def evaluate(clusters: pl.DataFrame, truth: pl.DataFrame, lists: pl.DataFrame | None = None) -> Evaluation:
    """Compare clusters with the truth.

    Args:
        clusters: ``record_id``, ``cluster_id``; records of the truth that it lacks count as clusters of
            their own.
        truth: ``record_id``, ``entity_id``.
        lists: ``record_id``, ``list``; with it the error of the capture histories is computed.

    Raises:
        BadInputError: a column is missing, a record stands twice, or a record is unknown to the truth.
    """
    _check(clusters, ("record_id", "cluster_id"))
    _check(truth, ("record_id", "entity_id"))
    if clusters.join(truth, on="record_id", how="anti").height:
        raise BadInputError("matching.truth", "A clustered record is not in the truth.", "Compare like with like.")
    both = truth.select("record_id", "entity_id").join(
        clusters.select("record_id", "cluster_id"), on="record_id", how="left"
    )
    alone = pl.concat_str(pl.lit("alone:"), pl.col("record_id"))
    both = both.with_columns(pl.col("cluster_id").cast(pl.String).fill_null(alone), pl.col("entity_id").cast(pl.String))
    both = both.with_columns(
        pl.len().over("entity_id").cast(pl.Int64).alias("n_true"),
        pl.len().over("cluster_id").cast(pl.Int64).alias("n_found"),
        pl.len().over("entity_id", "cluster_id").cast(pl.Int64).alias("n_both"),
    )
    true_pairs, found_pairs, shared = (_pairs(both, n) for n in ("n_true", "n_found", "n_both"))
    precision, recall = _ratio(shared, found_pairs), _ratio(shared, true_pairs)
    b3 = both.select(
        (pl.col("n_both") / pl.col("n_found")).mean().alias("precision"),
        (pl.col("n_both") / pl.col("n_true")).mean().alias("recall"),
    ).row(0)
    exact = ((both["n_both"] == both["n_true"]) & (both["n_both"] == both["n_found"])).mean()
    return Evaluation(
        records=both.height,
        true_people=both["entity_id"].n_unique(),
        found_people=both["cluster_id"].n_unique(),
        pair_precision=precision,
        pair_recall=recall,
        pair_f1=_f1(precision, recall),
        b3_precision=float(b3[0] or 0.0),
        b3_recall=float(b3[1] or 0.0),
        b3_f1=_f1(float(b3[0] or 0.0), float(b3[1] or 0.0)),
        exact_cluster_share=float(exact or 0.0),  # type: ignore[arg-type]
        capture_history_l1=None if lists is None else _capture_error(both, lists),
    )


def _check(frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    for column in columns:
        if column not in frame.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give both columns.")
    if frame["record_id"].n_unique() != frame.height:
        raise BadInputError("matching.id_twice", "A record stands twice.", "Give each record once.")


def _pairs(frame: pl.DataFrame, size: str) -> float:
    """Number of pairs inside groups, from the size of each row's group: n rows of (n-1)/2 each."""
    return float(((frame[size] - 1) / 2).sum())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _capture_error(both: pl.DataFrame, lists: pl.DataFrame) -> float:
    listed = both.join(lists.select("record_id", "list"), on="record_id", how="left")

    def histories(by: str) -> pl.DataFrame:
        history = listed.group_by(by).agg(pl.col("list").cast(pl.String).unique().sort().str.join("+").alias("history"))
        return history.group_by("history").agg(pl.len().cast(pl.Int64).alias(by))

    table = histories("entity_id").join(histories("cluster_id"), on="history", how="full", coalesce=True).fill_null(0)
    return float((table["entity_id"] - table["cluster_id"]).abs().sum()) / max(1, int(table["entity_id"].sum()))
