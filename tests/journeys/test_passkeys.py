"""Passkeys in a real browser with a virtual device: made, used alone, used as the second step, refused when copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tawthiq.keeping.models import AuditEntry, Member, MemberSession, Passkey
from tawthiq.keeping.writes import access

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "a long invented passphrase"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("audit_emptied"),
]


@pytest.fixture
def browser() -> Iterator[Any]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def member() -> Member:
    made = Member(username="rima", role="coder", language="en", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    made.set_password(PASSWORD)
    made.save()
    access.grant(
        compartment=access.ensure_common(at=made.created_at), member_id=str(made.id), by=None, at=made.created_at
    )
    return made


def with_device(browser: Any) -> tuple[Any, Any, str, list[str]]:
    """A page whose browser has a device for passkeys; what the policy stopped is collected."""
    context = browser.new_context(locale="en")
    page = context.new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: stopped.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return page, session, device, stopped


def by_passphrase(page: Any, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", "rima")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button[type=submit]")


@pytest.mark.usefixtures("member")
def test_a_passkey_is_made_and_signs_in_alone_and_as_the_second_step(
    browser: Any, live_server: Any, settings: Any
) -> None:
    settings.MISSION = None
    page, _session, _device, stopped = with_device(browser)
    by_passphrase(page, live_server.url)
    page.goto(f"{live_server.url}/me/passkeys/new/")
    page.fill("[name=name]", "blue key")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url("**/me/")
    assert "blue key" in page.inner_text("main")
    assert "Add a second one" in page.inner_text("main")

    page.click(".side-foot button")
    page.goto(f"{live_server.url}/sign-in/passkey/?next=/me/")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url("**/me/")
    assert "by passkey" in page.inner_text("main")

    page.click(".side-foot button")
    by_passphrase(page, live_server.url)
    page.wait_for_url("**/sign-in/second/")
    page.goto(f"{live_server.url}/me/")
    assert "/sign-in/" in page.url, "a passphrase alone signs in no more"
    page.goto(f"{live_server.url}/sign-in/second/")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert sorted(MemberSession.objects.values_list("how", flat=True)) == ["passkey", "passkey", "passphrase"]
    assert Passkey.objects.get().sign_count > 0
    assert {"add_passkey", "sign_in"} <= set(AuditEntry.objects.values_list("action", flat=True))
    assert [words for words in stopped if "Content Security Policy" in words or "TrustedScript" in words] == []


@pytest.mark.usefixtures("member")
def test_an_answer_is_good_once_and_a_copied_key_is_refused(browser: Any, live_server: Any, settings: Any) -> None:
    settings.MISSION = None
    page, session, device, _stopped = with_device(browser)
    by_passphrase(page, live_server.url)
    page.goto(f"{live_server.url}/me/passkeys/new/")
    page.fill("[name=name]", "key")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url("**/me/")
    copied = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"][0]
    page.click(".side-foot button")
    for _ in range(2):
        page.goto(f"{live_server.url}/sign-in/passkey/?next=/me/")
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.click("form[data-passkey] button[type=submit]")
        page.wait_for_url("**/me/")
        page.click(".side-foot button")
    replay = sent.value.post_data
    page.goto(f"{live_server.url}/sign-in/passkey/")
    answer = page.request.post(
        f"{live_server.url}/sign-in/passkey/",
        data=replay,
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "origin": live_server.url,
            "x-csrftoken": page.get_attribute("[name=csrfmiddlewaretoken]", "value"),
        },
    )
    assert answer.status in {400, 403}, "an answer that was sent before proves nothing"

    session.send("WebAuthn.removeCredential", {"authenticatorId": device, "credentialId": copied["credentialId"]})
    session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": {**copied, "signCount": 0}})
    page.goto(f"{live_server.url}/sign-in/passkey/?next=/me/")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector("[role=alert]:not([hidden])")
    assert "not accepted" in page.inner_text("main"), "a counter that does not grow may be a copy"


@pytest.mark.usefixtures("member")
def test_a_device_that_does_not_verify_its_holder_is_not_enough(browser: Any, live_server: Any, settings: Any) -> None:
    settings.MISSION = None
    page, session, device, _stopped = with_device(browser)
    by_passphrase(page, live_server.url)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{live_server.url}/me/passkeys/new/")
    page.fill("[name=name]", "key")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector("[data-passkey-problem]:not([hidden])")
    assert not Passkey.objects.exists()
