"""Persons and counts follow from decisions alone, and every decision can be taken back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from missions import TestMission
from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.decide_figure import decide_figure
from tawthiq.actions.import_list import import_list
from tawthiq.actions.judge_pair import judge_pair, undo_judgement, undo_last
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.actions.link_records import undo_accepted
from tawthiq.actions.read_report import add_report
from tawthiq.actions.verify_persons import verify_by_rule, verify_person
from tawthiq.actions.withdraw import say_repeats, withdraw_source
from tawthiq.keeping.models import FigureDecision, Judgement, Person, PersonRecord, Record, Source
from tawthiq.keeping.queries import figures
from tawthiq.keeping.queries.accepted import last_accepting_run
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer
from tawthiq.terms.vocabularies import DecisionOnProposal, VerificationStatus

HEADER = "Name,Sex,Age,Date of death,Governorate,Outcome\n"
ONE = HEADER + "Salim Haddad,m,34,2012-03-01,Homs,killed\nKarim Nassar,m,20,2012-03-05,Homs,killed\n"
OTHER = HEADER + "Salem Hadad,m,34,2012-03-01,Homs,killed\nSamira Saleh,f,41,2012-03-09,Homs,killed\n"
REPORT = """Thirty people were killed in Homs on Monday, the Committee for Counting said.

At least 1,200 people fled to the border, according to the Border Office.
"""


@pytest.fixture
def two_lists(mission: TestMission, tmp_path: Path) -> TestMission:
    for name, content in (("one.csv", ONE), ("other.csv", OTHER)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        import_list(tmp_path / name, viewer=mission.viewer())
    return mission


def record_of(name: str) -> UUID:
    return Record.objects.get(name=name).id


def killed(viewer: Viewer) -> float:
    tables = count_documented(viewer=viewer).data["tables"]
    by_outcome = next(table for table in tables if table["by"] == ["outcome"])
    return sum(row["verified"] + row["reported"] for row in by_outcome["rows"] if row["keys"] == ["killed"])


def persons() -> list[tuple[str, int, int]]:
    return list(Person.objects.order_by("number").values_list("name", "record_count", "origin_count"))


def test_a_judgement_joins_two_records_and_the_count_follows(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    assert killed(viewer) == 4
    earliest = PersonRecord.objects.get(record_id=record_of("Salim Haddad")).person_id
    judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    assert killed(viewer) == 3
    joined = Person.objects.get(record_count=2)
    assert joined.origin_count == 2
    assert joined.id == earliest
    assert set(PersonRecord.objects.filter(person=joined).values_list("record_id", flat=True)) == {
        record_of("Salim Haddad"),
        record_of("Salem Hadad"),
    }


def test_taking_it_back_gives_the_very_persons_there_were(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    before = list(Person.objects.order_by("number").values())
    judgement = judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    undo_judgement(judgement, viewer=viewer)
    assert list(Person.objects.order_by("number").values()) == before
    assert Judgement.objects.count() == 2
    with pytest.raises(ConflictError):
        undo_judgement(judgement, viewer=viewer)
    assert undo_last(viewer=viewer) is None


def test_recomputing_everything_gives_what_the_steps_gave(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    judge_pair(record_of("Karim Nassar"), record_of("Samira Saleh"), Decision.DIFFERENT, viewer=viewer)
    stepwise = list(Person.objects.order_by("number").values())
    lay_down_all(viewer=viewer)
    assert list(Person.objects.order_by("number").values()) == stepwise


def test_undo_takes_back_ones_own_last_judgement_only(two_lists: TestMission) -> None:
    mine, theirs = two_lists.viewer(Role.CODER), two_lists.viewer()
    first = judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=mine)
    judge_pair(record_of("Karim Nassar"), record_of("Samira Saleh"), Decision.UNSURE, viewer=theirs)
    assert undo_last(viewer=mine) == first
    assert killed(theirs) == 4


def test_who_may_not_judge_changes_nothing(two_lists: TestMission) -> None:
    with pytest.raises(NotAllowedError):
        judge_pair(
            record_of("Salim Haddad"),
            record_of("Salem Hadad"),
            Decision.SAME,
            viewer=two_lists.viewer(Role.LAWYER),
        )
    with pytest.raises(BadInputError):
        judge_pair(record_of("Salim Haddad"), record_of("Salim Haddad"), Decision.SAME, viewer=two_lists.viewer())
    assert not Judgement.objects.exists()


def test_a_withdrawn_source_stops_counting_and_stays(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    other = Source.objects.get(number=2).id
    withdraw_source(other, viewer=viewer)
    assert [(name, records) for name, records, _ in persons()] == [("Salim Haddad", 1), ("Karim Nassar", 1)]
    assert killed(viewer) == 2
    assert Record.objects.count() == 4
    with pytest.raises(ConflictError):
        withdraw_source(other, viewer=viewer)


def test_a_source_that_repeats_another_adds_no_origin(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    first, second = Source.objects.order_by("number").values_list("id", flat=True)
    say_repeats(second, first, viewer=viewer)
    assert Person.objects.get(record_count=2).origin_count == 1
    with pytest.raises(BadInputError) as refused:
        say_repeats(first, second, viewer=viewer)
    assert refused.value.code == "source.circle"
    say_repeats(second, None, viewer=viewer)
    assert Person.objects.get(record_count=2).origin_count == 2


def test_verifying_one_person_is_pinned_to_the_record_and_survives_recomputing(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    person = Person.objects.get(number=1)
    verify_person(person.id, VerificationStatus.VERIFIED, viewer=viewer, reason="seen by two")
    lay_down_all(viewer=viewer)
    assert dict(Person.objects.values_list("id", "status"))[person.id] == "verified"
    assert Person.objects.filter(status="verified").count() == 1


def test_the_rule_verifies_those_with_two_origins_and_no_others(two_lists: TestMission) -> None:
    viewer = two_lists.viewer()
    assert verify_by_rule(viewer=viewer) == 0
    judge_pair(record_of("Salim Haddad"), record_of("Salem Hadad"), Decision.SAME, viewer=viewer)
    decided = verify_by_rule(viewer=viewer)
    # Without a gazetteer no place is resolved, and the rule asks for a place.
    assert decided == Person.objects.filter(status="verified").count() == 0


@pytest.fixture
def report(mission: TestMission, tmp_path: Path) -> TestMission:
    file = tmp_path / "report.txt"
    file.write_text(REPORT, encoding="utf-8")
    read = add_report(file, viewer=mission.viewer())
    assert read.figures == 2
    return mission


def test_a_figure_waits_until_somebody_decides(report: TestMission) -> None:
    viewer = report.viewer(Role.CODER)
    killed_figure, fled = figures.find_figures(viewer=viewer)
    assert (killed_figure.status, killed_figure.category, killed_figure.value_min) == ("pending", "killed", 30)
    decide_figure(killed_figure.id, DecisionOnProposal.CONFIRMED, viewer=viewer)
    decide_figure(fled.id, DecisionOnProposal.EDITED, viewer=viewer, changes={"value_min": 1300.0}, reason="misread")
    assert figures.figure(killed_figure.id, viewer=viewer).status == "confirmed"
    edited = figures.figure(fled.id, viewer=viewer)
    assert (edited.status, edited.value_min) == ("edited", 1300.0)
    decide_figure(killed_figure.id, DecisionOnProposal.REJECTED, viewer=viewer)
    assert figures.figure(killed_figure.id, viewer=viewer).status == "rejected"
    assert FigureDecision.objects.filter(figure_id=killed_figure.id).count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "figure.changes"),
        ({"data": {}}, "figure.column"),
        ({"value_min": -1.0}, "figure.negative"),
        ({"value_min": 5.0, "value_max": 4.0}, "figure.order"),
        ({"category": "fine"}, "figure.category"),
    ],
)
def test_an_edit_that_cannot_be_is_refused(report: TestMission, changes: dict[str, object], code: str) -> None:
    viewer = report.viewer()
    figure = figures.find_figures(viewer=viewer)[0]
    with pytest.raises(BadInputError) as refused:
        decide_figure(figure.id, DecisionOnProposal.EDITED, viewer=viewer, changes=changes)
    assert refused.value.code == code
    assert figures.figure(figure.id, viewer=viewer).status == "pending"


def test_the_same_report_again_is_refused(report: TestMission, tmp_path: Path) -> None:
    with pytest.raises(ConflictError) as refused:
        add_report(tmp_path / "report.txt", viewer=report.viewer())
    assert refused.value.code == "report.known"
    assert Source.objects.count() == 1


def test_links_accepted_as_a_batch_can_be_taken_back_together(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    run_id = last_accepting_run(viewer=viewer)
    assert run_id is not None
    before = Person.objects.count()
    taken = undo_accepted(run_id, viewer=viewer)
    assert taken > 0
    assert Person.objects.count() == before + taken, "each link of a spanning set joined two clusters"
    assert last_accepting_run(viewer=viewer) is None
