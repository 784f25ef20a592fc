"""The sentences of a report.

The rules kept here: abbreviations and initials do not end a sentence. A sentence longer than two thousand characters
is cut at a space, so that a page on one line is read in time that grows with its length only.
"""

import re
from dataclasses import dataclass

from tawthiq.reading.layout import Paragraph
from tawthiq.reading.lexicon import Lexicon

LONGEST_SENTENCE = 2000
_END = re.compile(
    r"[.!?…]+[\"”'’)\]]*(?=\s|$|[“A-Z]|(?<=[\u0621-\u064a\d)”\"]\.)[\u0621-\u064a]{2})|\n(?=\s*\n)|(?<=[.!?])\s{2,}"
)
_WORD_BEFORE = re.compile(r"[^\s(\[“\"]+$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the view, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


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
