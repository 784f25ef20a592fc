"""Linking: a frame of records in, pairs with weights, clusters and a report out.

The steps: check the frame, code it, find candidates, compare, fit the model on the counted patterns
(`tawthiq.matching.scoring`), learn from the reviewed judgements how far its weights are off
(`tawthiq.matching.learning`), cluster, and draw clusterings to say how sure the number of persons is
(`tawthiq.matching.drawing`). Nothing depends on the order of the rows or on the number of threads: records are
sorted by id first. What is drawn at random (pairs that agree by chance, clusterings) follows the seed, which is
kept.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.blocking import RuleReport, find_candidates
from tawthiq.matching.clustering import cluster
from tawthiq.matching.comparing import compare
from tawthiq.matching.drawing import Constraints, draw_clusterings
from tawthiq.matching.encoding import Encoded, encode
from tawthiq.matching.judged import learn_from
from tawthiq.matching.learned import LearnedModel, NotLearned
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linkage import ComparedPairs, Fitted, Linkage
from tawthiq.matching.persons import group
from tawthiq.matching.schema import check
from tawthiq.matching.scoring import Scores, score
from tawthiq.matching.screening import screen
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Judgement

VERSION = "4"
"""Version of the method; stored with every result, raised when a result on the same frame may change."""
Progress = Callable[[float, str], None]
Constrained = tuple[list[tuple[int, int]], list[tuple[int, int]], int]
Pairs = NDArray[np.int32]


def link(
    frame: pl.DataFrame,
    *,
    one_per_list: Collection[str] = (),
    judgements: Iterable[Judgement] = (),
    seed: int = 0,
    draws: int = 30,
    progress: Progress | None = None,
) -> Linkage:
    """Find the records that speak of the same person.

    Reviewed judgements are obeyed exactly (the latest for a pair counts; *unsure* constrains nothing);
    accepted ones are not used, so that linking again is not bound by its own earlier proposals. As soon as there
    are enough of both kinds they teach the model too; the report says whether they did.

    Args:
        frame: records in the canonical shape (see `tawthiq.matching.schema.conform`).
        one_per_list: lists that are known to hold nobody twice.
        judgements: decisions about pairs; those about records not in the frame are left aside.
        seed: of what is drawn at random; kept in the report.
        draws: how many clusterings are drawn for the interval of the number of persons; 0 for none.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: the frame is not in shape, or a list in ``one_per_list`` is not in it.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "encode")
    data = encode(check(frame))
    check_lists(one_per_list, data.lists)
    tell(0.25, "block")
    left, right, rules = find_candidates(data, one_per_list=one_per_list)
    tell(0.40, "compare")
    candidates, uncompared = len(left), _never_met(data, left, right)
    screened = screen(data, left, right)
    left, right = screened.left, screened.right
    levels = compare(data, left, right)
    tell(0.65, "weigh")
    scores = score(data, left, right, levels, seed=seed, times=screened.times)
    tell(0.80, "cluster")
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED]
    must, cannot, conflicts = _constraints(data, reviewed)
    clean = _clean_lists(data, one_per_list)
    learned = learn_from(reviewed, data, left, right, scores=scores, clean_list=clean) if reviewed else None
    compared = _weighed(data, left, right, scores, learned)
    roots = cluster(data.size, left, right, compared.weight, must=must, cannot=cannot, clean_list=clean)
    compared = replace(compared, across=roots[left] != roots[right])
    tell(0.90, "draw")
    report = _report(data, rules, compared, roots)
    report |= {"candidate_pairs": candidates, "hopeless_pairs": screened.hopeless, "uncompared_records": uncompared}
    report |= {"model": scores.model.parameters(), "judgement_conflicts": conflicts}
    report |= {"one_per_list": sorted(one_per_list), "seed": seed, "learned": of_learning(learned)}
    report["spellings_joined"] = len(scores.equivalents)
    if draws:
        constraints = Constraints(must=tuple(must), cannot=tuple(cannot), clean_list=clean)
        report["draws"] = draw_clusterings(
            data.size,
            left,
            right,
            compared.weight.astype(np.float64),
            roots=roots,
            list_code=data.list_code,
            constraints=constraints,
            draws=draws,
            seed=seed,
        ).report()
    clusters = _clusters_frame(compared, roots, must)
    tell(1.0, "done")
    fitted = Fitted(
        data=data,
        model=scores.model,
        equivalents=scores.equivalents,
        learned=learned if isinstance(learned, LearnedModel) else None,
        judgements=tuple(reviewed),
        one_per_list=tuple(sorted(one_per_list)),
        seed=seed,
    )
    return Linkage(compared=compared, clusters=clusters, report=report, fitted=fitted)


def _weighed(
    data: Encoded, left: Pairs, right: Pairs, scores: Scores, learned: LearnedModel | NotLearned | None
) -> ComparedPairs:
    """Weights and probabilities of the pairs, by the learned model where there is one; not yet clustered."""
    weight, probability = scores.weight, scores.probability
    if isinstance(learned, LearnedModel):
        weight = learned.weights(scores.patterns, scores.weight)
        probability = learned.probabilities(scores.patterns, scores.weight)
    return ComparedPairs(
        ids=data.ids,
        left=left,
        right=right,
        levels=scores.levels,
        weight=weight.astype(np.float32)[scores.number],
        probability=probability.astype(np.float32)[scores.number],
        across=np.ones(len(left), dtype=np.bool_),
        fields=FIELDS,
    )


def of_learning(learned: LearnedModel | NotLearned | None) -> dict[str, Any] | None:
    """What the judgements taught, as plain values; None where there were none."""
    if learned is None:
        return None
    plain = learned.to_plain() if isinstance(learned, LearnedModel) else {"reason": learned.reason.value}
    return {"words": learned.explain(), "model": plain, "used": isinstance(learned, LearnedModel)}


def check_lists(one_per_list: Collection[str], lists: Collection[str]) -> None:
    """Refuse a list that no record stands in."""
    unknown = sorted(set(one_per_list) - set(lists))
    if unknown:
        raise BadInputError(
            "matching.unknown_list",
            f"There is no list called {unknown[0]!r}.",
            "Use the names of the column list.",
        )


def _clean_lists(data: Encoded, one_per_list: Collection[str]) -> NDArray[np.int32] | None:
    """For each record its list if that holds nobody twice, or -1."""
    if not one_per_list or not data.size:
        return None
    clean = np.isin(np.array(data.lists), list(one_per_list))
    return np.where(clean[data.list_code], data.list_code, -1).astype(np.int32)


def _constraints(data: Encoded, reviewed: list[Judgement]) -> Constrained:
    """Must-links and cannot-links of the latest reviewed judgements, by record index; number of conflicts."""
    if not reviewed:
        return [], [], 0
    return constraints_of({record: n for n, record in enumerate(data.ids.to_list())}, reviewed)


def constraints_of(at: Mapping[str, int], reviewed: list[Judgement]) -> Constrained:
    """The same, with the places of records given: all, or those judged, in the order of their ids."""
    reviewed = [j for j in reviewed if j.record_a in at and j.record_b in at]
    persons = group(list(at), reviewed)
    must = [(at[root], at[record]) for record, root in persons.roots.items() if root != record]
    cannot = [(at[a], at[b]) for a, b in persons.apart]
    return sorted(must), sorted(cannot), len(persons.conflicts)


def _clusters_frame(compared: ComparedPairs, roots: NDArray[np.int32], must: list[tuple[int, int]]) -> pl.DataFrame:
    """Where each record is put; its probability is its best link inside, or alone that no link holds."""
    size = len(roots)
    best_in, best_out = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    for side in (compared.left, compared.right):
        np.maximum.at(best_in, side[~compared.across], compared.probability[~compared.across])
        np.maximum.at(best_out, side[compared.across], compared.probability[compared.across])
    for pair in must:
        best_in[list(pair)] = 1.0
    many = np.bincount(roots, minlength=size)[roots] if size else np.zeros(0, dtype=np.int64)
    return pl.DataFrame({
        "record_id": compared.ids,
        "cluster_id": compared.ids.gather(roots),
        "probability": np.where(many > 1, best_in, 1.0 - best_out).astype(np.float64),
    })  # fmt: skip


def _never_met(data: Encoded, left: Pairs, right: Pairs) -> int:
    """How many records are in no candidate."""
    met = np.zeros(data.size, dtype=np.bool_)
    met[left] = met[right] = True
    return int((~met).sum())


def _report(
    data: Encoded, rules: list[RuleReport], compared: ComparedPairs, roots: NDArray[np.int32]
) -> dict[str, Any]:
    sizes = np.bincount(roots, minlength=data.size)
    uncertain = (compared.probability > 0.1) & (compared.probability < 0.9)
    return {
        "version": VERSION,
        "records": data.size,
        "lists": len(data.lists),
        "clusters": int((sizes > 0).sum()),
        "clusters_of_more": int((sizes > 1).sum()),
        "largest_cluster": int(sizes.max()) if data.size else 0,
        "uncertain_pairs": int(uncertain.sum()),
        "blocking": [asdict(rule) for rule in rules],
    }
