"""A member takes a copy of a kept file: its bytes are checked against their digest, and the audit says who took it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedReader
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.actions.receive_exhibit import exhibits_folder
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping import blobs
from tawthiq.keeping.queries import custody
from tawthiq.keeping.writes.access import note_copies
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedExhibit:
    """A checked file, open for reading; whoever asked closes it."""

    stream: BufferedReader
    name: str
    size: int
    sha256: str


def open_exhibit(exhibit_id: UUID, *, viewer: Viewer) -> OpenedExhibit:
    """Open a kept file for a member and note it in the audit.

    Refuses (EvidenceError) bytes that are missing or not those that were received, and (NotFoundError) whoever may
    not see content.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    with performing("open_exhibit", viewer=viewer, permission=Permission.READ_CONTENT) as deed:
        exhibit = custody.exhibit(exhibit_id, viewer=viewer)
        stream = blobs.open_checked(exhibits_folder(), exhibit.sha256)
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
