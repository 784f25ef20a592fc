"""The sealing code of the pages in a real browser, without a server: one blank page with the scripts in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STATIC = Path(__file__).resolve().parents[2] / "src/tawthiq/web/static/tawthiq"
SCRIPTS = ("vendor/age.js", "sealing/words.js", "sealing/seals.js", "sealing/pins.js")

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def blank() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.route(
            "**/*", lambda route: route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")
        )
        page.goto("http://localhost/")
        for script in SCRIPTS:
            page.add_script_tag(path=STATIC / script)
        page.evaluate(
            """() => { globalThis.tried = async (work) => { try { return { gave: await work() }; }
            catch (error) { return { refused: error.code ?? `${error.name}: ${error.message}` }; } }; }"""
        )
        yield page
        browser.close()
