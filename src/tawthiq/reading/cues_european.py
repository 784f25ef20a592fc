"""French, Spanish, Russian and Ukrainian verbs of speech; what differs between them is data.

The rules kept here: right behind quoted words the speaker follows the verb ("..., a déclaré Samir Odeh"), or is
a pronoun, or is only in the verb's form. Elsewhere the speaker stands before it, and the verb is a cue only
if "that", a colon or quoted words follow. "Selon", "según", "по словам" name a source.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue, behind_quote
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.subjects import subject_before

_MOST = 10
_APPOSED = re.compile(r",\s+(?P<words>[^,.;:!?()\x01“”\"]{3,70}?)(?=\s*(?:[,.;:!?()\x01“”\"]|\Z))")


def european_cues(text: str, speech: SpeechWords) -> list[Cue]:
    """The cues of one masked sentence, in its own offsets."""
    sources = _according(text, speech)
    verbs = [*_inverted_pronouns(text, speech), *_verbs(text, speech)]
    within = [cue.cue for cue in sources]  # "as ... told us" holds a verb that is no cue of its own
    return [*(verb for verb in verbs if not any(a <= verb.cue[0] < b for a, b in within)), *sources]


def _inverted_pronouns(text: str, speech: SpeechWords) -> list[Cue]:
    """French "a-t-il ajouté", "explique-t-elle"."""
    if "inverted_subject" not in speech.data:
        return []
    found = []
    for match in speech.pattern("inverted_subject", r"(?<![\w'-])(?:{})(?!\w)").finditer(text):
        word = (match.group("aux") or match.group("end")).lower()
        kind = {"il": "m", "elle": "f"}.get(word, "group")
        at = match.start()
        found.append(Cue(match.span(), (at, at), (0, at), leading=False, implied=kind))
    return found


def _verbs(text: str, speech: SpeechWords) -> list[Cue]:
    found = []
    pronoun = speech.pattern("inverted_subject", r"(?<![\w'-])(?:{})") if "inverted_subject" in speech.data else None
    for name in ("verbs", "report_verbs", "quoting_verbs"):
        for match in speech.pattern(name, r"(?<![\w'-])(?:{})(?![\w'-])").finditer(text):
            if speech.pattern("not_speech_before").search(text[max(0, match.start() - 20) : match.start()]):
                continue
            if pronoun is not None and pronoun.match(text, match.start()):
                continue
            inverted = behind_quote(text[: match.start()])
            if inverted and name != "quoting_verbs":
                found.append(_behind(text, match, speech))
            elif not inverted and (cue := _ahead(text, match, speech, name)) is not None:
                found.append(cue)
    return found


def _behind(text: str, match: re.Match[str], speech: SpeechWords) -> Cue:
    start = match.end()
    stop = speech.pattern("stops").search(text, start)
    end = stop.start() if stop else len(text)
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    subject = (start + lead, max(start + lead, start + len(words.rstrip())))
    implied = "" if words.strip() else "person"
    if words.strip():
        apposed = _APPOSED.match(text, end)
        if apposed is not None and _apposable(apposed.group("words"), speech):
            subject = (subject[0], apposed.end())
    if len(words.split()) > _MOST:
        subject, implied = (start, start), ""
    to = speech.pattern("addressee").search(text, start)
    return Cue(
        match.span(), subject, (0, match.start()), leading=False, implied=implied,
        addressee=to.group("to") if to else "", rule="speech.verb",
    )  # fmt: skip


def _apposable(words: str, speech: SpeechWords) -> bool:
    first = words.split(maxsplit=1)[0]
    return first[:1].islower() and not speech.listed("adverbs")(first) and not first.endswith(("ant", "ndo"))


def _ahead(text: str, match: re.Match[str], speech: SpeechWords, name: str) -> Cue | None:
    behind = text[match.end() :]
    that = speech.pattern("that", r"[^.;:\x01“”\"]{0,90}?(?<!\w)(?:,\s*)?{}").match(behind)
    mark = re.match(r"[^.;\x01]{0,90}?(?P<mark>:|[\"“'«]?\s?\x01)", behind)
    quoting = name == "quoting_verbs"
    if quoting and (mark is None or MASK not in mark.group()):
        return None
    if not quoting and that is None and mark is None:
        return None
    subject = subject_before(text[: match.start()], speech)
    if subject is None:
        if text[: match.start()].strip(" ,-–—") and speech.language != "es":
            return None
        subject = (match.start(), match.start())
    ends = [found.end() for found in (that, mark) if found is not None]
    to = speech.pattern("addressee").match(text, match.end())
    return Cue(
        match.span(), subject, (match.end() + min(ends), len(text)), leading=True,
        implied="" if subject[1] > subject[0] else "person", quotes_only=quoting,
        addressee=to.group("to") if to else "", rule="speech.quoting" if quoting else "speech.verb",
    )  # fmt: skip


def _according(text: str, speech: SpeechWords) -> list[Cue]:
    found = []
    relaying = speech.pattern("relaying")
    for match in speech.pattern("according", r"(?<!\w)(?:{})\s+(?:[\"“'«]?\x01{2,24}[\"”'»]?\s+)?").finditer(text):
        stop = re.search(r"[,.;:()\x01“”\"]|\s[-–—]\s|\s\d", text[match.end() :])
        end = match.end() + (stop.start() if stop else len(text) - match.end())
        if not text[match.end() : end].strip() or end - match.end() > 120:
            continue
        leading = not text[: match.start()].strip()
        content = (end, len(text)) if leading else (0, len(text))
        relays = relaying.match(match.group()) is not None
        found.append(
            Cue(
                match.span(), (match.end(), end), content, leading=leading, according=True, relays=relays,
                rule="speech.according",
            )
        )  # fmt: skip
    return found
