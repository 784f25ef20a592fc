"""Sentences, and what stands between quotation marks.

The rules kept here: marks are paired by their kind, within a paragraph. A paragraph may leave its quotation
open only if the next paragraph opens one again (the custom of printers); an odd mark otherwise opens
nothing. Abbreviations and initials do not end a sentence. A sentence longer than two thousand characters
is cut at a space, so that a page on one line is read in time that grows with its length only.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from tawthiq.reading.layout import Paragraph
from tawthiq.reading.lexicon import Lexicon

LONGEST_SENTENCE = 2000
_END = re.compile(r"[.!?…]+[\"”'’)\]]*(?=\s|$|[“A-Z])|\n(?=\s*\n)|(?<=[.!?])\s{2,}")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"]+$")
_MARK = re.compile('["“”‘]')
_SINGLE_END = re.compile(r"(?<=[.,?!\w])['’](?=[\s,.;:)]|$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the view, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks, without the marks, and whether the paragraph left them open."""

    start: int
    end: int
    paragraph: int
    left_open: bool


def split_sentences(view: str, paragraphs: tuple[Paragraph, ...], lexicon: Lexicon) -> list[Sentence]:
    """The sentences of each paragraph, in order."""
    found: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        at = paragraph.start
        for match in _END.finditer(view, paragraph.start, paragraph.end):
            if match.end() <= at or not _ends(view, match, paragraph.end, lexicon):
                continue
            found += _cut(view, at, match.end(), number)
            at = match.end()
        found += _cut(view, at, paragraph.end, number)
    return found


def _ends(view: str, match: re.Match[str], end: int, lexicon: Lexicon) -> bool:
    after = view[match.end() : min(end, match.end() + 3)].lstrip()
    mark = match.group()
    before = view[max(0, match.start() - 20) : match.start()]
    if not mark.startswith("."):
        return not after[:1].islower()
    if view[match.end() : match.end() + 1].isupper():  # glued: "camps.The", never "U.S" or "9.A"
        return before[-1:].islower() or before[-1:] in ')"”'
    word = _WORD_BEFORE.search(before)
    last = word.group() if word else ""
    if mark == "." and (last.lower() in lexicon.abbreviations or (len(last) == 1 and last.isupper())):
        return False
    if mark == "." and re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", last):
        return not after[:1].islower() and not after[:1].isupper()
    return not after[:1].islower()


def _cut(view: str, start: int, end: int, number: int) -> list[Sentence]:
    while start < end and view[start].isspace():
        start += 1
    found: list[Sentence] = []
    while end - start > LONGEST_SENTENCE:
        cut = view.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        found.append(Sentence(start, cut, number))
        start = cut
    while end > start and view[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Sentence(start, end, number))
    return found


def find_quoted(view: str, paragraphs: tuple[Paragraph, ...]) -> list[Quoted]:
    """What stands between quotation marks, outermost only, in order."""
    found: list[Quoted] = []
    for number, paragraph in enumerate(paragraphs):
        opened: re.Match[str] | None = None
        for match in _MARK.finditer(view, paragraph.start, paragraph.end):
            if opened is None:
                if match.group() == "‘":
                    found += _single(view, match.end(), paragraph.end, number)
                elif _opens(view, match, paragraph.start):
                    opened = match
            elif _closes(view, match, opened.group(), paragraph.end):
                found.append(Quoted(opened.end(), match.start(), number, left_open=False))
                opened = None
        if opened is not None and _opens_again(view, paragraphs, number):
            found.append(Quoted(opened.end(), paragraph.end, number, left_open=True))
    return [quoted for quoted in found if quoted.end > quoted.start]


def _single(view: str, start: int, end: int, number: int) -> list[Quoted]:
    """Single curly marks hold a quotation only around several words, closed at a word's end."""
    match = _SINGLE_END.search(view, start, min(end, start + 800))
    if match is None or view.count(" ", start, match.start()) < 3 or '"' in view[start : match.start()]:
        return []
    return [Quoted(start, match.start(), number, left_open=False)]


def _opens(view: str, match: re.Match[str], start: int) -> bool:
    if match.group() == "”":
        return False
    if match.group() == "“":
        return True
    before = view[match.start() - 1] if match.start() > start else " "
    after = view[match.end() : match.end() + 1]
    return not before.isalnum() and not after.isspace() and after != ""


def _closes(view: str, match: re.Match[str], opening: str, end: int) -> bool:
    if match.group() == "”":
        return True
    if match.group() == "“" or match.group() == "‘":
        return False
    after = view[match.end()] if match.end() < end else " "
    return opening == '"' or not after.isalnum()


def _opens_again(view: str, paragraphs: tuple[Paragraph, ...], number: int) -> bool:
    if number + 1 >= len(paragraphs):
        return False
    return view[paragraphs[number + 1].start] in '"“'


class Places:
    """Which quotation, if any, a place of the view lies in."""

    def __init__(self, quoted: list[Quoted]) -> None:
        self._quoted = quoted
        self._starts = [item.start for item in quoted]

    def at(self, place: int) -> Quoted | None:
        """The quotation around a place, or None."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or self._quoted[index].end <= place:
            return None
        return self._quoted[index]

    def within(self, start: int, end: int) -> list[Quoted]:
        """The quotations that touch a stretch."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end)
        return [item for item in self._quoted[first:last] if item.end > start and item.start < end]
