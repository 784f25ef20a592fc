"""What is sealed, as the pages list it, and the sealed bytes for whoever was allowed to have them.

Nothing of an interview outside the viewer's compartments is in any answer. What may be handed out (`_standing`) leaves
out every interview whose source or consent was withdrawn, whenever it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as part
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max, Q

from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.keeping.models import Opening, RecipientList, RecoveryDrill, SealedItem, Source
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.sealing.recipients import SignedList
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """The newest list of key-holders, and when it was published."""

    version: int
    signed: SignedList
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedView:
    """One sealed item: what it is, never what it holds. `sealed` only where it was asked for."""

    id: UUID
    source_id: UUID
    number: int
    witness_code: str
    field: str
    version: int
    list_version: int
    sha256: str
    size: int
    where: str
    sealed_at: datetime
    is_file: bool
    file_sha256: str = ""
    sealed: bytes = part(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One interview with sealed items: its number, the witness's code, how many items."""

    source_id: UUID
    number: int
    witness_code: str
    items: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningView:
    """One request to open, and how it stands."""

    id: UUID
    reason: str
    needs_second: bool
    asked_at: datetime
    asked_by: UUID
    asked_by_name: str
    answered_at: datetime | None
    answered_by_name: str
    consented: bool | None
    handed_out_at: datetime | None
    item_count: int
    record_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillView:
    """One drill of the recovery key."""

    id: UUID
    list_version: int
    started_at: datetime
    passed_at: datetime | None
    salt: str
    answer_sha256: str
    sealed: bytes = part(repr=False)


def current_list() -> KeptList | None:
    """The newest list: public keys, which every member's browser is shown; None before the first ceremony."""
    row = RecipientList.objects.order_by("-version").first()
    if row is None:
        return None
    signed = SignedList(text=row.text, signature=row.signature)
    return KeptList(version=row.version, signed=signed, published_at=row.published_at)


def newest_versions(source_id: UUID, *, viewer: Viewer) -> dict[str, int]:
    """Newest version of each sealed field of an interview; for the actions that add the next one."""
    items = visible(viewer, SealedItem, permission=Permission.RECORD_INTERVIEWS).filter(source_id=source_id)
    rows = items.values_list("field").annotate(newest=Max("version"))
    return dict(rows.values_list("field", "newest"))


def may_add_to(source_id: UUID, *, viewer: Viewer) -> bool:
    """Whether the viewer may add sealed items to this interview: who handed it in, and who reads its content."""
    seen = visible(viewer, Source, permission=Permission.RECORD_INTERVIEWS)
    source = seen.filter(id=source_id, kind="interview", withdrawn_at__isnull=True)
    if not may(viewer, Permission.READ_CONTENT):
        source = source.filter(added_by_id=UUID(viewer.member_id))
    return source.exists()


def compartment_of(source_id: UUID, *, viewer: Viewer) -> UUID:
    """Where an interview lies: what is sealed of it lies there too, wherever its bringer's other things lie."""
    rows = visible(viewer, Source, permission=Permission.RECORD_INTERVIEWS).filter(id=source_id)
    where: UUID | None = rows.values_list("compartment_id", flat=True).first()
    return found(where)


def counts_of_source(source_id: UUID, *, viewer: Viewer) -> tuple[int, int]:
    """Sealed items of an interview: newest versions of words, and of files."""
    items = _newest(viewer, Permission.READ_CONTENT).filter(source_id=source_id)
    return items.filter(exhibit__isnull=True).count(), items.filter(exhibit__isnull=False).count()


def records(*, viewer: Viewer) -> list[RecordView]:
    """Interviews with sealed items that may be asked for, newest first."""
    rows = (
        visible(viewer, Source, permission=Permission.OPEN_SEALED)
        .filter(_stands(""), sealed_items__isnull=False)
        .annotate(
            items=Count("sealed_items", distinct=True),
            files=Count("sealed_items", filter=Q(sealed_items__exhibit__isnull=False), distinct=True),
        )
        .order_by("-number")
        .values_list("id", "number", "interview__witness__code", "items", "files")
    )
    return [
        RecordView(source_id=i, number=n, witness_code=code or "", items=items, files=files)
        for i, n, code, items, files in rows
    ]


def item_ids(*, viewer: Viewer, source_id: UUID | None = None) -> list[UUID]:
    """Newest sealed items of one interview, or of all that the viewer sees; none of what was withdrawn."""
    items = _newest(viewer, Permission.OPEN_SEALED).filter(_stands("source__"))
    if source_id is not None:
        items = items.filter(source_id=source_id)
    return list(items.values_list("id", flat=True))


def to_reseal(*, viewer: Viewer, below: int, most: int) -> list[SealedView]:
    """Sealed words whose bytes are sealed to an older list than `below`, with the bytes; at most `most`."""
    rows = _standing(viewer, Permission.OPEN_SEALED).filter(list_version_id__lt=below, content__isnull=False)
    return [_view(row, with_bytes=True) for row in rows.select_related(*RELATED).order_by("sealed_at", "id")[:most]]


def count_to_reseal(*, viewer: Viewer, below: int) -> tuple[int, int]:
    """How many sealed words, and how many sealed files, are sealed to an older list."""
    permission = Permission.OPEN_SEALED if may(viewer, Permission.OPEN_SEALED) else Permission.MANAGE_KEYS
    rows = _standing(viewer, permission).filter(list_version_id__lt=below)
    return rows.filter(content__isnull=False).count(), rows.filter(content__isnull=True).count()


def may_be_resealed(item_ids: Iterable[UUID], *, viewer: Viewer) -> bool:
    """Whether each of these items is one that the viewer sees, of an interview that was not withdrawn."""
    wanted = set(item_ids)
    return _standing(viewer, Permission.OPEN_SEALED).filter(id__in=wanted).count() == len(wanted)


def item(item_id: UUID, *, viewer: Viewer) -> SealedView:
    """One sealed item with its bytes."""
    rows = _standing(viewer, Permission.OPEN_SEALED).select_related(*RELATED)
    return _view(found(rows.filter(id=item_id).first()), with_bytes=True)


def openings(*, viewer: Viewer, most: int = 100) -> list[OpeningView]:
    """Requests to open, newest first: for who asks, who consents, and who audits."""
    permission = Permission.READ_AUDIT if may(viewer, Permission.READ_AUDIT) else Permission.CONSENT_TO_OPENING
    return [_opening(row) for row in _openings(viewer, permission).order_by("-asked_at")[:most]]


def opening(opening_id: str | UUID, *, viewer: Viewer) -> OpeningView:
    """One request to open; seen by whoever sees every interview that it asks for."""
    rows = _openings(viewer, Permission.CONSENT_TO_OPENING)
    return _opening(found(rows.filter(id=as_uuid(opening_id)).first()))


def opening_items(opening_id: UUID, *, viewer: Viewer) -> list[SealedView]:
    """The items of a request, with the bytes of words; files are handed out one by one.

    What was withdrawn since it was asked for is not among them.
    """
    rows = _standing(viewer, Permission.OPEN_SEALED).filter(openings=opening_id).select_related(*RELATED)
    return [_view(row, with_bytes=True) for row in rows.order_by("source__number", "field")]


def drills(*, viewer: Viewer) -> list[DrillView]:
    """Every drill, newest first."""
    require_sight(viewer, Permission.MANAGE_KEYS)
    return [
        DrillView(
            id=row.id,
            list_version=row.list_version_id,
            started_at=row.started_at,
            passed_at=row.passed_at,
            salt=row.salt,
            answer_sha256=row.answer_sha256,
            sealed=bytes(row.sealed),
        )
        for row in RecoveryDrill.objects.order_by("-started_at")
    ]


def last_drill_passed_at() -> datetime | None:
    """When the recovery key was last shown to be there; no more than a date."""
    passed: datetime | None = RecoveryDrill.objects.aggregate(last=Max("passed_at"))["last"]
    return passed


RELATED = ("source__interview__witness", "exhibit")


def _stands(path: str) -> Q:
    """What holds of a source (at `path`) that was not withdrawn, nor the consent it was given under."""
    return Q(**{f"{path}withdrawn_at__isnull": True, f"{path}interview__consent__withdrawn_at__isnull": True})


def _standing(viewer: Viewer, permission: Permission) -> QuerySet[SealedItem]:
    return visible(viewer, SealedItem, permission=permission).filter(_stands("source__"))


def _newest(viewer: Viewer, permission: Permission) -> QuerySet[SealedItem]:
    from django.db.models import OuterRef, Subquery

    seen = visible(viewer, SealedItem, permission=permission)
    newest = seen.filter(source=OuterRef("source"), field=OuterRef("field")).order_by("-version")
    return seen.filter(id=Subquery(newest.values("id")[:1]))


def _view(row: SealedItem, *, with_bytes: bool) -> SealedView:
    return SealedView(
        id=row.id,
        source_id=row.source_id,
        number=row.source.number,
        witness_code=row.source.interview.witness.code,
        field=row.field,
        version=row.version,
        list_version=row.list_version_id,
        sha256=row.sha256,
        size=row.size,
        where=row.sealed_where,
        sealed_at=row.sealed_at,
        is_file=row.exhibit is not None,
        file_sha256=row.exhibit.sha256 if row.exhibit is not None else "",
        sealed=bytes(row.content) if with_bytes and row.content is not None else b"",
    )


def _openings(viewer: Viewer, permission: Permission) -> QuerySet[Opening]:
    rows = visible(viewer, Opening, permission=permission).select_related("asked_by", "answered_by")
    return rows.annotate(item_count=Count("items", distinct=True), record_count=Count("items__source", distinct=True))


def _opening(row: Opening) -> OpeningView:
    return OpeningView(
        id=row.id,
        reason=row.reason,
        needs_second=row.needs_second,
        asked_at=row.asked_at,
        asked_by=row.asked_by_id,
        asked_by_name=row.asked_by.display_name or row.asked_by.username,
        answered_at=row.answered_at,
        answered_by_name=(row.answered_by.display_name or row.answered_by.username) if row.answered_by else "",
        consented=row.consented,
        handed_out_at=row.handed_out_at,
        item_count=row.item_count,  # type: ignore[attr-defined]
        record_count=row.record_count,  # type: ignore[attr-defined]
    )
