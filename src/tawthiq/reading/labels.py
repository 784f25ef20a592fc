"""Speakers named without a verb: "Anna Berg: '...'", "From Anna Berg, a nurse: '...'", "'...' - Anna Berg, nurse".

The rules kept here: words before a colon name a speaker only if quoted words follow it at once and they read as
a name, a role or an organisation and nothing else. A line behind quoted words names their speaker only behind a
dash, without a verb.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.speech_words import SpeechWords

_COLON = re.compile(r"(?P<who>[^:;.\x01“”\"]{2,110}?)\s*:\s*[\"“'«‘]?\s?\x01")
_CREDIT = re.compile(r"[\x01]\s?[\"”'»]?\s*[-–—]{1,2}\s*(?P<who>[^\x01:;“”\"]{2,110}?)\.?\s*\Z")
_LINE = re.compile(r"\s*[-–—]{1,2}\s*(?P<who>[^\x01:;“”\"\n]{2,110}?)\.?\s*\Z")
_NAME = re.compile(r"(?:[A-ZÀ-ÞЀ-Я][\w'.-]*)(?:\s+(?:[a-zà-þ]{1,3}\s+)?[A-ZÀ-ÞЀ-Я][\w'.-]*){1,4}\Z")
_MOST = 14


def label_cues(view: str, sentence: Sentence, text: str, found: list[Cue], speech: SpeechWords) -> list[Cue]:
    """The cues without verbs in a masked sentence, where it has no other cue that leads."""
    colon = _COLON.match(text)
    if colon is not None and not any(cue.cue[0] <= colon.end() for cue in found):
        start, end = colon.span("who")
        words = colon.group("who")
        opening = (
            re.match(rf"(?:{speech.data['from_form']})\s+", words, re.IGNORECASE)
            if "from_form" in speech.data
            else None
        )
        start += opening.end() if opening else 0
        if _names(text[start:end], speech, prefixed=opening is not None):
            return [
                Cue(
                    (start, colon.end() - 1),
                    (start, end),
                    (colon.end() - 1, len(text)),
                    leading=True,
                    rule="speech.label",
                )
            ]
        return []
    credit = _CREDIT.search(text) or (_LINE.match(text) if _behind_quote_line(view, sentence) else None)
    if credit is not None and not found and _names(credit.group("who"), speech, prefixed=False):
        place = credit.span("who")
        return [Cue(place, place, (0, credit.start() + 1), leading=False, rule="speech.credit")]
    return []


def _behind_quote_line(view: str, sentence: Sentence) -> bool:
    """Whether the line before this one ends in a closing mark."""
    before = view[max(0, sentence.start - 4) : sentence.start]
    return before.rstrip()[-1:] in ("”", '"', "»") if before.strip() else False


def _names(words: str, speech: SpeechWords, *, prefixed: bool) -> bool:
    """Whether words read as a person, role or organisation and nothing else."""
    plain = words.strip(" ,*_")
    tokens = plain.split()
    if not tokens or len(tokens) > _MOST or MASK in plain:
        return False
    first = plain.split(",")[0].strip()
    if speech.pattern("not_labels", r"\A(?:{})\Z").match(first.lower()):
        return False
    if prefixed or _NAME.match(first):
        return True
    if speech.language == "en" and speech.pattern("finite").search(plain):
        return False
    is_role, is_organisation = speech.listed("roles"), speech.listed("organisation_words")
    return any(is_role(token.lower().strip(",")) or is_organisation(token.lower().strip(",")) for token in tokens)
