"""Verbs of speech and "according to": who speaks, to whom, when, and which words are what was said.

The rules kept here: a cue before its content reaches to the end of the sentence; a cue behind it reaches
back to the start (or to the next cue). Of two cues around the same words the inner one speaks and the outer
one relays. What stands inside quotation marks is never searched for cues.
"""

import re
from dataclasses import dataclass

from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.sentences import Places, Sentence

_BOUNDARY = re.compile(
    r"[\"“”\x01;:()]|(?<![-\w])(?:that|as|after|while|when|but|because|since|before|where|although|though|which)\b"
    r"|,\s+and\b|\s[–—]\s|\s--?\s",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|will|been|would|could|should|has|have|had|did|does|who|whose)\b")
_LEADING_WORD = re.compile(r"\A(?:and|but|yet|so|meanwhile|however|also|then|later|still)\s+", re.IGNORECASE)
_TO = re.compile(
    r"\s+(?P<to>reporters|journalists|the (?:press|media)|(?:a|the) (?:news|press) \w+|(?:the )?"
    r"[A-Z][\w-]*(?: [A-Z][\w-]*)*|parliament|lawmakers|state (?:media|television|tv))(?=[\s,.:]|\Z)",
)
_THAT = re.compile(
    r"(?:\s+(?:in|at|during) (?:a|an|the|[A-Z])[\w' -]{0,40}?(?=\s+that\b|,|\s*[:\x01]))?"
    r"[\s,:]*(?:that\b)?\s*"
)
_INVERTED = re.compile(r"[\"”\x01]\s*,?\s*\Z")
_STOPS = re.compile(
    r"[,.;:\"“”\x01()\d]|\s(?:that|who|which|is|are|was|were|has|have|had|at least|more than|about"
    r"|some|an estimated|nearly|almost|over|around"
    r"|as|after|while|when|where|but|say|said|on|during|in a|of a)\b"
)

_ADJUNCT = re.compile(r"(?:in|on|at|after|before|during|from|by|for|with)\b[^,]{0,60},\Z", re.IGNORECASE)
_NAMED = re.compile(r"\s+(?:(?:[a-z]+ ){0,3}[A-Z]|the |a |an )")
_NUMBER = re.compile(
    r"\s+the (?:\w+ ){0,2}(?:arrest|death|killing|detention|displacement|abduction|disappearance)s? of\b"
    r"|\s+(?:at least|more than|about|some|nearly|over|up to|around|almost)?\s*\d"
)
_TAIL = re.compile(r"\s*(?:[.,;]|\Z)|(?:\s+[\w'’-]+){1,6}\s*(?:[.,;]|\Z)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue of a sentence, in offsets of the view. ``content`` are the words it carries."""

    cue: tuple[int, int]
    subject: tuple[int, int]
    content: tuple[int, int]
    leading: bool
    according: bool
    addressee: str = ""
    said_on: str = ""


def find_cues(view: str, sentence: Sentence, quoted: Places, lexicon: Lexicon) -> list[Cue]:
    """The cues of a sentence, in order."""
    text = _masked(view, sentence, quoted)
    found = _arabic(text, lexicon) if lexicon.language == "ar" else [*_verbs(text, lexicon), *_according(text, lexicon)]
    found = [cue for cue in found if cue.subject[1] > cue.subject[0]]
    found += _participles(text, found, lexicon)
    found.sort(key=lambda cue: cue.cue)
    return [_shifted(cue, sentence.start) for cue in _narrowed(found)]


def _participles(text: str, found: list[Cue], lexicon: Lexicon) -> list[Cue]:
    """Go on with the same speaker after "..., the agency said, estimating that ..."."""
    if lexicon.language != "en" or not found:
        return []
    more: list[Cue] = []
    for match in lexicon.pattern("speech.participles", r",\s+(?:also\s+)?(?:{})\s+(?:that\s+)?").finditer(text):
        before = [cue for cue in found if cue.cue[1] <= match.start() and not cue.according]
        if before:
            last = max(before, key=lambda cue: cue.cue)
            more.append(Cue(match.span(), last.subject, (match.end(), len(text)), leading=True, according=False))
    return more


def _masked(view: str, sentence: Sentence, quoted: Places) -> str:
    text = view[sentence.start : sentence.end]
    for item in quoted.within(sentence.start, sentence.end):
        start, end = max(item.start, sentence.start), min(item.end, sentence.end)
        if end - start > 1:
            text = text[: start - sentence.start] + "\x01" * (end - start) + text[end - sentence.start :]
    return text.replace("\n", " ")


def _shifted(cue: Cue, by: int) -> Cue:
    def move(pair: tuple[int, int]) -> tuple[int, int]:
        return pair[0] + by, pair[1] + by

    return Cue(
        move(cue.cue),
        move(cue.subject),
        move(cue.content),
        cue.leading,
        cue.according,
        cue.addressee,
        cue.said_on,
    )


def _narrowed(cues: list[Cue]) -> list[Cue]:
    """A cue behind its content reaches back only to the cue before it."""
    found: list[Cue] = []
    for index, cue in enumerate(cues):
        start = cue.content[0]
        if not cue.leading and index:
            before = cues[index - 1]
            start = max(start, before.content[0] if before.leading else before.cue[1])
        content = (min(start, cue.content[1]), cue.content[1])
        found.append(Cue(cue.cue, cue.subject, content, cue.leading, cue.according, cue.addressee, cue.said_on))
    return found


def _verbs(text: str, lexicon: Lexicon) -> list[Cue]:
    found: list[Cue] = []
    pattern = lexicon.pattern(
        "speech.verbs",
        rf"(?<![\w'-])(?:(?P<say>{{}})|(?P<report>{lexicon.data['speech']['report_verbs']}))(?![\w'-])",
    )
    for match in pattern.finditer(text):
        cue = _verb(text, match, lexicon)
        if cue is not None:
            found.append(cue)
    return found


def _verb(text: str, match: re.Match[str], lexicon: Lexicon) -> Cue | None:
    before = text[: match.start()]
    if lexicon.pattern("speech.not_speech_before", "{}").search(before[-30:]):
        return None
    reports = match.group("report") is not None
    behind = text[match.end() :]
    opens = not before.strip() and re.match(r"\s+[A-Z]\w+ [A-Z]", behind)
    if opens or (_INVERTED.search(before[-4:]) and _NAMED.match(behind)):
        return None if reports else _inverted(text, match, lexicon)
    subject = _subject(before, lexicon)
    if subject is None:
        return None
    ahead = text[: subject[0]].strip()
    spoken = "\x01" in ahead[-8:]
    trailing = (spoken or (len(ahead.split()) >= 3 and not _ADJUNCT.match(ahead))) and re.search(
        r"[,\"”\x01]\s*\Z", ahead
    ) is not None
    that = re.match(r"(?:\s+\w+){0,4}?\s+that\b|\s*:|\s+(?:on )?\w*day that\b", behind) is not None
    that = that or (reports and _NUMBER.match(behind) is not None)
    if trailing and not that and (spoken or _TAIL.match(behind)):
        place = (match.start(), match.end())
        to = _TO.match(text, match.end())
        return Cue(
            place, subject, (0, subject[0]), leading=False, according=False,
            addressee=to.group("to") if to and match.group().lower() in ("told", "tells") else "",
            said_on=_day(text, match, lexicon),
        )  # fmt: skip
    if reports and not that:
        return None
    return _leading(text, match, subject, lexicon)


def _leading(text: str, match: re.Match[str], subject: tuple[int, int], lexicon: Lexicon) -> Cue:
    at = match.end()
    to = _TO.match(text, at) if match.group().lower() in ("told", "tells") else None
    at = to.end() if to else at
    day = lexicon.pattern("said_on", r"\s+{}").match(text, at)
    at = day.end() if day else at
    that = _THAT.match(text, at)
    at = that.end() if that else at
    return Cue(
        (match.start(), match.end()),
        subject,
        (min(at, len(text)), len(text)),
        leading=True,
        according=False,
        addressee=to.group("to") if to else "",
        said_on=day.group().strip() if day else _day_before(text, match, lexicon),
    )


def _inverted(text: str, match: re.Match[str], lexicon: Lexicon) -> Cue | None:
    start = match.end() + 1
    stop = re.search(
        r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bGen)[.]|[,;:\"“”\x01(]|\s(?:in|on|at|during|after|as|who)\b",
        text[start:],
    )
    end = start + (stop.start() if stop else len(text) - start)
    name = text[start:end]
    more = re.match(r",\s+(?:an?|the)\s+[^,.\"“\x01]{3,80}", text[end:])
    if not name.strip() or len(name.split()) > 10:
        return None
    if more is not None:
        end += more.end()
    return Cue(
        match.span(),
        (start, end),
        (0, match.start()),
        leading=False,
        according=False,
        said_on=_day(text, match, lexicon),
    )


def _day(text: str, match: re.Match[str], lexicon: Lexicon) -> str:
    near = lexicon.pattern("said_on", r"(?:\s+\w+){0,2}?\s+(?P<day>{})").match(text, match.end())
    return near.group("day").strip() if near else ""


def _day_before(text: str, match: re.Match[str], lexicon: Lexicon) -> str:
    near = lexicon.pattern("said_on", r"(?P<day>{})\s+\Z").search(text[max(0, match.start() - 30) : match.start()])
    return near.group("day").strip() if near else ""


def _subject(before: str, lexicon: Lexicon) -> tuple[int, int] | None:
    """The words for the speaker ahead of the verb, in offsets of the sentence."""
    adverbs = lexicon.pattern("speech.adverbs", r"(?:(?<![\w'-])(?:{})(?![\w'-])\s*)*\Z")
    end = adverbs.search(before).start()  # type: ignore[union-attr]
    start = 0
    for boundary in _BOUNDARY.finditer(before, max(0, end - 220), end):
        start = boundary.end()
    segment = before[start:end]
    apposition = segment.rstrip().endswith(",")
    pieces = [(m.start(), m.end()) for m in re.finditer(r"[^,]+", segment) if m.group().strip()]
    if not pieces:
        return None
    first = pieces[-1]
    if len(pieces) >= 2 and apposition:
        first = pieces[-2]
    elif len(pieces) >= 2 and re.match(r"\s*(?:an?|the)\s", segment[slice(*first)]):
        first = _named_before(segment, pieces) or first
    start, end = start + first[0], start + pieces[-1][1]
    words = before[start:end]
    lead = len(words) - len(words.lstrip())
    for nested in lexicon.pattern("speech.verbs", r"(?<![\w'-])(?:{})(?![\w'-])\s+(?=\S)").finditer(words):
        lead = nested.end()
    opening = _LEADING_WORD.match(words[lead:])
    start += lead + (opening.end() if opening else 0)
    words = before[start:end].rstrip()
    if not words or len(words.split()) > 18 or _FINITE.search(words) or re.fullmatch(r"\w+ing", words):
        return None
    return start, start + len(words)


def _named_before(segment: str, pieces: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The name in "Sara Haddad, 54, a farmer said"."""
    for piece in reversed(pieces[:-1]):
        words = segment[slice(*piece)].strip()
        if words.isdigit():
            continue
        return piece if re.fullmatch(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,3}", words) else None
    return None


def _according(text: str, lexicon: Lexicon) -> list[Cue]:
    found: list[Cue] = []
    for match in lexicon.pattern("speech.according", r"(?<!\w)(?:{})\s+").finditer(text):
        stop = _STOPS.search(text, match.end())
        end = stop.start() if stop else len(text)
        if end - match.end() > 120 or not text[match.end() : end].strip():
            continue
        before = text[: match.start()].rstrip()
        leading = not before or before.endswith((" that", ":", "“", '"')) or before.lower() in ("and", "but")
        content = (end, len(text)) if leading else (0, len(text))
        found.append(Cue(match.span(), (match.end(), end), content, leading=leading, according=True))
    return found


def _arabic(text: str, lexicon: Lexicon) -> list[Cue]:
    speech = lexicon.data["speech"]
    found: list[Cue] = []
    verbs = re.compile(
        rf"(?<!\w)[وف]?(?:{speech['verbs']})\s+(?P<who>(?!ان\b|انه)\S+(?:\s+\S+){{0,11}}?)"
        rf"\s*(?:,\s*)?(?:(?=[:\"“\x01])|(?<=\s)(?=(?:{speech['complement']})(?!\w)))"
    )
    for match in verbs.finditer(text):
        said = re.search(r"\s+(?:امس|اليوم|يوم \w+)\s*\Z", match.group("who"))
        who = (
            match.start("who"),
            match.start("who") + (said.start() if said else len(match.group("who").rstrip())),
        )
        comma = text.find(",", *who)
        who = (who[0], comma if comma > 0 else who[1])
        day = said.group().strip() if said else ""
        found.append(Cue(match.span(), who, (match.end(), len(text)), leading=True, according=False, said_on=day))
    near = re.compile(rf"(?<!\w)و?(?:{speech['according']})\s*(?P<who>[^,.;:\"“”\x01]{{3,70}})")
    for match in near.finditer(text):
        leading = not text[: match.start()].strip()
        content = (match.end(), len(text)) if leading else (0, len(text))
        found.append(Cue(match.span(), match.span("who"), content, leading=leading, according=True))
    return found
