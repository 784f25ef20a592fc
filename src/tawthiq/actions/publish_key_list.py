"""Publishes a signed list of key-holders. The server checks it as every client does, and signs nothing itself."""

from __future__ import annotations

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.writes import sealed as writes
from tawthiq.sealing.recipients import Pin, RecipientList, SignedList, check_list, read_list
from tawthiq.terms.errors import ConflictError
from tawthiq.terms.members import Viewer


def current_pin() -> Pin | None:
    """What the newest published list lets the next one be; None before the first."""
    kept = queries.current_list()
    if kept is None:
        return None
    listed = read_list(kept.signed.text)
    return Pin(
        mission=listed.mission,
        organisation=listed.organisation,
        version=listed.version,
        sha256=kept.signed.sha256,
    )


def publish_key_list(signed: SignedList, *, viewer: Viewer) -> RecipientList:
    """Keep the list as the one to seal to from now on.

    Refuses (EvidenceError, BadInputError) what a client would refuse, and (ConflictError) a number already published.
    The first list of a mission is trusted as it stands: whose it is, the printed card says.
    """
    with performing("publish_key_list", viewer=viewer, permission=Permission.MANAGE_KEYS) as deed:
        pin = current_pin()
        if pin is None:
            first = read_list(signed.text)
            pin = Pin(mission=first.mission, organisation=first.organisation)
        listed, _pin = check_list(signed, pin)
        if listed.version == pin.version:
            raise ConflictError(
                "sealing.list_known", "A list with this number is published already.", "Sign one with the next number."
            )
        writes.add_list(signed, version=listed.version, at=deed.at, member_id=viewer.member_id)
        deed.enter(EntryKind.HOLDERS_LISTED, f"list-{listed.version}", sha256=signed.sha256, size=len(signed.text))
        deed.note("key_list", listed.version, holders=len(listed.recipients))
    return listed
