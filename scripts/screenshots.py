"""Makes the pictures of the documentation from a served sample mission.

``python scripts/screenshots.py`` makes a sample mission in a temporary folder, serves it, signs in, and writes
``docs/pictures/``. It needs Playwright and Debian's chromium. With ``--mission FOLDER`` it serves that sample mission.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1440, 900
PATIENCE = 120

#: Picture, path of the page, language.
WANTED = (
    ("overview-en", "/", "en"),
    ("overview-ar", "/", "ar"),
    ("sources-en", "/sources/", "en"),
    ("persons-en", "/persons/", "en"),
    ("review-en", "/review/", "en"),
    ("figures-en", "/figures/", "en"),
    ("counts-en", "/counts/", "en"),
)


def main() -> int:
    """Make all pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mission", type=Path, help="a sample mission that is there already")
    parser.add_argument("--only", nargs="*", default=[], help="names of pictures, such as overview-en")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Debian's chromium is not installed: sudo apt install chromium", file=sys.stderr)
        return 7
    with tempfile.TemporaryDirectory() as scratch, served(given.mission or Path(scratch) / "mission") as address:
        take(address, chromium, only=set(given.only))
    return 0


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the sample mission in `folder` (made when it is not there) on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tawthiq", "demo", "--folder", str(folder), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/sign-in/", timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise SystemExit("The sample mission is not served.")


def take(address: str, chromium: str, *, only: set[str]) -> None:
    """Sign in and take the pictures; a page that does not answer is said and left out."""
    from playwright.sync_api import sync_playwright

    from tawthiq.actions.build_demo import PASSPHRASE

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}).new_page()
        page.goto(f"{address}/sign-in/")
        page.fill("#id_username", "coordinator")
        page.fill("#id_password", PASSPHRASE)
        page.click("main .button-primary")
        page.wait_for_load_state("networkidle")
        for name, path, language in WANTED:
            if not only or name in only:
                picture(page, f"{address}{path}", name, language)
        browser.close()


def picture(page: Any, url: str, name: str, language: str) -> None:
    """Take one picture in one language."""
    page.goto(url)
    if page.get_attribute("html", "lang") != language:
        page.locator(f'button[name="language"][value="{language}"]').first.click()
        page.wait_for_load_state("networkidle")
        page.goto(url)
    answer = page.reload()
    if answer is None or not answer.ok:
        print(f"{name}: the page does not answer ({answer.status if answer else 'nothing'}); left out", file=sys.stderr)
        return
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"{name}.png")


if __name__ == "__main__":
    raise SystemExit(main())
