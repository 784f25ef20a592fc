"""Sealed identities in real browsers against the program as served, and the search for leaks in what is left behind.

A monitor hands an interview in with names that stand nowhere else; the officer opens it with a second member's consent,
searches, and seals it again to new keys. Then the server is "seized" (store, log, journal, exhibits, sessions, its
temporary folder, a backup, its memory) and so is the monitor's browser profile, after finishing and after clearing.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from journeys.serving import PASSPHRASE, _wait_for, environment, free_port, tawthiq
from sealing.ceremony import Ceremony, ceremony
from sealing.seizure import Scan
from tawthiq.sealing.keys import protect
from tawthiq.sealing.recipients import Holder, sign_list

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]
WORDS = "eight words that open the key"
#: Names that stand nowhere else in the world; one in each field, Latin and Arabic.
CANARIES = {
    "name": "Zumurruda Karkadan-7qx زمردة كركدن-٧ق",
    "other_names": "Umm-Thulathaa-8wz أم ثلاثاء-٨و",
    "contact": "+000-5551-9482-6633 qantara-9ef@nowhere.example",
    "trusted_person": "Fahrenheida Sirdab-2kk فهرنهايدة سرداب-٢ك",
    "home": "Zuqaq-al-Zanbaq-41mm زقاق الزنبق-٤١م",
    "remarks": "sister of Barzakh Mirfaq-3tt أخت برزخ مرفق-٣ط",
}
VOICE = "VOICE-CANARY-Yaqut-Sadaf-5pp صدف ياقوت-٥ب"
IN_CLEAR = "Marjana-Firdaws-6hh مرجانة فردوس-٦هـ"
FILE_IN_CLEAR = "FILE-IN-CLEAR-Lulua-Mahara-1rr لؤلؤة محارة-١ر"


def show(figure: str) -> None:
    """Print a figure of the proof."""
    print(figure)  # noqa: T201


def parts(words: str) -> list[str]:
    """The words a text is searched for by: those long enough to stand nowhere by chance."""
    return [word for word in words.split() if len(word) >= 8] or [words]


SEALED_ON_DEVICE = [part for words in (*CANARIES.values(), VOICE) for part in parts(words)]
SEALED_ON_ARRIVAL = [part for words in (IN_CLEAR, FILE_IN_CLEAR) for part in parts(words)]


@dataclass
class Place:
    """A served mission and what is known of it."""

    folder: Path
    address: str
    held: Ceremony
    process: int


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("sealing")
    (folder / "tmp").mkdir()
    tawthiq(folder, "init", "mission", "--name", "Sealing")
    for name, role in (("monitor", "monitor"), ("officer", "protection_officer"), ("custodian", "custodian")):
        tawthiq(folder, "--mission", "mission", "members", "--add", name, "--role", role)
    held = ceremony()
    (folder / "list-1.json").write_text(held.signed.to_json(), encoding="utf-8")
    (folder / "officer.key.age").write_bytes(protect(held.officer, WORDS))
    port = free_port()
    command = [sys.executable, "-m", "tawthiq", "--mission", "mission", "serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, env={**environment(folder), "TMPDIR": str(folder / "tmp")}, cwd=folder, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield Place(folder=folder, address=address, held=held, process=server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    with sync_api.sync_playwright() as started:
        yield started


def profile(playwright: Any, folder: Path) -> Any:
    return playwright.chromium.launch_persistent_context(
        str(folder), executable_path=CHROMIUM, args=["--no-sandbox"], locale="en", accept_downloads=True
    )


def sign_in(context: Any, place: Place, name: str) -> Any:
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{place.address}/sign-in/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSPHRASE)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def publish(page: Any, place: Place, file: str) -> None:
    page.goto(f"{place.address}/keys/")
    page.set_input_files("input[name=list]", str(place.folder / file))
    page.get_by_role("button", name="Publish").click()
    page.locator("#messages", has_text="is published").wait_for()


def ask_consent_and_open(playwright: Any, place: Place, scope: str) -> tuple[Any, Any]:
    """The officer's page with everything opened, and its browser, which the caller closes."""
    officers = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    context = officers.new_context(accept_downloads=True, locale="en")
    page = sign_in(context, place, "officer")
    page.goto(f"{place.address}/sealed/")
    page.select_option("#interview", scope)
    page.select_option("#reason", "protection")
    page.get_by_role("button", name="Ask to open").click()
    page.wait_for_url("**/requests/**")
    assert page.locator("[data-opening-page]").count() == 0
    second = sign_in(officers.new_context(locale="en"), place, "custodian")
    second.goto(page.url)
    second.get_by_role("button", name="Consent").click()
    second.locator("#messages", has_text="Your answer is written").wait_for()
    assert second.locator("[data-opening-page]").count() == 0
    page.reload()
    list_known = page.evaluate("() => Object.keys(localStorage).some((name) => name.startsWith('tawthiq.pin.'))")
    assert not list_known
    page.set_input_files("[data-key-file]", str(place.folder / "officer.key.age"))
    page.fill("[data-passphrase]", WORDS)
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator("[data-state]").get_by_text("opened").wait_for(timeout=60_000)
    return page, officers


def test_from_the_monitors_browser_to_the_officers_and_nowhere_else(
    place: Place, playwright: Any, tmp_path: Path
) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    publish(sign_in(browser.new_context(locale="en"), place, "officer"), place, "list-1.json")
    _monitor_hands_in(playwright, place, tmp_path)
    _device_is_taken(tmp_path / "profile", SEALED_ON_DEVICE, "after finishing")
    _device_is_cleared(playwright, place, tmp_path / "profile")
    _device_is_taken(tmp_path / "profile", SEALED_ON_DEVICE, "after clearing")
    _officer_opens(playwright, place)
    _rotates(place, browser)
    browser.close()
    _is_seized(place, tmp_path)


def _monitor_hands_in(playwright: Any, place: Place, tmp_path: Path) -> None:
    context = profile(playwright, tmp_path / "profile")
    page = sign_in(context, place, "monitor")
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(f"{place.address}/interviews/new/")
    assert page.locator("#sealed-name").is_disabled(), "nothing is taken before the words were compared"
    page.get_by_role("button", name="They are the words on my card").click()
    for field, words in CANARIES.items():
        page.fill(f"#sealed-{field}", words)
    page.fill("#id_witness_code", "W-077")
    page.fill("#id_narrative", "Three shells fell on the market.")
    with page.expect_navigation():
        page.get_by_role("button", name="Add an incident").click()
    assert page.input_value("#sealed-name") == "", "what was sealed does not come back"
    page.locator("[data-sealed-note=name]").get_by_text("Sealed.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Save the interview").click()
    if page.locator("[name=looked]").count():
        page.check("[name=looked]")
        page.get_by_role("button", name="Save the interview").click()
    page.wait_for_url("**/received/")
    page.get_by_role("link", name="Add sealed files").click()
    voice = tmp_path / "voice.ogg"
    voice.write_bytes((VOICE * 4000).encode())
    page.set_input_files("#sealed-voice", str(voice))
    page.get_by_role("button", name="Seal and send").click()
    page.locator("#messages", has_text="is sealed and kept").wait_for()
    scan = Scan(SEALED_ON_DEVICE)
    for number, body in enumerate(sent):
        scan.data(body, f"request {number}")
    assert scan.looked_at > 10_000
    assert scan.hits == [], "what leaves the browser tells nothing"
    _arrives_in_clear(context, place, page.url.rstrip("/").rsplit("/", 1)[1])
    assert page.complaints == []
    context.close()
    voice.unlink()


def _device_is_taken(folder: Path, words: list[str], when: str) -> None:
    device = Scan(words)
    device.tree(folder)
    show(f"device {when}: {device.files} files, {device.looked_at:,} bytes, {len(device.hits)} hits")
    assert device.files > 20
    assert device.hits == []


def _device_is_cleared(playwright: Any, place: Place, folder: Path) -> None:
    context = profile(playwright, folder)
    page = sign_in(context, place, "monitor")
    page.goto(f"{place.address}/interviews/clear/")
    page.get_by_role("main").get_by_role("button", name="Clear this device").click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("() => localStorage.length") == 0
    context.close()


def _officer_opens(playwright: Any, place: Place) -> None:
    opened, officers = ask_consent_and_open(playwright, place, "all")
    shown = opened.inner_text("[data-items]")
    for field, words in CANARIES.items():
        assert (words in shown) is (field != "remarks"), field
    assert IN_CLEAR in shown, "the newest remarks are those that arrived in clear"
    opened.fill("[data-search]", "كركدن-٧ق")
    assert opened.locator("[data-items] tr:visible").count() == 1
    opened.fill("[data-search]", "")
    with opened.expect_download() as download:
        opened.locator("tr", has_text="recording of the voice").get_by_role("button").click()
    assert Path(download.value.path()).read_bytes() == (VOICE * 4000).encode()
    with opened.expect_download() as download:
        opened.get_by_role("button", name="Sealed items for the station").click()
    shutil.copy(download.value.path(), place.folder / "for-the-station.zip")
    officers.close()


def _arrives_in_clear(context: Any, place: Place, record: str) -> None:
    """A plain form client hands words and a large file in without sealing anything."""
    page = context.pages[-1]
    token = page.input_value("input[name=csrfmiddlewaretoken] >> nth=0")
    answer = context.request.post(
        f"{place.address}/sealed/interviews/{record}/in-clear/?field=document",
        multipart={
            "csrfmiddlewaretoken": token,
            "remarks": IN_CLEAR,
            "file": {"name": "passport.jpg", "mimeType": "image/jpeg", "buffer": (FILE_IN_CLEAR * 60_000).encode()},
        },
        headers={"Referer": page.url},
    )
    assert answer.status == 201, answer.status
    assert answer.json() == {"kept": 2}
    refused = context.request.post(
        f"{place.address}/sealed/interviews/{record}/in-clear/", multipart={"remarks": "no token"}
    )
    assert refused.status == 403


def _rotates(place: Place, browser: Any) -> None:
    """The deputy's key is lost: a new list, and all sealed words sealed again in the officer's browser."""
    newer = ceremony()
    recipients = tuple(
        replace(entry, key=newer.listed.recipients[1].key) if entry.holder is Holder.DEPUTY else entry
        for entry in place.held.listed.recipients
    )
    second = sign_list(replace(place.held.listed, version=2, recipients=recipients), place.held.organisation_secret)
    (place.folder / "list-2.json").write_text(second.to_json(), encoding="utf-8")
    page = sign_in(browser.new_context(locale="en"), place, "officer")
    publish(page, place, "list-2.json")
    page.get_by_role("button", name="They are the words on my card").click()
    page.set_input_files("[data-tool=reseal] [data-key-file]", str(place.folder / "officer.key.age"))
    page.fill("[data-tool=reseal] [data-passphrase]", WORDS)
    page.locator("[data-tool=reseal] form[data-run] button").click()
    page.locator("[data-tool=reseal] .note-success").get_by_text("7 sealed again").wait_for(timeout=60_000)


def _is_seized(place: Place, tmp_path: Path) -> None:
    tawthiq(place.folder, "--mission", "mission", "backup", "copy.zip", "--not-sealed")
    memory = Scan(SEALED_ON_DEVICE)
    memory.memory(place.process)
    show(f"server's memory: {memory.looked_at:,} bytes, {len(memory.hits)} hits")
    assert memory.hits == []
    taken = tmp_path / "taken"
    for name in ("mission", "state", "tmp", "server.log", "copy.zip", "for-the-station.zip"):
        held = place.folder / name
        if held.is_dir():
            shutil.copytree(held, taken / name)
        elif held.exists():
            taken.mkdir(exist_ok=True)
            shutil.copy(held, taken / name)
    assert (taken / "mission/mission.db-wal").exists(), "the database was taken while it was in use"
    scan = Scan([*SEALED_ON_DEVICE, *SEALED_ON_ARRIVAL])
    scan.tree(taken)
    show(f"seized: {scan.files} files, {scan.looked_at:,} bytes with what is packed, {len(scan.hits)} hits")
    assert scan.files > 8
    assert scan.hits == []
    (taken / "mission/exhibits/.planted").write_bytes(b"x" + CANARIES["home"].encode())
    planted = Scan([*SEALED_ON_DEVICE, *SEALED_ON_ARRIVAL])
    planted.tree(taken)
    assert {hit.where for hit in planted.hits} == {"mission/exhibits/.planted"}
