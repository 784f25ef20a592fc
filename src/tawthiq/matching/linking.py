"""Linking: a frame of records in, pairs with weights, clusters and a report out.

The steps: check the frame, code it, find candidates, compare, fit the model on the counted patterns, look
whether a pair is the best that either record has in the other's list, fit once more, cluster. Nothing
depends on the order of the rows: records are sorted by id first. Pairs drawn at random show what different
people share by chance; the seed that draws them is kept.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.blocking import RuleReport, find_candidates
from tawthiq.matching.clustering import cluster
from tawthiq.matching.comparing import Levels, compare, levels_frame
from tawthiq.matching.encoding import GIVEN, LAST_OTHER, MIDDLE1, Encoded, encode
from tawthiq.matching.levels import FIELDS, RARITY
from tawthiq.matching.persons import group
from tawthiq.matching.schema import check
from tawthiq.matching.weighing import (
    Floats,
    Model,
    fit,
    log_likelihoods,
    match_weights,
    posteriors,
    prior_tables,
)
from tawthiq.terms.judgements import Basis, Judgement

VERSION = "1"
"""Version of the method; stored with every result, raised when a result on the same frame may change."""
_BASE_FIELDS = tuple(f for f in FIELDS if f != "rival")
_KEPT_WEIGHT = -10.0
_CHANCE_PAIRS = 20_000
Progress = Callable[[float, str], None]
Patterns = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """The result of linking; see `link`.

    Args:
        pairs: ``record_id_l``, ``record_id_r``, ``weight`` (log2 odds), ``probability``,
            ``across_clusters`` (the clusters keep them apart) and one column of
            levels per field for every compared pair with a weight above -10, strongest first.
        clusters: ``record_id``, ``cluster_id`` (smallest record id of the cluster), ``probability`` that
            the record is where it is put.
        report: what was done, as plain values (numbers, words, lists): see `explain`.
    """

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    report: Mapping[str, Any]

    def explain(self) -> str:
        """Say in English what was done, what was left out and what is uncertain."""
        found = self.report
        lines = [
            f"{found['records']:,} records in {found['lists']} lists.",
            f"{found['candidate_pairs']:,} pairs compared.",
            f"{found['clusters']:,} clusters, {found['clusters_of_more']:,} of them of more than one record.",
            f"{found['uncertain_pairs']:,} pairs are uncertain (probability between .1 and .9).",
        ]
        capped = [rule for rule in found["blocking"] if rule["capped_blocks"]]
        lines += [
            (
                f"Rule “{r['rule']}”: {r['capped_blocks']:,} blocks were too large and left out, with"
                f" {r['capped_records']:,} records and {r['capped_pairs']:,} pairs; other rules may find them."
            )
            for r in capped
        ]
        if found["uncompared_records"]:
            lines.append(f"{found['uncompared_records']:,} records were compared with no other record.")
        if found["judgement_conflicts"]:
            lines.append(f"{found['judgement_conflicts']:,} judgements contradict each other and were not applied.")
        if not found["model"]["converged"]:
            lines.append("The estimation stopped before it settled: weights are approximate.")
        return "\n".join(lines)


def link(
    frame: pl.DataFrame,
    *,
    one_per_list: Collection[str] = (),
    judgements: Iterable[Judgement] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> Linkage:
    """Find the records that speak of the same person.

    Reviewed judgements are obeyed exactly (the latest for a pair counts; *unsure* constrains nothing);
    accepted ones are not used, so that linking again is not bound by its own earlier proposals.
    Probabilities are the model's and are not calibrated against reviewed pairs.

    Args:
        frame: records in the canonical shape (see `tawthiq.matching.schema.conform`).
        one_per_list: lists that are known to hold nobody twice.
        judgements: decisions about pairs; those about records not in the frame are left aside.
        seed: of the random pairs; kept in the report.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: the frame is not in shape, or a list in ``one_per_list`` is not in it.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "encode")
    frame = check(frame)
    data = encode(frame)
    _check_lists(one_per_list, data)
    tell(0.15, "block")
    left, right, rules = find_candidates(data, one_per_list=one_per_list)
    tell(0.30, "compare")
    levels = compare(data, left, right)
    tell(0.60, "weigh")
    model, levels, weight, probability = _weigh(data, left, right, levels, chance=_chance_levels(data, seed))
    tell(0.80, "cluster")
    must, cannot, conflicts = _constraints(data, judgements)
    clean = np.isin(np.array(data.lists), list(one_per_list))
    roots = cluster(
        data.size,
        left,
        right,
        weight,
        must=must,
        cannot=cannot,
        clean_list=np.where(clean[data.list_code], data.list_code, -1).astype(np.int32) if data.size else None,
    )
    tell(0.95, "report")
    across = roots[left] != roots[right]
    pairs = _pairs_frame(data, left, right, levels, weight=weight, probability=probability, across=across)
    clusters = _clusters_frame(data, left, right, probability, roots, frozenset(must))
    report = _report(data, rules, model, roots, left, right, probability)
    report |= {"judgement_conflicts": conflicts, "one_per_list": sorted(one_per_list), "seed": seed}
    tell(1.0, "done")
    return Linkage(pairs=pairs, clusters=clusters, report=report)


def _check_lists(one_per_list: Collection[str], data: Encoded) -> None:
    from tawthiq.terms.errors import BadInputError

    unknown = sorted(set(one_per_list) - set(data.lists))
    if unknown:
        raise BadInputError(
            "matching.unknown_list",
            f"There is no list called {unknown[0]!r}.",
            "Use the names of the column list.",
        )


def count_patterns(levels: dict[str, Levels], fields: tuple[str, ...]) -> tuple[Patterns, NDArray[np.intp], Floats]:
    """Distinct patterns of levels, the pattern of each pair, and how many pairs have each."""
    code = np.zeros(len(levels[fields[0]]), dtype=np.int64)
    for field in fields:
        code = code * len(FIELDS[field]) + levels[field]
    _, first, inverse, counts = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    patterns = np.stack([levels[f][first] for f in fields], axis=1)
    return patterns, inverse, counts.astype(np.float64)


def _weigh(
    data: Encoded,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: dict[str, Levels],
    *,
    chance: dict[str, Floats],
) -> tuple[Model, dict[str, Levels], Floats, Floats]:
    """Fit, look for rivals, fit again; returns model, levels with ``rival``, weights and probabilities."""
    priors = prior_tables(rarity_bands(data), chance)
    first, weight, _ = _fit_and_score(levels, _BASE_FIELDS, priors)
    levels = levels | {"rival": rival_levels(data, left, right, weight)}
    model, weight, probability = _fit_and_score(levels, tuple(FIELDS), priors, start=first)
    return model, levels, weight, probability


def _fit_and_score(
    levels: dict[str, Levels], fields: tuple[str, ...], priors: dict[str, Floats], *, start: Model | None = None
) -> tuple[Model, Floats, Floats]:
    patterns, inverse, counts = count_patterns(levels, fields)
    model = fit(patterns, counts, fields, priors=priors, start=start)
    likelihood = log_likelihoods(model, patterns)
    weight = match_weights(likelihood)[inverse] if len(patterns) else np.zeros(0)
    probability = posteriors(likelihood)[:, 0][inverse] if len(patterns) else np.zeros(0)
    return model, weight, probability


def _chance_levels(data: Encoded, seed: int) -> dict[str, Floats]:
    """Shares of the levels among pairs of records drawn at random: what different people share by chance."""
    if data.size < 2:
        return {}
    draw = np.random.default_rng(seed)
    left = draw.integers(0, data.size, _CHANCE_PAIRS, dtype=np.int32)
    right = draw.integers(0, data.size - 1, _CHANCE_PAIRS, dtype=np.int32)
    right = np.where(right >= left, right + 1, right).astype(np.int32)
    levels = compare(data, left, right)
    return {f: np.bincount(values, minlength=len(FIELDS[f])) / len(values) for f, values in levels.items()}


def rarity_bands(data: Encoded) -> dict[str, Floats]:
    """For each name field the share of the rarity bands among records and among agreements by chance."""
    out = {}
    for field, slots, share in (
        ("given", [GIVEN], data.parts.given_share),
        ("family", list(range(MIDDLE1, LAST_OTHER)), data.parts.lineage_share),
    ):
        codes = data.slots[:, slots].ravel()
        found = share[codes[codes >= 0]] if len(share) else np.zeros(0)
        band = np.searchsorted(np.array(RARITY), found)
        rows = np.stack([np.bincount(band, minlength=4) + 1.0, np.bincount(band, weights=found, minlength=4) + 1e-3])
        out[field] = rows / rows.sum(axis=1, keepdims=True)
    return out | dict.fromkeys(("father", "grandfather", "kunya"), out["family"])


def rival_levels(data: Encoded, left: NDArray[np.int32], right: NDArray[np.int32], weight: Floats) -> Levels:
    """Say for each pair of two lists whether either record has a better partner in the other's list.

    A person stands in a list once, seldom twice: brothers find each other, but each finds himself too.
    """
    gap = np.full(len(left), -np.inf)
    for one, two in ((left, right), (right, left)):
        group_code = one.astype(np.int64) * len(data.lists) + data.list_code[two]
        order = np.lexsort((-weight, group_code))
        sorted_group, sorted_weight = group_code[order], weight[order]
        first = np.concatenate(([True], sorted_group[1:] != sorted_group[:-1])) if len(order) else np.zeros(0, bool)
        best = sorted_weight[first][np.cumsum(first) - 1]
        behind = np.full(len(order), -np.inf)
        behind[order] = np.where(best > 0, best - sorted_weight, -np.inf)
        gap = np.maximum(gap, behind)
    level = np.select([gap > 9, gap > 4, gap > 0.5], [1, 2, 3], default=4)
    same_list = data.list_code[left] == data.list_code[right]
    return np.where(same_list, 0, level).astype(np.int8)


def _constraints(
    data: Encoded, judgements: Iterable[Judgement]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int]:
    """Must-links and cannot-links of the latest reviewed judgements, by record index; number of conflicts."""
    at = {record: n for n, record in enumerate(data.ids)}
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED and j.record_a in at and j.record_b in at]
    if not reviewed:
        return [], [], 0
    persons = group(data.ids, reviewed)
    must = [(at[root], at[record]) for record, root in persons.roots.items() if root != record]
    cannot = [(at[a], at[b]) for a, b in persons.apart]
    return sorted(must), sorted(cannot), len(persons.conflicts)


def _pairs_frame(
    data: Encoded,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    levels: dict[str, Levels],
    *,
    weight: Floats,
    probability: Floats,
    across: NDArray[np.bool_],
) -> pl.DataFrame:
    kept = np.flatnonzero(weight > _KEPT_WEIGHT)
    kept = kept[np.lexsort((right[kept], left[kept], -weight[kept]))]
    ids = pl.Series(data.ids, dtype=pl.String)
    frame = pl.DataFrame({
        "record_id_l": ids.gather(left[kept]),
        "record_id_r": ids.gather(right[kept]),
        "weight": weight[kept],
        "probability": probability[kept],
        "across_clusters": across[kept],
    })  # fmt: skip
    return frame.hstack(levels_frame({f: values[kept] for f, values in levels.items()}, dict(FIELDS)))


def _clusters_frame(
    data: Encoded,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    probability: Floats,
    roots: NDArray[np.int32],
    must: frozenset[tuple[int, int]],
) -> pl.DataFrame:
    """Where each record is put; its probability is its best link inside, or alone that no link holds."""
    inside = roots[left] == roots[right]
    best_in, best_out = np.zeros(data.size), np.zeros(data.size)
    for side in (left, right):
        np.maximum.at(best_in, side[inside], probability[inside])
        np.maximum.at(best_out, side[~inside], probability[~inside])
    for pair in must:
        best_in[list(pair)] = 1.0
    size = np.bincount(roots, minlength=data.size)[roots] if data.size else np.zeros(0, dtype=np.int64)
    ids = pl.Series(data.ids, dtype=pl.String)
    return pl.DataFrame({
        "record_id": ids,
        "cluster_id": ids.gather(roots),
        "probability": np.where(size > 1, best_in, 1.0 - best_out),
    })  # fmt: skip


def _report(
    data: Encoded,
    rules: list[RuleReport],
    model: Model,
    roots: NDArray[np.int32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    probability: Floats,
) -> dict[str, Any]:
    sizes = np.bincount(roots, minlength=data.size)
    compared = np.zeros(data.size, dtype=np.bool_)
    compared[left] = compared[right] = True
    return {
        "version": VERSION,
        "records": data.size,
        "lists": len(data.lists),
        "candidate_pairs": len(left),
        "clusters": int((sizes > 0).sum()),
        "clusters_of_more": int((sizes > 1).sum()),
        "largest_cluster": int(sizes.max()) if data.size else 0,
        "uncertain_pairs": int(((probability > 0.1) & (probability < 0.9)).sum()),
        "uncompared_records": int((~compared).sum()),
        "blocking": [asdict(rule) for rule in rules],
        "model": model.parameters(),
    }
