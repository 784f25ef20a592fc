"""Incidents follow from judgements on their records alone: linking proposes, accepting counts, every step goes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from missions import TestMission
from tawthiq.actions.judge_incidents import judge_incidents, undo_incident_judgement, undo_last_of_incidents
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.actions.link_incidents import incident_frame, link_incidents, undo_accepted_incidents
from tawthiq.actions.load_gazetteer import load_gazetteer
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.withdraw import withdraw_source
from tawthiq.keeping.models import Incident, IncidentJudgement, IncidentPair, IncidentRecord, LedgerEntry
from tawthiq.keeping.queries import incident_review, incidents
from tawthiq.keeping.queries.incident_frames import last_accepting_incident_run
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer
from web.small_mission import PLACES

STRIKES: tuple[tuple[str, str, str, int, str], ...] = (
    ("W-1", "Air strike on the hospital", "2012-10-11", 12, "Samir Haddad"),
    ("W-2", "Strike on Rastan hospital", "2012-10-11", 13, "Sameer Hadad"),
    ("W-3", "Air strike on the market", "2012-10-11", 2, "Lina Nassar"),
    ("W-4", "غارة على المشفى", "2012-10-12", 12, "سمير حداد"),
    ("W-5", "Sniper", "2013-02-01", 1, "Omar Saleh"),
)


def interview(code: str, title: str, day: str, killed: int, name: str) -> dict[str, Any]:
    narrative = f"I saw what happened there. {name} was killed."
    incident = {
        "key": "it",
        "title": title,
        "kind": "sniper" if title == "Sniper" else "air_strike",
        "date": day,
        "place": "Rastan",
        "killed_min": killed,
        "killed_max": killed,
        "words": "what happened there",
    }
    person = {"name": name, "outcome": "killed", "date": day, "place": "Rastan", "incident": "it", "words": name}
    return {
        "witness_code": code,
        "title": f"Account {code}",
        "held_on": "2013-05-05",
        "language": "en",
        "consent": {"given_by": "self", "answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
        "narrative": narrative,
        "incidents": [incident],
        "persons": [person],
    }


@pytest.fixture
def struck(mission: TestMission) -> TestMission:
    """Five accounts: three of one strike on a hospital, one of another that day, one of something else."""
    load_gazetteer("small", PLACES, viewer=mission.viewer())
    for told in STRIKES:
        record_interview(interview(*told), viewer=mission.viewer())
    return mission


def record_of(title: str) -> UUID:
    return IncidentRecord.objects.get(title=title).id


def groups() -> set[frozenset[str]]:
    return {frozenset(row.records.values_list("source__title", flat=True)) for row in Incident.objects.all()}


HOSPITAL = frozenset({"Account W-1", "Account W-2", "Account W-4"})
ALONE = {frozenset({f"Account W-{n}"}) for n in range(1, 6)}


def test_accepting_joins_what_is_sure_and_taking_it_back_gives_the_very_incidents_there_were(
    struck: TestMission,
) -> None:
    viewer = struck.viewer()
    before = list(Incident.objects.order_by("number").values())
    assert groups() == ALONE
    outcome = link_incidents(viewer=viewer, accept=True, threshold=0.7)
    assert groups() == {HOSPITAL, frozenset({"Account W-3"}), frozenset({"Account W-5"})}
    assert outcome.links_accepted == 2
    assert outcome.incidents == 3
    joined = Incident.objects.get(record_count=3)
    assert (joined.source_count, joined.origin_count) == (3, 3)
    assert joined.id == before[0]["id"], "the earliest record keeps its incident"
    assert last_accepting_incident_run(viewer=viewer) == outcome.run_id
    assert undo_accepted_incidents(outcome.run_id, viewer=viewer) == 2
    assert list(Incident.objects.order_by("number").values()) == before
    assert IncidentJudgement.objects.count() == 4, "nothing is deleted"
    assert last_accepting_incident_run(viewer=viewer) is None


def test_proposing_changes_nothing_that_counts(struck: TestMission) -> None:
    outcome = link_incidents(viewer=struck.viewer(), accept=False, threshold=0.9)
    assert groups() == ALONE
    assert outcome.links_accepted == 0
    assert IncidentPair.objects.filter(is_open=True).count() == outcome.pairs_to_review > 0
    assert not IncidentJudgement.objects.exists()
    assert LedgerEntry.objects.filter(object_id=str(outcome.run_id)).exists()


def test_linking_again_adds_nothing_and_takes_back_what_a_reviewer_refused(struck: TestMission) -> None:
    viewer = struck.viewer()
    link_incidents(viewer=viewer, accept=True, threshold=0.7)
    assert link_incidents(viewer=viewer, accept=True, threshold=0.7).links_accepted == 0
    one, other = record_of("Air strike on the hospital"), record_of("Strike on Rastan hospital")
    judge_incidents(one, other, Decision.DIFFERENT, viewer=viewer)
    assert not any({"Account W-1", "Account W-2"} <= group for group in groups())
    again = link_incidents(viewer=viewer, accept=True, threshold=0.7)
    assert again.conflicts == 0
    assert not any({"Account W-1", "Account W-2"} <= group for group in groups())
    pairs = {frozenset(pair) for pair in IncidentPair.objects.values_list("record_a_id", "record_b_id")}
    assert frozenset((one, other)) not in pairs, "what was reviewed is not asked again"


def test_a_judgement_joins_two_incidents_and_taking_it_back_splits_them(struck: TestMission) -> None:
    viewer = struck.viewer(Role.CODER)
    before = list(Incident.objects.order_by("number").values())
    judged = judge_incidents(record_of("Air strike on the market"), record_of("Sniper"), Decision.SAME, viewer=viewer)
    joined = incidents.incident(Incident.objects.get(record_count=2).id, viewer=viewer)
    assert [record.title for record in joined.records] == ["Air strike on the market", "Sniper"]
    assert {person.name for person in joined.persons} == {"Lina Nassar", "Omar Saleh"}
    assert (joined.row.killed_min, joined.row.killed_max) == (1, 2)
    assert undo_last_of_incidents(viewer=viewer) == judged
    assert list(Incident.objects.order_by("number").values()) == before
    assert undo_last_of_incidents(viewer=viewer) is None
    with pytest.raises(ConflictError):
        undo_incident_judgement(judged, viewer=viewer)


def test_a_reviewed_judgement_wins_over_an_accepted_one_and_unsure_joins_nothing(struck: TestMission) -> None:
    viewer = struck.viewer()
    one, other = record_of("Air strike on the market"), record_of("Sniper")
    judge_incidents(one, other, Decision.UNSURE, viewer=viewer)
    assert groups() == ALONE
    judge_incidents(one, other, Decision.SAME, viewer=viewer)
    assert frozenset({"Account W-3", "Account W-5"}) in groups()
    link_incidents(viewer=viewer, accept=True, threshold=0.7)
    assert frozenset({"Account W-3", "Account W-5"}) in groups()
    last = judge_incidents(one, other, Decision.DIFFERENT, viewer=viewer)
    assert frozenset({"Account W-3"}) in groups()
    undo_incident_judgement(last, viewer=viewer)
    assert frozenset({"Account W-3", "Account W-5"}) in groups()


def test_a_judged_pair_leaves_the_queue_and_comes_back_with_the_undo(struck: TestMission) -> None:
    viewer = struck.viewer()
    link_incidents(viewer=viewer, accept=False, threshold=0.95)
    waiting = incident_review.incident_queue(viewer=viewer).open
    first = incident_review.next_incident_pair_id(viewer=viewer)
    assert first is not None
    pair = incident_review.incident_pair(first, viewer=viewer)
    judged = judge_incidents(pair.record_a.id, pair.record_b.id, Decision.SAME, viewer=viewer, reason="one hospital")
    state = incident_review.incident_queue(viewer=viewer)
    assert (state.open, state.judged, state.judged_by_me) == (waiting - 1, 1, 1)
    assert incident_review.next_incident_pair_id(viewer=viewer) != first
    undo_incident_judgement(judged, viewer=viewer)
    assert incident_review.incident_queue(viewer=viewer).open == waiting
    assert incident_review.pair_of_incident_records(pair.record_b.id, pair.record_a.id, viewer=viewer) == first


def test_a_withdrawn_source_leaves_its_incident(struck: TestMission) -> None:
    viewer = struck.viewer()
    link_incidents(viewer=viewer, accept=True, threshold=0.7)
    withdraw_source(IncidentRecord.objects.get(title="Strike on Rastan hospital").source_id, viewer=viewer)
    assert frozenset({"Account W-1", "Account W-4"}) in groups()
    lay_down_all(viewer=viewer)
    assert len(groups()) == 3


def test_the_frame_knows_places_numbers_and_victims(struck: TestMission) -> None:
    frame = incident_frame(viewer=struck.viewer())
    row = frame.row(0, named=True)
    assert (row["town"], row["governorate"], row["killed_low"]) == ("Rastan", "Homs", 12)
    assert row["victims"] == "Samir Haddad"
    assert row["latitude"] == 34.92
    assert frame["list"].n_unique() == 5


def test_who_may_not_link_or_judge_is_refused(struck: TestMission) -> None:
    one, other = record_of("Air strike on the market"), record_of("Sniper")
    for refused in (
        lambda viewer: link_incidents(viewer=viewer, accept=False, threshold=0.9),
        lambda viewer: judge_incidents(one, other, Decision.SAME, viewer=viewer),
    ):
        with pytest.raises(NotAllowedError):
            refused(struck.viewer(Role.LAWYER))
    for hidden in (incident_review.incident_queue, incident_frame):
        with pytest.raises(NotFoundError):
            hidden(viewer=struck.viewer(Role.AUDITOR))


def test_bad_input_is_refused(mission: TestMission) -> None:
    viewer: Viewer = mission.viewer()
    with pytest.raises(BadInputError) as nothing:
        link_incidents(viewer=viewer, accept=False, threshold=0.9)
    assert nothing.value.code == "link.no_incidents"
    with pytest.raises(BadInputError) as threshold:
        link_incidents(viewer=viewer, accept=False, threshold=0.2)
    assert threshold.value.code == "link.threshold"
    one = UUID(int=1)
    with pytest.raises(BadInputError):
        judge_incidents(one, one, Decision.SAME, viewer=viewer)
    with pytest.raises(NotFoundError):
        judge_incidents(one, UUID(int=2), Decision.SAME, viewer=viewer)
