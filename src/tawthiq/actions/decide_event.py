"""A member accepts or rejects an event that a report speaks of, as a tag for the timeline.

Accepting says that the report speaks of it, and on which day it happened if the member gives one; that it took place
is said nowhere. A later decision takes the place of an earlier one; all stay.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import events as queries
from tawthiq.keeping.writes import events as writes
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import DecisionOnProposal

DECISIONS = (DecisionOnProposal.CONFIRMED, DecisionOnProposal.REJECTED)


def decide_event(
    event_id: UUID, decision: DecisionOnProposal, *, viewer: Viewer, day: date | None = None, reason: str = ""
) -> None:
    """Keep one decision. `day` is when it happened, given by the member with an acceptance only.

    Refuses (BadInputError) any other decision, and a day with a rejection.
    """
    if decision not in DECISIONS:
        raise BadInputError("event.decision", "This is no decision.", "Accept or reject the event.")
    if day is not None and decision is not DecisionOnProposal.CONFIRMED:
        raise BadInputError("event.day", "What is rejected has no day.", "Leave the day empty, or accept the event.")
    with performing("decide_event", viewer=viewer, permission=Permission.CONFIRM_FIGURES) as deed:
        queries.event(event_id, viewer=viewer)
        writes.note_decision(
            event_id, decision, day=day, reason=reason.strip()[:1000], at=deed.at, member_id=viewer.member_id
        )
        deed.enter(EntryKind.CONFIRMED, event_id)
        deed.note("event", event_id, decision=decision.value, with_day=day is not None)
