"""Who says what in a report: each cue's speaker, each figure's speaker chain, each quotation's speaker.

The rules kept here:

- Words under no cue are the report's own: the speaker stays empty.
- The speaker of a figure is the innermost cue around it; the next cue outwards relays it (``via``).
- A quotation belongs to the cue that touches it, else to the cue before it in its paragraph, else to the open
  quotation of the paragraph before. Where somebody else begins a sentence in between, it stays empty.
- "..., he said" belongs to nobody where it cannot be told who he is: no other name takes its place.
- A definite role without a name ("the agency's coordinator says") followed at once by a bare full name, never
  introduced, is that person: the custom of news writing. Both speakers are then marked ``next_naming``.
- In an interview printed as turns the words of a turn are its speaker's.
"""

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date

from tawthiq.reading.chains import Chains
from tawthiq.reading.cue_parts import Cue, masked
from tawthiq.reading.cues import find_cues
from tawthiq.reading.folding import Folded
from tawthiq.reading.memory import Memory
from tawthiq.reading.mentions import subject_mention
from tawthiq.reading.quoting import Places, Quoted
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.speakers import name_speaker
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.transcripts import Turn
from tawthiq.terms.figures import How, SpeakerChain

_BRACKETED = re.compile(r"[^()]{0,160}\((?P<who>[A-Z][^(),\d]{1,90}?),? (?:[^(),]{0,20}[, ])?(?:19|20)\d\d\)")
_ESTIMATE = re.compile(r"(?P<who>(?:[A-Z][\w-]+ ){1,5}|government )(?:estimate|figure|count|tally) of\s+\Z")
_NEAR = 6
_FAR_WORDS = 40
_TERM = 24


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue, its speaker, and the number of its sentence."""

    cue: Cue
    chain: SpeakerChain
    sentence: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a sentence begins with somebody who does not speak in it."""

    place: int
    label: str


class Attribution:
    """The speakers of one report, found once, asked for figures and quotations."""

    def __init__(
        self,
        folded: Folded,
        sentences: list[Sentence],
        spoken: list[Spoken],
        quotes: dict[tuple[int, int], SpeakerChain],
        turns: list[tuple[Turn, SpeakerChain]],
        places: Places,
        speech: SpeechWords,
    ) -> None:
        self.spoken = spoken
        self.turns = turns
        self._folded = folded
        self._sentences = sentences
        self._speech = speech
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
        turn = self.turn_at(start)
        quoted = self._places.at(start)
        if quoted is not None and turn is None:
            said = self.of_quoted(quoted)
            if said.known or quoted.end - quoted.start > _TERM:
                return said
        around = [
            item
            for item in self.of_sentence(sentence)
            if item.cue.content[0] <= start and end <= item.cue.content[1] and not item.cue.quotes_only
        ]
        around = [item for item in around if item.chain.known]
        if not around:
            return turn if turn is not None else self._beside(sentence, start, end)
        around.sort(key=lambda item: (item.cue.content[1] - item.cue.content[0], not item.cue.relays, item.cue.cue))
        inner = around[0].chain
        outers = [*(item.chain for item in around[1:]), *([turn] if turn is not None else [])]
        outer = next((chain for chain in outers if chain.label != inner.label), None)
        if outer is None:
            return inner
        return replace(inner, via=outer.label, addressee=outer.addressee, outlet=inner.outlet or outer.outlet)

    def turn_at(self, place: int) -> SpeakerChain | None:
        """The speaker of the interview's turn around a place; None outside turns."""
        found = next((chain for turn, chain in self.turns if turn.start <= place < turn.end), None)
        return found if found is not None and found.known else None

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
        chain = name_speaker(match.group("who"), self._speech, Memory(self._speech))
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
            trails = (cue.according and not cue.leading) or cue.quotes_only
            if cue.content[0] <= place <= cue.content[1] and not trails:
                start, end = max(start, cue.content[0]), min(end, cue.content[1])
        return start, end


def attribute(
    folded: Folded,
    sentences: list[Sentence],
    quoted: list[Quoted],
    published_on: date | None,
    speech: SpeechWords,
    *,
    turns: list[Turn] | None = None,
    wires: tuple[str, ...] = (),
) -> Attribution:
    """Find every cue and speaker of a report.

    Args:
        folded: the report.
        sentences: its sentences.
        quoted: what stands between quotation marks.
        published_on: the day of publication, for "on Tuesday"; without it days stay words.
        speech: the words of speech of its language.
        turns: the turns of an interview, from `find_turns`.
        wires: the wires the report credits: every speaker's words came through them.
    """
    places = Places(quoted)
    chains = Chains(folded, speech, published_on, wires)
    answered = [(turn, chains.of_turn(turn)) for turn in turns or []]
    spoken: list[Spoken] = []
    heard: list[Heard] = []
    for number, sentence in enumerate(sentences):
        inside = places.at(sentence.start) is not None
        chains.memory.sentence += not inside
        cues = find_cues(folded.view, sentence, places, speech)
        if cues and not inside:
            _hear_subject(folded.view, sentence, cues[0], masked(folded.view, sentence, places), chains)
        for cue in sorted(cues, key=lambda item: item.according):
            chain = chains.of_cue(cue)
            spoken.append(Spoken(cue, chain, number, sentence.paragraph))
            if chain.known and not (cue.according and (len(cues) > 1 or cue.relays)):
                chains.remember(cue, chain)
        if not cues and not inside:
            mention = subject_mention(masked(folded.view, sentence, places), speech, chains.memory)
            if mention.known:
                chains.memory.keep(mention)
                heard.append(Heard(sentence.start, chains.raw(mention).label))
    spoken = _name_next(spoken)
    spoken.sort(key=lambda item: item.cue.cue)
    quotations = _quotations(folded.view, quoted, spoken, heard)
    return Attribution(folded, sentences, spoken, quotations, answered, places, speech)


def _hear_subject(view: str, sentence: Sentence, first: Cue, text: str, chains: Chains) -> None:
    """Keep who the sentence begins with, for "she" in it: "Zeina Hadi, who was there, wept as she said ..."."""
    pronoun = view[slice(*first.subject)].strip().lower() in chains.memory.words.data["pronouns"]
    if not pronoun or first.subject[0] - sentence.start < _NEAR:
        return
    mention = subject_mention(text[: first.subject[0] - sentence.start], chains.memory.words, chains.memory)
    if mention.name or (mention.organisation and not mention.role):
        chains.memory.keep(mention)


def _name_next(spoken: list[Spoken]) -> list[Spoken]:
    found = list(spoken)
    outer = [index for index, item in enumerate(found) if not item.cue.according]
    for before, after in itertools.pairwise(outer):
        role, named = found[before].chain, found[after].chain
        near = 0 < found[after].sentence - found[before].sentence <= 2
        unnamed = role.role and not role.name and role.organisation and role.how is How.CUE
        bare = len(named.name.split()) >= 2 and not (named.role or named.organisation) and named.how is How.CUE
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


def _quotations(
    view: str, quoted: list[Quoted], spoken: list[Spoken], heard: list[Heard]
) -> dict[tuple[int, int], SpeakerChain]:
    found: dict[tuple[int, int], SpeakerChain] = {}
    by_paragraph: dict[int, list[Spoken]] = {}
    starts: dict[int, list[int]] = {}
    for item in spoken:
        if item.chain.known and not item.cue.relays:
            by_paragraph.setdefault(item.paragraph, []).append(item)
            starts.setdefault(item.paragraph, []).append(item.cue.cue[0])
    nameless = [item.cue for item in spoken if not item.chain.known and not item.cue.leading]
    before: Quoted | None = None
    for quote in quoted:
        if _touched(quote, nameless):  # "..., he said", and nobody knows who he is: nobody else said it either
            found[quote.start, quote.end] = SpeakerChain()
            before = quote
            continue
        said = by_paragraph.get(quote.paragraph, [])
        index = bisect_left(starts.get(quote.paragraph, []), quote.end)
        chain = _touching(view, quote, said[:index], said[index : index + 1], heard)
        if not chain.known and before is not None:
            last = found[before.start, before.end]
            goes_on = (
                (before.paragraph == quote.paragraph and _follows(view, before, quote))
                or (before.left_open and before.paragraph + 1 == quote.paragraph)
                or (before.paragraph + 1 == quote.paragraph and _whole(view, quote))
            )
            if goes_on and last.known and not _others(heard, before.end, quote.start, last):
                chain = replace(last, how=How.CONTINUATION)
        if not chain.known and _opens_paragraph(view, quote):
            chain = _announced(view, quote, by_paragraph.get(quote.paragraph - 1, []))
        found[quote.start, quote.end] = chain
        before = quote
    return found


def _touching(view: str, quote: Quoted, ahead: list[Spoken], behind: list[Spoken], heard: list[Heard]) -> SpeakerChain:
    """The cue right behind, else the nearest cue ahead, else the next one in the paragraph if close."""
    if behind and (not behind[0].cue.leading or _asked(view, quote, behind[0].cue)):
        first = behind[0].cue
        if min(first.cue[0], first.subject[0] or first.cue[0]) - quote.end <= _NEAR:
            return behind[0].chain
    found = _ahead(view, quote, ahead, heard)
    if found is not None:
        return found
    if behind and not behind[0].cue.leading and not behind[0].cue.according:
        between = view[quote.end : behind[0].cue.cue[0]]
        if between.count(" ") < _FAR_WORDS and not re.search(r"[.!?][\"”]?\s+[A-Z]", between):
            return behind[0].chain
    return SpeakerChain()


def _ahead(view: str, quote: Quoted, ahead: list[Spoken], heard: list[Heard]) -> SpeakerChain | None:
    """The cue ahead in the paragraph; an empty chain where words stand in a sentence of the report's own."""
    ahead = [item for item in ahead if item.cue.cue[1] <= quote.start and not _trails(item.cue)]
    around = [item for item in ahead if item.cue.leading and item.cue.content[0] <= quote.start < item.cue.content[1]]
    if around:
        return around[-1].chain
    if ahead and not _others(heard, ahead[-1].cue.cue[1], quote.start, ahead[-1].chain):
        last = ahead[-1]
        between = view[last.cue.cue[1] : quote.start]
        if "." not in between:
            return last.chain
        if not _opens_sentence(between):
            return SpeakerChain()  # words inside a sentence of the report's own
        return replace(last.chain, how=How.CONTINUATION)
    return None


def _opens_sentence(between: str) -> bool:
    bare = between.rstrip(" \n\"“”«»'–—-")
    return bare.endswith((".", ":", "!", "?", "…", "؟")) or not bare.strip()


def _follows(view: str, before: Quoted, quote: Quoted) -> bool:
    """Whether a quotation starts a sentence, or stands in the same one as the quotation before."""
    between = view[before.end : quote.start]
    return _opens_sentence(between) or re.search(r"[.!?]\s", between.lstrip('"”»')) is None


def _touched(quote: Quoted, cues: list[Cue]) -> bool:
    """Whether one of the cues, in order of the text, stands right behind a quotation."""
    at = bisect_left(cues, quote.end, key=lambda cue: cue.cue[0])
    if at == len(cues):
        return False
    cue = cues[at]
    first = min(cue.cue[0], cue.subject[0]) if cue.subject[1] > cue.subject[0] else cue.cue[0]
    return 0 <= first - quote.end <= _NEAR


def _asked(view: str, quote: Quoted, cue: Cue) -> bool:
    """Whether "...?" she asked ..." is a sentence of its own only to the eye."""
    empty = cue.content[1] - cue.content[0] <= 1
    return (view[quote.end - 1] in "?!…" or empty) and ":" not in view[cue.cue[1] : cue.content[0]]


def _trails(cue: Cue) -> bool:
    return cue.according and not cue.leading


def _others(heard: list[Heard], start: int, end: int, chain: SpeakerChain) -> bool:
    """Whether somebody else begins a sentence between two places."""
    return any(start <= item.place < end and item.label != chain.label for item in heard)


def _whole(view: str, quote: Quoted) -> bool:
    """Whether the quotation fills its paragraph."""
    end = view.find("\n", quote.end)
    return _opens_paragraph(view, quote) and (end if end >= 0 else len(view)) - quote.end <= 3


def _opens_paragraph(view: str, quote: Quoted) -> bool:
    return quote.start - view.rfind("\n", 0, quote.start) - 1 <= 3


def _announced(view: str, quote: Quoted, spoken: list[Spoken]) -> SpeakerChain:
    """The last speaker of a paragraph that ends in a colon right before."""
    ends = view[max(0, quote.start - 40) : max(0, quote.start - 1)].rstrip(" \n\"“«'").endswith(":")
    return spoken[-1].chain if spoken and ends else SpeakerChain()
