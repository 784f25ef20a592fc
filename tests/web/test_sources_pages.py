"""The list of sources, and the page of each kind."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.keeping.models import Figure, ListRow, Source
from tawthiq.terms.members import Role
from web.evidence import NARRATIVE, STORY, Evidence

SignIn = Callable[..., Client]


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def text_of(markup: str, css: str) -> str:
    found = re.search(rf'<div class="{css}[^>]*>(.*?)</div>', markup, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]*>", "", found[1]))


def test_copies_of_a_story_stand_under_the_first(evidence: Evidence, sign_in: SignIn) -> None:
    shown = page(sign_in(), reverse("sources:list"))
    assert "4 sources" in shown
    assert "repeated by 1 source" in shown
    assert shown.count(f'href="/sources/{evidence.copy_id}/"') == 1
    rows = re.findall(r"<th scope=\"row\"><a href=\"/sources/([0-9a-f-]+)/\"", shown)
    assert str(evidence.copy_id) not in rows
    assert len(rows) == 3


def test_a_filter_narrows_and_says_when_nothing_fits(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    assert "1 source<" in page(client, reverse("sources:list"), kind="list")
    assert str(evidence.list_id) in page(client, reverse("sources:list"), q="valley")
    assert "No source fits" in page(client, reverse("sources:list"), q="no such words")
    assert "4 sources" in page(client, reverse("sources:list"), kind="nonsense")


def test_the_report_shows_its_text_unchanged_with_marks(evidence: Evidence, sign_in: SignIn) -> None:
    shown = page(sign_in(), reverse("sources:source", args=[evidence.report_id]))
    assert text_of(shown, "source-text") == STORY
    figure = Figure.objects.filter(source_id=evidence.report_id).order_by("span_start").first()
    assert figure is not None
    assert f'id="span-{figure.span_start}-{figure.span_end}"' in shown
    assert f'id="figure-{figure.id}"' in shown
    assert "Accept" in shown
    assert "health ministry" in shown
    assert figure.data["rules"][0] in shown


def test_a_figure_asked_for_is_put_forward(evidence: Evidence, sign_in: SignIn) -> None:
    last = Figure.objects.filter(source_id=evidence.report_id).order_by("span_start").last()
    assert last is not None
    shown = page(sign_in(), reverse("sources:source", args=[evidence.report_id]), figure=str(last.id))
    assert re.search(rf'is-current[^>]*id="figure-{last.id}"', shown)
    assert shown.count(" data-current") == 1


def test_the_copy_says_what_it_repeats(evidence: Evidence, sign_in: SignIn) -> None:
    shown = page(sign_in(), reverse("sources:source", args=[evidence.copy_id]))
    assert "is not a voice of its own" in shown
    assert f"/sources/{evidence.report_id}/" in shown


def test_every_row_says_what_became_of_it(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    address = reverse("sources:source", args=[evidence.list_id])
    shown = page(client, address)
    for row in ListRow.objects.filter(source_id=evidence.list_id):
        assert f'id="row-{row.row}"' in shown
    assert "31/02/2012" in shown
    assert "There is no such day in that month." in shown
    assert "set aside, with the reason" in shown
    only = page(client, address, outcome="record_with_problems")
    assert "Maryam Dabbagh" in only
    assert "Youssef Ahmed Khateeb" not in only


def test_a_row_is_found_on_its_page(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    rows = reverse("sources:rows", args=[evidence.list_id])
    assert client.get(rows, {"row": "3"})["Location"].endswith("?page=1#row-3")
    assert client.get(rows, {"row": "999"}).status_code == 404
    assert client.get(rows)["Location"].endswith("#rows")


def test_the_interview_marks_the_words_of_its_records(evidence: Evidence, sign_in: SignIn) -> None:
    shown = page(sign_in(), reverse("sources:source", args=[evidence.interview_id]))
    assert text_of(shown, "source-text") == NARRATIVE
    assert "<b>at noon</b>" not in shown
    start = NARRATIVE.index("Yusuf Khatib")
    assert f'id="span-{start}-{start + 12}"' in shown
    assert "W-041" in shown
    assert "analysis inside the mission" in shown


@pytest.mark.parametrize("kind", ["list_id", "report_id", "interview_id"])
def test_pages_speak_arabic_from_right_to_left(evidence: Evidence, sign_in: SignIn, kind: str) -> None:
    client = sign_in(language="ar")
    shown = page(client, reverse("sources:source", args=[getattr(evidence, kind)]))
    assert '<html lang="ar" dir="rtl">' in shown
    assert "عن هذا المصدر" in shown
    assert "المصادر" in page(client, reverse("sources:list"))


def test_problems_speak_arabic(evidence: Evidence, sign_in: SignIn) -> None:
    shown = page(sign_in(language="ar"), reverse("sources:source", args=[evidence.list_id]))
    assert "لا يوجد يوم كهذا في ذلك الشهر" in shown


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.MONITOR])
def test_roles_without_content_find_nothing(evidence: Evidence, sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    for address in (reverse("sources:list"), reverse("sources:source", args=[evidence.report_id])):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "health ministry" not in answer.content.decode()


def test_nobody_reads_without_signing_in(evidence: Evidence, client: Client) -> None:
    answer = client.get(reverse("sources:source", args=[evidence.report_id]))
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_a_lawyer_reads_and_changes_nothing(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in(Role.LAWYER)
    shown = page(client, reverse("sources:source", args=[evidence.report_id]))
    assert 'name="decision"' not in shown
    assert "Withdraw this source" not in shown
    assert client.post(reverse("sources:withdraw", args=[evidence.report_id]), {"sure": "yes"}).status_code == 404


def test_withdrawing_asks_to_be_sure(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    address = reverse("sources:withdraw", args=[evidence.list_id])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 400
    assert Source.objects.get(id=evidence.list_id).withdrawn_at is None
    answer = client.post(address, {"sure": "yes"}, follow=True)
    assert "This source is withdrawn." in answer.content.decode()
    assert client.post(address, {"sure": "yes"}).status_code == 409


def test_consent_is_withdrawn_by_those_who_protect(evidence: Evidence, sign_in: SignIn) -> None:
    address = reverse("sources:withdraw_consent", args=[evidence.interview_id])
    assert sign_in(Role.CODER).post(address, {"sure": "yes"}).status_code == 404
    answer = sign_in(Role.PROTECTION_OFFICER).post(address, {"sure": "yes"}, follow=True)
    assert "The witness has withdrawn consent." in answer.content.decode()


def test_a_source_is_said_to_repeat_another_and_not(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    address = reverse("sources:repeats", args=[evidence.copy_id])
    client.post(address, {"repeats": ""})
    assert Source.objects.get(id=evidence.copy_id).origin_id == evidence.copy_id
    client.post(address, {"repeats": str(evidence.report_id)})
    assert Source.objects.get(id=evidence.copy_id).origin_id == evidence.report_id
    back = reverse("sources:repeats", args=[evidence.report_id])
    assert client.post(back, {"repeats": str(evidence.copy_id)}).status_code == 400
    assert client.post(back, {"repeats": "no id"}).status_code == 404


def test_pages_ask_the_store_a_bounded_number_of_times(
    evidence: Evidence, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = sign_in()
    client.get("/me/")  # the session's first page writes its line
    for address, most in (
        (reverse("sources:list"), 22),
        (reverse("sources:source", args=[evidence.report_id]), 38),
        (reverse("sources:source", args=[evidence.list_id]), 30),
        (reverse("sources:source", args=[evidence.interview_id]), 34),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_report_is_read_again_on_its_page(evidence: Evidence, sign_in: SignIn) -> None:
    client = sign_in()
    address = reverse("sources:source", args=[evidence.report_id])
    before = Figure.objects.count()
    answer = client.post(reverse("sources:read_again", args=[evidence.report_id]), follow=True)
    assert "nothing new was found" in answer.content.decode()
    assert Figure.objects.count() == before
    # What another version of the rules had not found comes as new.
    gone = Figure.objects.filter(source_id=evidence.report_id, category="killed").get()
    gone.delete()
    answer = client.post(reverse("sources:read_again", args=[evidence.report_id]))
    again = Figure.objects.get(source_id=evidence.report_id, category="killed")
    assert answer["Location"] == f"{address}?figure={again.id}#figure-{again.id}"
    shown = page(client, address)
    assert "1 is new since the report was read again." in shown
    assert "New on reading again" in shown
    assert sign_in(Role.LAWYER).post(reverse("sources:read_again", args=[evidence.report_id])).status_code == 404
    assert client.post(reverse("sources:read_again", args=[evidence.list_id])).status_code == 400
