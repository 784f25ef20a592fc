"""What a kept picture or film says of itself (camera, moment, place) is read once and kept beside it.

Read in the process for hostile files, after the file is kept: whatever goes wrong there, the exhibit stays. That
nothing could be read is kept too, with the reason.
"""

from __future__ import annotations

from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.performing import performing
from tawthiq.guarding.roles import Permission
from tawthiq.intake.extracting import Extractor
from tawthiq.intake.extractor import media_kind
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import custody
from tawthiq.keeping.writes.custody import add_facts
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer

READ_BY = f"tawthiq {__version__}"[:32]


def read_media_facts(exhibit_id: UUID, *, viewer: Viewer, extractor: Extractor | None = None) -> None:
    """Read and keep the facts of a picture or film; other files, and one that was read before, are passed over."""
    exhibit = custody.exhibit(exhibit_id, viewer=viewer)
    if exhibit.facts:
        return
    with exhibit_store().as_path(exhibit.sha256) as path:
        if not media_kind(path):
            return
        own = extractor or Extractor(mission_limits())
        try:
            facts = own.read_facts(path)
        except BadInputError as error:
            facts = {"unread": error.code}
        except OSError:  # no process could be started
            facts = {"unread": "intake.ended"}
        finally:
            if extractor is None:
                own.close()
    with performing("read_media_facts", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        add_facts(exhibit_id, facts, read_by=READ_BY)
        deed.note("exhibit", exhibit_id, is_read="unread" not in facts)
