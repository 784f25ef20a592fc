"""Estimates how many there were, or refuses with reasons. Either is kept, shown and published the same way."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.count_documented import frame_digest
from tawthiq.actions.draw_captures import draw_captures
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import custody, frames
from tawthiq.keeping.queries.sight import scope_ids
from tawthiq.keeping.writes import results
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import Estimate, Refusal
from tawthiq.terms.members import Viewer

Progress = Callable[[float, str], None]
MOST_LINKAGE_DRAWS = 200


def estimate_total(
    *,
    viewer: Viewer,
    outcome: str = "killed",
    seed: int = 1,
    linkage_draws: int = 0,
    progress: Progress | None = None,
) -> tuple[UUID, Estimate | Refusal]:
    """Estimate the number of persons with this outcome from which lists hold whom, and keep the answer.

    Only lists take part: an interview or a report names whom its witness knew, not whom it could find. Lists
    are named by their title, with the source number where two share a title.
    """
    import polars as pl

    from tawthiq.counting.captures import capture_table
    from tawthiq.counting.estimate import estimate

    require(viewer, Permission.COUNT)
    if not 0 <= linkage_draws <= MOST_LINKAGE_DRAWS:
        raise BadInputError(
            "estimate.linkage_draws",
            f"Between 0 and {MOST_LINKAGE_DRAWS} draws of the linking can be asked for.",
            "Give 20 or 50; 0 leaves the error of the linking out.",
        )
    seq, _ = custody.ledger_head(viewer=viewer)
    captures = frames.capture_frame(viewer=viewer, outcome=outcome)
    if captures.is_empty():
        raise BadInputError(
            "estimate.no_lists", "No list holds a person with this outcome yet.", "Import lists and link them first."
        )
    names = _list_names(viewer)
    named = captures.with_columns(pl.col("list").replace_strict(names))
    table = capture_table(named.select("person_id", "list"))
    held = {source: name for source, name in names.items() if name in table.lists}
    drawn = (
        draw_captures(viewer=viewer, outcome=outcome, names=held, draws=linkage_draws, seed=seed)
        if linkage_draws
        else ()
    )
    answer = estimate(table, seed=seed, linkage=drawn, progress=progress)
    overlap = [{"lists": list(held), "count": count} for held, count in table.upset_rows()]
    with performing("estimate", viewer=viewer, permission=Permission.COUNT) as deed:
        result_id = deed.new_id()
        results.add_result(
            result_id=result_id,
            kind="estimate",
            outcome="estimate" if isinstance(answer, Estimate) else "refusal",
            at=deed.at,
            member_id=viewer.member_id,
            ledger_seq=seq,
            seed=seed,
            version=__version__,
            settings={
                "outcome": outcome,
                "linkage_draws": linkage_draws,
                "lists": {name: source for source, name in names.items()},
            },
            inputs_sha256=frame_digest(named),
            data=json.dumps(answer.to_dict() | {"overlap": overlap}, sort_keys=True, ensure_ascii=False),
            compartments=scope_ids(viewer),
        )
        deed.enter(EntryKind.COUNTED, result_id)
        deed.note("result", result_id, outcome=outcome, seed=seed)
    return result_id, answer


def _list_names(viewer: Viewer) -> dict[str, str]:
    rows = frames.list_sources(viewer=viewer)
    titles = [title for _, _, title, _ in rows]
    return {source: title if titles.count(title) == 1 else f"{title} (S-{number})" for source, number, title, _ in rows}
