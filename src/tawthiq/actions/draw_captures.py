"""Capture tables as they would be had the linking gone otherwise: what an estimate needs to carry its error.

Records are linked anew, with the judgements that stand, and clusterings are drawn from what the linking knows.
Nothing is kept: the same records, judgements and seed give the same tables again. Reviewed judgements hold in
every table; accepted links are the linker's own and bind nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tawthiq.actions.link_records import judgements_on_current_versions, matching_frame
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import frames
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from tawthiq.counting.captures import CaptureTable


def draw_captures(
    *, viewer: Viewer, outcome: str, names: Mapping[str, str], draws: int, seed: int
) -> tuple[CaptureTable, ...]:
    """Draw capture tables of the lists in ``names`` (source id to name), one a draw.

    The records counted are those of persons that have this outcome now; in a draw they may be other persons.
    """
    import numpy as np
    import polars as pl

    from tawthiq.counting.captures import CaptureTable
    from tawthiq.matching import link
    from tawthiq.matching.linkage_draws import draw_linkage

    require(viewer, Permission.COUNT)
    frame = matching_frame(frames.record_frame(viewer=viewer))
    held = set(frame["list"].unique().to_list())
    judgements = judgements_on_current_versions(viewer)
    clean = [source for source, _, _, one in frames.list_sources(viewer=viewer) if one and source in held]
    linkage = link(frame, one_per_list=clean, judgements=judgements, seed=seed)
    drawn = draw_linkage(linkage, frame.select("record_id", "list"), judgements=judgements, draws=draws, seed=seed)
    counted = frames.capture_records(viewer=viewer, outcome=outcome)
    sources = sorted(names)
    code = (
        linkage.compared.ids.alias("record_id")
        .to_frame()
        .join(counted, on="record_id", how="left", maintain_order="left")["list"]
        .replace_strict(sources, list(range(len(sources))), default=-1, return_dtype=pl.Int32)
        .fill_null(-1)
        .to_numpy()
    )
    histories, counts = drawn.capture_tables(code, len(sources))
    cells = [tuple(int(on) for on in history) for history in histories]
    lists = [names[source] for source in sources]
    return tuple(
        CaptureTable.from_cells(lists, dict(zip(cells, row.tolist(), strict=True))) for row in np.asarray(counts)
    )
