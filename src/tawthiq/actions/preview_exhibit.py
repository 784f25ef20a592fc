"""A member looks at a preview of a kept file without taking the file: ledger and audit say who looked.

The bytes are checked against their digest and drawn by a process that is shut in (`tawthiq.intake.previewing`); what
comes back is shown once and kept nowhere. A preview shows content, so it is written down before it is shown, as a file
that is taken is. Drawing takes time, so nothing is locked meanwhile, and who may see the file is asked again after it.
"""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.actions.seal_items import MEDIA_TYPE
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.intake.previewing import Preview, draw_preview
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries.custody import ExhibitView
from tawthiq.terms.errors import NotAllowedError
from tawthiq.terms.members import Viewer

PREVIEWED = "preview_exhibit"


def preview_exhibit(exhibit_id: UUID, *, viewer: Viewer) -> Preview:
    """A picture of the file's picture or first page, or the beginning of its text, and nothing it says beside that.

    Refuses (NotFoundError) what the viewer may not see, (NotAllowedError) a sealed file, (EvidenceError) bytes that
    are missing or not those received, and what `draw_preview` refuses.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    exhibit = may_be_drawn(custody.exhibit(exhibit_id, viewer=viewer))
    with exhibit_store().open_checked(exhibit.sha256) as stream:
        preview = draw_preview(stream)
    with performing(PREVIEWED, viewer=viewer, permission=Permission.READ_CONTENT) as deed:
        seen = custody.exhibit(exhibit_id, viewer=viewer)
        deed.enter(EntryKind.VIEWED, seen.id, sha256=seen.sha256, size=seen.size)
        deed.note("exhibit", seen.id, sha256=seen.sha256, shown="text" if preview.text else "picture")
    return preview


def may_be_drawn(exhibit: ExhibitView) -> ExhibitView:
    """The exhibit; refuses (NotAllowedError) one that is sealed."""
    if exhibit.media_type == MEDIA_TYPE:
        raise NotAllowedError("sealing.exhibit", "This file is sealed.", "Ask for it under Sealed identities.")
    return exhibit
