"""English sources without an active verb of speech: "according to", headlines, "is quoted as saying".

The rules kept here:

- Headlines name their source behind a colon or before one ("Twelve dead in clash: police", "Governor: shelling
  kills 3"). The words must be a known kind of source; a line that ends in a full stop is no headline, and a label
  before a bare number ("Police: 12") names nobody.
- "According to X" covers its sentence; "citing X" names the source of another's words.
- "X is quoted by the daily as saying" is X, whoever quotes.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.subjects import subject_before

_STOPS = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bGen)(?<!\bCol)(?<!\bSgt)(?<!\bCapt)(?<!\bBrig)(?<!\bLt)"
    r"(?<!\bMaj)(?<!\bProf)(?<!\bRev)(?<!\bGov)(?<!\bSen)(?<!\bRep)(?<!\bSt)\."
    r"|[,;:\"“”\x01()\d]|\s(?:that|who|which|is|are|was|were|has|have|had|at least|more than|about"
    r"|some|an estimated|nearly|almost|over|around"
    r"|as|after|while|when|where|but|say|said|during|in a|of a|in (?:his|her|its|their)"
    r"|on(?!\s+(?!\w+day\b|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z]))\b"
)
_NAME_BEHIND = re.compile(r",\s+[A-Z][\w'-]+(?: (?:[a-z]{2,3} )?[A-Z][\w'-]+){1,3}(?=[,.]|\s*\Z)")
_SENTENCE_END = tuple(".!?")
_BEHIND = re.compile(r"(?::\s+|\s[–—-]{1,2}\s+|,?\s+(?:say|says|said)\s+)(?P<who>[^:;.,\x01\d()]{2,60}?)\s*\Z")
_AHEAD = re.compile(r"\s*(?P<who>[^:;.,\x01\d()]{2,50}?):\s+(?=(?:\S+\s+){3,}\S)(?!\d[\d,.]*\s+\w+\s*\Z)")
_QUOTED_AS = re.compile(
    r"\b(?:is|was|were|are|has been|have been|being) (?:also |later |widely |further )?(?:quoted|cited|heard)"
    r"(?: (?:by|in|on)\s[^,.;:\x01]{2,60}?)? as (?:saying|telling)\b"
)
_MOST = 7


def with_unspoken(text: str, found: list[Cue], speech: SpeechWords) -> list[Cue]:
    """The cues of a masked sentence, with those that have no active verb of speech.

    Args:
        text: the masked sentence.
        found: its other cues. Those inside "..., says official" at the end of a headline give way to it.
        speech: the English words of speech.
    """
    headline = _headline(text, speech, alone=not found)
    if headline:
        found = [
            cue for cue in found if cue.cue[1] <= headline[0].content[0] or cue.cue[0] < headline[0].content[1] - 1
        ]
    return [*found, *_quoted_as(text, speech), *headline]


def _quoted_as(text: str, speech: SpeechWords) -> list[Cue]:
    more = []
    for match in _QUOTED_AS.finditer(text):
        subject = subject_before(text[: match.start()], speech)
        if subject is None:
            continue
        behind = MASK in text[max(0, subject[0] - 8) : subject[0]]
        content = (0, subject[0]) if behind else (match.end(), len(text))
        more.append(Cue(match.span(), subject, content, leading=not behind, rule="speech.quoted-as"))
    return more


def _headline(text: str, speech: SpeechWords, *, alone: bool) -> list[Cue]:
    """The source at the end of a headline, or (where it stands alone) before its colon."""
    if text.rstrip().endswith(_SENTENCE_END) or MASK in text:
        return []
    behind = _BEHIND.search(text)
    said = behind is not None and ":" not in behind.group()
    if behind is not None and (alone or said) and _is_source(behind.group("who"), speech):
        place = behind.span("who")
        return [Cue(place, place, (0, behind.start()), leading=False, rule="speech.headline")]
    ahead = _AHEAD.match(text) if alone else None
    if ahead is not None and _is_source(ahead.group("who"), speech):
        place = ahead.span("who")
        return [Cue(place, place, (ahead.end(), len(text)), leading=True, rule="speech.headline")]
    return []


def _is_source(words: str, speech: SpeechWords) -> bool:
    plain = words.strip()
    return (
        len(plain.split()) <= _MOST
        and speech.pattern("headline_sources", r"(?:.*\s)?(?:{})\Z").match(plain) is not None
    )


def according_cues(text: str, speech: SpeechWords) -> list[Cue]:
    """The sources of a masked sentence that are named by "according to", "citing" and their like."""
    found: list[Cue] = []
    relaying = speech.pattern("relaying")
    for match in speech.pattern("according", r"(?<!\w)(?:{})\s+").finditer(text):
        stop = _STOPS.search(text, match.end())
        end = stop.start() if stop else len(text)
        if end - match.end() > 120 or not text[match.end() : end].strip():
            continue
        named = _NAME_BEHIND.match(text, end)  # "according to the commissioner of Kesh, Omar Dal"
        if named is not None and any(speech.listed("roles")(word.lower()) for word in text[match.end() : end].split()):
            end = named.end()
        before = text[: match.start()].rstrip()
        leading = not before or before.endswith((" that", ":", "“", '"')) or before.lower() in ("and", "but")
        content = (end, len(text)) if leading else (0, len(text))
        relays = relaying.match(match.group()) is not None
        found.append(
            Cue(
                match.span(), (match.end(), end), content, leading=leading, according=True, relays=relays,
                rule="speech.according",
            )
        )  # fmt: skip
    return found
