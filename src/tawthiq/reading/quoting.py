"""What stands between quotation marks, whatever their kind, with exact ends.

The rules kept here: marks are paired by their kind and within a paragraph; inside one pair other marks are part
of the words. Straight marks open after a space and close before one. A paragraph may leave its quotation open
only if the next paragraph opens one again (the custom of printers), or if it goes on with one that was left
open. An odd mark otherwise opens nothing, and never stops the reading. Single marks hold a quotation only
around several words: else they are apostrophes or scare quotes. A speaker put in between dashes inside the
marks ("... , said Anna. - ...") parts the quotation in two.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from tawthiq.reading.folding import Folded
from tawthiq.reading.layout import Paragraph

_MARK = re.compile("[\"“”'‘`<>]")
_CLOSERS = {
    '"': '"＂″',
    "“": "”“„",
    "”": "”“",
    "„": "“”‟",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "＂": '＂"',
    "〝": "〞",
    "″": "″",
}
_LEFT = "“„«‹‟〝"
_SINGLES = "'‘’‚‛"
_LONGEST_SINGLE = 1500
_END_MARKED = re.compile(r"(?<=[.,?!…])'(?=[\s,.;:)\]]|\Z)")
_END_BARE = re.compile(r"(?<=\w)'(?=[\s,.;:)\]]|\Z)")
_ASIDE = re.compile(r"[,?!…]+\s[-–—]\s(?P<aside>[^“”\"–—]{3,90}?)[.,]\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between quotation marks, without the marks, and whether the paragraph left them open."""

    start: int
    end: int
    paragraph: int
    left_open: bool = False


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


def find_quoted(folded: Folded, paragraphs: tuple[Paragraph, ...]) -> list[Quoted]:
    """What stands between quotation marks, outermost only, in order of the text. Never raises."""
    found: list[Quoted] = []
    open_before = False
    for number, paragraph in enumerate(paragraphs):
        pairs = _pairs(folded, paragraph, number)
        rest = pairs.pop() if pairs and pairs[-1].left_open else None
        goes_on = rest is not None and (
            _opens_again(folded, paragraphs, number)
            or (open_before and not folded.view[paragraph.start : rest.start].strip(" '\"“”«»„"))
        )
        open_before = rest is not None and goes_on
        found += pairs
        if rest is not None and goes_on:
            found.append(rest)
    return [piece for item in found for piece in _parted(folded.view, _trimmed(folded.view, item))]


@dataclass(slots=True)
class _Scan:
    """How far a paragraph's marks are paired: the pairs, the open mark and how deep others nest in it."""

    found: list[Quoted]
    opened: int = -1
    depth: int = 0
    skip: int = -1


def _pairs(folded: Folded, paragraph: Paragraph, number: int) -> list[Quoted]:
    """The pairs of a paragraph; the last one is ``left_open`` where its mark has no partner."""
    marks = [match.start() for match in _MARK.finditer(folded.view, paragraph.start, paragraph.end)]
    scan = _Scan([])
    for index, at in enumerate(marks):
        if at < scan.skip:
            continue
        mark = _raw(folded, at)
        if scan.opened >= 0:
            if mark not in _SINGLES:
                _inside(folded, paragraph, marks, index, number, scan)
        elif mark in _SINGLES:
            end = _single(folded.view, paragraph, at)
            if end > 0:
                scan.found.append(Quoted(at + 1, end, number))
                scan.skip = end + 1
        elif _opens(folded.view, paragraph, at, mark):
            scan.opened, scan.depth = at, 0
    if scan.opened >= 0:
        scan.found.append(Quoted(scan.opened + 1, paragraph.end, number, left_open=True))
    return scan.found


def _inside(folded: Folded, paragraph: Paragraph, marks: list[int], index: int, number: int, scan: _Scan) -> None:
    """A mark within an open quotation: it closes it, nests in it, or shows that the open one was a slip."""
    at = marks[index]
    mark = _raw(folded, at)
    if _closes(folded, paragraph, scan.opened, at, mark):
        if scan.depth:
            scan.depth -= 1
            return
        scan.found.append(Quoted(scan.opened + 1, at, number))
        scan.opened = -1
    elif _opens(folded.view, paragraph, at, mark):
        if _partners(folded, paragraph, scan.opened, marks[index + 1 :]) > scan.depth + 1:
            scan.depth += 1
        elif mark == _raw(folded, scan.opened) and scan.depth == 0:
            scan.opened = at


def _raw(folded: Folded, at: int) -> str:
    return folded.raw[at if folded.offsets is None else folded.offsets[at]]


def _opens(view: str, paragraph: Paragraph, at: int, mark: str) -> bool:
    before = view[at - 1] if at > paragraph.start else " "
    after = view[at + 1] if at + 1 < paragraph.end else " "
    if mark in _LEFT:
        return True
    if mark in "<>`":
        return False
    if mark in "”»":  # the wrong way round: Swedish, some German, and Arabic typed left to right
        return (before.isspace() or before in "([:") and not after.isspace()
    joined = before in "لبكوف" and (at - 2 < paragraph.start or view[at - 2].isspace())
    return (not before.isalnum() or joined) and not after.isspace()


def _closes(folded: Folded, paragraph: Paragraph, opened: int, at: int, mark: str) -> bool:
    opening = _raw(folded, opened)
    before = folded.view[at - 1]
    after = folded.view[at + 1] if at + 1 < paragraph.end else " "
    if mark not in _CLOSERS.get(opening, '"'):
        slip = mark in '"”' and opening in '"“' and not before.isspace() and not after.isalnum()
        return slip and (mark == "”" or folded.view.find("”", at, paragraph.end) < 0)
    if opening in _LEFT and mark not in _LEFT:
        return True
    if mark in _LEFT and opening == "“":  # two opening marks: a slip of the writer's, if it can close at all
        return not before.isspace() and (after.isspace() or after in ",.;:!?)")
    return not before.isspace() or not after.isalnum()


def _partners(folded: Folded, paragraph: Paragraph, opened: int, marks: list[int]) -> int:
    return sum(_closes(folded, paragraph, opened, at, _raw(folded, at)) for at in marks)


def _single(view: str, paragraph: Paragraph, at: int) -> int:
    """The end of a quotation in single marks, or 0. An apostrophe closes only at a word's end."""
    before = view[at - 1] if at > paragraph.start else " "
    after = view[at + 1] if at + 1 < paragraph.end else " "
    if not (before.isspace() or before in '(["“') or not (after.isalpha() or after in '"“'):
        return 0
    last = min(paragraph.end, at + _LONGEST_SINGLE)
    match = _END_MARKED.search(view, at + 2, last)
    if match is None:
        match = _END_BARE.search(view, at + 2, min(last, at + 400))
    if match is None or view.count(" ", at, match.start()) < 3:
        return 0
    return match.start()


def _opens_again(folded: Folded, paragraphs: tuple[Paragraph, ...], number: int) -> bool:
    if number + 1 >= len(paragraphs):
        return False
    return folded.view[paragraphs[number + 1].start] in '"“”'


def _trimmed(view: str, item: Quoted) -> Quoted:
    start, end = item.start, item.end
    while start < end and view[start].isspace():
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    return Quoted(start, end, item.paragraph, item.left_open)


def _parted(view: str, item: Quoted) -> list[Quoted]:
    """A quotation without the asides inside its marks; empty ones fall out."""
    found: list[Quoted] = []
    at = item.start
    for match in _ASIDE.finditer(view, item.start, item.end):
        if not match.group("aside").split()[0].islower():
            continue
        mark = re.match(r"[?!…]*", match.group())
        found.append(Quoted(at, match.start() + (mark.end() if mark else 0), item.paragraph))
        at = match.end()
    found.append(Quoted(at, item.end, item.paragraph, item.left_open))
    return [piece for piece in found if piece.end > piece.start]
