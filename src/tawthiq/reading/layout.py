"""The parts of a page: paragraphs, and what is title, dateline, byline, credit, caption or page furniture.

The rule kept here: nothing is deleted. Furniture, bylines and credit lines are labelled and never read as
content; title and captions are labelled and read. Where a line may be either, it is content: a lost figure
is worse than a line too many.
"""

import re
from dataclasses import dataclass

from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon
from tawthiq.terms.figures import LayoutKind, LayoutPart

_LINE = re.compile(r"[^\n]+")
_WRAPPED = 45
_BULLETS = tuple("•●▪◦‣■▸►*·")
#: A line longer than the one before by more than this is no next line of hard-wrapped text, but a new paragraph.
_LONGER = 30
_ENDS = tuple(".!?:;\"”'’)…*")
_TITLE_MOST = 220


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the view, from its first to after its last character."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A report's labelled parts, the paragraphs to be read, and the wires it credits."""

    parts: tuple[LayoutPart, ...]
    paragraphs: tuple[Paragraph, ...]
    credits: tuple[str, ...]


def read_layout(folded: Folded, lexicon: Lexicon) -> Page:
    """The page's parts in the order of the text. Spans of parts are raw, paragraphs count in the view."""
    parts: list[LayoutPart] = []
    kept: list[Paragraph] = []
    wires: list[str] = []
    titled = False
    paragraphs = _paragraphs(folded.view)
    for index, paragraph in enumerate(paragraphs):
        words = folded.view[paragraph.start : paragraph.end]
        kind, rule = _label(words, lexicon)
        if rule == "layout.byline-place" and not titled:  # "Truce Fails in Kesh" is a title, and comes first
            kind, rule = None, ""
        if kind is None and not titled and _is_title(words, index, paragraphs):
            kind, rule, titled = LayoutKind.TITLE, "layout.title", True
        if kind is not None:
            parts.append(
                LayoutPart(kind=kind, span=folded.span(paragraph.start, paragraph.end), rule=rule),
            )
        if kind in (LayoutKind.FURNITURE, LayoutKind.CREDIT, LayoutKind.BYLINE):
            wires += _wires(words, lexicon) if kind is not LayoutKind.FURNITURE else []
            continue
        start, more = _dateline(folded, paragraph, lexicon, parts)
        wires += more
        end, more = _closing_credit(folded, start, paragraph.end, lexicon, parts)
        wires += more
        titled = titled or (kind is None and len(words) > _TITLE_MOST)
        kept.append(Paragraph(start, end))
    parts.sort(key=lambda part: (part.span.start, part.span.end))
    return Page(tuple(parts), tuple(kept), tuple(dict.fromkeys(wires)))


def _paragraphs(view: str) -> list[Paragraph]:
    """Lines, joined where a text is hard-wrapped: a long line without a full stop goes on in the next."""
    found: list[Paragraph] = []
    for match in _LINE.finditer(view):
        line = match.group()
        if not line.strip():
            continue
        start = match.start() + len(line) - len(line.lstrip())
        end = match.end() - (len(line) - len(line.rstrip()))
        if found and match.start() - found[-1].end <= 2 and _goes_on(view, found[-1], view[start:end]):
            found[-1] = Paragraph(found[-1].start, end)
        else:
            found.append(Paragraph(start, end))
    return found


def _goes_on(view: str, before: Paragraph, line: str) -> bool:
    last = view.rfind("\n", before.start, before.end) + 1
    width = before.end - max(before.start, last)
    gap = view[before.end : before.end + 3]
    if gap.count("\n") > 1 or width < _WRAPPED or view[before.end - 1] in _ENDS:
        return False
    if line[:1] in _BULLETS:
        return False
    return line[:1].islower() or (width < 100 and len(line) <= width + _LONGER)


def _label(words: str, lexicon: Lexicon) -> tuple[LayoutKind | None, str]:
    if len(words) <= 300:
        for rule in lexicon.layout:
            if rule.pattern.search(words):
                return LayoutKind(rule.kind), rule.id
    return None, ""


def _is_title(words: str, index: int, paragraphs: list[Paragraph]) -> bool:
    return (
        len(words) <= _TITLE_MOST
        and not words.endswith((".", ":", "”", '"', ","))
        and index + 1 < len(paragraphs)
        and any(later.end - later.start > len(words) for later in paragraphs[index + 1 : index + 4])
    )


def _wires(words: str, lexicon: Lexicon) -> list[str]:
    return [match.group() for match in lexicon.wires.finditer(words)]


def _dateline(folded: Folded, paragraph: Paragraph, lexicon: Lexicon, parts: list[LayoutPart]) -> tuple[int, list[str]]:
    match = lexicon.dateline.match(folded.view, paragraph.start, paragraph.end)
    if match is None:
        return paragraph.start, []
    span = folded.span(match.start(), match.end())
    parts.append(LayoutPart(kind=LayoutKind.DATELINE, span=span, rule="layout.dateline"))
    return match.end(), _wires(match.group(), lexicon)


def _closing_credit(
    folded: Folded, start: int, end: int, lexicon: Lexicon, parts: list[LayoutPart]
) -> tuple[int, list[str]]:
    """A credit in brackets at the end of a paragraph: "... on Monday. (Reuters)"."""
    match = lexicon.closing_credit.search(folded.view, max(start, end - 120), end)
    if match is None or match.end() != end:
        return end, []
    span = folded.span(match.start(), match.end())
    parts.append(LayoutPart(kind=LayoutKind.CREDIT, span=span, rule="layout.closing-credit"))
    return match.start(), _wires(match.group(), lexicon)
