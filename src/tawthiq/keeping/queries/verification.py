"""Which verification decision stands for which record."""

from __future__ import annotations

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import VerificationDecision
from tawthiq.keeping.queries.frames import first_versions
from tawthiq.terms.members import Viewer


def statuses_by_record(*, viewer: Viewer) -> dict[str, str]:
    """The latest decision for each record that one is pinned to, by the record's first version."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = VerificationDecision.objects.order_by("id").values_list("record_id", "status")
    firsts = first_versions(viewer=viewer)
    return {firsts.get(str(record_id), (str(record_id), 0))[0]: status for record_id, status in rows}
