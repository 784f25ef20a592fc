"""Who uses the mission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Member
from tawthiq.terms.errors import NotAllowedError, NotFoundError
from tawthiq.terms.members import Role, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """An account."""

    id: UUID
    username: str
    display_name: str
    role: str
    language: str
    is_active: bool
    created_at: datetime
    last_login: datetime | None


def viewer_named(username: str) -> Viewer:
    """The member with this sign-in name as a viewer; for the command line, whose caller holds the mission folder."""
    row = Member.objects.filter(username__iexact=username, is_active=True).first()
    if row is None:
        raise NotFoundError(
            "members.unknown", "No active member of this mission has that sign-in name.", "See `tawthiq members`."
        )
    return viewer_of(row)


def viewer_with_id(member_id: str) -> Viewer:
    """The member with this id as a viewer; for jobs, which run as whoever asked for them."""
    row = Member.objects.filter(id=member_id, is_active=True).first()
    if row is None:
        raise NotFoundError("members.unknown", "The member who asked for this is no longer active.", "Ask again.")
    return viewer_of(row)


def require_still(viewer: Viewer) -> None:
    """Refuse (NotAllowedError) a viewer whose account was locked or whose role changed since they were looked up."""
    row = Member.objects.filter(id=viewer.member_id).values_list("is_active", "role").first()
    if row is None or not row[0] or (row[1] != viewer.role and not viewer.holds_folder):
        raise NotAllowedError(
            "guarding.changed_meanwhile",
            "Your account or your role was changed while this was under way; nothing was done.",
            "Sign in again.",
        )


def only_coordinator() -> Viewer | None:
    """The one active coordinator, where there is exactly one: who the command line acts as when nobody is named."""
    rows = list(Member.objects.filter(role=Role.COORDINATOR.value, is_active=True)[:2])
    return viewer_of(rows[0]) if len(rows) == 1 else None


def account_with_id(member_id: str) -> Member:
    """The account itself, for Django's own sign-in; refuses (NotFoundError) one that is locked or not there."""
    row = Member.objects.filter(id=member_id, is_active=True).first()
    if row is None:
        raise NotFoundError("members.unknown", "There is no such member.", "Sign in again.")
    return row


def viewer_of(member: Member) -> Viewer:
    """A signed-in member as a viewer."""
    return Viewer(member_id=str(member.id), role=Role(member.role), language=member.language)


def members(*, viewer: Viewer) -> list[MemberView]:
    """Every account, by sign-in name."""
    require_sight(viewer, Permission.MANAGE_MEMBERS)
    return [
        MemberView(
            id=row.id,
            username=row.username,
            display_name=row.display_name,
            role=row.role,
            language=row.language,
            is_active=row.is_active,
            created_at=row.created_at,
            last_login=row.last_login,
        )
        for row in Member.objects.order_by("username")
    ]


def is_name_taken(username: str) -> bool:
    """Whether a member signs in under this name, in whatever letters, large or small."""
    return Member.objects.filter(username__iexact=username).exists()


def has_members() -> bool:
    """Whether the mission has any account yet."""
    return Member.objects.exists()
