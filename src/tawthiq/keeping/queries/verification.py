"""Which verification decision stands for which record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import VerificationDecision
from tawthiq.keeping.queries.frames import first_versions
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.members import Viewer


def statuses_by_record(*, viewer: Viewer, of_records: Sequence[UUID] | None = None) -> dict[str, str]:
    """The latest decision for each record that one is pinned to, by the record's first version.

    `of_records` narrows to decisions pinned to these.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    decisions = visible(viewer, VerificationDecision).order_by("id")
    if of_records is not None:
        decisions = decisions.filter(record_id__in=of_records)
    rows = decisions.values_list("record_id", "status")
    firsts = first_versions(viewer=viewer)
    return {firsts.get(str(record_id), (str(record_id), 0))[0]: status for record_id, status in rows}
