"""Takes a source or a consent out of use. Nothing is deleted: evidence stays, and stops counting at once."""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sources as queries
from tawthiq.keeping.queries.copies import CopyView, given_copies
from tawthiq.keeping.writes import sources as writes
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.members import Viewer


def withdraw_source(source_id: UUID, *, viewer: Viewer) -> None:
    """Withdraw a source, such as a list imported by mistake: its records leave every person and count."""
    with performing("withdraw_source", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        source = queries.source(source_id, viewer=viewer)
        if source.row.withdrawn:
            raise ConflictError("source.withdrawn", "This source is withdrawn already.", "Look at the page again.")
        writes.withdraw_source(source_id=source_id, at=deed.at, member_id=viewer.member_id)
        lay_down_all(viewer=viewer)
        deed.enter(EntryKind.WITHDRAWN, source_id)
        deed.note("source", source_id)


def withdraw_consent(source_id: UUID, *, viewer: Viewer) -> list[CopyView]:
    """Write that a witness has withdrawn consent: the interview is withdrawn with it, everywhere, at once.

    Returns the copies already given out, newest first: whoever holds one is told by a person, not by this program.
    """
    with performing("withdraw_consent", viewer=viewer, permission=Permission.WITHDRAW) as deed:
        source = queries.source(source_id, viewer=viewer)
        if source.interview is None:
            raise BadInputError("consent.no_interview", "Only an interview has a consent.", "Withdraw the source.")
        writes.withdraw_consent(source_id=source_id, at=deed.at)
        if not source.row.withdrawn:
            writes.withdraw_source(source_id=source_id, at=deed.at, member_id=viewer.member_id)
        lay_down_all(viewer=viewer)
        deed.enter(EntryKind.WITHDRAWN, source_id)
        given = given_copies(source_id, viewer=viewer)
        deed.note("consent", source_id, copies_given=len(given))
    return given


def say_repeats(source_id: UUID, repeats: UUID | None, *, viewer: Viewer) -> None:
    """Say that a source repeats another one (or no longer does): both then count as one origin."""
    with performing("say_repeats", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        before = queries.source(source_id, viewer=viewer).row.repeats_id
        if repeats is not None:
            step: UUID | None = repeats
            while step is not None:
                if step == source_id:
                    raise BadInputError(
                        "source.circle", "These sources would repeat each other in a circle.", "Choose the earliest."
                    )
                step = queries.source(step, viewer=viewer).row.repeats_id
        writes.set_repeats(source_id=source_id, repeats=repeats)
        lay_down_all(viewer=viewer)
        deed.enter(EntryKind.CORRECTED, source_id)
        named = {"repeats": repeats, "before": before}
        deed.note("source", source_id, **{name: None if held is None else str(held) for name, held in named.items()})
