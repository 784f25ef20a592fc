"""Members: who looks after accounts, and what can be done to one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tawthiq.keeping.models import AuditEntry, Member
from tawthiq.terms.members import Role

pytestmark = pytest.mark.usefixtures("mission_folder")

SignIn = Callable[..., Client]
NEW = {
    "username": "salma",
    "display_name": "سلمى",
    "role": "coder",
    "language": "ar",
    "passphrase": "four words nobody knows",
}


def test_an_account_is_made_and_can_sign_in(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    assert client.post("/members/add/", NEW)["Location"] == "/members/"
    page = client.get("/members/").content.decode()
    assert "سلمى" in page
    assert Client().login(username="salma", password=NEW["passphrase"])
    assert AuditEntry.objects.filter(action="add_member").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"passphrase": "short"},
        {"username": "two words"},
        {"username": ""},
        {"role": "king"},
        {"username": "ADMINISTRATOR-en"},
    ],
)
def test_what_is_wrong_is_said_on_the_form(sign_in: SignIn, wrong: dict[str, str]) -> None:
    page = sign_in(Role.ADMINISTRATOR).post("/members/add/", {**NEW, **wrong})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert NEW["passphrase"] not in page.content.decode()
    assert Member.objects.count() == 1


def test_role_lock_and_passphrase_are_changed_one_at_a_time(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    client.post("/members/add/", NEW)
    member = Member.objects.get(username="salma")
    path = f"/members/{member.id}/"
    client.post(path, {"what": "role", "role": "lawyer"})
    client.post(path, {"what": "passphrase", "passphrase": "five other words nobody knows"})
    member.refresh_from_db()
    assert member.role == "lawyer"
    assert member.check_password("five other words nobody knows")
    client.post(path, {"what": "lock"})
    assert not Client().login(username="salma", password="five other words nobody knows")
    client.post(path, {"what": "open"})
    assert Client().login(username="salma", password="five other words nobody knows")


def test_a_locked_member_is_out_at_the_next_page(sign_in: SignIn) -> None:
    coder, administrator = sign_in(Role.CODER), sign_in(Role.ADMINISTRATOR)
    member = Member.objects.get(role="coder")
    assert coder.get("/jobs/").status_code == 200
    administrator.post(f"/members/{member.id}/", {"what": "lock"})
    assert coder.get("/jobs/").status_code == 302


def test_nobody_changes_their_own_role_or_locks_themselves_out(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    path = f"/members/{Member.objects.get().id}/"
    assert "Nobody changes their own role" in client.get(path).content.decode()
    assert client.post(path, {"what": "lock"}).status_code == 400
    assert client.post(path, {"what": "role", "role": "coordinator"}).status_code == 400
    assert Member.objects.get().role == "administrator"


def test_a_short_passphrase_and_an_empty_post_change_nothing(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    client.post("/members/add/", NEW)
    path = f"/members/{Member.objects.get(username='salma').id}/"
    assert "There is a problem" in client.post(path, {"what": "passphrase", "passphrase": "short"}).content.decode()
    assert client.post(path, {}).status_code == 400
    assert Member.objects.get(username="salma").check_password(NEW["passphrase"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_to_everybody_else_there_are_no_members(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    own = Member.objects.get().id
    for path in ("/members/", "/members/add/", f"/members/{own}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/members/{own}/", {"what": "role", "role": "coordinator"}).status_code == 404
    assert 'href="/members/"' not in client.get("/jobs/").content.decode()


def test_the_pages_speak_arabic(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR, language="ar")
    for path in ("/members/", "/members/add/", f"/members/{Member.objects.get().id}/"):
        page = client.get(path).content.decode()
        assert 'dir="rtl"' in page
        assert "Sign-in name" not in page
