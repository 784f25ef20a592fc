"""The shell in a real browser: scripts under the policy, keys on any layout, both directions, narrow screens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tawthiq.keeping.models import Member

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "a long invented passphrase"

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("audit_emptied"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Playwright's synchronous door runs a loop of its own, which Django would take for asynchronous code of ours.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Any]:
    contexts = []

    def open_signed_in(*, language: str = "en", width: int = 1280) -> Any:
        member = Member(
            username="rima", role="coordinator", language=language, created_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        member.set_password(PASSWORD)
        member.save()
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/sign-in/?next=/styleguide/")
        page.fill("#id_username", "rima")
        page.fill("#id_password", PASSWORD)
        page.click("main .button-primary")
        page.wait_for_url("**/styleguide/")
        page.wait_for_load_state("networkidle")
        return page

    yield open_signed_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_sideways(open_page: Any, language: str, width: int) -> None:
    page = open_page(language=language, width=width)
    assert page.get_attribute("html", "dir") == {"en": "ltr", "ar": "rtl"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_fragment_renews_itself_under_the_policy_and_strange_attributes_do_nothing(open_page: Any) -> None:
    page = open_page()
    page.wait_for_selector("#sample-job progress[value='3']")
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.evaluate(
        """() => {
          const strange = document.createElement("div");
          strange.id = "strange";
          strange.setAttribute("hx-get", "/styleguide/progress/?done=1");
          strange.setAttribute("hx-trigger", "load");
          document.querySelector("main").append(strange);
          htmx.process(strange);
        }"""
    )
    page.wait_for_function("!document.querySelector('#strange').hasAttribute('hx-get')")
    assert any("blocked" in message for message in messages)


def test_keys_are_found_by_their_place_and_can_be_switched_off(open_page: Any) -> None:
    page = open_page()
    press = """([code, key]) => document.body.dispatchEvent(
        new KeyboardEvent("keydown", {code, key, bubbles: true, cancelable: true}))"""
    page.evaluate(press, ["KeyJ", "ت"])
    assert "al-Khatib" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("?")
    page.wait_for_selector("#shortcuts[open]")
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_escape_twice_leaves_and_the_way_back_is_shut(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/leave/")
    assert page.inner_text("body") == ""
    page.go_back()
    page.wait_for_url("**/sign-in/**")


def test_the_theme_is_remembered(open_page: Any) -> None:
    page = open_page()
    page.click("[data-theme-switch]")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
