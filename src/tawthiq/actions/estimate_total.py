"""Estimates how many there were, or refuses with reasons. Either is kept, shown and published the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
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
from tawthiq.terms.vocabularies import vocabulary

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.counting.captures import CaptureTable

Progress = Callable[[float, str], None]
MOST_LINKAGE_DRAWS = 200
DIVIDES = ("place", "month", "sex")


def estimate_total(
    *,
    viewer: Viewer,
    outcome: str = "killed",
    seed: int = 1,
    by: Sequence[str] = (),
    join_small: bool = False,
    linkage_draws: int = 0,
    checks: bool = True,
    progress: Progress | None = None,
) -> tuple[UUID, Estimate | Refusal]:
    """Estimate the number of persons with this outcome from which lists hold whom, and keep the answer.

    Only lists take part: an interview or a report names whom its witness knew, not whom it could find. Lists
    are named by their title, with the source number where two share a title. Divided by place, month or sex, the
    strata with their sum and their coverage stand beside the answer; persons of unknown stratum are shared out.
    """
    from tawthiq.counting.estimate import estimate
    from tawthiq.counting.runs import Budget
    from tawthiq.counting.strata import estimate_strata

    require(viewer, Permission.COUNT)
    if outcome not in vocabulary("outcome").codes():
        raise BadInputError(
            "estimate.outcome",
            "There is no such outcome.",
            f"Use one of {', '.join(sorted(vocabulary('outcome').codes()))}.",
        )
    _check_asked(by, linkage_draws)
    seq, _ = custody.ledger_head(viewer=viewer)
    captures = frames.capture_frame(viewer=viewer, outcome=outcome)
    if captures.is_empty():
        raise BadInputError(
            "estimate.no_lists", "No list holds a person with this outcome yet.", "Import lists and link them first."
        )
    names = _list_names(viewer)
    counted = _counted(captures, by, names)
    table, linkable = _table(counted), _table(_linkable(counted), lists=counted)
    drawn = _drawn(viewer, counted, names, draws=linkage_draws, seed=seed)
    tell = _between(progress, 0.0, 0.5 if by else 1.0)
    answer = estimate(
        table,
        seed=seed,
        budget=Budget(checks=checks),
        unlinkable=table.n_observed - linkable.n_observed,
        linkable=linkable if linkable.n_observed < table.n_observed else None,
        linkage=drawn,
        progress=tell,
    )
    data: dict[str, Any] = answer.to_dict()
    data["overlap"] = [{"lists": list(held), "count": count} for held, count in table.upset_rows()]
    if by:
        divided = estimate_strata(
            table, seed=seed, join_small=join_small, linkage=drawn, progress=_between(progress, 0.5, 1.0)
        )
        data["strata"] = {**divided.to_dict(), "by": list(by)}
    settings = {
        "outcome": outcome,
        "by": list(by),
        "join_small": join_small,
        "linkage_draws": linkage_draws,
        "checks": checks,
        "lists": {name: source for source, name in names.items()},
    }
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
            settings=settings,
            inputs_sha256=frame_digest(counted),
            data=json.dumps(data, sort_keys=True, ensure_ascii=False),
            compartments=scope_ids(viewer),
        )
        deed.enter(EntryKind.COUNTED, result_id)
        deed.note("result", result_id, outcome=outcome, seed=seed)
    return result_id, answer


def _check_asked(by: Sequence[str], linkage_draws: int) -> None:
    if not 0 <= linkage_draws <= MOST_LINKAGE_DRAWS:
        raise BadInputError(
            "estimate.linkage_draws",
            f"Between 0 and {MOST_LINKAGE_DRAWS} draws of the linking can be asked for.",
            "Give 20 or 50; 0 leaves the error of the linking out.",
        )
    if len(set(by)) != len(by) or not set(by) <= set(DIVIDES):
        raise BadInputError(
            "estimate.by",
            "The persons cannot be divided in this way.",
            f"Divide by one or several of: {', '.join(DIVIDES)}, each once.",
        )


def _counted(captures: pl.DataFrame, by: Sequence[str], names: Mapping[str, str]) -> pl.DataFrame:
    """The records counted with the name of their list, and the stratum of their person where it was asked for."""
    import polars as pl

    from tawthiq.counting.capture_files import BETWEEN
    from tawthiq.counting.sharing import UNKNOWN

    rows = captures.with_columns(pl.col("list").alias("source"), pl.col("list").replace_strict(names))
    if not by:
        return rows
    unknown = pl.any_horizontal(pl.col(each) == UNKNOWN for each in by)
    return rows.with_columns(
        pl.when(unknown).then(pl.lit(UNKNOWN)).otherwise(pl.concat_str(by, separator=BETWEEN)).alias("stratum")
    )


def _linkable(counted: pl.DataFrame) -> pl.DataFrame:
    """Without persons of whom no record has what linking needs."""
    import polars as pl

    return counted.filter(pl.col("can_link").any().over("person_id")).drop("stratum", strict=False)


def _table(rows: pl.DataFrame, lists: pl.DataFrame | None = None) -> CaptureTable:
    """The capture table of these rows, with the lists of others where given."""
    from tawthiq.counting.captures import CaptureTable, capture_table

    wanted = [column for column in ("person_id", "list", "stratum") if column in rows.columns]
    if lists is None:
        return capture_table(rows.select(wanted))
    names = sorted(lists["list"].unique().to_list())
    if rows.is_empty():
        return CaptureTable.from_cells(names, {})
    found = capture_table(rows.select(wanted))
    place = {name: i for i, name in enumerate(found.lists)}
    cells = {tuple(h[place[n]] if n in place else 0 for n in names): count for h, count in found.cells}
    return CaptureTable.from_cells(names, cells)


def _drawn(
    viewer: Viewer, counted: pl.DataFrame, names: Mapping[str, str], *, draws: int, seed: int
) -> tuple[CaptureTable, ...]:
    if not draws:
        return ()
    held = {source: names[source] for source in counted["source"].unique().to_list()}
    wanted = ["record_id", *(["stratum"] if "stratum" in counted.columns else [])]
    captures = counted.select(*wanted, list="source")
    return draw_captures(viewer=viewer, captures=captures, names=held, draws=draws, seed=seed)


def _between(progress: Progress | None, start: float, end: float) -> Progress | None:
    """A part of the whole, from one share done to another; strata are told by what they are and not by name."""
    if progress is None:
        return None
    return lambda share, step: progress(start + share * (end - start), step if start == 0 else "strata")


def _list_names(viewer: Viewer) -> dict[str, str]:
    rows = frames.list_sources(viewer=viewer)
    titles = [title for _, _, title, _ in rows]
    return {source: title if titles.count(title) == 1 else f"{title} (S-{number})" for source, number, title, _ in rows}
