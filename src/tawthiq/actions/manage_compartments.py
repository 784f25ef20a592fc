"""Compartments: made, granted to members, taken from them; sources moved between them. Each takes effect at once.

1. Who makes a compartment is in it, and nobody else.
2. Who grants one, or takes somebody out, is in it themselves and may manage compartments.
3. The last member who may manage a compartment stays in it: what nobody could open again would be lost.
4. A source is moved by somebody who is in both compartments; all that was taken from it goes along.
"""

from __future__ import annotations

import re
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import compartments as queries
from tawthiq.keeping.queries import sources
from tawthiq.keeping.writes import access
from tawthiq.keeping.writes import sources as source_writes
from tawthiq.terms.errors import BadInputError, ConflictError, NotFoundError
from tawthiq.terms.members import Viewer

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
KINDS = ("case", "partner")


def add_compartment(*, viewer: Viewer, code: str, title: str, kind: str = "case") -> UUID:
    """Make a compartment whose only member is the viewer; `code` is a short word in Latin letters."""
    if not CODE.fullmatch(code) or kind not in KINDS or not title.strip() or len(title) > 200:
        raise BadInputError(
            "compartment.words",
            "A compartment has a code of small Latin letters, digits and hyphens, a title, and is a case or a partner.",
            "Give the code as case-12, for example.",
        )
    with performing("add_compartment", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        if queries.is_code_taken(code):
            raise ConflictError("compartment.taken", "This code is in use.", "Choose another code.")
        compartment_id = deed.new_id()
        access.add_compartment(compartment_id=compartment_id, code=code, kind=kind, title=title.strip(), at=deed.at)
        access.grant(compartment=compartment_id, member_id=viewer.member_id, by=viewer.member_id, at=deed.at)
        deed.note("compartment", compartment_id, kind=kind)
    return compartment_id


def let_in(compartment_id: UUID, member_id: str, *, viewer: Viewer) -> None:
    """Let a member see a compartment, from now on."""
    with performing("grant", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        queries.compartment(compartment_id, viewer=viewer)
        if not queries.has_member(member_id):
            raise NotFoundError("members.unknown", "There is no such member.", "Look at the list of members.")
        if access.grant(compartment=compartment_id, member_id=member_id, by=viewer.member_id, at=deed.at):
            deed.note("compartment", compartment_id, member=member_id)


def take_out(compartment_id: UUID, member_id: str, *, viewer: Viewer) -> None:
    """Let a member see a compartment no more, from this moment; what they did there stays."""
    with performing("end_grant", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        queries.compartment(compartment_id, viewer=viewer)
        if not queries.other_keepers(compartment_id, but=member_id):
            raise ConflictError(
                "compartment.last",
                "Nobody else in this compartment could let anybody in.",
                "Let another coordinator or protection officer in first.",
            )
        if access.end_grant(compartment=compartment_id, member_id=member_id, by=viewer.member_id, at=deed.at):
            deed.note("compartment", compartment_id, member=member_id)


def move_source(source_id: UUID, compartment_id: UUID, *, viewer: Viewer) -> None:
    """Put a source and all that is taken from it into another compartment."""
    with performing("move_source", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        held = sources.source(source_id, viewer=viewer)
        target = queries.compartment(compartment_id, viewer=viewer)
        source_writes.move_source(source_id=source_id, compartment=compartment_id)
        deed.enter(EntryKind.CORRECTED, source_id)
        deed.note("source", source_id, moved_from=held.row.compartment.id, moved_to=target.id)
