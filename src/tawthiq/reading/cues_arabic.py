"""Arabic verbs of speech: the speaker stands behind the verb, or is only in its form.

The rules kept here: a verb of speech is a cue only before "that", a colon, quoted words or what such verbs
report ("the killing of ..."), or right behind quoted words. The subject ends at the first word of time, place
or audience. A verb without a subject goes on with the last speaker of its sex. In "SANA quoted a military
source as saying" the source speaks and the agency relays.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue, behind_quote
from tawthiq.reading.speech_words import SpeechWords

_LONGEST = 170
_NAME = "\x02"
_SHORT = re.compile("(?<!\x01)\x01{1,18}(?!\x01)")
_DEMANDED = re.compile(r"\s(?:ب\w{3,}|الى|ل\w{3,})")


def arabic_cues(text: str, speech: SpeechWords) -> list[Cue]:
    """The cues of one masked sentence, in its own offsets."""
    text = _SHORT.sub(lambda match: _NAME * len(match.group()), text)
    return [
        *_had(text, speech),
        *_relayed(text, speech),
        *_verbs(text, speech),
        *_participles(text, speech),
        *_according(text, speech),
    ]


def _verbs(text: str, speech: SpeechWords) -> list[Cue]:
    pattern = speech.pattern("verbs", r"(?<!\w)(?:[وف]|كما |فيما |بينما )?(?P<verb>{})(?!\w)")
    report = speech.pattern("report_verbs", r"(?<!\w)[وف]?(?P<verb>{})(?!\w)")
    found: list[Cue] = []
    had = {cue.cue[0] for cue in _had(text, speech)}
    for match in sorted([*pattern.finditer(text), *report.finditer(text)], key=re.Match.start):
        if match.start("verb") in had:
            continue
        cue = _behind(text, match, speech) if behind_quote(text[: match.start()]) else _ahead(text, match, speech)
        if cue is not None and not any(item.cue[0] < cue.cue[0] < item.subject[1] for item in found):
            found.append(cue)
    return found


def _ahead(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb before what was said."""
    at = match.end()
    complement = speech.pattern("complement", r"(?<=\s)(?:{})(?!\w)")
    colon = _first(text, at, (":", MASK))
    word = complement.search(text, at, min(len(text), at + _LONGEST))
    ends = [place for place in (colon, word.start() if word else -1) if place >= 0]
    if not ends or min(ends) - at > _LONGEST or "." in text[at : min(ends)]:
        return None
    end = min(ends)
    subject = _subject(text, at, end, speech)
    if speech.listed("demanding")(match.group("verb")):
        demanded = _DEMANDED.search(text, *subject)
        subject = (subject[0], demanded.start()) if demanded is not None else subject
    is_colon = end == colon
    content = end + 1 if is_colon else (word.end() if word and word.group() in _CONTENT_AFTER else end)
    to = speech.pattern("addressee").search(text, at, end)
    return Cue(
        (match.start("verb"), match.end("verb")),
        subject,
        (content, len(text)),
        leading=True,
        implied="" if subject[1] > subject[0] else _sex(match.group("verb"), speech),
        addressee=_audience(to.group("to")) if to else "",
        said_on=_day(text[at:end], speech),
    )


_CONTENT_AFTER = frozenset({"ان", "بان", "الى ان", "على ان", "من ان", "عن"})


def _behind(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb right behind quoted words."""
    at = match.end()
    end = _first(text, at, (".", ",", ":", ";", MASK, '"', "“"))
    end = len(text) if end < 0 else end
    subject = _subject(text, at, end, speech)
    return Cue(
        (match.start("verb"), match.end("verb")),
        subject,
        (0, match.start()),
        leading=False,
        implied="" if subject[1] > subject[0] else _sex(match.group("verb"), speech),
        said_on=_day(text[at : end + 1], speech),
    )


def _subject(text: str, start: int, end: int, speech: SpeechWords) -> tuple[int, int]:
    """The words for the speaker up to the first word of time, place or audience."""
    name = text.find(_NAME, start, end)
    end = name if name >= 0 else end
    stop = speech.pattern("stops", r"(?:(?<=\s)|\A)(?:{})(?!\w)").search(text, start, end)
    last = stop.start() if stop else end
    while last < end and stop is not None and _belongs(text, start, stop, speech):
        stop = speech.pattern("stops", r"(?<=\s)(?:{})(?!\w)").search(text, stop.end(), end)
        last = stop.start() if stop else end
    if stop is not None and stop.group() in ("وهو", "وهي") and text[start : stop.start()].count(" ") <= 2:
        last = stop.end()  # "تروي سعاد، وهي ام لاربعه": one word is a name where it is explained at once
    words = re.sub(r"\sل\Z", "", text[start:last].rstrip(" ,:“\"'\x01")).rstrip()
    lead = len(words) - len(words.lstrip(" ,"))
    if len(words.split()) > 14 or text[start:last].count(",") > 2:
        return start, start
    return start + lead, start + max(lead, len(words))


def _belongs(text: str, start: int, stop: re.Match[str], speech: SpeechWords) -> bool:
    """Whether a preposition stands inside a title: "the coordinator in Syria", behind a role at once."""
    before = text[start : stop.start()].split()
    if stop.group() != "في" or not before or len(before) > 4:
        return False
    behind = text[stop.end() :].split()[:4]
    if not behind or speech.pattern("occasions").match(text, stop.start()):
        return False
    is_role = speech.listed("roles")
    return is_role(before[-1]) or (is_role(before[0]) and any(is_role(word) for word in behind[1:]))


def _first(text: str, at: int, marks: tuple[str, ...]) -> int:
    return min((place for mark in marks if (place := text.find(mark, at)) >= 0), default=-1)


def _sex(verb: str, speech: SpeechWords) -> str:
    if speech.pattern("plural_verbs").search(verb):
        return "group"
    return "f" if speech.pattern("female_verbs").search(verb) else "m"


def _audience(words: str) -> str:
    return ("ا" + words) if words.startswith("ل") else words


def _day(words: str, speech: SpeechWords) -> str:
    found = speech.pattern("said_on", r"(?<!\w){}(?!\w)").search(words)
    return found.group().strip() if found else ""


def _had(text: str, speech: SpeechWords) -> list[Cue]:
    """The subject ahead of the verb: "the United Nations had announced ...", "as for her husband, he says"."""
    pattern = speech.pattern(
        "verbs",
        r"(?<!\w)[وف]?(?:كان|كانت|كانوا)\s+(?P<who>[^:,.\x01]{2,60}?)\s+قد\s+(?P<verb>{})(?!\w)\s*(?:ان|بان|عن)?(?!\w)",
    )
    as_for = speech.pattern("verbs", r"(?<!\w)و?اما\s+(?P<who>[^:,.\x01]{2,60}?)\s+ف(?P<verb>{})(?!\w)")
    return [
        Cue(match.span("verb"), match.span("who"), (match.end(), len(text)), leading=True)
        for match in (*pattern.finditer(text), *as_for.finditer(text))
    ]


def _relayed(text: str, speech: SpeechWords) -> list[Cue]:
    """Find "SANA quoted a military source as saying that ..."."""
    pattern = speech.pattern(
        "relay_verbs",
        r"(?<!\w)[وف]?(?P<verb>{})\s+(?P<outlet>[^:,.\x01]{2,50}?)\s+(?:عن|الى)\s+(?P<who>[^:,.\x01]{2,70}?)"
        r"(?P<end>(?:\s*,\s*|\s+)(?:قوله|قولها|قولهم|انه|انها|ان|تاكيده|تاكيدها)(?!\w)|\s*[:\x01])",
    )
    return [
        Cue(
            match.span("verb"), match.span("who"), (match.end(), len(text)), leading=True,
            outlet=match.group("outlet"), rule="speech.relayed",
        )
        for match in pattern.finditer(text)
    ]  # fmt: skip


def _participles(text: str, speech: SpeechWords) -> list[Cue]:
    """Go on with the subject of the sentence: "..., considering that '...'"."""
    found = []
    opening = speech.pattern("verbs", r"\A(?:و|ف)?(?:{})(?!\w)|\A[وف]?\w+").match(text)
    for match in speech.pattern("participles", r"(?<!\w)(?:{})(?!\w)\s*(?:ان|بان)?(?!\w)").finditer(text):
        if opening is None or match.start() < opening.end():
            continue
        end = _first(text, opening.end(), (",", ".", MASK, ":"))
        subject = _subject(text, opening.end(), min(match.start(), end if end > 0 else match.start()), speech)
        if subject[1] > subject[0]:
            found.append(Cue(match.span(), subject, (match.end(), len(text)), leading=True, rule="speech.participle"))
    return found


def _according(text: str, speech: SpeechWords) -> list[Cue]:
    found = []
    relaying = speech.pattern("relaying")
    for match in speech.pattern("according", r"(?<!\w)و?(?:{})\s*(?P<who>[^,.;:\"“”\x01]{3,80})").finditer(text):
        start, end = match.span("who")
        stop = speech.pattern("complement", r"(?<=\s)(?:{})(?!\w)").search(text, start, end)
        end = stop.start() if stop else end
        leading = not text[: match.start()].strip() or (stop is not None)
        content = (stop.end() if stop else match.end(), len(text)) if leading else (0, len(text))
        relays = relaying.match(match.group().lstrip("و")) is not None
        found.append(
            Cue(
                (match.start(), start), (start, len(text[:end].rstrip())), content, leading=leading, according=True,
                relays=relays, rule="speech.according",
            )
        )  # fmt: skip
    return found
