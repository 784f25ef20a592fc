"""Who a sentence without speech is about, so that "he said" in the next one finds him.

The rule kept here: only the subject at the very start of a sentence is looked at, and only with evidence that
it is a person or an organisation: a role or a title, an age, an organisation's word, or a surname met before.
Two capitalised words alone are nobody: they may be a place.
"""

import re

from tawthiq.reading.memory import Memory
from tawthiq.reading.speakers import name_speaker
from tawthiq.reading.speakers_arabic import mention_arabic
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.terms.figures import SpeakerChain

_ADJUNCT = re.compile(
    r"(?:in|on|at|after|before|during|from|by|for|with|since|when|as|speaking|asked|meanwhile|earlier|later|but|and"
    r"|dans|en|в|у|à)"
    r"\b[^,.\x01]{0,70},\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:And|But|Yet|So|Still)\s+(?=\w)")
_PREPOSITION = re.compile(r"(?:[Ii]n|[Oo]n|[Aa]t|[Ff]rom|[Bb]y|[Aa]fter|[Dd]uring|[Ss]ince|[Aa]s|[Ff]or|[Ww]ith)\s")
_TOKEN = re.compile(r"\s*(?P<word>[^\s,.;:\x01“”\"]+)(?P<end>\.(?=\s[A-ZÀ-Þ]))?")
_APPOSED = re.compile(r",\s+(?P<words>[^,.;:\x01“”\"]{2,90}),")
_DESCRIBED = re.compile(
    r"(?P<role>[A-ZÀ-ÞЀ-Я][^,.;:\x01“”\"]{2,90}), "
    r"(?P<name>[A-ZÀ-ÞЀ-Я][\w'-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-ÞЀ-Я][\w'-]+){1,4}),"
)
_LINKS = frozenset({"of", "for", "de", "du", "des", "del", "the", "la"})
_UNSURE = frozenset({"general", "major", "foreign", "interior", "prime", "chief", "head", "father", "sister", "deputy"})
_MOST = 10


def subject_mention(text: str, speech: SpeechWords, memory: Memory) -> SpeakerChain:
    """The person or organisation a masked sentence starts with; empty without evidence."""
    if speech.language == "ar":
        return mention_arabic(text, speech)
    start, end = opening_subject(text, speech)
    words = text[start:end]
    if not words:
        return SpeakerChain()
    chain = name_speaker(words, speech, memory)
    return _with_evidence(words, chain, speech, alone="," not in words)


def opening_subject(text: str, speech: SpeechWords) -> tuple[int, int]:
    """The place of the noun phrase a masked sentence starts with, its apposition included."""
    opening = _AND.match(text)
    start = opening.end() if opening else 0
    adjunct = _ADJUNCT.match(text, start)
    start = adjunct.end() if adjunct else start
    if adjunct is None and _PREPOSITION.match(text, start):
        return start, start
    described = _DESCRIBED.match(text, start)
    if described is not None and not speech.pattern("finite").search(described.group("role")):
        return start, described.end() - 1
    end = _phrase_end(text, start, speech)
    apposed = _APPOSED.match(text, end)
    if apposed is not None and end > start and not re.match(r"(?:and|or|but|said)\b", apposed.group("words")):
        end = apposed.end("words")
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _phrase_end(text: str, start: int, speech: SpeechWords) -> int:
    """Where the noun phrase at the start ends: its last role, title or capitalised word."""
    is_role, is_article = speech.listed("roles"), speech.listed("articles")
    is_title = speech.listed("titles")
    end = at = start
    lower = 0
    for index in range(_MOST):
        match = _TOKEN.match(text, at)
        if match is None:
            break
        word = match.group("word")
        low = word.lower().removesuffix("'s")
        known = is_role(low) or word[:1].isupper() or is_title(low)
        opening = index == 0 and (is_article(low) or low in speech.data["possessives"])
        if known and not opening:
            end = match.end()
            lower = 0
        elif not opening and low not in _LINKS:
            lower += 1
            if lower > 1 or end > start or not word.replace("-", "").isalpha():
                break
        at = match.end()
        if text[at : at + 1] == ",":
            break
    return end


def _with_evidence(words: str, chain: SpeakerChain, speech: SpeechWords, *, alone: bool) -> SpeakerChain:
    tokens = words.split()
    first = tokens[0].lower()
    owned = first in speech.data["possessives"]
    determined = owned or speech.listed("articles")(first)
    if chain.role and not chain.name:
        last = chain.role.split()[-1].lower()
        return chain if determined and not (alone and last in _UNSURE and not owned) else SpeakerChain()
    titled = speech.listed("titles")(first.rstrip("."))
    aged = re.search(r",\s*\d{1,3}\Z|,\s+who\s", words) is not None
    if chain.role or chain.organisation or titled or aged:
        return chain
    return SpeakerChain()
