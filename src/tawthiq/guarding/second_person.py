"""What one person may not do alone, where the mission's policy says so.

1. A member asks for one step on one thing, with a reason. Another member, never the same, consents or refuses.
2. Who consents holds an office that may, and is told what is asked, by whom and why.
3. A request not answered within 24 hours is void. A consent is good for that step on that thing, by that member, once,
   within an hour. Everything about it is in the audit.
4. A role that changes, or an account that is locked, voids its open requests and consents: they are asked anew of the
   rules when they are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tawthiq.guarding.roles import Permission, may
from tawthiq.terms.members import Viewer

ANSWER_WITHIN = timedelta(hours=24)
USE_WITHIN = timedelta(hours=1)


class Step(StrEnum):
    """Steps that a mission's policy `second_person_for` can bind to two persons."""

    CHANGE_ROLE = "change_role"
    EXPORT = "export"
    BACK_UP = "back_up"
    """A backup that lies open, or is sealed to others than the mission's own holders; every other needs nobody."""


class Standing(StrEnum):
    """How a request stands at some moment."""

    WAITING = "waiting"
    CONSENTED = "consented"
    REFUSED = "refused"
    USED = "used"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTimes:
    """When a request was made and what became of it; `consented` is None while nobody has answered."""

    asked_at: datetime
    answered_at: datetime | None = None
    consented: bool | None = None
    used_at: datetime | None = None


def standing(request: RequestTimes, *, at: datetime) -> Standing:
    """How the request stands at `at` (rule 3)."""
    if request.used_at is not None:
        return Standing.USED
    if request.answered_at is None:
        return Standing.WAITING if at - request.asked_at <= ANSWER_WITHIN else Standing.VOID
    if not request.consented:
        return Standing.REFUSED
    return Standing.CONSENTED if at - request.answered_at <= USE_WITHIN else Standing.VOID


def may_answer(viewer: Viewer, *, asked_by: str) -> bool:
    """Whether this member may be the second person to that one's request (rules 1 and 2)."""
    return viewer.member_id != asked_by and may(viewer, Permission.CONSENT_AS_SECOND)
