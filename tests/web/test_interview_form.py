"""The interview form: no way to write who the witness is, no script needed, and a receipt only for a monitor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import ConsentAnswer, EarlierAccount, IncidentRecord, Interview, Record, Source
from tawthiq.terms.members import Role
from web.evidence import NARRATIVE

pytestmark = pytest.mark.usefixtures("mission_folder")
SignIn = Callable[..., Client]
NEW = "/interviews/new/"


def given(**more: str) -> dict[str, str]:
    return {
        "witness_code": "W-077",
        "held_on": "June 2013",
        "mode": "in_person",
        "setting_safe": "yes",
        "narrative": NARRATIVE,
        "consent-internal_analysis": "yes",
        "consent-journalists": "ask_first",
        "condition-journalists": "after the winter",
        "earlier-count": "0",
        "recipient-count": "1",
        "recipient-0-recipient": "Families Abroad",
        "recipient-0-purpose": "partner",
        "recipient-0-answer": "no",
        "incidents-count": "1",
        "incidents-0-title": "Shelling of the valley",
        "incidents-0-killed_min": "3",
        "persons-count": "2",
        "persons-0-name": "Yusuf Khatib",
        "persons-0-age": "about 30",
        "persons-0-outcome": "killed",
        "persons-0-incident": "incident-1",
        "persons-0-words": "Yusuf Khatib",
        **more,
    }


def save(client: Client, **more: str) -> Any:
    return client.post(NEW, given(step="save", **more))


def test_there_is_no_field_for_who_the_witness_is(sign_in: SignIn) -> None:
    shown = sign_in(Role.MONITOR).get(NEW).content.decode().split("<main", 1)[1].split("</main", 1)[0]
    names = set(re.findall(r'<(?:input|select|textarea)[^>]*? name="([^"]+)"', shown))
    for name in names:
        assert not re.search(r"witness_name|phone|mail|contact|address", name.removesuffix("recontact")), name
    assert "witness_code" in names
    assert "data-quick-exit" in shown
    assert 'autocomplete="off"' in shown


def test_an_interview_becomes_a_source_with_its_records(sign_in: SignIn) -> None:
    answer = save(sign_in(Role.COORDINATOR))
    source = Source.objects.get()
    assert answer["Location"] == reverse("sources:source", args=[source.id])
    interview = Interview.objects.get()
    assert (interview.witness.code, str(interview.held_start), interview.setting_safe) == ("W-077", "2013-06-01", True)
    assert interview.narrative == NARRATIVE
    record = Record.objects.get()
    assert (record.name, record.outcome, record.location["start"]) == (
        "Yusuf Khatib",
        "killed",
        NARRATIVE.index("Yusuf"),
    )
    assert record.incident is not None
    assert record.incident.title == IncidentRecord.objects.get().title == "Shelling of the valley"
    answers = {(a.purpose, a.recipient): (a.answer, a.condition) for a in ConsentAnswer.objects.all()}
    assert answers == {
        ("internal_analysis", ""): ("yes", ""),
        ("journalists", ""): ("ask_first", "after the winter"),
        ("partner", "Families Abroad"): ("no", ""),
    }


def test_a_monitor_gets_a_number_and_nothing_else(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR)
    assert client.get(reverse("interviews:receipt")).status_code == 404
    answer = save(client)
    assert answer["Location"] == reverse("interviews:receipt")
    shown = client.get(answer["Location"]).content.decode()
    assert "S-1" in shown
    assert "Yusuf" not in shown
    assert "W-077" not in shown
    assert client.get(reverse("sources:source", args=[Source.objects.get().id])).status_code == 404


def test_blocks_are_added_and_taken_out_without_a_script(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR)
    more = client.post(NEW, given(add="persons")).content.decode()
    assert 'name="persons-2-name"' in more
    assert 'value="Yusuf Khatib"' in more
    assert "There is a problem" not in more
    sent = given(drop="persons-0", **{"persons-1-name": "Maryam Dabbagh"})
    fewer = client.post(NEW, sent).content.decode()
    assert 'name="persons-0-name" value="Maryam Dabbagh"' in fewer
    assert "persons-1-name" not in fewer
    assert "Yusuf Khatib" not in fewer.replace(NARRATIVE, "").split('id="id_narrative"', 1)[0]
    assert client.post(NEW, given(drop="persons-99")).status_code == 200
    assert client.post(NEW, given(add="nonsense")).status_code == 200
    assert not Source.objects.exists()


def test_checking_reads_dates_back_and_keeps_nothing(sign_in: SignIn) -> None:
    shown = sign_in(Role.MONITOR).post(NEW, given(step="check")).content.decode()
    assert "Read as:" in shown
    assert "June 2013" in re.sub(r"<[^>]*>", "", shown.split('id="reads-held"', 1)[1][:200])
    assert not Source.objects.exists()


def test_a_date_is_read_back_as_a_fragment(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR)
    assert "March 2012" in client.get(reverse("interviews:date"), {"held_on": "2012-03"}).content.decode()
    assert "cannot be read" in client.get(reverse("interviews:date"), {"held_on": "when it rained"}).content.decode()
    assert client.get(reverse("interviews:date")).content.decode().strip() == ""


@pytest.mark.parametrize("code", ["", "Yusuf Khatib", "+44 7700 900123", "a@b.example", "Yusuf"])
def test_a_code_that_tells_who_it_is_is_refused_at_its_field(sign_in: SignIn, code: str) -> None:
    answer = save(sign_in(Role.MONITOR), witness_code=code)
    assert answer.status_code == 400
    assert 'href="#id_witness_code"' in answer.content.decode()
    assert not Source.objects.exists()


def test_a_witness_interviewed_before_is_said_before_saving(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR)
    assert save(client).status_code == 302
    warned = save(client).content.decode()
    assert "This witness code was interviewed 1 time before." in warned
    assert Source.objects.count() == 1
    assert save(client, looked="yes").status_code == 302
    assert Source.objects.count() == 2


def test_earlier_accounts_call_for_a_short_one(sign_in: SignIn) -> None:
    more = {"earlier-count": "1", "earlier-0-to": "an aid office", "earlier-0-when": "last spring"}
    client = sign_in(Role.MONITOR)
    assert "The witness has given an account elsewhere." in save(client, **more).content.decode()
    save(client, looked="yes", **more)
    assert EarlierAccount.objects.get().given_to == "an aid office"


def test_what_cannot_be_read_is_linked_to_its_field(sign_in: SignIn) -> None:
    more = {"persons-0-age": "grapefruit", "persons-0-words": "not in it", "incidents-0-killed_min": "many"}
    shown = save(sign_in(Role.MONITOR), **more).content.decode()
    for field in ("id_persons-0-age", "id_persons-0-words"):
        assert f'href="#{field}"' in shown
        assert f'id="{field}"' in shown
    assert "These words are not a number of people." in shown
    assert not Source.objects.exists()


def test_a_recipient_without_an_answer_is_refused(sign_in: SignIn) -> None:
    answer = save(sign_in(Role.MONITOR), **{"recipient-0-answer": ""})
    assert answer.status_code == 400
    assert 'href="#id_recipient-0-answer"' in answer.content.decode()


def test_what_was_written_comes_back_escaped(sign_in: SignIn) -> None:
    shown = save(sign_in(Role.MONITOR), witness_code="", narrative="<script>x</script>").content.decode()
    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown


@pytest.mark.parametrize("role", [Role.CODER, Role.AUDITOR, Role.ADMINISTRATOR, Role.LAWYER])
def test_roles_that_record_nothing_find_no_form(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert client.get(NEW).status_code == 404
    assert save(client).status_code == 404
    assert client.get(reverse("interviews:date"), {"held_on": "2012"}).status_code == 404


def test_arabic_from_right_to_left(sign_in: SignIn) -> None:
    client = sign_in(Role.MONITOR, language="ar")
    shown = client.get(NEW).content.decode()
    assert 'dir="rtl"' in shown
    assert "رمز الشاهد" in shown
    assert "رمز الشاهد ناقص" in save(client, witness_code="يوسف").content.decode()
