"""Why the linker proposes a pair: the evidence of each field, on the values and weights of the last run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq.actions.link_records import matching_frame
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.queries import frames, review
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from tawthiq.matching.explain import FieldEvidence


def explain_pair(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> tuple[FieldEvidence, ...]:
    """The evidence for two records, in the order of the fields, ``together`` last; empty where one does not count.

    Reads only. Weights are those of the last run of the linker; those held before any data where none ran, or
    where it ran in a version that compared in other levels.
    """
    from tawthiq.matching import explain as matching

    require_sight(viewer, Permission.READ_CONTENT)
    frame = frames.frame_of_records([record_a, record_b], viewer=viewer)
    rows = {row["record_id"]: row for row in matching_frame(frame).iter_rows(named=True)}
    a, b = rows.get(str(record_a)), rows.get(str(record_b))
    if a is None or b is None:
        return ()
    model = review.last_model(viewer=viewer)
    return matching.explain_pair(a, b, model=model if model is not None and is_of_this_version(model) else None)


def is_of_this_version(model: Mapping[str, Any]) -> bool:
    """Whether a kept model weighs exactly the fields and levels that this version compares."""
    from tawthiq.matching.levels import FIELDS

    levels = model.get("levels")
    if not isinstance(levels, dict) or "class_share" not in model:
        return False
    return all(field in FIELDS and set(found) <= set(FIELDS[field]) for field, found in levels.items())
