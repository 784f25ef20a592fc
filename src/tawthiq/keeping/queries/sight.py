"""What a viewer sees of the store. Every query asks here first; what may not be seen is as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import IncidentRecord, Record, Source
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row")


def sources_seen(viewer: Viewer) -> QuerySet[Source]:
    """Sources this viewer may read, withdrawn ones among them (their pages say so)."""
    require_sight(viewer, Permission.READ_CONTENT)
    return Source.objects.all()


def records_seen(viewer: Viewer) -> QuerySet[Record]:
    """Records this viewer may read, all versions."""
    require_sight(viewer, Permission.READ_CONTENT)
    return Record.objects.all()


def current_records(viewer: Viewer) -> QuerySet[Record]:
    """Records that count: not superseded by a correction, and of a source that is not withdrawn."""
    return records_seen(viewer).filter(superseded_by__isnull=True, source__withdrawn_at__isnull=True)


def current_incident_records(viewer: Viewer) -> QuerySet[IncidentRecord]:
    """Incident records that count."""
    require_sight(viewer, Permission.READ_CONTENT)
    return IncidentRecord.objects.filter(superseded_by__isnull=True, source__withdrawn_at__isnull=True)


def found(row: Row | None) -> Row:
    """The row, or NotFoundError where there is none."""
    if row is None:
        raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
    return row


def as_uuid(text: str | UUID) -> UUID:
    """An id from an address; anything that is not one is simply not found."""
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError(
            "keeping.not_found", "There is no such thing in this mission.", "Check the address."
        ) from error
