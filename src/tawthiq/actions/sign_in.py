"""Signing in, proving anew who one is, and ending sessions. Each leaves a line in the audit; none an address.

Wrong passphrases are counted under a keyed digest of the sign-in name (`tawthiq.guarding.attempts`): whoever takes
the database does not learn from it which names were tried.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tawthiq.actions.performing import now
from tawthiq.guarding.attempts import must_wait
from tawthiq.guarding.sessions import SEEN_EVERY, SessionTimes, is_over
from tawthiq.keeping.queries import sign_in as queries
from tawthiq.keeping.queries.members import viewer_with_id
from tawthiq.keeping.writes import access, ledger
from tawthiq.sealing.one_time_codes import step_of
from tawthiq.sealing.passkeys import Site, check_proof, credential_named
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.terms.members import Viewer

WRONG_CODE = "code.wrong"


def may_try(username: str) -> bool:
    """Whether a passphrase under this name is looked at now."""
    known = queries.failures_under(_digest(username))
    return known is None or not must_wait(*known, at=now())


def note_failure(username: str) -> None:
    """Count a wrong passphrase; the audit of a member whose name it is says so too."""
    access.count_failure(name_digest=_digest(username), at=now())
    member_id = queries.member_id_of(username)
    if member_id is not None:
        _audit("sign_in_refused", member_id=member_id, how="passphrase")


def note_success(username: str) -> None:
    """Forget the wrong passphrases under a name."""
    access.forget_failures(name_digest=_digest(username))


def begin_session(member_id: str, *, how: str, device: str) -> UUID:
    """Begin a session of a member who has proved who they are; `how` is ``passphrase``, ``code`` or ``passkey``."""
    session_id = uuid.uuid4()
    with transaction.atomic():
        access.begin_session(session_id=session_id, member_id=member_id, how=how, device=device, at=now())
        _audit("sign_in", member_id=member_id, session=str(session_id), how=how)
    return session_id


def keep_session(session_id: UUID, *, member_id: str) -> SessionTimes | None:
    """The times of a session that lasts, after a sign of life; None where it is over or there is none."""
    times = queries.session_times(session_id, member_id=member_id)
    moment = now()
    if times is None or is_over(times, at=moment):
        return None
    if moment - times.seen_at >= SEEN_EVERY:
        access.touch_session(session_id=session_id, at=moment)
    return times


def prove_again(session_id: UUID, *, viewer: Viewer, how: str) -> None:
    """Keep that the member of this session has just proved who they are."""
    with transaction.atomic():
        access.prove_session(session_id=session_id, at=now())
        _audit("prove_again", member_id=viewer.member_id, how=how)


def end_session(session_id: UUID, *, viewer: Viewer) -> None:
    """End one of one's own sessions; refuses (NotFoundError) what is none, or is over."""
    with transaction.atomic():
        if not access.end_sessions(at=now(), member_id=viewer.member_id, session_id=session_id):
            raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
        _audit("end_session", member_id=viewer.member_id, session=str(session_id))


def end_other_sessions(*, viewer: Viewer, but: UUID | None) -> int:
    """End all of one's own sessions but this one; returns how many."""
    with transaction.atomic():
        ended = access.end_sessions(at=now(), member_id=viewer.member_id, but=but)
        _audit("end_other_sessions", member_id=viewer.member_id, ended=ended)
    return ended


def check_code(member_id: str, code: str) -> None:
    """Take a one-time code of a member; refuses (BadInputError) a wrong one and one that was used.

    Wrong codes count like wrong passphrases: six digits can be guessed by whoever may try without end.
    """
    name = f"code of {member_id}"
    secret = queries.code_secret_of(member_id)
    if secret is None or not may_try(name):
        raise _wrong_code()
    try:
        step = step_of(secret, code, seconds=now().timestamp())
    except BadInputError:
        access.count_failure(name_digest=_digest(name), at=now())
        _audit("sign_in_refused", member_id=member_id, how="code")
        raise
    if not access.use_code(member_id=member_id, step=step):
        raise _wrong_code()
    note_success(name)


def check_passkey(site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], *, member_id: str = "") -> Viewer:
    """The member whom this answer proves, one active now; with `member_id`, nobody else counts.

    Refuses (BadInputError) an unknown passkey, another member's, and an answer that proves nothing.
    """
    kept = queries.passkey_with(credential_named(answer))
    if kept is None or (member_id and kept.member_id != member_id):
        raise BadInputError(
            "passkey.refused", "This passkey was not accepted.", "Try again, or sign in in another way."
        )
    try:
        counter = check_proof(site, state, answer, credential=kept.credential, sign_count=kept.sign_count)
    except BadInputError:
        _audit("sign_in_refused", member_id=kept.member_id, how="passkey")
        raise
    access.use_passkey(passkey_id=kept.id, sign_count=counter, at=now())
    return viewer_with_id(kept.member_id)


def moment() -> datetime:
    """This moment, for pages that say what lasts now."""
    return now()


def _wrong_code() -> BadInputError:
    return BadInputError(WRONG_CODE, "This code is not right, or no longer.", "Type the code the app shows now.")


def _digest(username: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), username.strip().casefold().encode(), sha256).hexdigest()


def _audit(action: str, *, member_id: str, **details: Any) -> None:
    ledger.note_audit(
        at=now(),
        member_id=member_id,
        action=action,
        object_kind="session",
        object_id=member_id,
        batch=None,
        details=details,
    )
