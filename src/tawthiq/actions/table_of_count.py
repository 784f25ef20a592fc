"""Any table of a kept count, and the persons behind any of its cells, from what the count was made from.

The answer is the count's own, whatever was decided since. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tawthiq.actions.count_documented import standing_rules, table_data
from tawthiq.actions.frames_to_count import CountedFrames
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.opening import Policies
from tawthiq.keeping.queries import count_frames, results
from tawthiq.keeping.queries.persons import PersonRow
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A table that is asked for.

    Args:
        of: the set that is counted (`tawthiq.counting.counted_sets.SETS`).
        by: the dimensions.
        outcome: narrows to persons with one outcome; empty for all.
        dates: ``whole`` or ``spread``.
        treatment: of disputed values; empty for the policy that the count was made by.
    """

    of: str = "persons"
    by: tuple[str, ...] = ("outcome",)
    outcome: str = ""
    dates: str = "whole"
    treatment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InCell:
    """One line behind a cell; `person` is None where the person has been laid down anew since, or nobody is named."""

    person_id: str
    share: float
    person: PersonRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPage:
    """The persons behind a cell, a page of them; `sum` is the number of the cell."""

    rows: list[InCell]
    total: int
    sum: float
    page: int
    pages: int


def table_of_count(result_id: UUID, asked: Asked, *, viewer: Viewer) -> dict[str, Any]:
    """A table of a kept count as plain data; refuses (NotFoundError) a count that kept no frames."""
    from tawthiq.counting.counted_sets import count_set

    frames, rules = _frames(result_id, asked, viewer=viewer)
    return table_data(count_set(asked.of, frames.persons, frames.incidents, by=asked.by, rules=rules), of=asked.of)


def cell_of_count(
    result_id: UUID,
    asked: Asked,
    keys: Sequence[str],
    *,
    viewer: Viewer,
    counted: str = "reported",
    page: int = 1,
) -> CellPage:
    """The persons behind a cell; an empty key stands for all values of its dimension.

    Refuses (NotFoundError) a viewer who may not read content, and a cell that is not there.
    """
    from tawthiq.counting.counted_sets import UNITS, cell_of_set

    require_sight(viewer, Permission.READ_CONTENT)
    frames, rules = _frames(result_id, asked, viewer=viewer)
    wanted = {name: key for name, key in zip(asked.by, keys, strict=False) if key}
    found = cell_of_set(
        asked.of, frames.persons, frames.incidents, by=asked.by, keys=wanted, rules=rules, counted=counted
    )
    unit = "violation_id" if asked.of in UNITS else "person_id"
    total = found.height
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = found.slice((page - 1) * PAGE_SIZE, PAGE_SIZE)
    held = count_frames.persons_listed([i for i in shown["person_id"].to_list() if i is not None], viewer=viewer)
    rows = [
        InCell(person_id=i or "", share=share, person=held.get(i))
        for i, share in shown.select("person_id", "share").iter_rows()
    ]
    return CellPage(rows=rows, total=total, sum=float(found.unique(unit)["share"].sum()), page=page, pages=pages)


def dimensions_of_count(result_id: UUID, *, viewer: Viewer) -> tuple[str, ...]:
    """What the persons of a kept count can be divided by."""
    from tawthiq.counting.dimensions import all_dimensions

    kept, frames = _kept(result_id, viewer=viewer)
    has_periods = bool(kept.settings["policies"]["periods"])
    passed_over = {"grave_violation", *(() if has_periods else ("period",))}
    return tuple(name for name in all_dimensions(frames.persons) if name not in passed_over)


def _frames(result_id: UUID, asked: Asked, *, viewer: Viewer) -> tuple[CountedFrames, Any]:
    import polars as pl

    kept, frames = _kept(result_id, viewer=viewer)
    held = kept.settings["policies"]
    policies = Policies(**{**held, "periods": tuple(held["periods"])})
    if asked.treatment:
        policies = replace(policies, ambiguous_status=asked.treatment)
    rules = standing_rules(policies)
    rules = replace(rules, dates=replace(rules.dates, name=asked.dates))
    if asked.outcome:
        persons = frames.persons.filter(pl.col("outcome") == asked.outcome)
        frames = CountedFrames(persons=persons, incidents=frames.incidents)
    return frames, rules


def _kept(result_id: UUID, *, viewer: Viewer) -> tuple[results.ResultView, CountedFrames]:
    kept = results.result(result_id, viewer=viewer)
    packed = results.counted_frames(result_id, viewer=viewer)
    if kept.kind != "count" or not packed:
        raise NotFoundError(
            "count.no_frames", "This count kept only its own tables.", "Count again; newer counts can be divided."
        )
    return kept, CountedFrames.unpack(packed)
