"""Interviews printed as turns: "INTERVIEWER: ... / ANNA BERG: ...", without quotation marks.

The rules kept here: a paragraph that starts with a short label and a colon is a turn only where the page has
several and one of them is a question's, a known label of interviews, or comes again. Words of the interviewer
are nobody's statement. An answer under "A:" is left without a speaker: the page does not say who it is.
"""

import re
from dataclasses import dataclass

from tawthiq.reading.layout import Paragraph
from tawthiq.reading.speech_words import SpeechWords

_LABEL = re.compile(r"(?P<label>[^\W\d_][\w .,'’-]{0,50}?)\s*:\s+(?=[^\s\"“'«])")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, in offsets of the view: the label's place, the words', and whether it is the interviewer's."""

    label: tuple[int, int]
    start: int
    end: int
    asks: bool
    anonymous: bool


def find_turns(view: str, paragraphs: tuple[Paragraph, ...], speech: SpeechWords) -> list[Turn]:
    """The turns of an interview in order; none where the page is no interview."""
    labelled = [(number, match) for number, item in enumerate(paragraphs) if (match := _label(view, item, speech))]
    if len(labelled) < 2 or not _is_interview([match.group("label") for _, match in labelled], speech):
        return []
    turns = []
    for index, (number, match) in enumerate(labelled):
        last = labelled[index + 1][0] - 1 if index + 1 < len(labelled) else number
        low = match.group("label").strip().lower()
        turns.append(
            Turn(
                match.span("label"), match.end(), paragraphs[max(number, last)].end,
                asks=speech.listed("interviewers")(low), anonymous=speech.listed("answerers")(low),
            )
        )  # fmt: skip
    return turns


def _label(view: str, paragraph: Paragraph, speech: SpeechWords) -> re.Match[str] | None:
    line = view.rfind("\n", 0, paragraph.start) + 1  # a label in capitals may have been read as a dateline
    match = _LABEL.match(view, line, paragraph.end)
    if match is None:
        return None
    label = match.group("label").strip()
    low = label.lower()
    if speech.listed("interviewers")(low) or speech.listed("answerers")(low):
        return match
    if len(label.split()) > _MOST_WORDS or speech.pattern("not_labels", r"\A(?:{})\Z").match(low):
        return None
    if speech.language != "ar" and not all(word[:1].isupper() or len(word) <= 3 for word in label.split()):
        return None
    return match


def _is_interview(labels: list[str], speech: SpeechWords) -> bool:
    low = [label.strip().lower() for label in labels]
    if any(speech.listed("interviewers")(label) for label in low):
        return True
    again = {label for label in low if low.count(label) > 1}
    return len(low) >= 4 and len(again) >= 2
