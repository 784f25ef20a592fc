"""Who says what in a report: each cue's speaker, each figure's speaker chain, each quotation's speaker.

The rules kept here:

- Words under no cue are the report's own: the speaker stays empty.
- The speaker of a figure is the innermost cue around it; the next cue outwards relays it (``via``).
- A quotation belongs to the cue that touches it, else to the cue before it in its paragraph, else to the open
  quotation of the paragraph before. Otherwise it stays empty.
- A definite role without a name ("the agency's coordinator says") followed at once by a bare full name, never
  introduced, is that person: the custom of news writing. Both speakers are then marked ``next_naming``.
"""

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date

from tawthiq.reading.cues import Cue, find_cues
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.sentences import Places, Quoted, Sentence
from tawthiq.reading.speakers import Memory, name_speaker
from tawthiq.reading.surroundings import resolve_day
from tawthiq.terms.figures import How, SpeakerChain

_BRACKETED = re.compile(r"[^()]{0,160}\((?P<who>[A-Z][^(),\d]{1,90}?),? (?:[^(),]{0,20}[, ])?(?:19|20)\d\d\)")
_ESTIMATE = re.compile(r"(?P<who>(?:[A-Z][\w-]+ ){1,5}|government )(?:estimate|figure|count|tally) of\s+\Z")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue, its speaker, and the number of its sentence."""

    cue: Cue
    chain: SpeakerChain
    sentence: int
    paragraph: int


class Attribution:
    """The speakers of one report, found once, asked for figures and quotations."""

    def __init__(
        self,
        folded: Folded,
        sentences: list[Sentence],
        spoken: list[Spoken],
        quotes: dict[tuple[int, int], SpeakerChain],
        places: Places,
        lexicon: Lexicon,
    ) -> None:
        self.spoken = spoken
        self._folded = folded
        self._sentences = sentences
        self._lexicon = lexicon
        self._by_sentence: dict[int, list[Spoken]] = {}
        for item in spoken:
            self._by_sentence.setdefault(item.sentence, []).append(item)
        self._quotes = quotes
        self._places = places

    def of_quoted(self, quoted: Quoted) -> SpeakerChain:
        """The speaker of a quotation, or an empty one."""
        return self._quotes.get((quoted.start, quoted.end), SpeakerChain())

    def of_words(self, sentence: int, start: int, end: int) -> SpeakerChain:
        """The speaker chain over some words of a sentence, or an empty one."""
        quoted = self._places.at(start)
        if quoted is not None:
            return self.of_quoted(quoted)
        around = [
            item for item in self.of_sentence(sentence) if item.cue.content[0] <= start and end <= item.cue.content[1]
        ]
        around = [item for item in around if item.chain.known]
        if not around:
            return self._beside(sentence, start, end)
        around.sort(key=lambda item: (item.cue.content[1] - item.cue.content[0], item.cue.cue))
        inner = around[0].chain
        outer = next((item.chain for item in around[1:] if item.chain.label != inner.label), None)
        return replace(inner, via=outer.label, addressee=outer.addressee) if outer else inner

    def _beside(self, sentence: int, start: int, end: int) -> SpeakerChain:
        """A source in brackets behind the words ("(UNHCR, 31 July 2009)"), or "the IDMC estimate of"."""
        bounds = self._sentences[sentence]
        view = self._folded.view
        first = max(bounds.start, start - 60)
        match = _ESTIMATE.search(view[first:start])
        how, shift = How.CUE, first
        if match is None:
            match, how, shift = _BRACKETED.match(view, end, bounds.end), How.PARENTHESIS, 0
        if match is None:
            return SpeakerChain()
        chain = name_speaker(match.group("who"), self._lexicon, Memory())
        if not chain.organisation or chain.name:
            return SpeakerChain()
        place = self._folded.span(match.start("who") + shift, match.end("who") + shift)
        return replace(chain, how=how, span=place, cue=place)

    def of_sentence(self, sentence: int) -> list[Spoken]:
        """The cues of a sentence."""
        return self._by_sentence.get(sentence, [])

    def scope(self, sentence: int, bounds: tuple[int, int], place: int) -> tuple[int, int]:
        """The stretch of a sentence around a place that is what was said, the cue's own words left out."""
        start, end = bounds
        for item in self.of_sentence(sentence):
            cue = item.cue
            if cue.content[0] <= place <= cue.content[1] and not (cue.according and not cue.leading):
                start, end = max(start, cue.content[0]), min(end, cue.content[1])
        return start, end


def attribute(
    folded: Folded,
    sentences: list[Sentence],
    quoted: list[Quoted],
    published_on: date | None,
    lexicon: Lexicon,
) -> Attribution:
    """Find every cue and speaker of a report."""
    places = Places(quoted)
    memory = Memory()
    spoken: list[Spoken] = []
    for number, sentence in enumerate(sentences):
        cues = find_cues(folded.view, sentence, places, lexicon)
        for cue in sorted(cues, key=lambda item: item.according):
            chain = _chain(folded, cue, published_on, lexicon, memory)
            spoken.append(Spoken(cue, chain, number, sentence.paragraph))
            if chain.known and not (cue.according and len(cues) > 1):
                memory.keep(chain)
    spoken = _name_next(spoken)
    spoken.sort(key=lambda item: item.cue.cue)
    quotations = _quotations(folded.view, quoted, spoken)
    return Attribution(folded, sentences, spoken, quotations, places, lexicon)


def _chain(folded: Folded, cue: Cue, published_on: date | None, lexicon: Lexicon, memory: Memory) -> SpeakerChain:
    chain = name_speaker(folded.view[slice(*cue.subject)], lexicon, memory)
    if not chain.known:
        return SpeakerChain()
    return replace(
        _in_raw_words(chain, folded, cue),
        via="",
        addressee=cue.addressee,
        said_on_words=cue.said_on,
        said_on=resolve_day(cue.said_on, published_on, lexicon) if cue.said_on else None,
        span=folded.span(*cue.subject),
        cue=folded.span(*cue.cue),
    )


def _in_raw_words(chain: SpeakerChain, folded: Folded, cue: Cue) -> SpeakerChain:
    """Names as the report writes them, not as they were folded."""

    def raw(words: str) -> str:
        place = folded.view.find(words, *cue.subject) if words else -1
        return folded.span(place, place + len(words)).words(folded.raw) if place >= 0 else words

    return replace(chain, name=raw(chain.name), role=raw(chain.role), organisation=raw(chain.organisation))


def _name_next(spoken: list[Spoken]) -> list[Spoken]:
    found = list(spoken)
    outer = [index for index, item in enumerate(found) if not item.cue.according]
    for before, after in itertools.pairwise(outer):
        role, named = found[before].chain, found[after].chain
        near = 0 < found[after].sentence - found[before].sentence <= 2
        unnamed = role.role and not role.name and role.organisation and role.how is How.CUE
        bare = len(named.name.split()) >= 2 and not named.role and named.how is How.CUE
        if not (near and unnamed and bare) or named.name in {item.chain.name for item in found[:after]}:
            continue
        found = [_joined(item, role, named) for item in found]
    return found


def _joined(item: Spoken, role: SpeakerChain, named: SpeakerChain) -> Spoken:
    same_role = item.chain.role == role.role and not item.chain.name
    if not same_role and item.chain.name != named.name:
        return item
    how = How.NEXT_NAMING if item.chain.how is How.CUE else item.chain.how
    chain = replace(item.chain, name=named.name, role=role.role, organisation=role.organisation, how=how)
    return replace(item, chain=chain)


def _quotations(view: str, quoted: list[Quoted], spoken: list[Spoken]) -> dict[tuple[int, int], SpeakerChain]:
    found: dict[tuple[int, int], SpeakerChain] = {}
    by_paragraph: dict[int, list[Spoken]] = {}
    starts: dict[int, list[int]] = {}
    for item in spoken:
        if item.chain.known:
            by_paragraph.setdefault(item.paragraph, []).append(item)
            starts.setdefault(item.paragraph, []).append(item.cue.cue[0])
    before: Quoted | None = None
    for quote in quoted:
        said = by_paragraph.get(quote.paragraph, [])
        index = bisect_left(starts.get(quote.paragraph, []), quote.end)
        chain = _touching(view, quote, said[max(0, index - 2) : index], said[index : index + 1])
        if not chain.known and before is not None:
            last = found[before.start, before.end]
            goes_on = before.paragraph == quote.paragraph or (
                before.paragraph + 1 == quote.paragraph and (before.left_open or _whole(view, quote))
            )
            if goes_on and last.known:
                chain = replace(last, how=How.CONTINUATION)
        if not chain.known and _whole(view, quote):
            chain = _colon(view, quote, by_paragraph.get(quote.paragraph - 1, []))
        found[quote.start, quote.end] = chain
        before = quote
    return found


def _touching(view: str, quote: Quoted, ahead: list[Spoken], behind: list[Spoken]) -> SpeakerChain:
    """The cue right behind, else the nearest cue ahead, else the next one in the paragraph if close."""
    if behind and not behind[0].cue.leading:
        first = behind[0].cue
        if min(first.cue[0], first.subject[0]) - quote.end <= 6:
            return behind[0].chain
    ahead = [item for item in ahead if item.cue.cue[1] <= quote.start]
    if ahead:
        last = ahead[-1]
        close = "." not in view[last.cue.cue[1] : quote.start]
        return last.chain if close else replace(last.chain, how=How.CONTINUATION)
    if behind and not behind[0].cue.leading and view.count(" ", quote.end, behind[0].cue.cue[0]) < 40:
        return behind[0].chain
    return SpeakerChain()


def _whole(view: str, quote: Quoted) -> bool:
    """Whether the quotation fills its paragraph."""
    line = view.rfind("\n", 0, quote.start) + 1
    end = view.find("\n", quote.end)
    return quote.start - line <= 2 and (end if end >= 0 else len(view)) - quote.end <= 3


def _colon(view: str, quote: Quoted, spoken: list[Spoken]) -> SpeakerChain:
    ends = view[max(0, quote.start - 40) : max(0, quote.start - 1)].rstrip().endswith(":")
    return spoken[-1].chain if spoken and ends else SpeakerChain()
