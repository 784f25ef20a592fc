"""Which verification decision stands for which record."""

from __future__ import annotations

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import VerificationDecision
from tawthiq.terms.members import Viewer


def statuses_by_record(*, viewer: Viewer) -> dict[str, str]:
    """The latest decision for each record that one is pinned to."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = VerificationDecision.objects.order_by("id").values_list("record_id", "status")
    return {str(record_id): status for record_id, status in rows}
