"""The words for the speaker ahead of a verb of speech, in languages that put the subject first.

The rules kept here: the subject reaches back to the last seam of the sentence (a mark, a quotation, "while").
An apposition belongs to it, and so does a relative clause, which is skipped ("his neighbour, who asked for
..., said"). A stretch with a finite verb of its own is no subject.
"""

import re

from tawthiq.reading.speech_words import SpeechWords

_LEADING_WORD = re.compile(
    r"\A(?:and|but|yet|so|meanwhile|however|also|then|later|still|(?:19|20)\d\d)\s+", re.IGNORECASE
)
_NAMED = re.compile(r"[A-ZÀ-Þ][\w'-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-Þ][\w'-]+){0,3}")
_RELATIVE = re.compile(
    r"(?:,|\s+and)\s+(?:who|whose|whom|which|while|speaking|citing|quoting|qui|dont|quien|que)\s[^\x01\"“”;:(),]*(?:,[^\x01\"“”;:(),]*)?,\s*\Z",
    re.IGNORECASE,
)
_BARE_RELATIVE = re.compile(r"\A(?P<who>[^,]{2,60}?)\s+(?:who|whose|qui|dont|que|quien)\s", re.IGNORECASE)
_APPOSED_RELATIVE = re.compile(
    r",\s(?:an?|the|its|his|her)\s[^,\x01\"“”;:()]{2,80}?\s(?:who|which|that)\s[^,\x01\"“”;:()]{3,120},\s*\Z"
)
_NAMES = re.compile(r"\bname\b[^,]*,\s*\Z|\b(?:named|called|as)\s+[A-Z][\w'-]+(?: [A-Z][\w'-]+)*,\s*\Z")
_BRACKETED = re.compile(r"\s*\([^()\x01]{2,80}\)\s*\Z")
_JOINED_NAME = re.compile(
    r"(?:\S+\s){4}.*\s(?:and|but)\s(?P<who>[A-Z][\w'-]+ [A-Z][\w'-]+(?: [A-Z][\w'-]+)?,\s(?:an?|the|who|\d).*)\Z",
    re.DOTALL,
)
_JOINED = re.compile(r"\s(?:and|but|with)\s(?P<who>[A-Z](?!.*\s(?:and|but)\s[A-Z]).*)\Z", re.DOTALL)
_LATE_PRONOUN = re.compile(r"\s(?P<who>he|she|it|they)\Z")
_DASHED = re.compile(r"\s(?:[–—]|--?)\s[^–—\x01\"“”;:()]{3,140}?\s(?:[–—]|--?)\s*\Z")
#: "The Armed Forces of Kesh (FAK), the last rebel movement, said": the short name is no seam.
_ABBREVIATED = re.compile(r"(?<=\w )\((?:the )?[A-Z][^()\x01]{1,40}\)(?=,)")
_PLACED = re.compile(r"(?:In|At|On|From|Near|Across|Inside|Outside|Around|For|With|By|To|After|Before|Since|During)\s")
_REACH = 260
_MOST_WORDS = 18


def subject_before(before: str, speech: SpeechWords) -> tuple[int, int] | None:
    """The place of the subject in the words before a verb, or None."""
    if speech.language == "en":
        before = _ABBREVIATED.sub(lambda found: " " * len(found.group()), before)
    end = _without_adverbs(before, speech)
    dashed = _DASHED.search(before, max(0, end - _REACH), end) if speech.language == "en" else None
    end = dashed.start() if dashed is not None else end
    bracket = _BRACKETED.search(before, max(0, end - _REACH), end)
    end = bracket.start() if bracket is not None else end
    clause = _APPOSED_RELATIVE.search(before, max(0, end - _REACH), end) or _RELATIVE.search(
        before, max(0, end - _REACH), end
    )
    if clause is not None:
        place = _cut(before, clause.start(), speech)
        named = place is not None and _NAMES.search(clause.group())
        return (place[0], clause.end() - 1) if place is not None and named else place
    return _cut(before, end, speech)


def _without_adverbs(before: str, speech: SpeechWords) -> int:
    adverbs = speech.pattern("adverbs", r"(?:(?<![\w'-])(?:{})(?![\w'-])\s*)*\Z")
    return adverbs.search(before, max(0, len(before) - 60)).start()  # type: ignore[union-attr]


def _cut(before: str, end: int, speech: SpeechWords) -> tuple[int, int] | None:
    start = 0
    for boundary in speech.pattern("boundary").finditer(before, max(0, end - _REACH), end):
        start = boundary.end()
    segment = before[start:end]
    apposition = segment.rstrip().endswith(",")
    pieces = [(m.start(), m.end()) for m in re.finditer(r"[^,]+", segment) if m.group().strip()]
    if not pieces:
        return None
    first = pieces[-1]
    if len(pieces) >= 2 and apposition:
        first = _apposed_to(segment, pieces, speech)
    elif len(pieces) >= 2 and _apposes(segment[slice(*first)], speech):
        first = _named_before(segment, pieces) or first
    if len(segment[first[0] :].split()) > _MOST_WORDS and first in pieces[:-1]:
        pieces = pieces[:-1]  # a long apposition adds nothing to the name
    start, end = start + first[0], start + pieces[-1][1]
    return _trimmed(before, start, end, speech)


def _apposes(words: str, speech: SpeechWords) -> bool:
    """Whether a piece only tells more of the one before: "a farmer", "head of the delegation"."""
    if re.match(r"\s*(?:an?|the)\s", words):
        return True
    opening = words.split(maxsplit=1)[0]
    return speech.language == "en" and opening.islower() and speech.listed("roles")(opening)


def _apposed_to(segment: str, pieces: list[tuple[int, int]], speech: SpeechWords) -> tuple[int, int]:
    """The piece an apposition hangs on; two pieces back where "Major General, ret., 61," lies between."""
    if len(pieces) >= 3 and re.fullmatch(r"\s*\d{1,3}\s*", segment[slice(*pieces[-2])]):
        return pieces[-3]
    last = segment[slice(*pieces[-1])].strip()
    small = last.split()[0].lower()
    if len(pieces) >= 3 and small in ("of", "de", "from", "du"):
        return pieces[-3]
    if speech.language == "en" and len(pieces) >= 3 and _apposes(segment[slice(*pieces[-2])], speech):
        return _named_before(segment, pieces[:-1]) or pieces[-2]
    return pieces[-2] if speech.language != "ar" else pieces[-1]


def _named_before(segment: str, pieces: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The name in "Sara Haddad, 54, a farmer said"."""
    for piece in reversed(pieces[:-1]):
        words = segment[slice(*piece)].strip()
        if words.isdigit():
            continue
        named = _NAMED.fullmatch(words) and " " in words and _PLACED.match(words) is None
        return piece if named else None
    return None


def _trimmed(before: str, start: int, end: int, speech: SpeechWords) -> tuple[int, int] | None:
    words = before[start:end]
    lead = len(words) - len(words.lstrip())
    for nested in speech.pattern("verbs", r"(?<![\w'-])(?:{})(?![\w'-])\s+(?=\S)").finditer(words):
        lead = nested.end()
    opening = _LEADING_WORD.match(words[lead:])
    start += lead + (opening.end() if opening else 0)
    words = before[start:end].rstrip()
    pronoun = _LATE_PRONOUN.search(words) if speech.language == "en" else None
    if pronoun is not None:  # "38 hostages, a number it said ..."
        return start + pronoun.start("who"), start + len(words)
    relative = _BARE_RELATIVE.match(words)
    if relative is not None:
        words = relative.group("who")
    if speech.language == "en":  # "... and Omar Dal, a member of the council, said"
        joined = (_JOINED if speech.pattern("finite").search(words) else _JOINED_NAME).search(words)
        start += joined.start("who") if joined is not None else 0
        words = words[joined.start("who") :] if joined is not None else words
    if not words or len(words.split()) > _MOST_WORDS or speech.pattern("finite").search(words):
        return None
    if re.fullmatch(r"\w+ing", words) or words.split()[-1].lower() in ("than", "as"):
        return None
    return start, start + len(words)
