"""Drills of the recovery key: words that only it opens, and the proof that somebody opened them.

The server draws eight words, seals them to the recovery key and forgets them; it keeps a salted digest. Two holders of
shares bring the key back offline, open the file and read the words out. A drill that is answered rightly is passed,
with its date; a mission whose last one is older than its policy says so on every page of the keys.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tawthiq.actions.performing import now, performing
from tawthiq.actions.seal_items import require_list
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.queries.sight import found
from tawthiq.keeping.writes import sealed as writes
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.digests import digest_text
from tawthiq.sealing.envelopes import seal
from tawthiq.sealing.recipients import Holder
from tawthiq.sealing.words import passphrase
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillStanding:
    """When the last drill was passed, and whether the next one is overdue."""

    last_passed_at: datetime | None
    every_days: int
    is_overdue: bool


def begin_drill(*, viewer: Viewer) -> UUID:
    """Seal eight words to the recovery key alone; returns the drill's id, under which the file is fetched."""
    with performing("begin_drill", viewer=viewer, permission=Permission.MANAGE_KEYS) as deed:
        listed = require_list()
        keys = [recipient.key for recipient in listed.recipients if recipient.holder is Holder.RECOVERY]
        drill_id, salt, answer = deed.new_id(), secrets.token_hex(16), passphrase(secrets.randbelow)
        binding = Binding(mission=listed.mission, record=str(drill_id), field="drill", version=1)
        writes.add_drill(
            drill_id,
            list_version=listed.version,
            sealed=seal(answer.encode(), binding, keys),
            salt=salt,
            answer_sha256=digest_text(salt + answer),
            at=deed.at,
            member_id=viewer.member_id,
        )
        deed.note("drill", drill_id, list_version=listed.version)
    return drill_id


def answer_drill(drill_id: UUID, words: str, *, viewer: Viewer) -> None:
    """Pass a drill by the words that were sealed; refuses (BadInputError) others, (NotFoundError) no such drill."""
    with performing("answer_drill", viewer=viewer, permission=Permission.MANAGE_KEYS) as deed:
        drill = found(next((drill for drill in queries.drills(viewer=viewer) if drill.id == drill_id), None))
        given = " ".join(words.lower().split())
        if not secrets.compare_digest(digest_text(drill.salt + given), drill.answer_sha256):
            raise BadInputError("sealing.drill", "These are not the sealed words.", "Look at them once more.")
        writes.pass_drill(drill_id, at=deed.at)
        deed.enter(EntryKind.DRILLED, drill_id)
        deed.note("drill", drill_id, passed=True)


def drill_standing() -> DrillStanding:
    """How long ago the recovery key was last shown to be there."""
    every = read_mission(mission_folder()).policies.drill_every_days
    last = queries.last_drill_passed_at()
    overdue = last is None or now() - last > timedelta(days=every)
    return DrillStanding(last_passed_at=last, every_days=every, is_overdue=overdue)
