"""Linking incidents: a frame of records in, pairs with weights, clusters and a report out.

The steps are those of linking persons (`tawthiq.matching.linking`): check, code, find candidates, compare, fit on
counted patterns, look whether either record has a better partner in the other's list, fit once more, cluster by
average linkage under the judgements. Nothing depends on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from tawthiq.matching.clustering import cluster
from tawthiq.matching.incidents.blocking import RuleReport, find_incident_candidates
from tawthiq.matching.incidents.comparing import Levels, compare_incidents
from tawthiq.matching.incidents.encoding import EncodedIncidents, Ints, encode_incidents
from tawthiq.matching.incidents.levels import FIELDS
from tawthiq.matching.incidents.schema import check
from tawthiq.matching.incidents.weighing import Floats, calibrated_weights, fit_incidents, model_parameters
from tawthiq.matching.linkage import ComparedPairs, Linkage
from tawthiq.matching.persons import group
from tawthiq.matching.weighing import Model, log_likelihoods, match_weights
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Judgement

VERSION = "1"
"""Version of the method; stored with every result, raised when a result on the same frame may change."""
_BASE_FIELDS = tuple(f for f in FIELDS if f != "rival")
MERGE_THRESHOLD = -1.25
"""Least average weight of a merge. Under even odds, because the average of many pairs carries more than one pair does:
here as many incidents are taken apart as are put together on invented lists."""
Progress = Callable[[float, str], None]


@dataclass(frozen=True, kw_only=True)
class IncidentLinkage(Linkage):
    """The result of linking incidents: pairs, clusters and report in the shapes of `tawthiq.matching.Linkage`."""

    def explain(self) -> str:
        """Say in English what was done, what was left out and what is uncertain."""
        found = self.report
        lines = [
            f"{found['records']:,} records of incidents in {found['lists']} lists.",
            f"{found['candidate_pairs']:,} pairs compared.",
            f"{found['clusters']:,} incidents, {found['clusters_of_more']:,} of them of more than one record.",
            f"{found['uncertain_pairs']:,} pairs are uncertain (probability between .1 and .9).",
        ]
        lines += [
            (
                f"Rule “{r['rule']}”: {r['capped_blocks']:,} blocks were too large and left out, with"
                f" {r['capped_records']:,} records and {r['capped_pairs']:,} pairs; other rules may find them."
            )
            for r in found["blocking"]
            if r["capped_blocks"]
        ]
        if found["uncompared_records"]:
            lines.append(f"{found['uncompared_records']:,} records were compared with no other record.")
        if found["judgement_conflicts"]:
            lines.append(f"{found['judgement_conflicts']:,} judgements contradict each other and were not applied.")
        if not found["model"]["converged"]:
            lines.append("The estimation stopped before it settled: weights are approximate.")
        return "\n".join(lines)


def link_incidents(
    frame: pl.DataFrame,
    *,
    one_per_list: Collection[str] = (),
    judgements: Iterable[Judgement] = (),
    seed: int = 0,
    progress: Progress | None = None,
) -> IncidentLinkage:
    """Find the records that speak of the same incident.

    Reviewed judgements are obeyed exactly (the latest for a pair counts; *unsure* constrains nothing); accepted ones
    are not used. Probabilities are calibrated on invented lists, not against reviewed pairs.

    Args:
        frame: records in the shape of `tawthiq.matching.incidents.schema` (see `conform_incidents`).
        one_per_list: lists that are known to hold no incident twice.
        judgements: decisions about pairs; those about records not in the frame are left aside.
        seed: kept in the report; nothing is drawn at random today.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: the frame is not in shape, or a list in `one_per_list` is not in it.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "encode")
    data = encode_incidents(check(frame))
    _check_lists(one_per_list, data)
    tell(0.15, "block")
    left, right, rules = find_incident_candidates(data)
    tell(0.35, "compare")
    levels = compare_incidents(data, left, right)
    tell(0.65, "weigh")
    model, levels, weight, probability = _weigh(data, left, right, levels)
    tell(0.8, "cluster")
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
        threshold=MERGE_THRESHOLD,
    )
    tell(0.95, "report")
    report = _report(data, rules, model, roots, left, right, probability)
    report |= {"judgement_conflicts": conflicts, "one_per_list": sorted(one_per_list), "seed": seed}
    compared = ComparedPairs(
        ids=pl.Series(data.ids, dtype=pl.String),
        left=left,
        right=right,
        levels=levels,
        weight=weight.astype(np.float32),
        probability=probability.astype(np.float32),
        across=roots[left] != roots[right],
        fields=FIELDS,
    )
    clusters = _clusters_frame(data, left, right, probability, roots, must)
    tell(1.0, "done")
    return IncidentLinkage(compared=compared, clusters=clusters, report=report)


def _check_lists(one_per_list: Collection[str], data: EncodedIncidents) -> None:
    unknown = sorted(set(one_per_list) - set(data.lists))
    if unknown:
        raise BadInputError(
            "matching.unknown_list", f"There is no list called {unknown[0]!r}.", "Use the names of the column list."
        )


def _weigh(
    data: EncodedIncidents, left: Ints, right: Ints, levels: dict[str, Levels]
) -> tuple[Model, dict[str, Levels], Floats, Floats]:
    """Fit, look for rivals, fit again; returns model, levels with ``rival``, weights and probabilities."""
    first, raw = _fit_and_score(levels, _BASE_FIELDS)
    levels = levels | {"rival": rival_levels(data, left, right, raw)}
    model, raw = _fit_and_score(levels, tuple(FIELDS), start=first)
    weight = calibrated_weights(raw)
    return model, levels, weight, 1.0 / (1.0 + np.exp2(-weight))


def _fit_and_score(
    levels: dict[str, Levels], fields: tuple[str, ...], *, start: Model | None = None
) -> tuple[Model, Floats]:
    code = np.zeros(len(levels[fields[0]]), dtype=np.int64)
    for field in fields:
        code = code * len(FIELDS[field]) + levels[field]
    _, first, inverse, counts = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    patterns = np.stack([levels[f][first] for f in fields], axis=1)
    model = fit_incidents(patterns, counts.astype(np.float64), fields, start=start)
    if not len(patterns):
        return model, np.zeros(0)
    return model, match_weights(log_likelihoods(model, patterns))[inverse]


def rival_levels(data: EncodedIncidents, left: Ints, right: Ints, weight: Floats) -> Levels:
    """Say for each pair of two lists whether either record has a better partner in the other's list.

    A list seldom has an incident twice: of several strikes on one day each finds its own. Two short lists say nothing.
    """
    gap = np.full(len(left), -np.inf)
    for one, two in ((left, right), (right, left)):
        wanted = one.astype(np.int64) * max(1, len(data.lists)) + data.list_code[two]
        order = np.lexsort((-weight, wanted))
        by, sorted_weight = wanted[order], weight[order]
        first = np.concatenate((np.ones(min(1, len(by)), dtype=np.bool_), by[1:] != by[:-1]))
        best = sorted_weight[first][np.cumsum(first) - 1]
        behind = np.full(len(order), -np.inf)
        behind[order] = best - sorted_weight
        gap = np.maximum(gap, behind)
    level = np.select([gap > 6, gap > 2, gap > 0.5], [1, 2, 3], default=4)
    says_nothing = (data.list_code[left] == data.list_code[right]) | data.are_few(left, right)
    return np.where(says_nothing, 0, level).astype(np.int8)


def _constraints(
    data: EncodedIncidents, judgements: Iterable[Judgement]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int]:
    """Must-links and cannot-links of the latest reviewed judgements, by record index; number of conflicts."""
    at = {record: n for n, record in enumerate(data.ids)}
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED and j.record_a in at and j.record_b in at]
    if not reviewed:
        return [], [], 0
    found = group(data.ids, reviewed)
    must = sorted((at[root], at[record]) for record, root in found.roots.items() if root != record)
    return must, sorted((at[a], at[b]) for a, b in found.apart), len(found.conflicts)


def _clusters_frame(
    data: EncodedIncidents,
    left: Ints,
    right: Ints,
    probability: Floats,
    roots: Ints,
    must: list[tuple[int, int]],
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
    chance = np.where(size > 1, best_in, 1.0 - best_out)
    return pl.DataFrame({"record_id": ids, "cluster_id": ids.gather(roots), "probability": chance})


def _report(
    data: EncodedIncidents,
    rules: list[RuleReport],
    model: Model,
    roots: Ints,
    left: Ints,
    right: Ints,
    probability: Floats,
) -> dict[str, Any]:
    sizes = np.bincount(roots, minlength=data.size)
    compared = np.zeros(data.size, dtype=np.bool_)
    compared[left] = compared[right] = True
    return {
        "subject": "incidents",
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
        "model": model_parameters(model),
    }
