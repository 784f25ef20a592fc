"""A record opens to its words and its exhibit; an incident to what each source says of it."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import Incident
from tawthiq.terms.members import Role
from tawthiq.web import addresses
from web.small_mission import NARRATIVE, SmallMission


def test_a_record_shows_value_words_column_and_exhibit(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    record = mission.record("مريم الدباغ")
    body = sign_in().get(reverse("records:record", args=[record.id])).content.decode()
    assert f"R-{record.number}" in body
    assert "2 September 2012" in body
    assert "2012-09-02" in body
    assert "date of death" in body
    assert record.source.exhibit.sha256 in body
    assert "There is one version" in body
    person = mission.person("مريم الدباغ")
    assert reverse("persons:person", args=[person.id]) in body


def test_words_of_an_interview_carry_their_span(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    record = mission.record("Lina Haddad")
    body = sign_in().get(reverse("records:record", args=[record.id])).content.decode()
    start = NARRATIVE.index("Lina Haddad")
    assert f"\u2068{start}\u2069" in body
    assert "Shell on Rastan" in body
    assert reverse("incidents:incident", args=[Incident.objects.get().id]) in body


def test_a_record_that_is_not_there_is_not_found(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    assert sign_in().get(f"/records/{mission.committee}/").status_code == 404


def test_incidents_show_ranges_and_never_a_sum(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in()
    body = client.get(reverse("incidents:list")).content.decode()
    assert "Shell on Rastan" in body
    assert "2–5" in body
    assert "November 2012" in body
    assert client.get(reverse("incidents:list"), {"page": "x"}).status_code == 200


def test_an_incident_names_its_words_and_its_persons(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    body = sign_in().get(reverse("incidents:incident", args=[Incident.objects.get().id])).content.decode()
    assert "the shell fell on Rastan" in body
    assert reverse("persons:person", args=[mission.person("Lina Haddad").id]) in body
    assert "shelling" in body


def test_an_incident_speaks_arabic(mission: SmallMission, sign_in: Callable[..., Client]) -> None:  # noqa: ARG001
    client = sign_in(language="ar")
    body = client.get(reverse("incidents:incident", args=[Incident.objects.get().id])).content.decode()
    assert 'dir="rtl"' in body
    assert "قصف مدفعي" in body
    assert "تشرين الثاني 2012" in body


def test_words_lead_to_their_row_or_span(mission: SmallMission, monkeypatch: object) -> None:
    monkeypatch.setattr(addresses, "address_of", lambda name, *_args: f"/{name}")  # type: ignore[attr-defined]
    source = mission.committee
    assert addresses.address_of_words(source, {"row": 7, "sheet": "A b"}) == "/sources:rows?row=7&sheet=A+b#row-7"
    assert addresses.address_of_words(source, {"start": 3, "end": 9}) == "/sources:source#span-3-9"
    assert addresses.address_of_words(source, {"start": 3, "end": 9}, {"start": 4, "end": 5}).endswith("#span-4-5")
    assert addresses.address_of_words(source, {}) == "/sources:source"


def test_a_slice_that_is_not_installed_gives_no_link() -> None:
    assert addresses.address_of("nowhere:page") == ""


def test_a_correction_makes_a_version_and_keeps_the_words(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    record = mission.record("مريم الدباغ")
    client = sign_in()
    asked = {"field": "event", "words": "October 2012", "reason": "misread"}
    body = client.post(reverse("records:correct", args=[record.id]), asked, follow=True).content.decode()
    assert "October 2012" in body
    assert "2012-09-02" in body, "the words of the source stay"
    old = client.get(reverse("records:record", args=[record.id])).content.decode()
    assert "corrected by a later version" in old
    assert reverse("records:correct", args=[record.id]) not in old


def test_a_correction_that_cannot_be_read_says_so_at_the_field(
    mission: SmallMission, sign_in: Callable[..., Client]
) -> None:
    record = mission.record("مريم الدباغ")
    asked = {"field": "event", "words": "31/02/2012", "reason": "misread"}
    answer = sign_in().post(reverse("records:correct", args=[record.id]), asked)
    assert answer.status_code == 400
    assert "field-error" in answer.content.decode()


def test_a_lawyer_reads_a_record_and_cannot_correct_it(mission: SmallMission, sign_in: Callable[..., Client]) -> None:
    record = mission.record("مريم الدباغ")
    client = sign_in(Role.LAWYER)
    address = reverse("records:correct", args=[record.id])
    assert address not in client.get(reverse("records:record", args=[record.id])).content.decode()
    assert client.post(address, {}).status_code == 404
