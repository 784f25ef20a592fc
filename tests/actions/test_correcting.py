"""A correction is a new version in the place of the old one: both stay, judgements follow, and it says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from missions import TestMission
from tawthiq.actions.correct_record import correct_record
from tawthiq.actions.import_list import import_list
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.keeping.models import LedgerEntry, Person, Record
from tawthiq.keeping.queries.records import record_versions
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role

LIST = "Name,Sex,Age,Date of death,Governorate,Outcome\nSalim Haddad,m,34,2012-03-01,Homs,killed\n"
OTHER = "Name,Sex,Age,Date of death,Governorate,Outcome\nSalem Hadad,m,34,2012-03-01,Homs,killed\n"


@pytest.fixture
def two(mission: TestMission, tmp_path: Path) -> TestMission:
    for name, content in (("one.csv", LIST), ("other.csv", OTHER)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        import_list(tmp_path / name, viewer=mission.viewer())
    return mission


def test_a_correction_stands_where_the_record_stood(two: TestMission) -> None:
    viewer = two.viewer()
    first, other = Record.objects.order_by("number")
    judge_pair(first.id, other.id, Decision.SAME, viewer=viewer)
    person = Person.objects.get()
    new_id = correct_record(first.id, {"event": "April 2012", "sex": "أنثى"}, viewer=viewer, reason="misread")
    again = Person.objects.get()
    assert (again.id, again.number) == (person.id, person.number)
    assert {m.record_id for m in again.memberships.all()} == {new_id, other.id}
    new = Record.objects.get(id=new_id)
    assert (new.version, new.supersedes_id, new.sex) == (2, first.id, "female")
    assert (new.event_start, new.event_end) == (date(2012, 4, 1), date(2012, 4, 30))
    assert new.given == first.given, "the words of the source stay"
    assert [v.version for v in record_versions(first.id, viewer=viewer)] == [1, 2]
    lay_down_all(viewer=viewer)
    assert Person.objects.get().id == person.id
    assert '"corrected"' in LedgerEntry.objects.order_by("-seq").values_list("line", flat=True)[0]


def test_the_old_version_still_reads_as_it_did(two: TestMission) -> None:
    first = Record.objects.order_by("number")[0]
    correct_record(first.id, {"age": "about 40"}, viewer=two.viewer(), reason="smudged")
    first.refresh_from_db()
    assert (first.age_low, first.age_high, first.version) == (34, 34, 1)


def test_only_the_latest_version_can_be_corrected(two: TestMission) -> None:
    first = Record.objects.order_by("number")[0]
    correct_record(first.id, {"age": "35"}, viewer=two.viewer(), reason="smudged")
    with pytest.raises(ConflictError, match="corrected already"):
        correct_record(first.id, {"age": "36"}, viewer=two.viewer(), reason="again")


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"age": "35"}, " ", "record.no_reason"),
        ({}, "why", "record.fields"),
        ({"witness": "x"}, "why", "record.fields"),
        ({"event": "31/02/2012"}, "why", "record.event"),
        ({"age": "purple"}, "why", "record.age"),
        ({"cause": "no such cause at all"}, "why", "record.cause"),
        ({"name": ""}, "why", "record.name"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    two: TestMission, changes: dict[str, str], reason: str, code: str
) -> None:
    first = Record.objects.order_by("number")[0]
    with pytest.raises(BadInputError) as refused:
        correct_record(first.id, changes, viewer=two.viewer(), reason=reason)
    assert refused.value.code == code
    assert Record.objects.count() == 2


def test_a_role_that_may_not_judge_may_not_correct(two: TestMission) -> None:
    first = Record.objects.order_by("number")[0]
    with pytest.raises(NotAllowedError):
        correct_record(first.id, {"age": "35"}, viewer=two.viewer(Role.LAWYER), reason="why")
