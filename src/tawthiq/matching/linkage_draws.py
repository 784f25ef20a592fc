"""Draws of the clustering from a finished linkage."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from tawthiq.matching.believing import Calibration
from tawthiq.matching.drawing import Constraints, draw_clusterings
from tawthiq.matching.draws import Draws, Ints
from tawthiq.matching.linkage import Linkage
from tawthiq.matching.persons import group
from tawthiq.terms.judgements import Basis, Judgement


def draw_linkage(
    linkage: Linkage,
    lists: pl.DataFrame,
    *,
    judgements: Iterable[Judgement] = (),
    calibration: Calibration | None = None,
    draws: int = 50,
    level: float = 0.95,
    seed: int = 0,
) -> Draws:
    """Draw clusterings of linked records; records are numbered in the order of their ids.

    Args:
        linkage: the result of `tawthiq.matching.link`.
        lists: ``record_id`` and ``list`` of every linked record.
        judgements: those the linkage was given; reviewed ones hold in every draw.
        calibration: how far the weights can be believed.
        draws: how many.
        level: of the intervals.
        seed: of the draws.
    """
    compared = linkage.compared
    ids = compared.ids
    names = pl.DataFrame({"record_id": ids}).join(lists, on="record_id", how="left", maintain_order="left")["list"]
    known = sorted(names.fill_null("").unique().to_list())
    code = names.fill_null("").replace_strict(known, list(range(len(known))), return_dtype=pl.Int32).to_numpy()
    clean = np.isin(np.array(known), linkage.report["one_per_list"])
    place = pl.DataFrame({"cluster_id": ids, "place": np.arange(len(ids), dtype=np.int32)})
    roots = linkage.clusters.join(place, on="cluster_id", how="left", maintain_order="left")["place"].to_numpy()
    return draw_clusterings(
        len(ids),
        compared.left,
        compared.right,
        compared.weight.astype(np.float64),
        roots=roots,
        list_code=code,
        constraints=_constraints(ids.to_list(), judgements, np.where(clean[code], code, -1).astype(np.int32)),
        calibration=calibration,
        draws=draws,
        level=level,
        seed=seed,
    )


def _constraints(ids: list[str], judgements: Iterable[Judgement], clean_list: Ints) -> Constraints:
    at = {record: n for n, record in enumerate(ids)}
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED and j.record_a in at and j.record_b in at]
    persons = group(ids if reviewed else [], reviewed)
    return Constraints(
        must=tuple((at[root], at[record]) for record, root in persons.roots.items() if root != record),
        cannot=tuple((at[a], at[b]) for a, b in persons.apart),
        clean_list=clean_list,
    )
