"""Failures are shown with their next step, and never with what is inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tawthiq.keeping.models import Member
from tawthiq.terms.members import Role
from web.pages_that_fail import SECRET

pytestmark = [pytest.mark.urls("web.pages_that_fail"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/fails/decided/", 409),
        ("/fails/not-allowed/", 403),
        ("/fails/damaged/", 500),
        ("/fails/not-ready/", 503),
    ],
)
def test_an_error_of_ours_has_its_status_code_problem_and_next_step(client: Client, page: str, status: int) -> None:
    response = client.get(page)
    body = response.content.decode()
    assert response.status_code == status
    assert '<code dir="ltr">' in body
    assert "What to do:" in body


def test_the_words_of_the_error_are_shown(client: Client) -> None:
    body = client.get("/fails/damaged/").content.decode()
    assert "Entry 7 does not follow entry 6." in body
    assert "Stop and call the custodian." in body
    assert "ledger.broken" in body


@pytest.mark.parametrize(
    ("page", "status"),
    [("/fails/unforeseen/", 500), ("/fails/forbidden/", 403), ("/fails/suspicious/", 400)],
)
def test_other_failures_say_nothing_of_their_cause(client: Client, page: str, status: int) -> None:
    client.raise_request_exception = False
    response = client.get(page)
    assert response.status_code == status
    assert SECRET not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_errors_are_told_in_the_language_of_the_member(client: Client, make_member: Callable[..., Member]) -> None:
    client.force_login(make_member(language="ar"))
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert 'dir="rtl"' in response.content.decode()
    assert "لا شيء هنا" in response.content.decode()


def test_a_form_of_another_site_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "ar"})
    assert response.status_code == 403
    assert "expired" in response.content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.MONITOR])
def test_a_page_that_a_role_may_not_see_looks_like_none(
    client: Client, make_member: Callable[..., Member], role: Role
) -> None:
    client.force_login(make_member(role=role))
    assert client.get("/fails/content/").status_code == 404


def test_a_page_for_members_sends_others_to_the_entrance(client: Client) -> None:
    response = client.get("/fails/content/?q=x")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/fails/content/%3Fq%3Dx"
