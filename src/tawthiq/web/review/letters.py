"""Names with every letter marked, and what the marks say in words.

Each kind of mark has a line of its own (solid, dashed, thick, dotted) and needs no colour. A screen reader is given
the name whole, for letters cut out of it could not be understood, and the difference as a sentence beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tawthiq.matching.lettering import MOVED, Lettering, Mark, WordPair
from tawthiq.matching.letters import ALIKE, DIFFERS, ONLY, SAME
from tawthiq.publishing import bidi

_ELEMENTS = {SAME: "span", ALIKE: "mark", DIFFERS: "mark", ONLY: "ins"}


def write_letters(text: str, marks: Sequence[Mark]) -> SafeString:
    """The text with its marks, drawn for the eye, and whole beside it for the ear.

    >>> write_letters("Jo", (Mark(start=0, end=1, kind="same"), Mark(start=1, end=2, kind="only")))[:58]
    '<span class="letters" aria-hidden="true"><span class="same'
    """
    if not text:
        return SafeString("")
    pieces: list[SafeString] = []
    at = 0
    for mark in marks:
        pieces.append(format_html("{}", text[at : mark.start]))
        element = _ELEMENTS.get(mark.kind)
        inside = text[mark.start : mark.end]
        pieces.append(
            format_html('<{} class="{}">{}</{}>', element, mark.kind, inside, element)
            if element
            else format_html("{}", inside)
        )
        at = mark.end
    pieces.append(format_html("{}", text[at:]))
    drawn = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html(
        '<span class="letters" aria-hidden="true">{}</span><span class="visually-hidden">{}</span>', drawn, text
    )


def level_of_name(found: Lettering) -> str:
    """The word for two names as wholes: same, close, partly or different."""
    kinds = {word.kind for word in found.words}
    if kinds <= {SAME}:
        return "same"
    if kinds <= {SAME, ALIKE, MOVED}:
        return "close"
    alien = {DIFFERS, ONLY}
    return "different" if kinds <= alien and all(not w.changes for w in found.words) else "partly"


def describe_words(found: Lettering) -> list[str]:
    """The marks in words, one sentence for each word that is not simply the same."""
    said = [words for word in found.words if (words := _describe(word))]
    if found.across_scripts:
        agreeing = sum(word.kind == SAME for word in found.words)
        said.insert(0, _("two scripts: {n} of {all} words sound the same").format(n=agreeing, all=len(found.words)))
    return said or [_("every letter is the same")]


def _describe(word: WordPair) -> str:
    a, b = bidi.isolate(word.a), bidi.isolate(word.b)
    if word.kind == ONLY:
        return _("only in A: {word}").format(word=a) if word.a else _("only in B: {word}").format(word=b)
    if word.kind == MOVED:
        return _("in another place: {a}").format(a=a)
    if word.kind == DIFFERS and not word.changes:
        return _("another word: {a} – {b}").format(a=a, b=b)
    changes = _list_changes(word.changes)
    if word.kind == DIFFERS:
        return _("{a} – {b}, letters that differ: {changes}").format(a=a, b=b, changes=changes)
    if word.kind == ALIKE:
        return _("{a} – {b}, written otherwise: {changes}").format(a=a, b=b, changes=changes)
    return ""


def _list_changes(changes: Sequence[tuple[str, str]]) -> str:
    """Letters of A and B that answer each other; a dash where there is none."""
    comma = "، " if get_language_bidi() else ", "
    return comma.join(f"{bidi.isolate(a or '—')}/{bidi.isolate(b or '—')}" for a, b in changes)
