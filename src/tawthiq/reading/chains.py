"""From a cue to a whole speaker chain: who, role, organisation, to whom, when, on what occasion, through whom.

The rules kept here: names are kept as the report writes them, not as they were folded. An outlet is named only
where its words say that it is one ("told the BBC", "in an interview with ..."). The wires a report credits are
the way all its words came.
"""

import re
from dataclasses import replace
from datetime import date

from tawthiq.reading.cue_parts import Cue
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.memory import Memory
from tawthiq.reading.speakers import name_speaker
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.surroundings import resolve_day
from tawthiq.reading.transcripts import Turn
from tawthiq.terms.figures import How, SpeakerChain

_ARTICLE = re.compile(r"\A(?:the|a|an|l'|la|le|les|el|los)\s*(?=[\"“]?\w)", re.IGNORECASE)


class Chains:
    """Makes the speaker chains of one report and remembers who was heard."""

    def __init__(self, folded: Folded, speech: SpeechWords, published_on: date | None, wires: tuple[str, ...]) -> None:
        self.memory = Memory(speech)
        self._folded = folded
        self._speech = speech
        self._published_on = published_on
        self._wire = ", ".join(wires)
        self._written: dict[str, str] = {}
        self._plain: dict[tuple[int, int], SpeakerChain] = {}

    def of_cue(self, cue: Cue) -> SpeakerChain:
        """The speaker chain of a cue, empty where nobody is surely named."""
        chain = self._found(cue)
        if not chain.known:
            return SpeakerChain()
        self._plain[cue.cue] = chain
        named = cue.subject[1] > cue.subject[0]
        outlet = self._outlet(cue)
        return replace(
            self.raw(chain, cue.subject),
            how=_HOW.get(cue.rule, chain.how) if chain.how in (How.CUE, How.APPOSITIVE) else chain.how,
            via=self._words(cue.outlet),
            addressee=self._words(cue.addressee),
            said_on_words=cue.said_on,
            said_on=self._day(cue.said_on),
            occasion=self._words(cue.occasion),
            outlet=self._words(outlet),
            wire=self._wire,
            span=self._folded.span(*cue.subject) if named else None,
            cue=self._folded.span(*cue.cue),
        )

    def of_turn(self, turn: Turn) -> SpeakerChain:
        """The speaker of an interview's turn; empty for the interviewer and for "A:"."""
        if turn.asks or turn.anonymous:
            return SpeakerChain()
        chain = name_speaker(self._folded.view[slice(*turn.label)], self._speech, self.memory)
        if not chain.known:
            return SpeakerChain()
        self.memory.keep(chain)
        place = self._folded.span(*turn.label)
        return replace(self.raw(chain, turn.label), how=How.LABEL, wire=self._wire, span=place, cue=place)

    def remember(self, cue: Cue, chain: SpeakerChain) -> None:
        """Keep a speaker for later pronouns, in the folded words that later names are compared with."""
        said_as = self._folded.view[slice(*cue.subject)] if chain.how is not How.PRONOUN else ""
        self.memory.keep(self._plain.get(cue.cue, chain), said_as=said_as if len(said_as.split()) < 6 else "")

    def raw(self, chain: SpeakerChain, near: tuple[int, int] = (0, 0)) -> SpeakerChain:
        """The chain with its names as the report writes them."""
        return replace(
            chain,
            name=self._words(chain.name, near),
            role=self._words(chain.role, near),
            organisation=self._words(chain.organisation, near),
        )

    def _found(self, cue: Cue) -> SpeakerChain:
        start, end = cue.subject
        if end == start:
            implied = cue.implied
            free = self._speech.language != "fr"
            return self.memory.either(implied) if free else self.memory.pronoun(implied)
        words = self._folded.view[start:end]
        if self._speech.language == "ar" and words.startswith("ل") and self._folded.view[start - 1 : start] == "ل":
            words = "ا" + words  # "of the agency" is written without its first letter
            self._written[words] = "ا" + self._folded.span(start, end).words(self._folded.raw)
        return name_speaker(words, self._speech, self.memory)

    def _words(self, words: str, near: tuple[int, int] = (0, 0)) -> str:
        """Folded words as the report writes them, where they stand near a place or were seen before."""
        if not words or words.isascii():
            return words if not words or self._folded.offsets is None else self._seek(words, near)
        return self._seek(words, near)

    def _seek(self, words: str, near: tuple[int, int]) -> str:
        if words in self._written:
            return self._written[words]
        view = self._folded.view
        at = view.find(words, *near) if near[1] > near[0] else view.find(words)
        at = at if at >= 0 else view.find(words)
        found = self._folded.span(at, at + len(words)).words(self._folded.raw) if at >= 0 else words
        self._written[words] = found
        return found

    def _day(self, words: str) -> date | None:
        return resolve_day(words, self._published_on, load_lexicon(self._speech.language)) if words else None

    def _outlet(self, cue: Cue) -> str:
        """The news outlet the words were given to or carried by."""
        if cue.outlet:
            return cue.outlet
        if cue.addressee and self._is_outlet(cue.addressee):
            return _ARTICLE.sub("", cue.addressee)
        if "interview_with" in self._speech.data and cue.occasion:
            found = self._speech.pattern("interview_with").search(cue.occasion)
            if found is not None and self._is_outlet(found.group("to")):
                return _ARTICLE.sub("", found.group("to"))
        return ""

    def _is_outlet(self, words: str) -> bool:
        if self._speech.pattern("media", r"(?<!\w)(?:{})(?!\w)").search(words):
            return True
        return self._speech.pattern("wires", r"\A(?:the |l'|la |el )?(?:{})\Z").match(words) is not None


_HOW = {"speech.label": How.LABEL, "speech.credit": How.CREDIT}
