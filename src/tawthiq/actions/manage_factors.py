"""What a member has beside the passphrase: passkeys and one-time codes. One's own are added and taken away by oneself.

Whoever looks after accounts can take all of them away from a member who lost the device; the sessions end with them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tawthiq.actions.performing import now, performing
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sign_in as queries
from tawthiq.keeping.queries.members import require_still
from tawthiq.keeping.writes import access, ledger
from tawthiq.sealing.one_time_codes import SECRET_BYTES, step_of, write_secret
from tawthiq.sealing.passkeys import Site, ask_for_new, take_new
from tawthiq.terms.errors import ConflictError, NotFoundError
from tawthiq.terms.members import Viewer


def ask_for_passkey(site: Site, *, name: str, viewer: Viewer) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked to make a passkey for this member, and the state to keep."""
    return ask_for_new(site, member_id=viewer.member_id, name=name, known=queries.credentials_of(viewer.member_id))


def add_passkey(site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], *, name: str, viewer: Viewer) -> UUID:
    """Keep the passkey a browser made; refuses (ConflictError) one that is kept already."""
    made = take_new(site, state, answer)
    with transaction.atomic():
        require_still(viewer)
        if queries.passkey_with(made.credential_id) is not None:
            raise ConflictError("passkey.known", "This passkey is kept already.", "Use it to sign in.")
        passkey_id = uuid4()
        access.add_passkey(
            passkey_id=passkey_id,
            member_id=viewer.member_id,
            name=name.strip()[:64] or "Passkey",
            credential_id=made.credential_id,
            credential=made.credential,
            at=now(),
        )
        _audit("add_passkey", viewer, passkey=str(passkey_id))
    return passkey_id


def remove_passkey(passkey_id: UUID, *, viewer: Viewer) -> None:
    """Take one of one's own passkeys away."""
    with transaction.atomic():
        require_still(viewer)
        if not access.remove_passkey(passkey_id=passkey_id, member_id=viewer.member_id):
            raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
        _audit("remove_passkey", viewer, passkey=str(passkey_id))


def new_secret() -> str:
    """A secret for one-time codes; it counts once a code made from it was typed (`begin_codes`)."""
    return write_secret(secrets.token_bytes(SECRET_BYTES))


def begin_codes(secret: str, code: str, *, viewer: Viewer) -> None:
    """Keep a secret whose code the member has typed; refuses (BadInputError) a wrong code."""
    step = step_of(secret, code, seconds=now().timestamp())
    with transaction.atomic():
        require_still(viewer)
        access.set_code_secret(member_id=viewer.member_id, secret=secret, step=step, at=now())
        _audit("begin_codes", viewer)


def end_codes(*, viewer: Viewer) -> None:
    """Take one's own one-time codes away."""
    with transaction.atomic():
        require_still(viewer)
        access.remove_code_secret(member_id=viewer.member_id)
        _audit("end_codes", viewer)


def reset_factors(member_id: str, *, viewer: Viewer) -> None:
    """Take passkeys and codes from a member who lost the device, and end their sessions."""
    with performing("reset_factors", viewer=viewer, permission=Permission.MANAGE_MEMBERS) as deed:
        access.remove_factors(member_id=member_id)
        ended = access.end_sessions(at=deed.at, member_id=member_id)
        deed.note("member", member_id, sessions_ended=ended)


def _audit(action: str, viewer: Viewer, **details: str) -> None:
    ledger.note_audit(
        at=now(),
        member_id=viewer.member_id,
        action=action,
        object_kind="member",
        object_id=viewer.member_id,
        batch=None,
        details=details,
    )
