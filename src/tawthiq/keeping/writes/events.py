"""Decisions on events that reports speak of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tawthiq.keeping.models import EventDecision, EventMention
from tawthiq.terms.vocabularies import DecisionOnProposal


def note_decision(
    event_id: UUID, decision: DecisionOnProposal, *, day: date | None, reason: str, at: datetime, member_id: str
) -> None:
    """Keep the decision and show it on the event."""
    EventDecision.objects.create(
        event_id=event_id, decision=decision.value, day=day, reason=reason, at=at, member_id=member_id
    )
    EventMention.objects.filter(id=event_id).update(status=decision.value, day=day)
