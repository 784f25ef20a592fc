"""Builds the station: one HTML file, without network, that opens sealed items on a laptop that never gets one.

It is made of the very scripts that the pages use, joined and named in its content policy by their digest, so that the
browser runs those bytes and no others. The same sources always give the same file.

    python scripts/station.py            build src/tawthiq/web/station.html and print its SHA-256
    python scripts/station.py --check    fail when the built file is not what the sources give
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src/tawthiq/web"
STATIC = WEB / "static/tawthiq"
TARGET = WEB / "station.html"
SCRIPTS = (
    "vendor/age.js",
    "sealing/words.js",
    "sealing/seals.js",
    "sealing/showing.js",
    "sealing/zips.js",
    "sealing/opening.js",
    "sealing/station.js",
)


def build() -> str:
    """The station's whole text."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tawthiq.settings")
    import django

    django.setup()
    from tawthiq.web.sealing.words import station_words

    script = "\n;\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    if "</script" in script.lower() or "<!--" in script:
        sys.exit("A script holds what would end it inside a page.")
    style = (WEB / "sealing/station.css").read_text(encoding="utf-8")
    words = json.dumps({language: station_words(language) for language in ("en", "ar")}, ensure_ascii=False)
    parts = {
        "words": html.escape(words),
        "script_hash": digest(script),
        "style_hash": digest(style),
        "style": style,
        "script": script,
    }
    text = (WEB / "sealing/station.template.html").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"@@{name}@@", part)
    return text


def digest(text: str) -> str:
    """A digest as a content policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main() -> int:
    """Build or check; the exit status is 1 when the built file is not what the sources give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    text = build()
    if parser.parse_args().check:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text:
            print("src/tawthiq/web/station.html is not what the sources give: run scripts/station.py")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    print(f"{hashlib.sha256(text.encode()).hexdigest()}  {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
