"""Writes the reference pages under ``docs/reference/`` from the program itself.

``python scripts/reference.py`` writes them; ``--check`` changes nothing and fails when a page is not what the program
gives now, so that no command, option, setting, error or word list stays undocumented. What each page says is in
``reference_pages``.
"""

from __future__ import annotations

import argparse
import sys

from reference_pages.commands import commands_page
from reference_pages.errors import errors_page
from reference_pages.library import library_page
from reference_pages.settings import settings_page
from reference_pages.texts import ROOT
from reference_pages.words import interviews_page, vocabularies_page

PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/reference.py: change the program, not this page. -->\n"

WRITERS = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "settings.md": settings_page,
    "vocabularies.md": vocabularies_page,
    "library.md": library_page,
    "interviews.md": interviews_page,
}


def main() -> int:
    """Write the pages, or check that they are current."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where a page is not current")
    check = parser.parse_args().check
    PAGES.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, write in WRITERS.items():
        page = NOTE + write()
        file = PAGES / name
        if check and (not file.is_file() or file.read_text(encoding="utf-8") != page):
            stale.append(name)
        elif not check:
            file.write_text(page, encoding="utf-8")
    if stale:
        print(f"Not current: {', '.join(stale)}; run scripts/reference.py", file=sys.stderr)
    else:
        print("The reference pages are current.")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
