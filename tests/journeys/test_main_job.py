"""The main job in a real browser, against the program as a user starts it: lists in, linked, reviewed, counted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.serving import PASSPHRASE, served, tawthiq
from tawthiq.sample import build

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]
JOB_TAKES_AT_MOST = 60_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("journey")
    (folder / "inputs").mkdir()
    build(folder / "inputs", size=150)
    tawthiq(folder, "init", "mission", "--name", "Journey")
    tawthiq(folder, "--mission", "mission", "gazetteer", "inputs/gazetteer.csv")
    for file in ("committee_victims.xlsx", "diaspora_hxl.tsv", "hospital_admissions_1256.csv"):
        tawthiq(folder, "--mission", "mission", "import", f"inputs/lists/{file}")
    with served(folder, "mission") as where:
        yield where


@pytest.fixture(scope="module")
def inputs(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - made with the mission
    return next(tmp_path_factory.getbasetemp().glob("journey*")) / "inputs"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/sign-in/")
    page.fill("#id_username", "coordinator")
    page.fill("#id_password", PASSPHRASE)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{address}/")
    if page.get_attribute("html", "lang") != "en":  # another journey left it to the member in Arabic
        page.locator("button[lang=en]").first.click()
        page.wait_for_load_state()
    yield page
    assert page.complaints == [], "the browser had nothing to complain of"
    context.close()


def wait_for_job(page: Any) -> str:
    page.wait_for_url("**/jobs/*/")
    page.get_by_text("done", exact=True).wait_for(timeout=JOB_TAKES_AT_MOST)
    words: str = page.inner_text("main")
    return words


def test_from_lists_to_a_count_that_opens(page: Any, address: str, inputs: Path) -> None:
    page.goto(f"{address}/sources/import/")
    page.set_input_files("input[type=file]", str(inputs / "lists" / "network_export.csv"))
    page.click("main form button.button-primary")
    page.wait_for_url("**/sources/import/*/")
    assert "Nothing has been imported yet" in page.inner_text("main")
    page.get_by_role("button", name="Import").click()
    assert "records" in wait_for_job(page)

    page.goto(f"{address}/counts/link/")
    page.get_by_role("button", name="Start").click()
    assert "links accepted" in wait_for_job(page)

    page.goto(f"{address}/review/")
    first = page.url
    page.keyboard.press("d")
    page.wait_for_url(lambda now: now != first)
    assert "Different people" in page.inner_text("main")
    page.keyboard.press("z")
    page.wait_for_url(first)
    assert "taken back" in page.inner_text("body")

    page.goto(f"{address}/counts/")
    page.get_by_role("button", name="Count").first.click()
    page.wait_for_url("**/counts/*/")
    cell = page.locator("main table a").first
    number = int(cell.inner_text().strip("\u2068\u2069").replace(",", ""))
    cell.click()
    page.wait_for_url("**/cell/?*")
    assert f"{number:,}" in page.inner_text("main").replace("\u2068", "").replace("\u2069", "")

    page.locator("main table tbody a").first.click()
    page.wait_for_url("**/persons/*/")
    page.locator("main table thead a").first.click()
    page.wait_for_load_state()
    assert page.locator("main").inner_text()


def test_arabic_goes_right_to_left_on_every_page_of_the_way(page: Any, address: str) -> None:
    page.locator("button[lang=ar], button:has-text('العربية')").first.click()
    page.wait_for_load_state()
    for path in ("/", "/persons/", "/sources/", "/review/", "/figures/", "/counts/", "/interviews/new/", "/jobs/"):
        page.goto(address + path)
        assert page.get_attribute("html", "dir") == "rtl", path
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path


def test_the_menu_is_walked_by_keyboard_alone(page: Any, address: str) -> None:
    page.goto(f"{address}/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/persons/")
    page.keyboard.press("/")
    page.keyboard.type("Mohammed")
    page.keyboard.press("Enter")
    page.wait_for_url("**/persons/?*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda now: "/persons/" in now and "?" not in now)
    assert page.locator("h1").inner_text()
