"""The station is what its sources give, has no network, and opens what the mission packs for it."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import runpy
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sealing.browser_seals import CHROMIUM, needs_browser, sync_api
from sealing.ceremony import ceremony
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import seal
from tawthiq.sealing.keys import protect
from tawthiq.sealing.words import fingerprint

ROOT = Path(__file__).resolve().parents[2]
STATION = ROOT / "src/tawthiq/web/station.html"
HELD = ceremony()
WORDS = "eight words that open the key"
NAME = "سلمى خوري / Salma Khoury"
VOICE = b"a voice" * 5000


def test_the_built_file_is_what_the_sources_give() -> None:
    assert runpy.run_path(str(ROOT / "scripts/station.py"))["build"]() == STATION.read_text(encoding="utf-8")


def test_its_policy_names_its_own_script_and_no_network() -> None:
    text = STATION.read_text(encoding="utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"
    assert not re.search(r'(?:src|href|action)="(?!#)', text.split("<script>")[0])
    (words,) = re.findall(r'data-all="([^"]*)"', text)
    assert set(json.loads(html.unescape(words))) == {"en", "ar"}


def packed(*, field: str = "name") -> bytes:
    """A zip as the mission makes it; with another field than was sealed, one that was tampered with."""
    target = io.BytesIO()
    items = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("key-holders.json", HELD.signed.to_json())
        for number, (name, content, is_file) in enumerate([("name", NAME.encode(), False), ("voice", VOICE, True)]):
            record = f"{number:032x}"
            kind = {"kind": "audio/ogg", "name": "صوت.ogg"} if is_file else {}
            binding = Binding(mission=HELD.listed.mission, record=record, field=name, version=1, **kind)
            archive.writestr(f"item-{number}.age", seal(content, binding, HELD.listed.keys))
            shown = field if name == "name" else name
            items.append({"id": f"item-{number}", "record": record, "field": shown, "version": 1, "is_file": is_file})
            items[-1] |= {"number": 7 + number, "witness_code": f"W-{number}"}
        archive.writestr("items.json", json.dumps({"items": items}))
    return target.getvalue()


class TestOnALaptop:
    pytestmark = needs_browser

    @pytest.fixture
    def page(self, tmp_path: Path) -> Any:
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(offline=True, accept_downloads=True, locale="en")
            page = context.new_page()
            page.asked = []
            page.on("request", lambda request: page.asked.append(request.url))
            page.goto(STATION.as_uri())
            (tmp_path / "key.age").write_bytes(protect(HELD.deputy, WORDS))
            yield page
            browser.close()

    def unlock(self, page: Any, folder: Path, archive: bytes, words: str = WORDS) -> str:
        file = folder / f"items-{hashlib.sha256(archive).hexdigest()[:8]}.zip"
        file.write_bytes(archive)
        page.set_input_files("[data-zip]", str(file))
        page.set_input_files("[data-key-file]", str(folder / "key.age"))
        page.fill("[data-passphrase]", words)
        page.click("[data-unlock] button")
        page.wait_for_function("() => /note-(error|success)/.test(document.querySelector('[data-state]').className)")
        shown: str = page.inner_text("[data-state]")
        return shown

    def test_it_opens_words_and_files_without_a_network(self, page: Any, tmp_path: Path) -> None:
        assert self.unlock(page, tmp_path, packed()) == "2 opened, 0 refused"
        assert page.inner_text("[data-card-words]") == fingerprint(HELD.listed.organisation)
        assert NAME in page.inner_text("[data-items]")
        with page.expect_download() as download:
            page.click("[data-items] button")
        assert Path(download.value.path()).read_bytes() == VOICE
        assert download.value.suggested_filename == "صوت.ogg"
        page.fill("[data-search]", "salma")
        assert page.locator("[data-items] tr:visible").count() == 1
        assert [url for url in page.asked if not url.startswith(("file:", "blob:"))] == []
        page.click("[data-language=ar]")
        assert page.get_attribute("html", "dir") == "rtl"

    def test_it_refuses_an_exchanged_item_a_wrong_passphrase_and_another_zip(self, page: Any, tmp_path: Path) -> None:
        assert self.unlock(page, tmp_path, packed(field="contact")) == "1 opened, 1 refused"
        assert NAME not in page.inner_text("[data-items]")
        assert "does not open this key file" in self.unlock(page, tmp_path, packed(), words="other words")
        nothing = io.BytesIO()
        with zipfile.ZipFile(nothing, "w") as archive:
            archive.writestr("readme.txt", "x")
        assert "no sealed items" in self.unlock(page, tmp_path, nothing.getvalue())
