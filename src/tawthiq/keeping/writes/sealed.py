"""Keeps what is sealed, the lists of key-holders, openings and drills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tawthiq.keeping.models import Opening, RecipientList, RecoveryDrill, SealedItem
from tawthiq.sealing.digests import digest_bytes
from tawthiq.sealing.recipients import SignedList
from tawthiq.terms.sealed import SealedGiven, SealedWhere


def add_list(signed: SignedList, *, version: int, at: datetime, member_id: str) -> None:
    """Keep one version of the list."""
    RecipientList.objects.create(
        version=version,
        text=signed.text,
        signature=signed.signature,
        sha256=signed.sha256,
        published_at=at,
        published_by_id=member_id,
    )


def add_words(
    item_id: UUID, given: SealedGiven, *, source_id: UUID, where: SealedWhere, at: datetime, member_id: str
) -> None:
    """Keep sealed words."""
    SealedItem.objects.create(
        id=item_id,
        source_id=source_id,
        field=given.field,
        version=given.version,
        list_version_id=given.list_version,
        sha256=digest_bytes(given.sealed),
        size=len(given.sealed),
        content=given.sealed,
        sealed_where=where.value,
        sealed_at=at,
        sealed_by_id=member_id,
    )


def add_file(
    item_id: UUID,
    *,
    source_id: UUID,
    field: str,
    version: int,
    list_version: int,
    exhibit_id: UUID,
    sha256: str,
    size: int,
    where: SealedWhere,
    at: datetime,
    member_id: str,
) -> None:
    """Keep what says that an exhibit is a sealed file of an interview."""
    SealedItem.objects.create(
        id=item_id,
        source_id=source_id,
        field=field,
        version=version,
        list_version_id=list_version,
        sha256=sha256,
        size=size,
        exhibit_id=exhibit_id,
        sealed_where=where.value,
        sealed_at=at,
        sealed_by_id=member_id,
    )


def replace_words(item_id: UUID, *, was_sha256: str, sealed: bytes, list_version: int) -> bool:
    """Put bytes sealed to a newer list in the old ones' place; False where somebody else was first."""
    changed = SealedItem.objects.filter(
        id=item_id, sha256=was_sha256, list_version_id__lt=list_version, content__isnull=False
    ).update(content=sealed, sha256=digest_bytes(sealed), size=len(sealed), list_version_id=list_version)
    return changed == 1


def add_opening(
    opening_id: UUID, items: Sequence[UUID], *, reason: str, needs_second: bool, at: datetime, member_id: str
) -> None:
    """Keep a request to open."""
    opening = Opening.objects.create(
        id=opening_id, reason=reason, needs_second=needs_second, asked_at=at, asked_by_id=member_id
    )
    opening.items.set(SealedItem.objects.filter(id__in=items))


def answer_opening(opening_id: UUID, *, consented: bool, at: datetime, member_id: str) -> bool:
    """Write the second member's answer; False where it was answered already."""
    waiting = Opening.objects.filter(id=opening_id, answered_at__isnull=True)
    return waiting.update(consented=consented, answered_at=at, answered_by_id=member_id) == 1


def set_handed_out(opening_id: UUID, *, at: datetime) -> None:
    """Write when the items were first handed out."""
    Opening.objects.filter(id=opening_id, handed_out_at__isnull=True).update(handed_out_at=at)


def add_drill(
    drill_id: UUID, *, list_version: int, sealed: bytes, salt: str, answer_sha256: str, at: datetime, member_id: str
) -> None:
    """Keep a drill that has begun."""
    RecoveryDrill.objects.create(
        id=drill_id,
        list_version_id=list_version,
        sealed=sealed,
        salt=salt,
        answer_sha256=answer_sha256,
        started_at=at,
        started_by_id=member_id,
    )


def pass_drill(drill_id: UUID, *, at: datetime) -> None:
    """Write that the recovery key was shown to be there."""
    RecoveryDrill.objects.filter(id=drill_id, passed_at__isnull=True).update(passed_at=at)
