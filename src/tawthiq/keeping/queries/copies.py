"""Copies that left the mission with something of a source in them: files taken, tables exported, releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tawthiq.keeping.models import GivenCopy
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """One copy: `kind` is ``file``, ``table``, ``release``, ``bag`` or ``sealed``; `copy_id` is its id in the audit."""

    kind: str
    copy_id: str
    at: datetime
    member: str
    recipient: str


def given_copies(source_id: UUID, *, viewer: Viewer) -> list[CopyView]:
    """Every copy given out with something of this source, newest first; for whoever reads the source."""
    rows = visible(viewer, GivenCopy).filter(source_id=source_id).select_related("member").order_by("-at", "-id")
    return [
        CopyView(
            kind=row.kind,
            copy_id=row.copy_id,
            at=row.at,
            member=row.member.display_name or row.member.username,
            recipient=row.recipient,
        )
        for row in rows
    ]
