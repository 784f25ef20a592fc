"""A member takes a copy of a kept file: its bytes are checked first, and ledger and audit say who took it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedReader
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.actions.seal_items import MEDIA_TYPE
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import custody
from tawthiq.keeping.writes.access import note_copies
from tawthiq.terms.errors import NotAllowedError
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedExhibit:
    """A checked file, open for reading; whoever asked closes it."""

    stream: BufferedReader
    name: str
    size: int
    sha256: str


def open_exhibit(exhibit_id: UUID, *, viewer: Viewer) -> OpenedExhibit:
    """Open a kept file for a member and enter it in ledger and audit.

    Refuses (EvidenceError) bytes that are missing or not those that were received, and (NotFoundError) whoever may
    not see content.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    with performing("open_exhibit", viewer=viewer, permission=Permission.READ_CONTENT) as deed:
        exhibit = custody.exhibit(exhibit_id, viewer=viewer)
        if exhibit.media_type == MEDIA_TYPE:
            raise NotAllowedError(
                "sealing.exhibit",
                "This file is sealed. It is handed out for a reason only.",
                "Ask for it under Sealed identities.",
            )
        stream = exhibit_store().open_checked(exhibit.sha256)
        deed.enter(EntryKind.VIEWED, exhibit.id, sha256=exhibit.sha256, size=exhibit.size)
        note_copies(
            [source_id for source_id, *_ in exhibit.sources],
            kind="file",
            copy_id=exhibit.id,
            member_id=viewer.member_id,
            at=deed.at,
        )
        deed.note("exhibit", exhibit.id, sha256=exhibit.sha256)
    return OpenedExhibit(
        stream=stream, name=exhibit.original_name or exhibit.sha256, size=exhibit.size, sha256=exhibit.sha256
    )
