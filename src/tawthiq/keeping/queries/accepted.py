"""Links that were accepted as a batch and still stand."""

from __future__ import annotations

from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.members import Viewer


def accepted_judgements(*, viewer: Viewer, run_id: UUID | None = None) -> dict[frozenset[str], UUID]:
    """The id of the standing accepted judgement by pair; of one run, if one is asked for."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = (
        visible(viewer, Judgement)
        .filter(undone_by__isnull=True, undoes__isnull=True, basis="accepted", decision="same")
        .order_by("number")
    )
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    return {frozenset((str(a), str(b))): i for i, a, b in rows.values_list("id", "record_a_id", "record_b_id")}


def last_accepting_run(*, viewer: Viewer) -> UUID | None:
    """The newest run whose accepted links still stand, at least one of them."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = visible(viewer, Judgement).filter(
        undone_by__isnull=True, undoes__isnull=True, basis="accepted", decision="same"
    )
    held: UUID | None = rows.order_by("-run__at").values_list("run_id", flat=True).first()
    return held
