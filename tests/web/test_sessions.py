"""Sessions end by idleness, age and revocation; wrong passphrases wait; a second factor is asked where there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tawthiq.keeping.models import AuditEntry, CodeSecret, FailedSignIn, Member, MemberSession
from tawthiq.sealing.one_time_codes import STEP_SECONDS, code_at
from tawthiq.terms.members import Role
from web.conftest import PASSWORD

Make = Callable[..., Member]
pytestmark = pytest.mark.django_db
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass for everything that signing in asks the clock."""
    moved = timedelta()

    def now() -> datetime:
        return datetime.now(UTC) + moved  # noqa: TID251 - the tests' own clock

    def wait(time: timedelta) -> None:
        nonlocal moved
        moved += time

    for module in ("tawthiq.actions.sign_in", "tawthiq.web.sessions", "tawthiq.actions.manage_factors"):
        monkeypatch.setattr(f"{module}.now", now)
    return wait


def sign_in(client: Client, *, password: str = PASSWORD, username: str = "rima") -> Any:
    return client.post("/sign-in/", {"username": username, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_session_ends_when_nothing_comes_for_a_quarter_of_an_hour(
    client: Client, make_member: Make, clock: Callable[[timedelta], None]
) -> None:
    make_member()
    sign_in(client)
    clock(timedelta(minutes=14))
    assert is_in(client)
    clock(timedelta(minutes=14))
    assert client.post("/awake/").status_code == 204
    clock(timedelta(minutes=14))
    assert is_in(client)
    clock(timedelta(minutes=15, seconds=1))
    assert not is_in(client)
    assert not is_in(client), "and stays over"


def test_a_session_ends_after_twelve_hours_of_use(
    client: Client, make_member: Make, clock: Callable[[timedelta], None]
) -> None:
    make_member()
    sign_in(client)
    for _ in range(71):
        clock(timedelta(minutes=10))
        assert is_in(client)
    clock(timedelta(minutes=10, seconds=1))
    assert not is_in(client)


def test_a_session_is_listed_and_ended_from_another_device(client: Client, make_member: Make) -> None:
    make_member()
    other = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    for one in (client, other):
        sign_in(one)
    page = client.get("/me/").content.decode()
    assert "Firefox · Linux" in page
    theirs = MemberSession.objects.get(device="Firefox · Linux")
    assert client.post(f"/me/sessions/{theirs.id}/end/").status_code == 302
    assert not is_in(other)
    assert is_in(client)


def test_ending_all_others_leaves_this_one(client: Client, make_member: Make) -> None:
    make_member()
    others = [Client(), Client()]
    for one in (*others, client):
        sign_in(one)
    client.post("/me/sessions/end-others/")
    assert [is_in(one) for one in (*others, client)] == [False, False, True]


def test_nobody_ends_the_session_of_another(client: Client, make_member: Make) -> None:
    make_member()
    make_member(username="sami")
    other = Client()
    sign_in(other, username="sami")
    sign_in(client)
    held = MemberSession.objects.get(member__username="sami")
    client.post(f"/me/sessions/{held.id}/end/")
    assert is_in(other)


def test_signing_out_ends_the_line_too_and_a_stolen_cookie_is_worth_nothing(client: Client, make_member: Make) -> None:
    make_member()
    sign_in(client)
    stolen = client.cookies["sessionid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not is_in(thief)
    assert MemberSession.objects.get().ended_at is not None


@pytest.mark.usefixtures("mission_folder")
@pytest.mark.parametrize("change", [{"what": "lock"}, {"what": "sessions"}, {"what": "role", "role": "coder"}])
def test_what_an_administrator_changes_ends_sessions_at_once(
    client: Client, make_member: Make, change: dict[str, str]
) -> None:
    member = make_member()
    make_member(role=Role.ADMINISTRATOR, username="admin")
    admin = Client()
    sign_in(client)
    sign_in(admin, username="admin")
    assert is_in(client)
    assert admin.post(f"/members/{member.id}/", change).status_code == 302
    assert not is_in(client)


def test_nothing_kept_of_signing_in_holds_an_address(client: Client, make_member: Make) -> None:
    make_member()
    for password in ("wrong", PASSWORD):
        client.post("/sign-in/", {"username": "rima", "password": password}, REMOTE_ADDR="203.0.113.77")
    kept = [str(row) for table in (MemberSession, FailedSignIn, AuditEntry) for row in table.objects.values()]
    kept += [str(session.get_decoded()) for session in Session.objects.all()]
    assert kept
    assert not any("203.0.113" in row for row in kept)
    assert not any("rima" in str(row) for row in FailedSignIn.objects.values())


def test_wrong_passphrases_make_a_name_wait_also_for_the_right_one(
    client: Client, make_member: Make, clock: Callable[[timedelta], None]
) -> None:
    make_member()
    for _ in range(5):
        sign_in(client, password="wrong", username="RIMA")
    assert sign_in(client).status_code == 200, "the right one is answered like a wrong one"
    clock(timedelta(seconds=61))
    assert sign_in(client).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_a_name_that_nobody_has_waits_alike(client: Client, make_member: Make) -> None:
    make_member()
    answers = []
    for name in ("rima", "nobody"):
        for _ in range(6):
            body = sign_in(client, password="wrong", username=name).content.decode()
        start = body.index("error-summary")
        answers.append(body[start : start + 330])
    assert answers[0] == answers[1]
    assert sorted(FailedSignIn.objects.values_list("failures", flat=True)) == [5, 5]


def test_who_has_codes_is_asked_for_one_and_each_counts_once(
    client: Client, make_member: Make, clock: Callable[[timedelta], None]
) -> None:
    member = make_member()
    CodeSecret.objects.create(member=member, secret=SECRET, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    answer = client.post("/sign-in/", {"username": "rima", "password": PASSWORD, "next": "/jobs/"})
    assert answer["Location"] == "/sign-in/second/"
    assert not is_in(client)
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 400
    code = code_at(SECRET, int(datetime.now(UTC).timestamp()) // STEP_SECONDS)  # noqa: TID251
    assert client.post("/sign-in/second/", {"code": code})["Location"] == "/jobs/"
    assert is_in(client)
    again = Client()
    sign_in(again)
    assert again.post("/sign-in/second/", {"code": code}).status_code == 400, "a code counts once"
    clock(timedelta(minutes=6))
    assert again.get("/sign-in/second/")["Location"] == "/sign-in/", "half signed in lasts five minutes"


def test_codes_cannot_be_guessed_without_end(client: Client, make_member: Make) -> None:
    member = make_member()
    CodeSecret.objects.create(member=member, secret=SECRET, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    sign_in(client)
    for _ in range(5):
        client.post("/sign-in/second/", {"code": "000000"})
    code = code_at(SECRET, int(datetime.now(UTC).timestamp()) // STEP_SECONDS)  # noqa: TID251
    assert client.post("/sign-in/second/", {"code": code}).status_code == 400


def test_codes_are_set_up_and_taken_away(client: Client, make_member: Make) -> None:
    make_member()
    sign_in(client)
    page = client.get("/me/codes/")
    secret = page.context["secret"].replace(" ", "")
    code = code_at(secret, int(datetime.now(UTC).timestamp()) // STEP_SECONDS)  # noqa: TID251
    assert client.post("/me/codes/", {"code": "000000"}).status_code == 200
    assert not CodeSecret.objects.exists()
    assert client.post("/me/codes/", {"code": code}).status_code == 302
    assert CodeSecret.objects.get().secret == secret
    client.post("/me/codes/remove/")
    assert not CodeSecret.objects.exists()


@pytest.mark.usefixtures("mission_folder")
def test_what_cannot_be_taken_back_asks_for_the_member_anew(
    client: Client, make_member: Make, clock: Callable[[timedelta], None]
) -> None:
    make_member(role=Role.ADMINISTRATOR)
    sign_in(client)
    assert client.get("/members/add/").status_code == 200
    clock(timedelta(minutes=6))
    answer = client.get("/members/add/")
    assert answer["Location"] == "/prove/?next=%2Fmembers%2Fadd%2F"
    assert client.post("/members/add/", {"username": "x"}).status_code == 302
    assert client.post("/prove/", {"passphrase": "wrong", "next": "/members/add/"}).status_code == 400
    assert client.post("/prove/", {"passphrase": PASSWORD, "next": "/members/add/"})["Location"] == "/members/add/"
    assert client.get("/members/add/").status_code == 200


@pytest.mark.usefixtures("mission_folder")
def test_a_role_that_must_have_a_second_factor_gets_nowhere_without(
    client: Client, make_member: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tawthiq.keeping.opening import Mission, Policies
    from tawthiq.web import context, sessions
    from tawthiq.web.entrance import me

    mission = Mission(name="Invented", policies=Policies(second_factor_for=("coordinator",)))
    for module in (context, sessions, me):
        monkeypatch.setattr(module, "mission_shown", lambda _folder: mission)
    member = make_member()
    sign_in(client)
    assert client.get("/persons/")["Location"] == "/me/?first=1"
    assert "your role signs in with a passkey" in client.get("/me/").content.decode()
    CodeSecret.objects.create(member=member, secret=SECRET, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert client.get("/jobs/").status_code == 200


def test_every_sign_in_and_refusal_is_in_the_audit(client: Client, make_member: Make) -> None:
    make_member()
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/sign-out/")
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "sign_in_refused",
        "sign_in",
        "end_session",
    ]


def test_debug_refuses_to_start(settings: Any) -> None:
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    settings.DEBUG = True
    with pytest.raises(ImproperlyConfigured):
        apps.get_app_config("web").ready()
