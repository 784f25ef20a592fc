"""Keeps the translations of the pages complete: extract, report what is missing, compile.

``python scripts/translate.py`` rewrites the catalogues from the sources and compiles them; it then lists what still
needs a translator. ``--check`` changes nothing and fails when a string of the pages is not in a catalogue, is not
translated, is fuzzy, has lost a placeholder, or when a compiled catalogue is not what its source gives.

Only Babel and Django are used, so that the check runs where GNU gettext is not installed.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "tawthiq" / "web"
LANGUAGES = ("ar",)
NOTE = "# Translators:"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FIXED_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
#: What a translation must keep: %(name)s of templates, {name} of `say`.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
#: Zero, one, two, few, many, other.
ARABIC_PLURALS = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
)

Found = tuple[str, tuple[str, ...] | str, list[str], str | None]


def read_sources() -> Iterator[Found]:
    """Every translatable string of the pages: file, words, notes for the translator, context."""
    for file in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")]):
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            lines = templatize(text, origin=str(file)).splitlines()
            text = "\n".join(line.lstrip() for line in lines)
        place = file.relative_to(ROOT).as_posix()
        for _line, function, words, notes in extract_python(
            io.BytesIO(text.encode()), list(KEYWORDS), [NOTE], {"encoding": "utf-8"}
        ):
            yield from _place(place, function, words, notes)


def _place(place: str, function: str, words: object, notes: list[str]) -> Iterator[Found]:
    """One call of gettext as words and context; a call without a plain string is none of ours."""
    arguments = words if isinstance(words, tuple) else (words,)
    strings = [w for w in arguments if isinstance(w, str) and w]
    has_context = "pgettext" in function
    context = strings.pop(0) if has_context and strings else None
    if not strings:
        return
    is_plural = function.startswith(("ngettext", "npgettext"))
    yield place, (strings[0], strings[1]) if is_plural else strings[0], notes, context


def extract_catalog() -> Catalog:
    """The catalogue of the sources, without translations and without line numbers, which would change at every edit."""
    catalog = Catalog(project="Tawthiq", charset="utf-8", fuzzy=False)
    for place, words, notes, context in read_sources():
        catalog.add(words, locations=[(place, 0)], auto_comments=notes, context=context)
    return catalog


def catalog_file(language: str) -> Path:
    """Where a language's catalogue is kept."""
    return WEB / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalog(language: str) -> Catalog:
    """The kept catalogue of a language; an empty one where there is none yet."""
    file = catalog_file(language)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def compile_catalog(catalog: Catalog) -> bytes:
    """The compiled form of a catalogue; the same bytes for the same translations."""
    # Babel writes the moment of reading into the header: a fixed one keeps the file the same.
    catalog.creation_date = catalog.revision_date = FIXED_MOMENT
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def find_faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    singular = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    given = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {singular!r}"
    if not all(given):
        yield f"not translated: {singular!r}"
        return
    all_ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    allowed = {name for words in all_ids for name in PLACEHOLDER.findall(words)}
    for string in given:
        names = set(PLACEHOLDER.findall(string))
        is_short = len(given) > 1 and names <= allowed  # "one record" need not repeat the number
        if names != allowed and not is_short:
            yield f"placeholders differ: {singular!r}"


def check_language(language: str, wanted: Catalog) -> list[str]:
    """Everything that keeps a language from being complete."""
    kept = read_catalog(language)
    faults = []
    for message in wanted:
        if not message.id:
            continue
        found = kept.get(message.id, context=message.context)
        if found is None:
            faults.append(f"not in the catalogue: {message.id!r} ({message.locations[0][0]})")
        else:
            faults.extend(find_faults(found))
    faults += [
        f"no longer used: {message.id!r}"
        for message in kept
        if message.id and wanted.get(message.id, context=message.context) is None
    ]
    compiled = catalog_file(language).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != compile_catalog(kept):
        faults.append(f"stale: {compiled.relative_to(ROOT).as_posix()}")
    return faults


def renew_language(language: str, wanted: Catalog) -> None:
    """Write a language's catalogue anew from the sources, keeping its translations, and compile it."""
    kept = read_catalog(language)
    kept.update(wanted, no_fuzzy_matching=True)
    kept.obsolete.clear()
    file = catalog_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, kept, no_location=False, include_lineno=False, sort_output=True, omit_header=True, width=110)
    header = (
        f"# Tawthiq, the words of the pages. Written by scripts/translate.py; translations are edited here.\n"
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {ARABIC_PLURALS}\\n"\n\n'
    )
    file.write_text(header + out.getvalue().decode(), encoding="utf-8")
    file.with_suffix(".mo").write_bytes(compile_catalog(read_catalog(language)))


def main() -> int:
    """Renew or check all languages; the exit status is 1 when anything is left to do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a translation is wanting")
    is_check = parser.parse_args().check
    if not settings.configured:
        settings.configure(USE_I18N=True)
    wanted = extract_catalog()
    left = 0
    for language in LANGUAGES:
        if not is_check:
            renew_language(language, wanted)
        faults = check_language(language, wanted)
        for fault in faults:
            print(f"{language}: {fault}", file=sys.stderr)
        left += len(faults)
    print(f"{sum(1 for message in wanted if message.id)} strings, {left} faults", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
