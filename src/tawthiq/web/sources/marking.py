"""A text with what was found in it marked at exact spans, and not one character changed.

Spans count code points of the raw text and may nest, overlap or repeat. The text is cut at every place where a
span begins or ends; each piece carries all the spans that cover it. The pieces joined give back the raw text,
character for character; a carriage return is written as a reference, since a browser would drop it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

#: From the ground up: of several spans over one piece the last kind here gives the piece its look and its link.
KINDS = ("layout", "quoted", "event", "record", "rejected", "confirmed", "pending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One span to mark.

    Args:
        start, end: code points of the raw text.
        kind: one of `KINDS`.
        title: said when the pointer rests on it, and to a screen reader at its beginning.
        target: id of the element that tells more about it, empty for none.
        is_current: whether the page was opened for this one.
    """

    start: int
    end: int
    kind: str
    title: str = ""
    target: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that the same marks cover; `starting` are the ids of spans that begin here."""

    words: str
    marks: tuple[Mark, ...]
    starting: tuple[str, ...]

    @property
    def top(self) -> Mark | None:
        """The mark that gives the piece its look: the highest kind, of these the shortest span."""
        if not self.marks:
            return None
        return max(self.marks, key=lambda mark: (KINDS.index(mark.kind), mark.start - mark.end))


def cut_pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut `text` at the ends of all marks; a mark that reaches beyond the text is cut off, an empty one left out.

    >>> [(p.words, len(p.marks)) for p in cut_pieces("abcd", [Mark(start=1, end=3, kind="quoted")])]
    [('a', 0), ('bc', 1), ('d', 0)]
    """
    held = [mark for mark in marks if 0 <= mark.start < min(mark.end, len(text))]
    places = sorted({0, len(text), *(mark.start for mark in held), *(min(mark.end, len(text)) for mark in held)})
    named: set[str] = set()
    pieces = []
    for start, end in pairwise(places):
        over = tuple(mark for mark in held if mark.start <= start and end <= mark.end)
        ids = [span_id(mark) for mark in over if mark.start == start]
        starting = tuple(dict.fromkeys(name for name in ids if name not in named))
        named.update(starting)
        pieces.append(Piece(words=text[start:end], marks=over, starting=starting))
    return pieces


def span_id(mark: Mark) -> str:
    """The name under which a span can be linked to."""
    return f"span-{mark.start}-{mark.end}"


def mark_text(text: str, marks: Iterable[Mark]) -> SafeString:
    """The text as markup: what is marked in ``<mark>``, furniture of the page in ``<span>``, all words escaped."""
    return format_html_join("", "{}", ((_write(piece),) for piece in cut_pieces(text, marks)))


def _write(piece: Piece) -> SafeString:
    words = mark_safe(escape(piece.words).replace("\r", "&#13;"))  # noqa: S308 - escaped on the way in
    top = piece.top
    anchors = format_html_join("", '<a id="{}" class="span-start"></a>', ((name,) for name in piece.starting))
    if top is None:
        return words
    kinds = " ".join(dict.fromkeys([*_kinds(piece.marks), *(["current"] if _has_current(piece.marks) else [])]))
    if top.kind == "layout":
        return format_html('{}<span class="{}" title="{}">{}</span>', anchors, kinds, top.title, words)
    if top.target:
        words = format_html('<a href="#{}" title="{}">{}</a>', top.target, top.title, words)
    return format_html('{}<mark class="{}">{}</mark>', anchors, kinds, words)


def _kinds(marks: Sequence[Mark]) -> list[str]:
    return sorted({mark.kind for mark in marks}, key=KINDS.index)


def _has_current(marks: Sequence[Mark]) -> bool:
    return any(mark.is_current for mark in marks)
