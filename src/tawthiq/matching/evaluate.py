"""How well clusters agree with the truth, where the truth is known.

Pairwise precision, recall and F1 are over unordered pairs of records in one cluster; B³ (Bagga and Baldwin
1998) averages over records; the capture-history error is the sum of absolute differences between the true
and the found number of people for every combination of lists, over the true number of people. That table
feeds the estimates, so it matters more than F1.

Intervals are of a bootstrap (Efron and Tibshirani 1993, chapter 13) over groups of records that neither truth
nor clusters connect with others: a person with all records that were mixed up with theirs is drawn or not
drawn as one. Resampling records or pairs would take the mistakes in one family for many. They say what another
mission of the same kind might show; blunders that befall all groups alike are not in them.

Siblings merged falsely are pairs of one cluster, of two people, whose father's and family name agree while
the given name differs: the mistake that hides a death.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from tawthiq.matching.levels import ALIKE, CLOSE, FIELDS, SWAPPED
from tawthiq.matching.linkage import ComparedPairs
from tawthiq.terms.errors import BadInputError

Interval = tuple[float, float]
Floats = NDArray[np.float64]
_SUMS = ("true_pairs", "found_pairs", "shared", "records", "b3_precision", "b3_recall", "exact", "people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Agreement of clusters with the truth; shares between 0 and 1.

    ``intervals`` holds the 95% interval of every share and of the capture-history error by its name;
    ``siblings_merged`` counts pairs, and its share is of all pairs in one cluster (None without levels);
    ``compared_share`` is the recall of the blocking rules: of the pairs of one person, those that were compared.
    """

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
    siblings_merged: int | None = None
    siblings_merged_share: float | None = None
    compared_share: float | None = None
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    seed: int = 0

    def explain(self) -> str:
        """Say in English how well the clusters agree with the truth."""
        off = self.found_people - self.true_people
        lines = [
            (
                f"{self.records:,} records of {self.true_people:,} people; the clusters make {self.found_people:,} of"
                f" them ({off:+,}, {100 * off / max(1, self.true_people):+.1f} %)."
            ),
            f"Of the pairs put together, {self._told('pair_precision')} are the same person.",
            f"Of the pairs of the same person, {self._told('pair_recall')} were put together.",
            f"F1 {self._told('pair_f1')}; B³ {self._told('b3_f1')}.",
            f"{self._told('exact_cluster_share')} of the records stand in a cluster that is exactly right.",
        ]
        if self.compared_share is not None:
            lines.append(f"{100 * self.compared_share:.1f} % of the pairs of the same person were compared.")
        if self.capture_history_l1 is not None:
            lines.append(f"Error of the table of lists: {self._told('capture_history_l1')} of the people.")
        if self.siblings_merged is not None and self.siblings_merged_share is not None:
            share = 100 * self.siblings_merged_share
            lines.append(
                f"Siblings merged falsely: {self.siblings_merged:,} pairs, {share:.2f} % of those put together."
            )
        return "\n".join(lines)

    def _told(self, name: str) -> str:
        value = f"{100 * getattr(self, name):.1f} %"
        if name not in self.intervals:
            return value
        low, high = self.intervals[name]
        return f"{value} ({100 * low:.1f} to {100 * high:.1f})"


def evaluate(
    clusters: pl.DataFrame,
    truth: pl.DataFrame,
    lists: pl.DataFrame | None = None,
    *,
    pairs: pl.DataFrame | None = None,
    compared: ComparedPairs | None = None,
    draws: int = 400,
    seed: int = 0,
) -> Evaluation:
    """Compare clusters with the truth.

    Args:
        clusters: ``record_id``, ``cluster_id``; records of the truth that it lacks count as clusters of
            their own.
        truth: ``record_id``, ``entity_id``.
        lists: ``record_id``, ``list``; with it the error of the capture histories is computed.
        pairs: compared pairs with their levels (as ``Linkage.pairs``); with it siblings merged falsely are
            counted, as far as they were compared with each other.
        compared: all compared pairs (`Linkage.compared`); with it the recall of the blocking rules is measured.
        draws: of the bootstrap; 0 leaves the intervals out.
        seed: of the bootstrap.

    Raises:
        BadInputError: a column is missing, a record stands twice, or a record is unknown to the truth.
    """
    both = _side_by_side(clusters, truth)
    sums, histories = _groups(both, lists)
    found = _measures(np.ones((1, len(sums))), sums, histories)
    merged = None if pairs is None else _siblings_merged(both, pairs)
    put_together = float(sums[:, _SUMS.index("found_pairs")].sum())
    return Evaluation(
        records=both.height,
        true_people=both["entity_id"].n_unique(),
        found_people=both["cluster_id"].n_unique(),
        **{name: float(values[0]) for name, values in found.items() if name != "capture_history_l1"},
        capture_history_l1=None if histories is None else float(found["capture_history_l1"][0]),
        siblings_merged=merged,
        siblings_merged_share=None if merged is None else merged / max(1.0, put_together),
        compared_share=None if compared is None else _compared_share(both, compared),
        intervals=_intervals(found, sums, histories, draws=draws, seed=seed),
        seed=seed,
    )


def _side_by_side(clusters: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Every record of the truth with its person, its cluster, and how many share either or both."""
    _check(clusters, ("record_id", "cluster_id"))
    _check(truth, ("record_id", "entity_id"))
    if clusters.join(truth, on="record_id", how="anti").height:
        raise BadInputError("matching.truth", "A clustered record is not in the truth.", "Compare like with like.")
    both = truth.select("record_id", "entity_id").join(
        clusters.select("record_id", "cluster_id"), on="record_id", how="left"
    )
    alone = pl.concat_str(pl.lit("alone:"), pl.col("record_id"))
    both = both.with_columns(pl.col("cluster_id").cast(pl.String).fill_null(alone), pl.col("entity_id").cast(pl.String))
    return both.with_columns(
        pl.len().over("entity_id").cast(pl.Int64).alias("n_true"),
        pl.len().over("cluster_id").cast(pl.Int64).alias("n_found"),
        pl.len().over("entity_id", "cluster_id").cast(pl.Int64).alias("n_both"),
    )


def _groups(both: pl.DataFrame, lists: pl.DataFrame | None) -> tuple[Floats, csr_matrix | None]:
    """Sums of each group of records that nothing connects with others; differences of its capture histories.

    Rows are groups in the order of their first record; columns of the second are histories.
    """
    person, cluster = (both[c].rank("dense").cast(pl.Int64).to_numpy() - 1 for c in ("entity_id", "cluster_id"))
    people, nodes = int(person.max(initial=-1)) + 1, int(person.max(initial=-1) + cluster.max(initial=-1)) + 2
    graph = coo_matrix((np.ones(len(person), dtype=np.int8), (person, people + cluster)), shape=(nodes, nodes))
    labels = connected_components(graph, directed=False)[1] if len(person) else np.zeros(0, dtype=np.int32)
    true, found, shared = (both[c].to_numpy().astype(np.float64) for c in ("n_true", "n_found", "n_both"))
    exact = (shared == true) & (shared == found)
    rows = [(true - 1) / 2, (found - 1) / 2, (shared - 1) / 2, np.ones(len(true)), shared / found, shared / true]
    rows += [exact.astype(np.float64), 1.0 / true]
    group = labels[person]
    sums: Floats = np.zeros((int(group.max(initial=-1)) + 1, len(rows)))
    for n, row in enumerate(rows):
        sums[:, n] = np.bincount(group, weights=row, minlength=len(sums))
    if lists is None:
        return sums, None
    listed = both.with_columns(pl.Series("group", group)).join(lists.select("record_id", "list"), on="record_id")
    return sums, _history_differences(listed, len(sums))


def _history_differences(listed: pl.DataFrame, groups: int) -> csr_matrix:
    parts = []
    for by, sign in (("entity_id", 1), ("cluster_id", -1)):
        history = pl.col("list").cast(pl.String).unique().sort().str.join("+").alias("history")
        parts.append(
            listed.group_by(by).agg(history, pl.col("group").first()).select("group", "history", n=pl.lit(sign))
        )
    table = pl.concat(parts).group_by("group", "history").agg(pl.col("n").sum()).filter(pl.col("n") != 0)
    column = table["history"].rank("dense").cast(pl.Int64).to_numpy() - 1
    shape = (groups, int(column.max(initial=0)) + 1)
    return csr_matrix((table["n"].to_numpy().astype(np.float64), (table["group"].to_numpy(), column)), shape=shape)


def _measures(times: Floats, sums: Floats, histories: csr_matrix | None) -> dict[str, Floats]:
    """The measures when each group is taken so many times (rows draws, columns groups)."""
    total = dict(zip(_SUMS, (times @ sums).T, strict=True))
    precision, recall = (_ratio(total["shared"], total[w]) for w in ("found_pairs", "true_pairs"))
    b3 = [_ratio(total[w], total["records"]) if len(sums) else 0.0 * total[w] for w in ("b3_precision", "b3_recall")]
    out = {
        "pair_precision": precision,
        "pair_recall": recall,
        "pair_f1": _f1(precision, recall),
        "b3_precision": b3[0],
        "b3_recall": b3[1],
        "b3_f1": _f1(b3[0], b3[1]),
        "exact_cluster_share": _ratio(total["exact"], total["records"]) if len(sums) else 0.0 * total["exact"],
    }
    if histories is not None:
        off = np.abs((histories.T @ times.T).T).sum(axis=1)
        out["capture_history_l1"] = off / np.maximum(1.0, total["people"])
    return out


def _intervals(
    found: Mapping[str, Floats], sums: Floats, histories: csr_matrix | None, *, draws: int, seed: int
) -> dict[str, Interval]:
    if not draws or not len(sums):
        return {}
    sums, histories, alike = _alike(sums, histories)
    times = np.random.default_rng(seed).multinomial(int(alike.sum()), alike / alike.sum(), size=draws)
    drawn = _measures(times.astype(np.float64), sums, histories)
    out = {}
    for name, values in drawn.items():
        low, high = (float(q) for q in np.quantile(values, [0.025, 0.975]))
        out[name] = (min(low, float(found[name][0])), max(high, float(found[name][0])))
    return out


def _alike(sums: Floats, histories: csr_matrix | None) -> tuple[Floats, csr_matrix | None, Floats]:
    """Distinct kinds of groups and how many there are of each: a draw is then of a few hundred kinds."""
    key = sums
    if histories is not None:
        code = np.random.default_rng(0).random(histories.shape[1])  # equal rows have equal sums, others hardly ever
        key = np.column_stack((sums, histories @ code))
    _, first, count = np.unique(key.round(9), axis=0, return_index=True, return_counts=True)
    return sums[first], None if histories is None else histories[first], count.astype(np.float64)


def _siblings_merged(both: pl.DataFrame, pairs: pl.DataFrame) -> int:
    _check_columns(pairs, ("record_id_l", "record_id_r", "given", "father", "family"))
    found = pairs
    for side in ("l", "r"):
        where = both.select(pl.col("record_id", "entity_id", "cluster_id").name.suffix(f"_{side}"))
        found = found.join(where, on=f"record_id_{side}")
    agree = {f: FIELDS[f][CLOSE:SWAPPED] for f in ("father", "family")}
    return found.filter(
        pl.col("cluster_id_l") == pl.col("cluster_id_r"),
        pl.col("entity_id_l") != pl.col("entity_id_r"),
        pl.col("given").cast(pl.String).is_in(list(FIELDS["given"][1 : ALIKE + 1])),
        *(pl.col(f).cast(pl.String).is_in(list(levels)) for f, levels in agree.items()),
    ).height


def _compared_share(both: pl.DataFrame, compared: ComparedPairs) -> float:
    """Of the pairs of one person, the share that was compared."""
    people = both.select("record_id", pl.col("entity_id").rank("dense").cast(pl.Int64))
    where = compared.ids.to_frame("record_id").join(people, on="record_id", how="left", maintain_order="left")
    person = where["entity_id"].fill_null(-1).to_numpy()
    met = int(((person[compared.left] == person[compared.right]) & (person[compared.left] >= 0)).sum())
    many = people.group_by("entity_id").len()["len"].cast(pl.Int64)
    return met / max(1, int((many * (many - 1) // 2).sum()))


def _check_columns(frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    for column in columns:
        if column not in frame.columns:
            raise BadInputError("matching.column", f"The column {column} is missing.", "Give all columns.")


def _check(frame: pl.DataFrame, columns: tuple[str, ...]) -> None:
    _check_columns(frame, columns)
    if frame["record_id"].n_unique() != frame.height:
        raise BadInputError("matching.id_twice", "A record stands twice.", "Give each record once.")


def _ratio(part: Floats, whole: Floats) -> Floats:
    out: Floats = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)
    return out


def _f1(precision: Floats, recall: Floats) -> Floats:
    both = precision + recall
    out: Floats = np.where(both > 0, 2 * precision * recall / np.where(both > 0, both, 1.0), 0.0)
    return out
