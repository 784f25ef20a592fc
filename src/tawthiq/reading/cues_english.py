"""English verbs of speech: who speaks, to whom, when, and which words are what was said.

The rules kept here: a cue before its content reaches to the end of the sentence, a cue behind it back to its
start; one set off by commas right behind a short beginning ("The camp, the agency says, holds 400,000") covers
both sides. The speaker stands before the verb, or behind it after quoted words or a comma ("..., said a
resident"); a second verb behind "and" has the subject of the sentence, and so has "..., saying" without another
cue. Whether a word is a verb of speech in its place is told by `speech_verbs_english`, sources without one by
`sources_english`.
"""

import re
from dataclasses import replace
from functools import cache

from tawthiq.reading.cue_parts import MASK, Cue, behind_quote
from tawthiq.reading.mentions import opening_subject
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.sources_english import according_cues, with_unspoken
from tawthiq.reading.speech_verbs_english import TELLING, closes_sentence, is_aside, is_noun, reports_number
from tawthiq.reading.speech_words import SpeechWords, load_speech
from tawthiq.reading.subjects import subject_before

_THAT = re.compile(
    r"(?:\s+(?:in|at|during) (?:a|an|the|[A-Z])[\w' -]{0,40}?(?=\s+that\b|,|\s*[:\x01]))?"
    r"[\s,:]*(?:that\b)?\s*"
)
_ADJUNCT = re.compile(
    r"(?:in|on|at(?! least)|after|before|during|from|by|for|with|speaking|asked)\b[^,]{0,80},\Z", re.IGNORECASE
)
_NAMED = re.compile(
    r"\s+(?:\d{1,2}-year-old\s|(?:al|el|as|ad|an|ar|ash|at)-[A-Z]|(?:[a-z][\w'-]* ){0,4}[A-Z]"
    r"|the |a |an |one |his |her |its |their |another )"
)
_TAIL = re.compile(r"\s*(?:[.,;]|\Z)|(?:\s+[\w'’-]+){1,8}\s*(?:[.,;]|\Z)")
_LONG_TAIL = re.compile(r"(?:\s+[\w'’-]+){1,14}\s*(?:[.,;]|\Z)")
_INVERTED_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bGen)(?<!\bCol)(?<!\bSgt)(?<!\bCapt)(?<!\bSt)(?<!\bBrig)(?<!\bLt)(?<!\bMaj)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bProf)(?<!\bRev)"
    r"(?<!\bAdm)(?<!\bSupt)(?<!\bInsp)[.]"
    r"|[,;:\"“”\x01(]|\s(?:in|on|at|during|after|as|who|when|while|before|by|via|speaking|standing|sitting|from)\b"
)
_APPOSED = re.compile(
    r",\s+(?P<words>(?:\d{1,3}|(?:an?|the|his|her|its|their|who)\s[^,.\"“\x01;]{3,90}"
    r"|[^,.\"“\x01;]{0,50}(?:'s|\bof\b|\bat\b|\bfor\b)[^,.\"“\x01;]{2,60}))"
)
_NAME_BEHIND = re.compile(
    r"(?: (?:in|at|for|of|on) (?:the )?[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})?,\s+"
    r"[A-Z][\w'-]+(?: (?:[a-z]{2,3} )?[A-Z][\w'-]+){1,3}(?=[,.]|\s*\Z)"
)
_WHO_NAMED = re.compile(
    r" who (?:gave|identified|asked to be|wanted to be|wished to be|would only be|goes by|went by|is known)"
    r"[^,.\x01A-Z]{3,60}(?:,\s+)?(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})(?=[,.]|\Z)"
)
_QUOTED = re.compile(r"[^.;\x01]{0,40}?[\"“'«]?\s?\x01|\s*[.,;]?\s*\Z|[\s,]*(?:a |the )?\w+[\s,]*[.]?\s*\Z")
_COMMA_VERB = re.compile(
    r"\x01[\"”'’]\s+(?P<who>[Hh]e|[Ss]he|[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3})\s+(?P<verb>[a-z]+(?:ed|t|s))\b"
)
_CRIED = re.compile(r"(?P<who>[Hh]e|[Ss]he|[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3})\s+(?P<verb>[a-z]+(?:ed|t|s))\b")
_ENDS_QUOTE = re.compile(r"[!?…][\"”'’]\s*\Z")
_VERB_BEHIND = re.compile(
    r"(?<=\x01[\"”'’]\s)(?!and\b|as\b|was\b|has\b|is\b)[a-z]{3,}(?:ed|es|s)(?=\s+(?:[A-Z]|the\s|an?\s))"
)
#: "..., officials said, with two officers missing" goes on with what was said.
_WITH = re.compile(
    r"(?:\s(?:on\s)?\w+day)?,\swith\s(?:at least|more than|a further|another|about|nearly|over|some)?\s*"
    r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands)\b)"
)
_WE = re.compile(r"\b(?:we|I|they|you)\b")
_SECOND = re.compile(r"\b(?:and|but)\s+(?:also |later |then |again |still )?\Z", re.IGNORECASE)
_TURNED = re.compile(r"[.;:]|\b(?:that|but|while|when)\b")
_WORD = re.compile(r"(?<![\w'-])\w{3,}")
_SAYING = re.compile(
    r",\s+(?:also\s+)?(?:saying|stating|adding|noting|claiming|alleging|estimating|warning)\b"
    r"|,\s+(?:documenting|recording|reporting|confirming)\s+(?:the\s+(?:\w+\s+){1,3}of|at least|more than|that|\d)"
)


def english_cues(view: str, sentence: Sentence, text: str, speech: SpeechWords) -> list[Cue]:
    """The cues of a masked sentence, in offsets of the sentence."""
    found = [*_verbs(text, speech), *according_cues(text, speech)]
    found += _participles(text, found, speech)
    found = with_unspoken(text, found, speech)
    return [*found, *_by_comma(view, sentence, text, found, speech)]


def _participles(text: str, found: list[Cue], speech: SpeechWords) -> list[Cue]:
    """Go on with the same speaker ("..., the agency said, estimating that ..."), or with the sentence's own subject."""
    more: list[Cue] = []
    for match in speech.pattern("participles", r",\s+(?:also\s+)?(?:{})\s+(?:that\s+)?").finditer(text):
        before = [cue for cue in found if cue.cue[1] <= match.start() and not cue.according]
        if before:
            subject = max(before, key=lambda cue: cue.cue).subject
        elif not found and _SAYING.match(text, match.start()) and MASK not in text[: match.start()]:
            subject = opening_subject(text[: match.start()], speech)
        else:
            continue
        more.append(Cue(match.span(), subject, (match.end(), len(text)), leading=True, rule="speech.participle"))
    return more


def _by_comma(view: str, sentence: Sentence, text: str, found: list[Cue], speech: SpeechWords) -> list[Cue]:
    """An unknown verb right behind quoted words that end in a comma: "...," she recounted."""
    more = []
    for match in _COMMA_VERB.finditer(text):
        if view[sentence.start + match.start()] != "," or any(cue.cue[0] < match.end() for cue in found):
            continue
        if speech.pattern("finite").fullmatch(match.group("verb")):
            continue
        more.append(
            Cue(match.span("verb"), match.span("who"), (0, match.start("who")), leading=False, rule="speech.comma")
        )
    cried = (
        _CRIED.match(text)
        if not found and _ENDS_QUOTE.search(view[max(0, sentence.start - 6) : sentence.start])
        else None
    )
    if cried is not None and speech.pattern("weak_verbs").fullmatch(cried.group("verb")):  # "...!" Sara cried
        more.append(Cue(cried.span("verb"), cried.span("who"), (0, 0), leading=False, rule="speech.comma"))
    for match in _VERB_BEHIND.finditer(text):  # "...," concedes the deputy
        if view[sentence.start + match.start() - 3] != "," or any(cue.cue[0] < match.end() for cue in found):
            continue
        cue = _inverted(text, match, speech)
        more += [replace(cue, rule="speech.comma")] if cue is not None else []
    return more


def _verbs(text: str, speech: SpeechWords) -> list[Cue]:
    found: list[Cue] = []
    report, quoting, weak = (speech.data[name] for name in ("report_verbs", "quoting_verbs", "weak_verbs"))
    pattern = speech.pattern(
        "verbs",
        rf"(?<![\w'-])(?:(?P<say>{{}})|(?P<report>{'|'.join(report)})|(?P<quoting>{'|'.join(quoting)})"
        rf"|(?P<weak>{'|'.join(weak)}))(?![\w'-])",
    )
    starts = _starts(speech.language)
    for word in _WORD.finditer(text):
        if word.group()[:3].lower() not in starts:
            continue
        match = pattern.match(text, word.start())
        cue = _verb(text, match, speech) if match is not None else None
        if cue is not None:
            found.append(cue)
    return found


@cache
def _starts(language: str) -> frozenset[str]:
    """The first three letters of every verb: most words need no further look."""
    data = load_speech(language).data
    entries = [item for name in ("verbs", "weak_verbs", "report_verbs", "quoting_verbs") for item in data[name]]
    return frozenset(item[:3] for item in entries)


def _verb(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    before = text[: match.start()]
    if speech.pattern("not_speech_before").search(before[-30:]) or is_noun(text, match, speech):
        return None
    if match.group("quoting") is not None:
        return _quoting(text, match, speech)
    behind = text[match.end() :]
    opens = not before.strip() and re.match(r"\s+[A-Z]\w+ [A-Z]", behind)
    if closes_sentence(before, match.group(), behind, speech):
        return _inverted(text, match, speech)
    if opens or (behind_quote(before) and _NAMED.match(behind)):
        return None if match.group("report") is not None else _inverted(text, match, speech)
    return _with_subject(text, match, speech)


def _with_subject(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb behind its subject; what was said stands before both, or behind them."""
    before, behind = text[: match.start()], text[match.end() :]
    reports = match.group("report") is not None
    subject = _shared_subject(before, speech) or subject_before(before, speech)
    if subject is None:
        return None
    ahead = text[: subject[0]].strip()
    spoken = MASK in ahead[-8:]
    trailing = (spoken or (len(ahead.split()) >= 3 and not _ADJUNCT.match(ahead))) and re.search(
        r"[,\"”\x01]\s*\Z", ahead
    ) is not None
    that = re.match(r"(?:\s+\w+){0,4}?\s+that\b|\s*:|\s+(?:on )?\w*day that\b", behind) is not None
    that = that or (reports and reports_number(match, behind))
    tail = _LONG_TAIL if match.group().lower() in TELLING else _TAIL
    unspoken = speech.pattern("not_speakers", r"(?:.*\s)?(?:{})\Z").match(text[slice(*subject)]) is not None
    if unspoken and not spoken:
        return None
    if trailing and not that and (spoken or tail.match(behind)):
        end = len(text) if is_aside(ahead, behind, speech) or _WITH.match(behind) else subject[0]
        return Cue(
            match.span(), subject, (0, end), leading=False,
            addressee=_addressee(text, match, speech)[0], said_on=_day(text, match, speech),
        )  # fmt: skip
    if unspoken or (reports and not that) or (match.group("weak") is not None and not (that or _QUOTED.match(behind))):
        return None
    return _leading(text, match, subject, speech)


def _shared_subject(before: str, speech: SpeechWords) -> tuple[int, int] | None:
    """The subject of the whole sentence, for its second verb: "..., declined to comment but said that ..."."""
    if _SECOND.search(before[-20:]) is None or MASK in before:
        return None
    start, end = opening_subject(before, speech)
    theirs = speech.pattern("adverbs", r"(?:{})\Z").match(before[start:end]) or _WE.search(before, end)
    return (start, end) if end > start and not theirs else None


def _quoting(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb that carries quoted words behind it in its sentence: "called the speech '...'"."""
    mark = text.find(MASK, match.end())
    if mark < 0 or mark - match.end() > 90 or _TURNED.search(text[match.end() : mark]):
        return None
    subject = subject_before(text[: match.start()], speech)
    if subject is None:
        return None
    return Cue(
        match.span(), subject, (match.end(), len(text)), leading=True, quotes_only=True,
        said_on=_day(text, match, speech), rule="speech.quoting",
    )  # fmt: skip


def _leading(text: str, match: re.Match[str], subject: tuple[int, int], speech: SpeechWords) -> Cue:
    addressee, at = _addressee(text, match, speech)
    day = speech.pattern("said_on", r"\s+{}").match(text, at)
    at = day.end() if day else at
    that = _THAT.match(text, at)
    at = that.end() if that else at
    return Cue(
        match.span(),
        subject,
        (min(at, len(text)), len(text)),
        leading=True,
        addressee=addressee,
        said_on=day.group().strip() if day else _day_before(text, match, speech),
    )


def _addressee(text: str, match: re.Match[str], speech: SpeechWords) -> tuple[str, int]:
    """To whom "told ..." or "said to ..." speaks, and where that ends."""
    telling = match.group().lower() in TELLING
    stops = speech.data["addressee_stops"]
    lead = r"\s+" if telling else r"\s+to\s+"
    pattern = rf"{lead}(?P<to>{{}})(?=\s+(?:{stops})\b|\s+(?<!of\s)(?:the|a|an)\s|\s+\d|\s*[,.:;()\"“”\x01]|\s*\Z)"
    found = speech.pattern("audience", pattern).match(text, match.end())
    if found is None or found.group("to").split()[0].lower() in ("that", "him", "her", "them", "it"):
        return "", match.end()
    return found.group("to").strip(), found.end("to")


def _inverted(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    start = match.end() + 1
    stop = _INVERTED_END.search(text, start)
    end = stop.start() if stop else len(text)
    name = text[start:end]
    if not name.strip() or len(name.split()) > 10:
        return None
    hidden = _WHO_NAMED.match(text, end)
    if hidden is not None:
        start, end = hidden.span("name")
    role = speech.listed("roles")(text[start:end].rsplit(maxsplit=1)[-1].lower())
    for _ in range(2):
        more = _APPOSED.match(text, end) or (_NAME_BEHIND.match(text, end) if role else None)
        if more is None or speech.pattern("participles", r",\s+(?:{})\b").match(text, end):
            break
        end = more.end()
    return Cue(match.span(), (start, end), (0, match.start()), leading=False, said_on=_day(text, match, speech))


def _day(text: str, match: re.Match[str], speech: SpeechWords) -> str:
    near = speech.pattern("said_on", r"(?:\s+\w+){0,2}?\s+(?P<day>{})").match(text, match.end())
    return near.group("day").strip() if near else ""


def _day_before(text: str, match: re.Match[str], speech: SpeechWords) -> str:
    near = speech.pattern("said_on", r"(?P<day>{})\s+\Z").search(text[max(0, match.start() - 30) : match.start()])
    return near.group("day").strip() if near else ""
