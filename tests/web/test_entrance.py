"""Signing in and out, choosing a language, leaving in a hurry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tawthiq.keeping.models import Member
from web.conftest import PASSWORD

pytestmark = [pytest.mark.urls("web.pages_that_fail"), pytest.mark.django_db]


def test_a_member_signs_in_and_goes_where_they_wanted(client: Client, make_member: Callable[..., Member]) -> None:
    make_member(username="rima")
    response = client.post("/sign-in/", {"username": "rima", "password": PASSWORD, "next": "/styleguide/"}, follow=True)
    assert response.redirect_chain == [("/styleguide/", 302)]
    assert "Rima Invented" in response.content.decode()


def test_a_wrong_name_and_a_wrong_password_answer_the_same(client: Client, make_member: Callable[..., Member]) -> None:
    make_member(username="rima")
    bodies = []
    for username, password in (("rima", "not this one"), ("nobody", PASSWORD)):
        response = client.post("/sign-in/", {"username": username, "password": password})
        start = response.content.decode().index("error-summary")
        bodies.append(response.content.decode()[start : start + 330])
    assert bodies[0] == bodies[1]
    assert "There is a problem" in bodies[0]


def test_signing_out_needs_a_form(signed_in: Client) -> None:
    assert signed_in.get("/sign-out/").status_code == 405
    assert signed_in.post("/sign-out/").status_code == 302
    assert signed_in.get("/styleguide/").status_code == 302


def test_leaving_at_once_ends_the_session_and_shows_nothing(signed_in: Client) -> None:
    response = signed_in.post("/leave/")
    assert "<body></body>" in response.content.decode()
    assert "Tawthiq" not in response.content.decode()
    assert '"cache"' in response["Clear-Site-Data"]
    assert signed_in.get("/styleguide/").status_code == 302


def test_a_chosen_language_holds_and_stays_through_signing_in(
    client: Client, make_member: Callable[..., Member]
) -> None:
    make_member(username="rima", language="en")
    response = client.post("/language/", {"language": "ar", "next": "/sign-in/"})
    assert response["Location"] == "/sign-in/"
    assert 'lang="ar" dir="rtl"' in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"username": "rima", "password": PASSWORD})
    assert 'lang="ar" dir="rtl"' in client.get("/styleguide/").content.decode()


def test_a_member_who_chose_is_met_in_that_language_elsewhere(signed_in: Client) -> None:
    signed_in.post("/language/", {"language": "ar"})
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"username": "rima", "password": PASSWORD})
    assert elsewhere.get("/styleguide/")["Content-Language"] == "ar"


def test_the_members_own_language_comes_before_the_browsers(client: Client, make_member: Callable[..., Member]) -> None:
    client.force_login(make_member(language="ar"))
    response = client.get("/styleguide/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "ar"


def test_without_a_choice_the_browser_is_asked(client: Client) -> None:
    assert client.get("/sign-in/", headers={"accept-language": "ar,en;q=0.5"})["Content-Language"] == "ar"
    assert client.get("/sign-in/", headers={"accept-language": "fr"})["Content-Language"] == "en"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(client: Client, target: str) -> None:
    assert client.post("/language/", {"language": "ar", "next": target})["Location"] == "/"


def test_a_language_the_pages_do_not_have_is_refused(client: Client) -> None:
    assert client.post("/language/", {"language": "tlh"}).status_code == 400
