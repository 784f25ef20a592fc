"""The frame around every action: permission, one transaction, one moment, one batch, its ledger and audit entries.

An action runs inside `performing`. Everything it writes, what it appends to the ledger and its audit entry
are committed together or not at all. A refusal is audited too. Who acts is looked up anew in the transaction, when
it begins and before it is committed: a role taken away or an account locked meanwhile stops also what is under way.

Here, and in the command line, is where clock, randomness and new ids are read; the rooms below get them handed in.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries.members import require_still
from tawthiq.keeping.walls import let_see
from tawthiq.keeping.writes import ledger
from tawthiq.terms.errors import NotAllowedError
from tawthiq.terms.members import Viewer


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - one of the two rooms that read the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One action under way: who does it, when, and the batch that all it writes belongs to."""

    viewer: Viewer
    action: str
    at: datetime
    batch: uuid.UUID

    def new_id(self) -> uuid.UUID:
        """A new random id."""
        return uuid.uuid4()

    def enter(self, kind: EntryKind, object_id: object, *, sha256: str = "", size: int = 0) -> int:
        """Append to the custody ledger; returns the position."""
        return ledger.append_entry(
            kind,
            object_id=str(object_id),
            actor=self.viewer.member_id,
            at=self.at,
            salt=secrets.token_hex(16),
            sha256=sha256,
            size=size,
        )

    def note(self, object_kind: str, object_id: object, **details: Any) -> None:
        """Write the audit entry; `details` are ids, codes and numbers, never content."""
        ledger.note_audit(
            at=self.at,
            member_id=self.viewer.member_id,
            action=self.action,
            object_kind=object_kind,
            object_id=str(object_id),
            batch=self.batch,
            details=details,
        )


@contextmanager
def performing(action: str, *, viewer: Viewer, permission: Permission) -> Iterator[Deed]:
    """Run one action for `viewer`; refuses (NotAllowedError) before anything is read or written."""
    try:
        require(viewer, permission)
    except NotAllowedError:
        note_refusal(action, viewer=viewer, permission=permission)
        raise
    with transaction.atomic():
        let_see(viewer)
        require_still(viewer)
        yield Deed(viewer=viewer, action=action, at=now(), batch=uuid.uuid4())
        require_still(viewer)


def note_refusal(action: str, *, viewer: Viewer, permission: Permission) -> None:
    """Write into the audit that somebody tried what they may not."""
    ledger.note_audit(
        at=now(),
        member_id=viewer.member_id,
        action=action,
        object_kind="refusal",
        object_id=viewer.member_id,
        batch=None,
        details={"permission": permission.value, "role": str(viewer.role)},
    )


def note_reading(object_kind: str, object_id: str, *, viewer: Viewer) -> None:
    """Write into the audit that a member read something sensitive: which thing, never what it says."""
    ledger.note_audit(
        at=now(),
        member_id=viewer.member_id,
        action="read",
        object_kind=object_kind,
        object_id=object_id,
        batch=None,
        details={},
    )
