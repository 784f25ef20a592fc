"""A view of a report that rules can match on, with the way back to every raw code point.

The rule kept here: the raw text is never changed. Rules run on the folded view (no-break spaces are spaces,
Arabic digits are digits, soft hyphens, direction marks and vowel signs are gone, ligatures are letters, a space
that a PDF lost between a word and a number is there again);
every span they find is turned back into code points of the raw text before it leaves this room.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass

from tawthiq.terms.errors import BadInputError
from tawthiq.terms.figures import Span

LONGEST = 20_000_000
_ONE_TO_ONE = {
    **{ord(char): " " for char in "\u00a0\u1680\u202f\u205f\u3000\t"},
    **dict.fromkeys(range(8192, 8203), " "),
    **dict.fromkeys([*range(9), *range(14, 32), 127], " "),
    **{ord(char): "\n" for char in "\x0b\x0c\x85\u2028\u2029"},
    **{ord(char): "'" for char in "’´`ʼ‛＇"},
    **{ord(char): "“" for char in "«„‟〝＂"},
    **{ord(char): "”" for char in "»〞"},
    **{ord(char): "-" for char in "‐‑‒−"},
    **{ord(char): str(digit) for digit, char in enumerate("٠١٢٣٤٥٦٧٨٩")},
    **{ord(char): str(digit) for digit, char in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    **{ord(char): to for char, to in zip("،؛؟٬٫٪", ",;?,.%", strict=True)},
    **{ord(char): to for char, to in zip("أإآٱىةؤﻻکی", "اااايهوﻻكي", strict=True)},
    ord("İ"): "I",
}
_GONE = "\u00ad\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
#: Where a space was lost in a PDF: between a word and a number of thousands, or two words of a verb.
_GLUED = re.compile(
    r"(?<=[a-z]{3})(?=\d{1,3},\d{3})|(?<=\b(?i:and|for|the|but))(?=\d{1,3},\d{3})|(?<=\d,\d{3})(?=[a-z]{4})"
    r"|(?<=\bhave)(?=(?:been|fled|left|crossed|died|returned|arrived|lost)\b)"
    r"|(?<=\bhas)(?=(?:been|fled|killed|displaced|risen|reached)\b)"
    r"|(?<=\bbeen)(?=(?:killed|displaced|forced|injured|evacuated|wounded|arrested|detained|affected)\b)"
    r"|(?<=\bwere)(?=(?:killed|displaced|forced|injured|evacuated|wounded|arrested|detained|affected)\b)"
)
_STRUCTURAL = re.compile(f"[{_GONE}\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")
_GONE_CHAR = re.compile(f"[{_GONE}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """The raw text, its view, and (where lengths differ) the raw offset of every character of the view."""

    raw: str
    view: str
    offsets: "array[int] | None"

    def span(self, start: int, end: int) -> Span:
        """The raw span of a stretch of the view, with the vowel signs that belong to its last letter."""
        if self.offsets is None:
            return Span(start, end)
        if start >= end:
            place = self.offsets[start]
            return Span(place, place)
        last = self.offsets[end - 1] + 1
        if self.view[end - 1] == " ":  # a space put back stands for no raw character
            last = min(last, self.offsets[end])
        while last < len(self.raw) and unicodedata.combining(self.raw[last]):
            last += 1
        return Span(self.offsets[start], last)


def fold(text: str) -> Folded:
    """The folded view of a report.

    Raises:
        BadInputError: the text is empty, is no text at all (mostly null characters), holds broken Unicode,
        or is longer than twenty million characters.
    """
    _check(text)
    table = _ONE_TO_ONE if "\n" in text else {**_ONE_TO_ONE, ord("\r"): "\n"}
    view = text.translate({**table, ord("\r"): table.get(ord("\r"), " ")})
    if _STRUCTURAL.search(view) is None:
        return _parted(Folded(text, view, None))
    pieces: list[str] = []
    offsets = array("q")
    at = 0
    for match in _STRUCTURAL.finditer(view):
        pieces.append(view[at : match.start()])
        offsets.extend(range(at, match.start()))
        expanded = _expand(match.group())
        pieces.append(expanded)
        offsets.extend([match.start()] * len(expanded))
        at = match.end()
    pieces.append(view[at:])
    offsets.extend(range(at, len(view) + 1))
    return _parted(Folded(text, "".join(pieces), offsets))


def _parted(folded: Folded) -> Folded:
    """The view with the spaces that a PDF lost; each stands for no raw character, before the one behind it."""
    view = folded.view
    places = [match.start() for match in _GLUED.finditer(view)]
    if not places:
        return folded
    old = folded.offsets if folded.offsets is not None else array("q", range(len(view) + 1))
    pieces: list[str] = []
    offsets = array("q")
    at = 0
    for place in places:
        pieces += [view[at:place], " "]
        offsets.extend(old[at:place])
        offsets.append(old[place])
        at = place
    pieces.append(view[at:])
    offsets.extend(old[at:])
    return Folded(folded.raw, "".join(pieces), offsets)


def fold_words(words: str) -> str:
    """Words of a lexicon folded as a report is, so that both sides meet."""
    return fold(words).view


def _expand(char: str) -> str:
    if _GONE_CHAR.fullmatch(char):
        return ""
    plain = unicodedata.normalize("NFKC", char).translate(_ONE_TO_ONE)
    return _GONE_CHAR.sub("", plain)


def _check(text: str) -> None:
    if not text.strip("\x00 \t\r\n\ufeff\u00a0"):
        raise BadInputError("reading.empty", "The report holds no words.", "Give the text of the report.")
    if len(text) > LONGEST:
        raise BadInputError(
            "reading.too_long",
            f"The report is longer than {LONGEST} characters.",
            "Split it into its articles.",
        )
    if text.count("\x00") * 4 > len(text):
        raise BadInputError(
            "reading.not_text",
            "The report is no plain text: it is full of null characters.",
            "Give its text.",
        )
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise BadInputError(
            "reading.broken_unicode",
            f"The report holds half a character at position {problem.start}.",
            "Decode the file again with its right encoding.",
        ) from problem
