"""Requests that wait for, or have, a second person's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tawthiq.guarding.roles import Permission, may
from tawthiq.guarding.second_person import RequestTimes, may_answer
from tawthiq.keeping.models import Member, SecondPersonRequest
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.keeping.queries.sight import found
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request; `reason` is what its asker wrote."""

    id: UUID
    step: str
    object_id: str
    params: dict[str, Any]
    reason: str
    asked_by_id: str
    asked_by: str
    answered_by_id: str
    answered_by: str
    times: RequestTimes


def requests(*, viewer: Viewer, limit: int = 100) -> list[RequestView]:
    """The newest requests: one's own, and all of them for those who may be the second person."""
    return [_view(row) for row in _seen(viewer).order_by("-asked_at")[:limit]]


def request(request_id: UUID, *, viewer: Viewer) -> RequestView:
    """One request."""
    return _view(found(_seen(viewer).filter(id=request_id).first()))


def waiting_count(*, viewer: Viewer) -> int:
    """How many requests of others have no answer yet, for whoever may give one."""
    if not may(viewer, Permission.CONSENT_AS_SECOND):
        return 0
    return (
        SecondPersonRequest.objects.filter(answered_at__isnull=True).exclude(asked_by_id=UUID(viewer.member_id)).count()
    )


def consents(step: str, *, object_id: str, asked_by: str) -> list[RequestView]:
    """Consents to this step on this thing, asked by this member and not used; for the step's own action."""
    rows = SecondPersonRequest.objects.filter(
        step=step, object_id=object_id, asked_by_id=UUID(asked_by), consented=True, used_at__isnull=True
    )
    return [_view(row) for row in rows.select_related("asked_by", "answered_by").order_by("-answered_at")]


def may_still_answer(request: RequestView) -> bool:
    """Whether the second person is still one: active, and in an office that may."""
    row = Member.objects.filter(id=request.answered_by_id, is_active=True).first()
    return row is not None and may_answer(viewer_of(row), asked_by=request.asked_by_id)


def name_of_member(member_id: str) -> str:
    """What the member that a request is about is called."""
    row = Member.objects.filter(id=member_id).values_list("display_name", "username").first()
    return "" if row is None else row[0] or row[1]


def _seen(viewer: Viewer) -> Any:
    rows = SecondPersonRequest.objects.select_related("asked_by", "answered_by")
    if may(viewer, Permission.CONSENT_AS_SECOND):
        return rows
    return rows.filter(asked_by_id=UUID(viewer.member_id))


def _view(row: SecondPersonRequest) -> RequestView:
    other = row.answered_by
    return RequestView(
        id=row.id,
        step=row.step,
        object_id=row.object_id,
        params=row.params,
        reason=row.reason,
        asked_by_id=str(row.asked_by_id),
        asked_by=row.asked_by.display_name or row.asked_by.username,
        answered_by_id=str(row.answered_by_id or ""),
        answered_by="" if other is None else other.display_name or other.username,
        times=RequestTimes(
            asked_at=row.asked_at, answered_at=row.answered_at, consented=row.consented, used_at=row.used_at
        ),
    )
