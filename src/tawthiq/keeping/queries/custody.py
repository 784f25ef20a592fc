"""Exhibits, the ledger, and the audit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch

from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.keeping.models import AuditEntry, Exhibit, ExhibitFacts, LedgerEntry, Receipt, Source
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One ledger entry; `line` is the exact line that was digested."""

    seq: int
    at: datetime
    kind: str
    object_id: str
    actor: str
    line: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitView:
    """One kept file with its history in the ledger and the sources taken from it.

    `facts` is what the file says of itself (or how a copy was made), `copies` its working copies. A list of many leaves
    both, and the history, empty.
    """

    id: UUID
    sha256: str
    size: int
    media_type: str
    original_name: str
    acquired_how: str
    received_at: datetime
    received_by: str
    derived_from: UUID | None
    sources: list[tuple[UUID, int, str, str]]
    entries: list[EntryView]
    facts: dict[str, Any] = field(default_factory=dict)
    copies: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """One line of the audit."""

    id: int
    at: datetime
    member_id: UUID
    member: str
    action: str
    object_kind: str
    object_id: str
    details: dict[str, Any]

    @property
    def told(self) -> list[tuple[str, Any]]:
        """The details by name. A template that asks a dictionary for its `items` gets the entry of that name."""
        return sorted(self.details.items())


def _entry(row: tuple[int, str, str]) -> EntryView:
    data = json.loads(row[1])
    return EntryView(
        seq=row[0],
        at=datetime.fromisoformat(data["at"]),
        kind=data["kind"],
        object_id=data["object"],
        actor=data["actor"],
        line=row[1],
        sha256=row[2],
    )


def exhibit(exhibit_id: str | UUID, *, viewer: Viewer) -> ExhibitView:
    """One exhibit with its history."""
    require_sight(viewer, Permission.READ_CONTENT)
    row = found(_files(viewer).filter(id=as_uuid(exhibit_id)).first())
    entries = LedgerEntry.objects.filter(object_id=str(row.id)).order_by("seq")
    copies = visible(viewer, Exhibit).filter(derived_from_id=row.id).order_by("received_at")
    return replace(
        _exhibit(row),
        entries=[_entry(e) for e in entries.values_list("seq", "line", "entry_sha256")],
        facts=visible(viewer, ExhibitFacts).filter(exhibit_id=row.id).values_list("facts", flat=True).first() or {},
        copies=tuple(copies.values_list("id", flat=True)),
    )


def is_seen(exhibit_id: UUID, *, viewer: Viewer) -> bool:
    """Whether the viewer sees this exhibit itself, not only its lines in the ledger."""
    return visible(viewer, Exhibit).filter(id=exhibit_id).exists()


def exhibits(*, viewer: Viewer, page: int = 1, size: int = 100) -> tuple[list[ExhibitView], int]:
    """One page of exhibits, newest first (without their histories), and how many there are."""
    require_sight(viewer, Permission.READ_CONTENT)
    rows = _files(viewer).order_by("-received_at", "id")
    start = (max(1, page) - 1) * size
    return [_exhibit(row) for row in rows[start : start + size]], visible(viewer, Exhibit).count()


def _files(viewer: Viewer) -> QuerySet[Exhibit]:
    """Files the viewer sees, each with the sources and receipts of it that the viewer sees."""
    rows = visible(viewer, Exhibit).select_related("received_by")
    receipts = visible(viewer, Receipt).order_by("at", "id")
    return rows.prefetch_related(Prefetch("sources", visible(viewer, Source)), Prefetch("receipts", receipts))


def _exhibit(row: Exhibit) -> ExhibitView:
    """The view of an exhibit fetched by `_files`, without its history.

    The same bytes may have come into another compartment first, under a name of its own: the name shown is one that
    they came under where the viewer is.
    """
    names = [receipt.original_name for receipt in row.receipts.all()]
    return ExhibitView(
        id=row.id,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        original_name=row.original_name if not names or row.original_name in names else names[0],
        acquired_how=row.acquired_how,
        received_at=row.received_at,
        received_by=row.received_by.display_name or row.received_by.username,
        derived_from=row.derived_from_id,
        sources=sorted(((s.id, s.number, s.kind, s.title) for s in row.sources.all()), key=lambda s: s[1]),
        entries=[],
    )


def all_exhibit_digests(*, viewer: Viewer) -> list[tuple[str, str, int]]:
    """(id, SHA-256, size) of every exhibit, for verification."""
    if not (may(viewer, Permission.READ_LEDGER) or may(viewer, Permission.BACK_UP)):
        raise NotFoundError("guarding.not_found", "There is no such thing in this mission.", "Check the address.")
    return [(str(i), sha, size) for i, sha, size in Exhibit.objects.order_by("id").values_list("id", "sha256", "size")]


def ledger_rows(*, viewer: Viewer) -> Iterator[tuple[int, str, str]]:
    """Every ledger entry in order as (position, line, recorded digest), for verification."""
    if not (may(viewer, Permission.READ_LEDGER) or may(viewer, Permission.BACK_UP)):
        raise NotFoundError("guarding.not_found", "There is no such thing in this mission.", "Check the address.")
    return LedgerEntry.objects.order_by("seq").values_list("seq", "line", "entry_sha256").iterator(chunk_size=5000)


def ledger_page(*, viewer: Viewer, page: int = 1, size: int = 100) -> tuple[list[EntryView], int]:
    """One page of the ledger, newest first, and its length."""
    require_sight(viewer, Permission.READ_LEDGER)
    rows = LedgerEntry.objects.order_by("-seq").values_list("seq", "line", "entry_sha256")
    start = (max(1, page) - 1) * size
    return [_entry(row) for row in rows[start : start + size]], LedgerEntry.objects.count()


def ledger_head(*, viewer: Viewer) -> tuple[int, str]:
    """Position and digest of the newest entry: what to write down and hand to an outside holder."""
    if not any(
        may(viewer, p) for p in (Permission.READ_LEDGER, Permission.BACK_UP, Permission.COUNT, Permission.PUBLISH)
    ):
        raise NotFoundError("guarding.not_found", "There is no such thing in this mission.", "Check the address.")
    row = LedgerEntry.objects.order_by("-seq").values_list("seq", "entry_sha256").first()
    return row or (0, "")


def audit_page(*, viewer: Viewer, page: int = 1, size: int = 100) -> tuple[list[AuditView], int]:
    """One page of the audit, newest first, and its length."""
    require_sight(viewer, Permission.READ_AUDIT)
    rows = AuditEntry.objects.select_related("member").order_by("-id")
    start = (max(1, page) - 1) * size
    views = [
        AuditView(
            id=row.id,
            at=row.at,
            member_id=row.member_id,
            member=row.member.display_name or row.member.username,
            action=row.action,
            object_kind=row.object_kind,
            object_id=row.object_id,
            details=row.details,
        )
        for row in rows[start : start + size]
    ]
    return views, rows.count()


def sources_of(exhibit_ids: list[str], *, viewer: Viewer) -> list[str]:
    """Ids of the sources taken from these exhibits: entries about a source are about its file too."""
    return [str(i) for i in visible(viewer, Source).filter(exhibit_id__in=exhibit_ids).values_list("id", flat=True)]


def not_found() -> NotFoundError:
    """What is answered for an exhibit that is not there."""
    return NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
