"""Computed numbers and releases as they were kept.

A number is seen by whoever sees every compartment that it was computed from; for all others it is as if it had not
been computed: a small count tells of the few it counts. What everybody may see of it is in a release, where small
cells are withheld.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import CountedFrame, Release, Result
from tawthiq.keeping.queries.sight import as_uuid, found, visible
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import ConflictError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A count, an estimate or a refusal with all that made it; `data` is what the counting room gave."""

    id: UUID
    kind: str
    outcome: str
    at: datetime
    member: str
    ledger_seq: int
    seed: int
    version: str
    settings: dict[str, Any]
    inputs_sha256: str
    data: dict[str, Any]
    data_sha256: str
    compartments: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """A published bundle."""

    id: UUID
    number: int
    title: str
    folder: str
    manifest_sha256: str
    ledger_seq: int
    purpose: str
    at: datetime
    member: str


def _result(row: Result) -> ResultView:
    return ResultView(
        id=row.id,
        kind=row.kind,
        outcome=row.outcome,
        at=row.at,
        member=row.member.display_name or row.member.username,
        ledger_seq=row.ledger_seq,
        seed=row.seed,
        version=row.version,
        settings=row.settings,
        inputs_sha256=row.inputs_sha256,
        data=json.loads(row.data),
        data_sha256=row.data_sha256,
        compartments=row.compartments,
    )


def _seen(viewer: Viewer) -> QuerySet[Result]:
    """The numbers that were computed from nothing but what the viewer sees."""
    return visible(viewer, Result, permission=Permission.READ_NUMBERS).select_related("member")


def result(result_id: str | UUID, *, viewer: Viewer) -> ResultView:
    """One result."""
    return _result(found(_seen(viewer).filter(id=as_uuid(result_id)).first()))


def count_with_digest(data_sha256: str, *, viewer: Viewer) -> ResultView | None:
    """The kept count whose data has this digest, or None where the viewer sees none."""
    row = _seen(viewer).filter(kind="count", data_sha256=data_sha256).first()
    return None if row is None else _result(row)


def counted_frames(result_id: UUID, *, viewer: Viewer) -> dict[str, bytes]:
    """What a count was made from, by name; empty for a count that was kept before frames were.

    Refuses (ConflictError) a frame whose digest is not the one it was kept with.
    """
    found = {}
    for frame in visible(viewer, CountedFrame, permission=Permission.READ_NUMBERS).filter(result_id=result_id):
        found[frame.name] = bytes(frame.data)
        if digest_bytes(found[frame.name]) != frame.sha256:
            raise ConflictError(
                "count.frame_damaged", "What this count was made from has been changed.", "Restore a backup."
            )
    return found


def latest_result(kind: str, *, viewer: Viewer, outcome_asked: str = "") -> ResultView | None:
    """The newest result of a kind (for one outcome such as ``killed``, if asked), or None."""
    rows = _seen(viewer).filter(kind=kind).order_by("-at")
    if outcome_asked:
        rows = rows.filter(settings__outcome=outcome_asked)
    row = rows.first()
    return None if row is None else _result(row)


def results(*, viewer: Viewer, limit: int = 50) -> list[ResultView]:
    """The newest results, newest first."""
    return [_result(row) for row in _seen(viewer).order_by("-at")[:limit]]


def releases(*, viewer: Viewer) -> list[ReleaseView]:
    """Every release, newest first."""
    require_sight(viewer, Permission.READ_NUMBERS)
    return [_release(row) for row in Release.objects.select_related("member").order_by("-number")]


def release(number: int, *, viewer: Viewer) -> ReleaseView:
    """One release by its number."""
    require_sight(viewer, Permission.READ_NUMBERS)
    return _release(found(Release.objects.select_related("member").filter(number=number).first()))


def _release(row: Release) -> ReleaseView:
    return ReleaseView(
        id=row.id,
        number=row.number,
        title=row.title,
        folder=row.folder,
        manifest_sha256=row.manifest_sha256,
        ledger_seq=row.ledger_seq,
        purpose=row.purpose,
        at=row.at,
        member=row.member.display_name or row.member.username,
    )
