"""Events are accepted or rejected like figures: every decision stays, the last one holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from missions import TestMission
from tawthiq.actions.decide_event import decide_event
from tawthiq.actions.propose import read_again
from tawthiq.actions.read_report import add_report
from tawthiq.actions.withdraw import withdraw_source
from tawthiq.keeping.models import EventDecision, EventMention, LedgerEntry
from tawthiq.keeping.queries.events import event, find_events, waiting_events
from tawthiq.terms.errors import BadInputError, NotAllowedError, TawthiqError
from tawthiq.terms.members import Role
from tawthiq.terms.vocabularies import DecisionOnProposal

STORY = "The ministry announced a ceasefire on Monday. Nobody in the town had heard of it, residents said.\n"
DAY = date(2026, 3, 2)


@pytest.fixture
def event_id(mission: TestMission, tmp_path: Path) -> UUID:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    source_id = add_report(file, viewer=mission.viewer()).source_id
    return EventMention.objects.get(source_id=source_id).id


def test_decisions_stay_and_the_last_one_holds(mission: TestMission, event_id: UUID) -> None:
    viewer = mission.viewer()
    assert waiting_events(viewer=viewer) == 1
    entries = LedgerEntry.objects.count()
    decide_event(event_id, DecisionOnProposal.CONFIRMED, viewer=viewer, day=DAY, reason=" seen on the ministry's page ")
    held = event(event_id, viewer=viewer)
    assert (held.status, held.day, held.sentence) == ("confirmed", DAY, STORY.split(". ", maxsplit=1)[0] + ".")
    assert waiting_events(viewer=viewer) == 0
    decide_event(event_id, DecisionOnProposal.REJECTED, viewer=viewer)
    held = event(event_id, viewer=viewer)
    assert (held.status, held.day) == ("rejected", None)
    told = [(one.decision, one.day, one.reason) for one in held.decisions]
    assert told == [("confirmed", DAY, "seen on the ministry's page"), ("rejected", None, "")]
    assert LedgerEntry.objects.count() == entries + 2
    for change in (EventDecision.objects.all().delete, lambda: EventDecision.objects.update(reason="other")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_reading_again_does_not_ask_again(mission: TestMission, event_id: UUID) -> None:
    viewer = mission.viewer()
    decide_event(event_id, DecisionOnProposal.REJECTED, viewer=viewer)
    assert read_again(EventMention.objects.get().source_id, viewer=viewer).events == 0
    assert [one.status for one in find_events(viewer=viewer)] == ["rejected"]


def test_what_is_no_decision_is_refused(mission: TestMission, event_id: UUID) -> None:
    viewer = mission.viewer()
    with pytest.raises(BadInputError) as refused:
        decide_event(event_id, DecisionOnProposal.EDITED, viewer=viewer)
    assert refused.value.code == "event.decision"
    with pytest.raises(BadInputError) as refused:
        decide_event(event_id, DecisionOnProposal.REJECTED, viewer=viewer, day=DAY)
    assert refused.value.code == "event.day"
    with pytest.raises(NotAllowedError):
        decide_event(event_id, DecisionOnProposal.CONFIRMED, viewer=mission.viewer(Role.LAWYER))
    with pytest.raises(TawthiqError):
        decide_event(uuid4(), DecisionOnProposal.CONFIRMED, viewer=viewer)
    assert not EventDecision.objects.exists()


def test_events_of_a_withdrawn_report_are_gone(mission: TestMission, event_id: UUID) -> None:
    withdraw_source(event(event_id, viewer=mission.viewer()).source_id, viewer=mission.viewer())
    assert find_events(viewer=mission.viewer()) == []
