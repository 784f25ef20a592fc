"""Accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tawthiq.keeping.models import Member
from tawthiq.keeping.writes import access
from tawthiq.terms.members import Role


def add_member(
    *,
    member_id: UUID,
    username: str,
    passphrase: str,
    role: Role,
    display_name: str,
    language: str,
    at: datetime,
    by: str | None = None,
    sees_common: bool = True,
) -> None:
    """Create an account; the passphrase is kept as an Argon2id digest only.

    The member sees the common compartment unless `sees_common` says otherwise, and no other.
    """
    member = Member(
        id=member_id,
        username=username,
        role=role.value,
        display_name=display_name,
        language=language,
        created_at=at,
    )
    member.set_password(passphrase)
    member.save(force_insert=True)
    common = access.ensure_common(at=at)
    if sees_common:
        access.grant(compartment=common, member_id=str(member_id), by=by, at=at)


def set_language(*, member_id: str, language: str) -> None:
    """Remember the language a member reads in."""
    Member.objects.filter(id=member_id).update(language=language)


def change_account(
    *, member_id: str, role: Role | None = None, is_active: bool | None = None, passphrase: str | None = None
) -> None:
    """Change what is given: role, whether the account may sign in, or its passphrase."""
    member = Member.objects.get(id=member_id)
    if role is not None:
        member.role = role.value
    if is_active is not None:
        member.is_active = is_active
    if passphrase is not None:
        member.set_password(passphrase)
    member.save(force_update=True)
