"""Capture tables as they would be had the linking gone otherwise: what an estimate needs to carry its error.

Records are linked anew, with the judgements that stand, and clusterings are drawn from what the linking knows.
Nothing is kept: the same records, judgements and seed give the same tables again. Reviewed judgements hold in
every table; accepted links are the linker's own and bind nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tawthiq.actions.link_records import judgements_on_current_versions, matching_frame
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import frames
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.counting.captures import CaptureTable
    from tawthiq.matching.draws import Draws, Ints


def draw_captures(
    *, viewer: Viewer, captures: pl.DataFrame, names: Mapping[str, str], draws: int, seed: int
) -> tuple[CaptureTable, ...]:
    """Draw capture tables of the lists in ``names`` (source id to name), one a draw.

    ``captures`` holds record_id and list of the records counted, and stratum where they are divided. The records are
    those of persons that have the outcome now; in a draw they may be other persons, and each keeps the stratum of
    the person it is of now, so that a person drawn across two strata counts in both.
    """
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
    sources = sorted(names)
    rows = (
        linkage.compared.ids.alias("record_id")
        .to_frame()
        .join(captures.rename({"list": "source"}), on="record_id", how="left", maintain_order="left")
    )
    code = rows["source"].replace_strict(sources, list(range(len(sources))), default=-1, return_dtype=pl.Int32)
    lists = [names[source] for source in sources]
    whole = _tables(drawn, code.fill_null(-1).to_numpy(), lists)
    if "stratum" not in captures.columns:
        return whole
    strata = sorted(captures["stratum"].unique().to_list())
    parts = [_tables(drawn, _only(code, rows["stratum"], stratum).to_numpy(), lists) for stratum in strata]
    return tuple(
        CaptureTable(lists=table.lists, cells=table.cells, strata=tuple(zip(strata, own, strict=True)))
        for table, *own in zip(whole, *parts, strict=True)
    )


def _only(code: pl.Series, stratum: pl.Series, wanted: str) -> pl.Series:
    return code.set(~stratum.eq_missing(wanted), -1).fill_null(-1)


def _tables(drawn: Draws, code: Ints, lists: Sequence[str]) -> tuple[CaptureTable, ...]:
    from tawthiq.counting.captures import CaptureTable

    histories, counts = drawn.capture_tables(code, len(lists))
    cells = [tuple(int(on) for on in history) for history in histories]
    return tuple(CaptureTable.from_cells(lists, dict(zip(cells, row.tolist(), strict=True))) for row in counts)
