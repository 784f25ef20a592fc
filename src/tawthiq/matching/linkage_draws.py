"""Draws of the clustering from a finished linkage: its kept pairs, its clusters and its report are enough."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from tawthiq.matching.calibration import Calibration
from tawthiq.matching.drawing import draw_clusterings
from tawthiq.matching.draws import Draws, Ints
from tawthiq.matching.linking import Linkage
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
    """Draw clusterings of linked records; records are numbered in the order of ``linkage.clusters``.

    Args:
        linkage: the result of `tawthiq.matching.link`.
        lists: ``record_id`` and ``list`` of every linked record.
        judgements: those the linkage was given; reviewed ones hold in every draw.
        calibration: how far the weights can be believed.
        draws: how many.
        level: of the intervals.
        seed: of the draws.
    """
    ids = linkage.clusters["record_id"]
    number = pl.DataFrame({"record_id": ids, "number": np.arange(len(ids), dtype=np.int32)})

    def numbered(column: pl.Series) -> Ints:
        joined = pl.DataFrame({"record_id": column}).join(number, on="record_id", how="left", maintain_order="left")
        return joined["number"].to_numpy()

    names = pl.DataFrame({"record_id": ids}).join(lists, on="record_id", how="left", maintain_order="left")["list"]
    known = sorted(names.fill_null("").unique().to_list())
    code = names.fill_null("").replace_strict(known, list(range(len(known))), return_dtype=pl.Int32).to_numpy()
    clean = np.isin(np.array(known), linkage.report["one_per_list"])
    must, cannot = _constraints(ids.to_list(), judgements)
    return draw_clusterings(
        len(ids),
        numbered(linkage.pairs["record_id_l"]),
        numbered(linkage.pairs["record_id_r"]),
        linkage.pairs["weight"].to_numpy(),
        roots=numbered(linkage.clusters["cluster_id"]),
        list_code=code,
        must=must,
        cannot=cannot,
        clean_list=np.where(clean[code], code, -1).astype(np.int32),
        calibration=calibration,
        draws=draws,
        level=level,
        seed=seed,
    )


def _constraints(
    ids: list[str], judgements: Iterable[Judgement]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    at = {record: n for n, record in enumerate(ids)}
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED and j.record_a in at and j.record_b in at]
    if not reviewed:
        return [], []
    persons = group(ids, reviewed)
    must = [(at[root], at[record]) for record, root in persons.roots.items() if root != record]
    return must, [(at[a], at[b]) for a, b in persons.apart]
