"""The quotations of a report: what stands in marks, the turns of an interview, and reported speech.

The rules kept here: a direct quotation is a sentence in marks; one that is part of the reporter's own sentence
is mixed; reported speech without marks is indirect, unless most of it is quoted already. Fewer than four words
in marks are no quotation but a manner of speaking, and so are fewer than six that start small and have no
speaker. Inside an interview's turn marks are its speaker's own.
"""

import re

from tawthiq.reading.attribution import Attribution
from tawthiq.reading.folding import Folded
from tawthiq.reading.quoting import Quoted
from tawthiq.terms.figures import LayoutKind, LayoutPart, Quotation, QuotationKind, SpeakerChain

LEAST_WORDS = 4
_LEAST_TERM = 6
_LEAST_LETTERS = 24
_ANNOUNCED = re.compile(r"(?:[:,.!?]|\A|\n)\s*[\"“”'«]?\s*\Z")


def find_quotations(
    folded: Folded, document: str, layout: tuple[LayoutPart, ...], quoted: list[Quoted], said: Attribution
) -> tuple[Quotation, ...]:
    """Every quotation of a report with its speaker, in the order of the text.

    Args:
        folded: the report.
        document: its digest.
        layout: its labelled parts; titles hold no reported speech.
        quoted: what stands between quotation marks.
        said: who says what.
    """
    outside = [item for item in quoted if not any(turn.start <= item.start < turn.end for turn, _ in said.turns)]
    found = [
        _quotation(folded, document, (item.start, item.end), _kind(folded.view, item), said.of_quoted(item))
        for item in outside
        if _is_quotation(folded.view[item.start : item.end], known=said.of_quoted(item).known)
    ]
    found += _turns(folded, document, said)
    titles = [part.span for part in layout if part.kind is LayoutKind.TITLE]
    indirect = _indirect(folded, document, said, [(item.start, item.end) for item in quoted])
    found += [item for item in indirect if not any(title.start <= item.span.start < title.end for title in titles)]
    return tuple(sorted(found, key=lambda item: (item.span.start, item.span.end)))


def _is_quotation(words: str, *, known: bool) -> bool:
    """Whether words in marks are speech: short ones that start small and have no speaker are terms."""
    count = len(words.split())
    return count >= LEAST_WORDS and (known or count >= _LEAST_TERM or not words[:1].islower())


def _quotation(
    folded: Folded, document: str, place: tuple[int, int], kind: QuotationKind, speaker: SpeakerChain
) -> Quotation:
    span = folded.span(*place)
    return Quotation(
        document=document,
        kind=kind,
        span=span,
        words=span.words(folded.raw),
        speaker=speaker,
        rules=(f"quotation.{kind}", f"speaker.{speaker.how}"),
    )


def _kind(view: str, item: Quoted) -> QuotationKind:
    first = view[item.start]
    if first.islower():
        return QuotationKind.MIXED
    announced = _ANNOUNCED.search(view[max(0, item.start - 8) : item.start]) is not None
    caseless = first.isalpha() and not first.isupper()
    return QuotationKind.MIXED if caseless and not announced else QuotationKind.DIRECT


def _turns(folded: Folded, document: str, said: Attribution) -> list[Quotation]:
    return [
        _quotation(folded, document, (turn.start, turn.end), QuotationKind.DIRECT, chain)
        for turn, chain in said.turns
        if chain.known and len(folded.view[turn.start : turn.end].split()) >= LEAST_WORDS
    ]


def _indirect(folded: Folded, document: str, said: Attribution, quoted: list[tuple[int, int]]) -> list[Quotation]:
    """Reported speech: the words of a cue, unless most of them are quoted already."""
    found: list[Quotation] = []
    at = 0
    inner = {item.cue.cue[0] for item in said.spoken if item.cue.according and item.cue.leading}
    for item in said.spoken:
        start, end = _bare(folded.view, *item.cue.content)
        while at < len(quoted) and quoted[at][1] <= start:
            at += 1
        inside = _inside(quoted, at, start, end)
        relays = start in inner or item.cue.quotes_only
        if relays or not item.chain.known or (end - start) - inside < _LEAST_LETTERS or inside * 2 > end - start:
            continue
        speaker = said.of_words(item.sentence, start, end) if item.cue.according else item.chain
        found.append(_quotation(folded, document, (start, end), QuotationKind.INDIRECT, speaker))
    return found


def _bare(view: str, start: int, end: int) -> tuple[int, int]:
    while start < end and view[start] in " ,;:“”\"'\n":
        start += 1
    while end > start and view[end - 1] in ' ,;:.“”"\n':
        end -= 1
    return start, end


def _inside(quoted: list[tuple[int, int]], at: int, start: int, end: int) -> int:
    inside = 0
    while at < len(quoted) and quoted[at][0] < end:
        inside += max(0, min(quoted[at][1], end) - max(quoted[at][0], start))
        at += 1
    return inside
