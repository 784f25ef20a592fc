"""Optional engines that propose speakers, behind one interface; what they say is checked to the letter.

The rules kept here: an engine sees one paragraph at a time and gives back words. Passage, speaker and quantity must
stand in that paragraph exactly (`grounding`); the value is parsed from the quantity's words by our own rules,
and a proposal is dropped whose engine names another. Nothing an engine says is accepted by itself, nothing of
it changes what the rules read. No engine is used unless a caller passes one in: this room opens no connection.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tawthiq.reading.folding import Folded, fold
from tawthiq.reading.grounding import LONGEST, ground
from tawthiq.reading.languages import tell_language
from tawthiq.reading.layout import Paragraph, read_layout
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.quantities import Quantity, find_quantities
from tawthiq.terms.proposals import DropReason, Proposed, SpeakerProposal

_LONGEST_NAME = 300
_MOST_ANSWERS = 50
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an engine, unchecked: words it says are in the paragraph, and the number it reads in them."""

    passage: str
    speaker: str
    quantity: str = ""
    value: float | None = None


class Proposer(Protocol):
    """An engine: `name` is written on its proposals, `answers` gives what it finds in one paragraph.

    An answer that is none (no JSON, a wrong shape) is None in the list.
    """

    name: str

    def answers(self, paragraph: str) -> Sequence[Answer | None]:
        """What the engine finds in one paragraph."""
        ...


def propose_speakers(text: str, proposer: Proposer) -> Proposed:
    """Ask an engine who says what in a report, and keep what stands in it to the letter.

    Use it after `read_report`, for a report whose speakers the rules left empty. The result waits for a member.

    Args:
        text: the raw text; spans count its code points.
        proposer: the engine.

    Raises:
        BadInputError: the text is empty, no text, too long or broken Unicode.
        TawthiqError: what the engine itself raises, such as a model that cannot be reached.
    """
    folded = fold(text)
    language = tell_language(folded.view)
    lexicon = load_lexicon("en" if language == "und" else language)
    document = hashlib.sha256(text.encode()).hexdigest()
    found: dict[str, SpeakerProposal] = {}
    dropped: list[DropReason] = []
    for paragraph in read_layout(folded, lexicon).paragraphs:
        words = folded.span(paragraph.start, paragraph.end).words(text)
        if len(words.split()) < _LEAST_WORDS:
            continue
        answers = list(proposer.answers(words))
        dropped += [DropReason.ANSWER] * (len(answers) > _MOST_ANSWERS)
        for answer in answers[:_MOST_ANSWERS]:
            checked = _checked(folded, document, proposer.name, paragraph, answer, lexicon)
            if isinstance(checked, DropReason):
                dropped.append(checked)
            else:
                found.setdefault(checked.key, checked)
    proposals = sorted(found.values(), key=lambda item: (item.span.start, item.span.end, item.key))
    return Proposed(proposals=tuple(proposals), dropped=tuple(dropped))


def _checked(
    folded: Folded, document: str, engine: str, window: Paragraph, answer: Answer | None, lexicon: Lexicon
) -> SpeakerProposal | DropReason:
    refused = DropReason.ANSWER if answer is None else _refused(answer)
    if answer is None or refused is not None:
        return refused or DropReason.ANSWER
    passages = ground(folded, answer.passage, window.start, window.end)
    if len(passages) != 1:
        return DropReason.AMBIGUOUS if passages else DropReason.NOT_VERBATIM
    passage = passages[0]
    speakers = ground(folded, answer.speaker, window.start, window.end)
    if not speakers:
        return DropReason.NOT_VERBATIM
    speaker = min(speakers, key=lambda place: (max(passage[0] - place[1], place[0] - passage[1], 0), place))
    number = _number(folded, passage, answer, lexicon)
    if isinstance(number, DropReason):
        return number
    span, speaker_span = folded.span(*passage), folded.span(*speaker)
    return SpeakerProposal(
        document=document,
        engine=engine,
        span=span,
        words=span.words(folded.raw),
        speaker=speaker_span.words(folded.raw),
        speaker_span=speaker_span,
        quantity=folded.span(number.start, number.end) if number else None,
        value_min=number.low if number else None,
        value_max=number.high if number else None,
        vague=number.vague if number else "",
    )


def _refused(answer: Answer) -> DropReason | None:
    if not answer.passage.strip() or not answer.speaker.strip():
        return DropReason.EMPTY
    if len(answer.passage) > LONGEST or max(len(answer.speaker), len(answer.quantity)) > _LONGEST_NAME:
        return DropReason.TOO_LONG
    return None


def _number(folded: Folded, passage: tuple[int, int], answer: Answer, lexicon: Lexicon) -> Quantity | DropReason | None:
    """The quantity that our own rules read at the words given; None where no quantity was named."""
    if not answer.quantity.strip():
        return None if answer.value is None else DropReason.NO_QUANTITY
    places = ground(folded, answer.quantity, *passage)
    if len(places) != 1:
        return DropReason.AMBIGUOUS if places else DropReason.NOT_VERBATIM
    start, end = places[0]
    inside = [
        item for item in find_quantities(folded.view, *passage, lexicon) if start <= item.start and item.end <= end
    ]
    if len(inside) != 1:
        return DropReason.NO_QUANTITY
    if answer.value is not None and answer.value not in (inside[0].low, inside[0].high):
        return DropReason.OTHER_VALUE
    return inside[0]
