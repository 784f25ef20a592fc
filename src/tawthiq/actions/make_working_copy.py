"""Makes a working copy of a picture or film: the same to look at, with nothing that says where, when and by whom.

The original is checked, read and left as it is. The copy is an exhibit of its own that names its original, lies
wherever the viewer sees the original lie, and is entered in the ledger as derived. Its name says nothing: names of
files hold names of people. One copy is made of an original, whoever asks.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.performing import Deed, performing
from tawthiq.actions.read_media_facts import READ_BY
from tawthiq.actions.seal_items import MEDIA_TYPE
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require, require_sight
from tawthiq.intake.extracting import Extractor, refusal
from tawthiq.intake.extractor import media_kind
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries.custody import ExhibitView
from tawthiq.keeping.queries.sight import home_of
from tawthiq.keeping.writes import sources
from tawthiq.keeping.writes.custody import add_facts
from tawthiq.sealing.digests import copy_and_digest
from tawthiq.terms.errors import BadInputError, NotAllowedError
from tawthiq.terms.members import Viewer

_TYPES = {"jpeg": ("image/jpeg", "jpg"), "png": ("image/png", "png"), "film": ("video/mp4", "mp4")}


def make_working_copy(exhibit_id: UUID, *, viewer: Viewer, extractor: Extractor | None = None) -> UUID:
    """Derive a copy without metadata and keep it; returns its id, that of the copy there is where there is one.

    Refuses (NotFoundError) an exhibit the viewer does not see, (NotAllowedError) a sealed one, (BadInputError) a
    working copy, a file that holds nothing to leave out, and what `Extractor.copy_bare` refuses; (EvidenceError) an
    original whose bytes are missing or changed.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    require(viewer, Permission.ADD_SOURCES)
    original = custody.exhibit(exhibit_id, viewer=viewer)
    if original.media_type == MEDIA_TYPE:
        raise NotAllowedError("sealing.exhibit", "This file is sealed.", "Ask for it under Sealed identities.")
    if original.derived_from is not None:
        raise BadInputError("copies.of_copy", "This is a working copy already.", "Use it as it is.")
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as folder:
        path = Path(folder) / "original"
        with exhibit_store().open_checked(original.sha256) as kept, path.open("xb") as out:
            copy_and_digest(kept, out)
        if not media_kind(path):
            raise refusal(path, "not_copied")
        own = extractor or Extractor(mission_limits())
        try:
            kind, bare = own.copy_bare(path)
        finally:
            if extractor is None:
                own.close()
        with performing("make_working_copy", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
            return _keep(bare, kind, original, deed)


def _keep(bare: Path, kind: str, original: ExhibitView, deed: Deed) -> UUID:
    with bare.open("rb") as stream:
        kept = exhibit_store().keep(stream)
    if kept.sha256 == original.sha256:
        raise BadInputError("copies.nothing_to_leave_out", "The file holds no metadata.", "Use it as it is.")
    media_type, ending = _TYPES[kind]
    copy_id = sources.exhibit_id_of(kept.sha256)
    if copy_id is None:
        copy_id = deed.new_id()
        sources.add_exhibit(
            exhibit_id=copy_id,
            sha256=kept.sha256,
            size=kept.size,
            media_type=media_type,
            original_name=f"working-copy-{str(copy_id)[:8]}.{ending}",
            acquired_how="",
            at=deed.at,
            member_id=deed.viewer.member_id,
            derived_from=original.id,
        )
        turned = {key: original.facts[key] for key in ("orientation",) if key in original.facts}
        add_facts(copy_id, {"kind": kind, "left_out": "all_metadata", **turned}, read_by=READ_BY)
        deed.enter(EntryKind.DERIVED, copy_id, sha256=kept.sha256, size=kept.size)
    elif not sources.is_copy_of(copy_id, original.id):
        raise BadInputError("copies.kept_already", "A file of the same bytes is kept already.", "Look for it.")
    sources.lay_beside(copy_id, original.id, home=home_of(deed.viewer), member_id=deed.viewer.member_id, at=deed.at)
    deed.note("exhibit", copy_id, sha256=kept.sha256, derived_from=str(original.id))
    return copy_id
