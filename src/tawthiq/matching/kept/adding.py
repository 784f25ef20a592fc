"""Links new records to kept ones, without linking those again.

The new records are coded in the words of the kept ones, their keys are looked up among the kept keys, and only
pairs with a new record are compared, and those of whoever is touched by one (`tawthiq.matching.kept.evidence`).
The model stays as it was fitted. Touched clusters are clustered anew with the new records, by the rule of
`tawthiq.matching.clustering`; all others stay as they are.

A cluster has the id of its record that came first. So a kept cluster keeps its id whatever joins it; where a new
record brings two kept clusters together the older id stays; what became of each is in ``changes``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.clustering import cluster
from tawthiq.matching.encoding import encode
from tawthiq.matching.kept.added import CHANGES, Added, changes_of
from tawthiq.matching.kept.dictionaries import extend
from tawthiq.matching.kept.evidence import Evidence, Mask
from tawthiq.matching.kept.holding import Kept
from tawthiq.matching.kept.index import build_index
from tawthiq.matching.kept.likeness import unlikeness
from tawthiq.matching.kept.records import Records, Rows
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linkage import ComparedPairs
from tawthiq.matching.linking import VERSION, Progress, _clean_lists, _clusters_frame, _constraints
from tawthiq.matching.schema import check
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

Numbers = NDArray[np.int32]
Must = list[tuple[int, int]]


def link_new(
    kept: Kept,
    frame: pl.DataFrame,
    *,
    one_per_list: Collection[str] = (),
    judgements: Iterable[Judgement] = (),
    progress: Progress | None = None,
) -> Added:
    """Find for new records the kept records, and the new ones, that speak of the same person.

    Reviewed judgements are obeyed exactly, those kept and those given here (the latest for a pair counts); they
    do not teach the model anew.

    Args:
        kept: what was kept (`tawthiq.matching.keep`, `tawthiq.matching.read_kept`).
        frame: the new records in the canonical shape; ids that no kept record has.
        one_per_list: lists that hold nobody twice, beside those said to when linking before.
        judgements: decisions about pairs, on new records or kept ones.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: the frame is not in shape, an id is kept already, or a list in ``one_per_list`` is unknown.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "encode")
    frame = _check_new(kept, frame)
    fresh = encode(frame)
    words, columns = extend(kept.words, fresh, frame)
    records = Records(
        ids=pl.concat([kept.ids, frame["record_id"]]),
        kept=kept.columns,
        new=columns,
        words=words,
        told_on=kept.settings.told_on,
    )
    clean = sorted({*kept.settings.one_per_list, *one_per_list})
    _check_lists(clean, words.lists)
    tell(0.2, "block")
    new = np.arange(kept.size, records.size, dtype=np.int64)
    index = build_index(records.take(new, for_keys=True), parts=words.parts, numbers=new)
    evidence = Evidence(records, (kept.index, index), kept.settings, _clean_of(records, clean))
    rules = evidence.ask(new)
    tell(0.5, "weigh")
    judged = _Judged(kept, judgements, records.ids)
    reached, levels = evidence.gather(
        np.concatenate((new, judged.since)),
        roots=np.asarray(kept.roots),
        fellows=_fellows(kept, records.size),
        tied=judged.tied,
    )
    tell(0.8, "cluster")
    compared, around, report = _clustered(evidence, levels, reached, judged, clean)
    roots, probability = _placed(kept, around, reached, records)
    changes = changes_of(kept, reached, roots, records.ids)
    report |= _counts(records, evidence, kept, roots, changes) | {"blocking": list(rules), "one_per_list": clean}
    unlike = unlikeness(kept, fresh, report)
    report["unlike"] = [one.plain() for one in unlike]
    tell(1.0, "done")
    return Added(
        compared=compared,
        clusters=_whole_clusters(around, roots, probability, records.ids),
        report=report,
        before=kept,
        records=records,
        frame=frame,
        index=index,
        roots=roots,
        probability=probability,
        changes=changes,
        judgements=judged.all,
        touched=records.ids.gather(np.flatnonzero(reached)),
    )


def _check_new(kept: Kept, frame: pl.DataFrame) -> pl.DataFrame:
    frame = check(frame)
    twice = kept.ids.filter(kept.ids.is_in(frame["record_id"].implode()))
    if len(twice):
        raise BadInputError(
            "matching.id_kept",
            f"{len(twice):,} of {frame.height:,} ids are kept already, the first is {twice.sort()[0]!r}.",
            "Give only the records that are new, or ids of their own to these.",
        )
    return frame


def _check_lists(names: list[str], lists: tuple[str, ...]) -> None:
    unknown = sorted(set(names) - set(lists))
    if unknown:
        raise BadInputError(
            "matching.unknown_list", f"There is no list called {unknown[0]!r}.", "Use the names of the column list."
        )


def _clean_of(records: Records, clean: list[str]) -> Numbers:
    """For each record its list if that holds nobody twice, or -1."""
    codes = np.concatenate((records.kept["list_code"], records.new["list_code"])).astype(np.int32)
    holds = np.isin(np.array(records.words.lists), clean) if clean else np.zeros(len(records.words.lists), dtype=bool)
    return np.where(holds[codes], codes, -1).astype(np.int32) if len(holds) else codes


def _fellows(kept: Kept, size: int) -> Callable[[Mask], Mask]:
    """Everyone who was kept in one cluster with those given."""
    roots = np.asarray(kept.roots)

    def fellows(reached: Mask) -> Mask:
        touched = np.zeros(size, dtype=np.bool_)
        touched[roots[reached[: kept.size]]] = True
        wider = reached.copy()
        wider[: kept.size] |= touched[roots]
        return wider

    return fellows


class _Judged:
    """Reviewed judgements on records that are there: all of them, the pairs they tie, the records of later ones."""

    def __init__(self, kept: Kept, judgements: Iterable[Judgement], ids: pl.Series) -> None:
        given = [j for j in judgements if j.basis is Basis.REVIEWED]
        held = set(kept.settings.judgements)
        later = [j for j in given if j not in held]
        self.all = (*kept.settings.judgements, *later)
        named = pl.Series([record for j in self.all for record in j.pair], dtype=pl.String).unique()
        found = pl.DataFrame({"id": ids}).with_row_index("at").filter(pl.col("id").is_in(named.implode()))
        at = dict(found.select("id", "at").iter_rows())
        there = [j for j in self.all if j.record_a in at and j.record_b in at]
        ties = [(at[j.record_a], at[j.record_b]) for j in there if j.decision is Decision.SAME]
        self.tied: Rows = np.array(ties, dtype=np.int64).reshape(-1, 2)
        since = [at[record] for j in later for record in j.pair if j.record_a in at and j.record_b in at]
        self.since: Rows = np.array(since, dtype=np.int64)
        self.by_record: dict[str, list[Judgement]] = {}
        for judgement in there:
            self.by_record.setdefault(judgement.record_a, []).append(judgement)

    def among(self, ids: pl.Series) -> list[Judgement]:
        """The judgements on these records."""
        return [judgement for record in ids.to_list() for judgement in self.by_record.get(record, ())]


def _clustered(
    evidence: Evidence, levels: dict[str, Any], reached: Mask, judged: _Judged, clean: list[str]
) -> tuple[ComparedPairs, pl.DataFrame, dict[str, Any]]:
    """The pairs of new records and inside what was reached; where each reached record is put; what was counted."""
    left, right, records = evidence.left, evidence.right, evidence.records
    inside = reached[left] & reached[right]
    shown = np.flatnonzero(inside | (right >= records.kept_size))
    used = np.unique(np.concatenate((left[shown], right[shown], np.flatnonzero(reached))))
    ends = [np.searchsorted(used, side[shown]).astype(np.int32) for side in (left, right)]
    data = records.take(used)
    must, cannot, conflicts = _constraints(data, judged.among(data.ids.filter(pl.Series(reached[used]))))
    held = inside[shown]
    roots = cluster(
        len(used),
        ends[0][held],
        ends[1][held],
        evidence.weight[shown][held],
        must=must,
        cannot=cannot,
        clean_list=_clean_lists(data, clean),
    )
    compared = ComparedPairs(
        ids=data.ids,
        left=ends[0],
        right=ends[1],
        levels={field: levels[field][shown] for field in FIELDS},
        weight=evidence.weight[shown].astype(np.float32),
        probability=evidence.probability[shown].astype(np.float32),
        across=~held | (roots[ends[0]] != roots[ends[1]]),
        fields=FIELDS,
    )
    around = _clusters_frame(compared, roots, must).with_columns(number=used, root=used[roots])
    return compared, around, {"judgement_conflicts": conflicts}


def _placed(kept: Kept, around: pl.DataFrame, reached: Mask, records: Records) -> tuple[Numbers, NDArray[np.float32]]:
    """For all records the first of their cluster, and the probability that they belong there."""
    many = records.size - kept.size
    roots = np.concatenate((kept.roots, np.arange(kept.size, records.size))).astype(np.int32)
    probability = np.concatenate((kept.probability, np.ones(many))).astype(np.float32)
    here = around.filter(pl.Series(reached[around["number"].to_numpy()]))
    roots[here["number"].to_numpy()] = here["root"].to_numpy()
    probability[here["number"].to_numpy()] = here["probability"].to_numpy()
    return roots, probability


def _whole_clusters(
    around: pl.DataFrame, roots: Numbers, probability: NDArray[np.float32], ids: pl.Series
) -> pl.DataFrame:
    """The clusters, whole, of every record that stands in a pair or was reached."""
    met = np.zeros(len(roots), dtype=np.bool_)
    met[roots[around["number"].to_numpy()]] = True
    rows = np.flatnonzero(met[roots])
    return pl.DataFrame({
        "record_id": ids.gather(rows),
        "cluster_id": ids.gather(roots[rows]),
        "probability": probability[rows].astype(np.float64),
    })  # fmt: skip


def _counts(records: Records, evidence: Evidence, kept: Kept, roots: Numbers, changes: pl.DataFrame) -> dict[str, Any]:
    """What was done, as `tawthiq.matching.linking` reports it; pairs and doubts are those of new records."""
    sizes = np.bincount(roots, minlength=records.size)
    of_new = evidence.right >= kept.size
    met = np.zeros(records.size, dtype=np.bool_)
    met[evidence.left[of_new]] = met[evidence.right[of_new]] = True
    probability = evidence.probability[of_new]
    alone = (sizes[roots[kept.size :]] == 1) if records.size > kept.size else np.zeros(0, dtype=np.bool_)
    settings = kept.settings
    return {
        "version": VERSION,
        "records": records.size,
        "new_records": records.size - kept.size,
        "lists": len(records.words.lists),
        "candidate_pairs": int(of_new.sum()),
        "compared_again": int((~of_new).sum()),
        "clusters": int((sizes > 0).sum()),
        "clusters_of_more": int((sizes > 1).sum()),
        "largest_cluster": int(sizes.max(initial=0)),
        "uncertain_pairs": int(((probability > 0.1) & (probability < 0.9)).sum()),
        "uncompared_records": int((~met[kept.size :]).sum()),
        "new_alone": int(alone.sum()),
        "changes": {kind: changes.filter(pl.col("change") == kind).height for kind in CHANGES},
        "model": settings.model.parameters(),
        "fitted_on": settings.fitted_on,
        "seed": settings.seed,
        "spellings_joined": len(settings.equivalents),
        "learned": None
        if settings.learned is None
        else {"words": settings.learned.explain(), "model": settings.learned.to_plain(), "used": True},
    }
