"""What the cue rules of all languages share: the cue itself, occasion, addressee and day, and the masked sentence.

Offsets are those of the sentence until `shifted` moves them into the view. What stands inside quotation marks
is masked by a control character: no rule looks into it.
"""

import re
from dataclasses import dataclass, replace

from tawthiq.reading.quoting import Places
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.speech_words import SpeechWords

MASK = "\x01"
_QUOTE_END = re.compile(r"[\x01]\s?[\"”'’»]?\s*,?\s*(?:[-–—]\s*)?\Z")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue of a sentence. ``content`` are the words it carries.

    ``implied`` is what a verb without a subject says of its speaker (``m``, ``f``, ``person``). ``according``
    marks sources, ``relays`` those named inside another's words ("citing ..."), ``quotes_only`` verbs that
    carry quoted words but claim nothing else of the sentence ("called it '...'"). ``outlet`` relayed the words.
    """

    cue: tuple[int, int]
    subject: tuple[int, int]
    content: tuple[int, int]
    leading: bool
    according: bool = False
    relays: bool = False
    quotes_only: bool = False
    implied: str = ""
    addressee: str = ""
    said_on: str = ""
    occasion: str = ""
    outlet: str = ""
    rule: str = "speech.verb"


def masked(view: str, sentence: Sentence, quoted: Places) -> str:
    """The sentence with quoted words masked and line ends as spaces, each letter at its own place."""
    text = view[sentence.start : sentence.end]
    for item in quoted.within(sentence.start, sentence.end):
        start, end = max(item.start, sentence.start), min(item.end, sentence.end)
        if end - start > 1:
            text = text[: start - sentence.start] + MASK * (end - start) + text[end - sentence.start :]
    return text.replace("\n", " ")


def shifted(cue: Cue, by: int) -> Cue:
    """The cue in offsets of the view."""

    def move(pair: tuple[int, int]) -> tuple[int, int]:
        return pair[0] + by, pair[1] + by

    return replace(cue, cue=move(cue.cue), subject=move(cue.subject), content=move(cue.content))


def behind_quote(before: str) -> bool:
    """Whether quoted words end right here."""
    return _QUOTE_END.search(before[-6:]) is not None


def with_circumstances(cue: Cue, text: str, speech: SpeechWords) -> Cue:
    """The cue with its occasion and day where the words outside its content name them."""
    start, end = _circumstances(cue, text)
    near = text[start:end]
    occasion = _occasion(near, speech)
    day = cue.said_on
    if not day:
        found = speech.pattern("said_on").search(near)
        day = found.group().strip() if found else ""
    return replace(cue, occasion=cue.occasion or occasion, said_on=day)


def _circumstances(cue: Cue, text: str) -> tuple[int, int]:
    """The words around subject and verb that are neither quoted nor content."""
    start = min(cue.cue[0], cue.subject[0]) if cue.subject[1] > cue.subject[0] else cue.cue[0]
    end = max(cue.cue[1], cue.subject[1])
    if cue.leading:
        start = 0
        end = max(end, min(cue.content[0], len(text)))
        colon = text.find(MASK, end)
        end = max(end, colon if 0 <= colon - end < 80 else end)
    else:
        mask = text.find(MASK, end)
        end = mask if mask >= 0 else len(text)
    left = text.rfind(MASK, 0, start)
    return max(left + 1, start if not cue.leading else 0), end


def _occasion(words: str, speech: SpeechWords) -> str:
    best = ""
    for match in speech.pattern("occasions", r"(?<!\w)(?:{})").finditer(words):
        found = match.group()
        day = speech.pattern("said_on", r"\s+{}\s*\Z").search(found)
        found = found[: day.start()] if day else found
        best = max(best, found.strip(" ,.\x01\"“”'"), key=len)
    return best
