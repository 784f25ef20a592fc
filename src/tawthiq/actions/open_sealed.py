"""Hands sealed items out for opening. The server opens nothing: whoever has them still needs a key-holder's key.

Rules:

1. The protection officer asks, with a reason from the list, for the items of one interview or of all.
2. Where the mission's policy `opening_needs_second` says so, another member who may consent answers within 24 hours.
3. A request that may be used is good for 24 hours from its consent (or from asking), for that member alone.
4. Asking, consenting and each handing out are in the audit; the first handing out is in the custody ledger, with the
   items it covers. Every handing out is listed among the copies given out of its interviews.
5. Who is not in the compartment of every interview that is asked for sees nothing of the request, and so neither asks,
   nor consents, nor opens; also not a request of an earlier day.
6. What was withdrawn since (the interview, or its witness's consent) is no longer handed out, whoever consented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import BufferedReader
from uuid import UUID

from tawthiq.actions.performing import Deed, now, performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.queries.sealed import OpeningView, SealedView
from tawthiq.keeping.writes import sealed as writes
from tawthiq.keeping.writes.access import note_copies
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary

GOOD_FOR = timedelta(hours=24)


class Standing(StrEnum):
    """How a request to open stands."""

    WAITING = "waiting"
    OPEN = "open"
    REFUSED = "refused"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """The sealed items of a request, words with their bytes."""

    opening: OpeningView
    items: list[SealedView]


def standing(opening: OpeningView, *, at: datetime) -> Standing:
    """How a request stands at a moment (rules 2 and 3)."""
    if opening.consented is False:
        return Standing.REFUSED
    begins = opening.answered_at or opening.asked_at
    if at - begins > GOOD_FOR:
        return Standing.OVER
    return Standing.WAITING if opening.needs_second and opening.answered_at is None else Standing.OPEN


def ask_to_open(*, viewer: Viewer, reason: str, source_id: UUID | None = None) -> UUID:
    """Ask for the sealed items of one interview, or of all; returns the request's id."""
    if reason not in vocabulary("opening_reason").codes():
        raise BadInputError("sealing.reason", "Opening needs one of the reasons of the list.", "Choose one.")
    with performing("ask_to_open", viewer=viewer, permission=Permission.OPEN_SEALED) as deed:
        items = queries.item_ids(viewer=viewer, source_id=source_id)
        if not items:
            raise NotFoundError("sealing.nothing", "Nothing is sealed there.", "Look at the list of interviews.")
        opening_id = deed.new_id()
        needs_second = read_mission(mission_folder()).policies.opening_needs_second
        writes.add_opening(
            opening_id, items, reason=reason, needs_second=needs_second, at=deed.at, member_id=viewer.member_id
        )
        scope = "all" if source_id is None else str(source_id)
        deed.note("opening", opening_id, reason=reason, items=len(items), scope=scope)
    return opening_id


def answer_request(opening_id: UUID, *, consents: bool, viewer: Viewer) -> None:
    """Consent to a request, or refuse it; never one's own (NotAllowedError), nor one that was answered or is over."""
    with performing("answer_request_to_open", viewer=viewer, permission=Permission.CONSENT_TO_OPENING) as deed:
        opening = queries.opening(opening_id, viewer=viewer)
        if str(opening.asked_by) == viewer.member_id:
            raise NotAllowedError("sealing.own_request", "Nobody consents to their own request.", "Ask another member.")
        waits = standing(opening, at=deed.at) is Standing.WAITING
        if not waits or not writes.answer_opening(
            opening_id, consented=consents, at=deed.at, member_id=viewer.member_id
        ):
            raise ConflictError("sealing.answered", "This request waits for no answer any more.", "Look again.")
        deed.note("opening", opening_id, consented=consents)


def hand_out(opening_id: UUID, *, viewer: Viewer, how: str) -> HandedOut:
    """The sealed items of a request that may be used; `how` (page, search, station) goes into the audit."""
    with performing("hand_out_sealed", viewer=viewer, permission=Permission.OPEN_SEALED) as deed:
        opening = _usable(opening_id, viewer, at=deed.at)
        items = queries.opening_items(opening_id, viewer=viewer)
        if not items:
            raise ConflictError(
                "sealing.withdrawn",
                "Everything this request asks for was withdrawn since; it is no longer handed out.",
                "Look at the pages of the interviews.",
            )
        if opening.handed_out_at is None:
            writes.set_handed_out(opening_id, at=deed.at)
        deed.enter(EntryKind.OPENED, opening_id)
        note_handed_out(deed, items, copy_id=opening_id)
        deed.note("opening", opening_id, how=how, items=[str(item.id) for item in items][:500], count=len(items))
    return HandedOut(opening=opening, items=items)


def hand_out_file(opening_id: UUID, item_id: UUID, *, viewer: Viewer) -> BufferedReader:
    """One sealed file of a request that may be used, its bytes checked."""
    with performing("hand_out_sealed_file", viewer=viewer, permission=Permission.OPEN_SEALED) as deed:
        _usable(opening_id, viewer, at=deed.at)
        items = {item.id: item for item in queries.opening_items(opening_id, viewer=viewer)}
        if item_id not in items or not items[item_id].is_file:
            raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
        stream = exhibit_store().open_checked(items[item_id].file_sha256)
        deed.enter(EntryKind.OPENED, item_id, sha256=items[item_id].sha256, size=items[item_id].size)
        note_handed_out(deed, [items[item_id]], copy_id=opening_id)
        deed.note("sealed_item", item_id, opening=str(opening_id))
    return stream


def note_handed_out(deed: Deed, items: list[SealedView], *, copy_id: UUID) -> None:
    """List what is handed out among the copies given out of its interviews, so that a withdrawal names it."""
    sources = [item.source_id for item in items]
    note_copies(sources, kind="sealed", copy_id=copy_id, member_id=deed.viewer.member_id, at=deed.at)


def standing_now(opening: OpeningView) -> Standing:
    """How a request stands at this moment."""
    return standing(opening, at=now())


def _usable(opening_id: UUID, viewer: Viewer, *, at: datetime) -> OpeningView:
    require_sight(viewer, Permission.OPEN_SEALED)
    opening = queries.opening(opening_id, viewer=viewer)
    if str(opening.asked_by) != viewer.member_id:
        raise NotAllowedError("sealing.others_request", "Somebody else asked for this.", "Ask for yourself.")
    if standing(opening, at=at) is not Standing.OPEN:
        raise NotAllowedError(
            "sealing.not_open", "This request waits for another member, was refused, or is over.", "Ask again."
        )
    return opening
