"""What signing in asks of the store: sessions, passkeys, one-time codes, failures. For the entrance only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.guarding.sessions import SessionTimes, is_over
from tawthiq.keeping.models import CodeSecret, FailedSignIn, Member, MemberSession, Passkey
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """One sign-in as its member sees it."""

    id: UUID
    begun_at: datetime
    seen_at: datetime
    how: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyView:
    """A passkey as its member sees it."""

    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPasskey:
    """A passkey as a proof is checked against it."""

    id: UUID
    member_id: str
    credential: str
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What a member has beside the passphrase."""

    passkeys: int
    has_code: bool

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return self.has_code or self.passkeys > 0


def session_times(session_id: UUID, *, member_id: str) -> SessionTimes | None:
    """The times of a member's session, or None where there is no such one."""
    row = (
        MemberSession.objects.filter(id=session_id, member_id=member_id)
        .values("begun_at", "seen_at", "proved_at", "ended_at")
        .first()
    )
    return None if row is None else SessionTimes(**row)


def sessions_of(member_id: str, *, at: datetime, viewer: Viewer) -> list[SessionView]:
    """The sessions of a member that last: one's own, or another's for whoever looks after accounts."""
    if member_id != viewer.member_id:
        require_sight(viewer, Permission.MANAGE_MEMBERS)
    rows = MemberSession.objects.filter(member_id=member_id, ended_at__isnull=True).order_by("-seen_at")
    return [
        SessionView(id=row.id, begun_at=row.begun_at, seen_at=row.seen_at, how=row.how, device=row.device)
        for row in rows
        if not is_over(SessionTimes(begun_at=row.begun_at, seen_at=row.seen_at, proved_at=row.proved_at), at=at)
    ]


def passkeys_of(*, viewer: Viewer) -> list[PasskeyView]:
    """One's own passkeys, oldest first."""
    rows = Passkey.objects.filter(member_id=viewer.member_id).order_by("made_at")
    return [PasskeyView(id=row.id, name=row.name, made_at=row.made_at, used_at=row.used_at) for row in rows]


def credentials_of(member_id: str) -> list[str]:
    """Public halves of a member's passkeys."""
    return list(Passkey.objects.filter(member_id=member_id).order_by("made_at").values_list("credential", flat=True))


def passkey_with(credential_id: str) -> KeptPasskey | None:
    """The passkey with this credential id, of a member who may sign in."""
    row = Passkey.objects.filter(credential_id=credential_id, member__is_active=True).first()
    if row is None:
        return None
    return KeptPasskey(id=row.id, member_id=str(row.member_id), credential=row.credential, sign_count=row.sign_count)


def factors_of(member_id: str) -> Factors:
    """What a member has beside the passphrase."""
    return Factors(
        passkeys=Passkey.objects.filter(member_id=member_id).count(),
        has_code=CodeSecret.objects.filter(member_id=member_id).exists(),
    )


def code_secret_of(member_id: str) -> str | None:
    """What this member's one-time codes are made from."""
    return CodeSecret.objects.filter(member_id=member_id).values_list("secret", flat=True).first()


def failures_under(name_digest: str) -> tuple[int, datetime] | None:
    """How many passphrases in a row were wrong under a name, and when the last was."""
    return FailedSignIn.objects.filter(name_digest=name_digest).values_list("failures", "last_at").first()


def member_id_of(username: str) -> str | None:
    """The id of the active member with this sign-in name."""
    held = Member.objects.filter(username__iexact=username, is_active=True).values_list("id", flat=True).first()
    return None if held is None else str(held)
