"""Compartments, grants, sessions, passkeys, one-time codes, failed sign-ins, requests for a second person, copies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F

from tawthiq.guarding.attempts import FORGOTTEN_AFTER
from tawthiq.keeping.models import (
    COMMON,
    CodeSecret,
    Compartment,
    FailedSignIn,
    GivenCopy,
    Grant,
    MemberSession,
    Passkey,
    SecondPersonRequest,
)
from tawthiq.keeping.queries.sight import forget_moment


def ensure_common(*, at: datetime) -> UUID:
    """The common compartment, made where the store has none yet."""
    Compartment.objects.get_or_create(
        id=COMMON, defaults={"code": "common", "kind": "common", "title": "Common", "made_at": at}
    )
    return COMMON


def add_compartment(*, compartment_id: UUID, code: str, kind: str, title: str, at: datetime) -> None:
    """Make a compartment; nobody sees it until it is granted."""
    Compartment.objects.create(id=compartment_id, code=code, kind=kind, title=title, made_at=at)
    forget_moment()


def grant(*, compartment: UUID, member_id: str, by: str | None, at: datetime) -> bool:
    """Let a member see a compartment; False where they do already."""
    _, is_new = Grant.objects.get_or_create(
        compartment_id=compartment,
        member_id=member_id,
        ended_at=None,
        defaults={"id": uuid5(compartment, f"{member_id} {at.isoformat()}"), "at": at, "by_id": by},
    )
    forget_moment()
    return is_new


def end_grant(*, compartment: UUID, member_id: str, by: str, at: datetime) -> bool:
    """Let a member see a compartment no more, from this moment; False where they did not."""
    standing = Grant.objects.filter(compartment_id=compartment, member_id=member_id, ended_at__isnull=True)
    ended = standing.update(ended_at=at, ended_by_id=by)
    forget_moment()
    return bool(ended)


def begin_session(*, session_id: UUID, member_id: str, how: str, device: str, at: datetime) -> None:
    """Keep that a member signed in."""
    MemberSession.objects.create(
        id=session_id, member_id=member_id, begun_at=at, seen_at=at, proved_at=at, how=how, device=device
    )


def touch_session(*, session_id: UUID, at: datetime) -> None:
    """Keep a sign of life."""
    MemberSession.objects.filter(id=session_id, ended_at__isnull=True).update(seen_at=at)


def prove_session(*, session_id: UUID, at: datetime) -> None:
    """Keep that the member has just proved again who they are."""
    MemberSession.objects.filter(id=session_id, ended_at__isnull=True).update(proved_at=at, seen_at=at)


def end_sessions(*, at: datetime, member_id: str, session_id: UUID | None = None, but: UUID | None = None) -> int:
    """End one session of a member, or all (`but` one); returns how many ended."""
    rows = MemberSession.objects.filter(member_id=member_id, ended_at__isnull=True)
    if session_id is not None:
        rows = rows.filter(id=session_id)
    return rows.exclude(id=but).update(ended_at=at) if but else rows.update(ended_at=at)


def add_passkey(
    *, passkey_id: UUID, member_id: str, name: str, credential_id: str, credential: str, at: datetime
) -> None:
    """Keep a new passkey's public half."""
    Passkey.objects.create(
        id=passkey_id, member_id=member_id, name=name, credential_id=credential_id, credential=credential, made_at=at
    )


def use_passkey(*, passkey_id: UUID, sign_count: int, at: datetime) -> None:
    """Keep that a passkey was used."""
    Passkey.objects.filter(id=passkey_id).update(sign_count=sign_count, used_at=at)


def remove_passkey(*, passkey_id: UUID, member_id: str) -> bool:
    """Take a passkey away; False where the member has no such one."""
    return bool(Passkey.objects.filter(id=passkey_id, member_id=member_id).delete()[0])


def set_code_secret(*, member_id: str, secret: str, step: int, at: datetime) -> None:
    """Keep what a member's one-time codes are made from; the code that proved it counts as used."""
    CodeSecret.objects.update_or_create(
        member_id=member_id, defaults={"secret": secret, "last_step": step, "made_at": at}
    )


def use_code(*, member_id: str, step: int) -> bool:
    """Keep that the code of this step was used; False where it, or a later one, was used before."""
    return bool(CodeSecret.objects.filter(member_id=member_id, last_step__lt=step).update(last_step=step))


def remove_factors(*, member_id: str) -> None:
    """Take away every passkey and the one-time codes of a member."""
    Passkey.objects.filter(member_id=member_id).delete()
    CodeSecret.objects.filter(member_id=member_id).delete()


def remove_code_secret(*, member_id: str) -> None:
    """Take away the one-time codes of a member."""
    CodeSecret.objects.filter(member_id=member_id).delete()


def count_failure(*, name_digest: str, at: datetime) -> None:
    """Count one more wrong passphrase under a name, and forget the old ones of all names."""
    FailedSignIn.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()
    _, is_new = FailedSignIn.objects.get_or_create(name_digest=name_digest, defaults={"failures": 1, "last_at": at})
    if not is_new:
        FailedSignIn.objects.filter(name_digest=name_digest).update(failures=F("failures") + 1, last_at=at)


def forget_failures(*, name_digest: str) -> None:
    """A right passphrase ends the row of wrong ones."""
    FailedSignIn.objects.filter(name_digest=name_digest).delete()


def add_request(
    *,
    request_id: UUID,
    step: str,
    object_id: str,
    params: dict[str, Any],
    reason: str,
    member_id: str,
    at: datetime,
) -> None:
    """Keep that a member asked for a step that needs another's consent."""
    SecondPersonRequest.objects.create(
        id=request_id,
        step=step,
        object_id=object_id,
        params=params,
        reason=reason,
        asked_by_id=member_id,
        asked_at=at,
    )


def answer_request(*, request_id: UUID, member_id: str, consented: bool, at: datetime) -> bool:
    """Keep the answer of the second person; False where somebody answered first."""
    return bool(
        SecondPersonRequest.objects.filter(id=request_id, answered_at__isnull=True).update(
            answered_by_id=member_id, answered_at=at, consented=consented
        )
    )


def use_request(*, request_id: UUID, at: datetime) -> bool:
    """Use a consent up; False where it was used before."""
    return bool(
        SecondPersonRequest.objects.filter(id=request_id, consented=True, used_at__isnull=True).update(used_at=at)
    )


def note_copies(
    source_ids: Iterable[UUID], *, kind: str, copy_id: object, member_id: str, at: datetime, recipient: str = ""
) -> None:
    """Keep that a copy left with something of these sources in it, so that a withdrawal can name it."""
    GivenCopy.objects.bulk_create(
        [
            GivenCopy(
                source_id=source_id, kind=kind, copy_id=str(copy_id), at=at, member_id=member_id, recipient=recipient
            )
            for source_id in sorted(set(source_ids))
        ],
        batch_size=500,
    )
