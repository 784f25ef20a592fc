"""A person's page: records side by side, conflicts, how the person is counted, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import AuditEntry, Person
from tawthiq.keeping.queries import persons as queries
from tawthiq.terms.members import Role
from tawthiq.web.persons.side_by_side import FieldRow, compare_records, write_age
from web.small_mission import SmallMission


def page_of(client: Client, person: Person) -> str:
    response = client.get(reverse("persons:person", args=[person.id]))
    assert response.status_code == 200
    return response.content.decode()


def rows_of(mission: SmallMission, person: Person, language: str = "en") -> dict[str, FieldRow]:
    view = queries.person(person.id, viewer=mission.viewer)
    return {row.key: row for row in compare_records(view, language=language)}


def test_words_stand_as_the_source_gave_them_with_their_column(mission: SmallMission) -> None:
    age = rows_of(mission, mission.yusuf)["age"]
    assert ["".join(words for words, _ in cell.parts) for cell in age.cells] == ["41", "46"]
    assert {cell.where for cell in age.cells} == {"age"}
    sex = rows_of(mission, mission.yusuf)["sex"]
    assert sex.cells[0].parts == (("male", False),)
    assert sex.cells[0].read_as == "man or boy"


def test_a_contradiction_is_marked_and_agreement_is_not(mission: SmallMission) -> None:
    rows = rows_of(mission, mission.yusuf)
    assert rows["age"].in_conflict
    assert sum(marked for cell in rows["age"].cells for _, marked in cell.parts) == 1
    assert not rows["event"].in_conflict
    assert not rows["place"].in_conflict
    assert not rows["name"].in_conflict


def test_only_the_part_of_a_name_that_differs_is_underlined(mission: SmallMission) -> None:
    name = rows_of(mission, mission.yusuf)["name"]
    assert not any(marked for cell in name.cells for _, marked in cell.parts)


def test_fields_nobody_speaks_of_are_left_out(mission: SmallMission) -> None:
    assert "occupation" not in rows_of(mission, mission.yusuf)
    assert "birth" not in rows_of(mission, mission.yusuf)


def test_reasons_are_given_where_several_records_speak(mission: SmallMission) -> None:
    assert rows_of(mission, mission.yusuf)["event"].why == "All that say it agree"
    assert rows_of(mission, mission.person("Lina Haddad"))["event"].why == ""


def test_values_are_in_the_language_of_the_page(mission: SmallMission) -> None:
    rows = rows_of(mission, mission.person("Lina Haddad"), "ar")
    assert rows["event"].reported == "تشرين الثاني 2012"
    assert rows["place"].reported == "الرستن، حمص"


@pytest.mark.parametrize(
    ("low", "high", "written"), [(None, None, ""), (34, 34, "34"), (40, 49, "40–49"), (0.5, 0.5, "0.5")]
)
def test_ages_are_written_as_they_are_known(low: float | None, high: float | None, written: str) -> None:
    assert write_age(low, high, language="en").strip("\u2068\u2069") == written


def test_the_page_shows_records_evidence_and_judgements(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    body = page_of(sign_in(), mission.yusuf)
    assert "committee" in body
    assert "register" in body
    assert "in-conflict" in body
    assert "<mark>" in body
    assert "same father, same day" in body
    assert "Same person" in body
    record = mission.record("Youssef Ahmad al-Khatib")
    assert reverse("records:record", args=[record.id]) in body
    assert reverse("custody:exhibit", args=[record.source.exhibit_id]) in body
    assert record.source.exhibit.sha256 in body
    assert "2 independent origins" in body


def test_the_page_speaks_arabic(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    body = page_of(sign_in(language="ar"), mission.yusuf)
    assert 'dir="rtl"' in body
    assert "ما يقوله كل مصدر" in body
    assert "26 آب 2012" in body


def test_a_coder_decides_and_the_count_follows(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.CODER)
    person = mission.yusuf
    response = client.post(
        reverse("persons:verify", args=[person.id]), {"status": "verified", "reason": "two sources"}, follow=True
    )
    body = response.content.decode()
    assert "Counted once, among the verified" in body
    assert "two sources" in body
    assert "reasonable grounds to believe" in body
    person.refresh_from_db()
    assert person.status == "verified"
    client.post(reverse("persons:verify", args=[person.id]), {"status": "discounted"})
    assert "Not counted" in page_of(client, person)


def test_a_decision_that_is_not_offered_is_refused(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.CODER)
    assert client.post(reverse("persons:verify", args=[mission.yusuf.id]), {"status": "maybe"}).status_code == 400
    assert client.get(reverse("persons:verify", args=[mission.yusuf.id])).status_code == 405
    assert not AuditEntry.objects.filter(action="verify_person").exists()


def test_a_reader_without_the_right_sees_no_form_and_cannot_decide(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(Role.LAWYER)
    assert 'name="status"' not in page_of(client, mission.yusuf)
    assert client.post(reverse("persons:verify", args=[mission.yusuf.id]), {"status": "verified"}).status_code == 404
    assert mission.yusuf.status == "reported"


def test_a_person_that_is_not_there_is_not_found(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    assert client.get(f"/persons/{mission.committee}/").status_code == 404
