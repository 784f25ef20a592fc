"""Accounts: the first one at the mission's start, the others by an administrator."""

from __future__ import annotations

import uuid

from tawthiq.actions.performing import now, performing
from tawthiq.actions.second_person import take_consent
from tawthiq.guarding.passphrases import check_passphrase
from tawthiq.guarding.roles import Permission
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.queries.members import has_members, is_name_taken
from tawthiq.keeping.writes import access
from tawthiq.keeping.writes import members as writes
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.members import Role, Viewer


def add_first_member(
    *, username: str, passphrase: str, display_name: str = "", language: str = "en", role: Role = Role.COORDINATOR
) -> Viewer:
    """Make the first account of a new mission; refused (ConflictError) once there is one."""
    if has_members():
        raise ConflictError("members.not_first", "This mission has members already.", "Sign in as one of them.")
    check_passphrase(passphrase)
    member_id = uuid.uuid4()
    writes.add_member(
        member_id=member_id,
        username=username,
        passphrase=passphrase,
        role=role,
        display_name=display_name or username,
        language=language,
        at=now(),
    )
    return Viewer(member_id=str(member_id), role=role, language=language)


def add_member(
    *,
    viewer: Viewer,
    username: str,
    passphrase: str,
    role: Role,
    display_name: str = "",
    language: str = "en",
    sees_common: bool = True,
) -> Viewer:
    """Make another account; refuses (ConflictError) a sign-in name that is taken.

    The member is in the common compartment unless `sees_common` says otherwise; whoever manages the others lets in.
    """
    check_passphrase(passphrase)
    with performing("add_member", viewer=viewer, permission=Permission.MANAGE_MEMBERS) as deed:
        if is_name_taken(username):
            raise ConflictError("members.name_taken", "Another member has this sign-in name.", "Choose another name.")
        member_id = deed.new_id()
        writes.add_member(
            member_id=member_id,
            username=username,
            passphrase=passphrase,
            role=role,
            display_name=display_name or username,
            language=language,
            at=deed.at,
            by=viewer.member_id,
            sees_common=sees_common,
        )
        deed.note("member", member_id, role=role.value, sees_common=sees_common)
    return Viewer(member_id=str(member_id), role=role, language=language)


def change_member(
    *,
    viewer: Viewer,
    member_id: str,
    role: Role | None = None,
    is_active: bool | None = None,
    passphrase: str | None = None,
) -> None:
    """Change another account's role, whether it may sign in, or its passphrase; its sessions end with any of these.

    Another role takes a second person where the mission's policy says so.
    """
    if passphrase is not None:
        check_passphrase(passphrase)
    if member_id == viewer.member_id and (role is not None or is_active is False):
        raise BadInputError("members.self", "Nobody changes their own role or locks themselves out.", "Ask another.")
    with performing("change_member", viewer=viewer, permission=Permission.MANAGE_MEMBERS) as deed:
        if role is not None:
            take_consent(Step.CHANGE_ROLE, object_id=member_id, params={"role": role.value}, deed=deed)
        writes.change_account(member_id=member_id, role=role, is_active=is_active, passphrase=passphrase)
        deed.note(
            "member",
            member_id,
            role=None if role is None else role.value,
            is_active=is_active,
            passphrase_changed=passphrase is not None,
            sessions_ended=access.end_sessions(at=deed.at, member_id=member_id),
        )


def end_sessions_of(member_id: str, *, viewer: Viewer) -> int:
    """End every session of a member, on all devices, from the next page on; returns how many."""
    with performing("end_sessions", viewer=viewer, permission=Permission.MANAGE_MEMBERS) as deed:
        ended = access.end_sessions(at=deed.at, member_id=member_id)
        deed.note("member", member_id, sessions_ended=ended)
    return ended


def choose_language(*, viewer: Viewer, language: str) -> None:
    """Remember the viewer's own interface language."""
    if language not in {"en", "ar"}:
        raise BadInputError("members.language", "This language is not shipped.", "Choose English or Arabic.")
    writes.set_language(member_id=viewer.member_id, language=language)
