"""Arabic verbs of speech: the speaker stands behind the verb, or is only in its form.

The rules kept here: a verb of speech is a cue only before "that", a colon, quoted words or what such verbs
report ("the killing of ..."), or right behind quoted words. The subject ends at the first word of time, place
or audience; a place that belongs to a title ("the coordinator in the health ministry") is part of it. A verb
without a subject goes on with the last speaker of its sex. Sources named around the words ("according to what
the ministry announced", "SANA quoted ...", the subject ahead of its verb) are found in `sources_arabic`.
"""

import re
from dataclasses import replace

from tawthiq.reading.cue_parts import MASK, Cue, behind_quote
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.sources_arabic import according, ahead_of_verb, headed, participles, relayed
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.subjects_arabic import (
    NAME,
    first_mark,
    is_somebody,
    sex_of,
    subject_at,
    subject_of_sentence,
    with_names,
)

_LONGEST = 170
#: What verbs of counting report at once: "documented 1120 people", "estimated the number of".
_CLAUSE = re.compile(r",\s*(?:فيما|بينما|في حين|في وقت)(?!\w)")
_COUNTED = r"\d[\d.,]*|اكثر من|ما لا يقل|نحو|عدد|اعداد|حصيله|ارتفاعا|زياده|انخفاضا|تراجعا|عشرات|مئات|الاف"
#: "Made clear", but also "between": a verb only right before "that".
_BETWEEN = frozenset({"بين", "بينت"})
_THAT = frozenset({"ان", "انه", "انها"})
_OF_THOSE = re.compile(r"(?<!\w)(?:ممن|من)\s+\Z")
_IMPERSONAL = frozenset({"يذكر", "يشار", "تذكر", "يفيد", "يعتبر"})
_TOOK_BLAME = re.compile(r"(?<!\w)مسوولي(?:ته|تها|تهم|تهما)\s+عن")
_DEMANDED = re.compile(r"\s(?:ب\w{3,}|الي|ل\w{3,})")
#: Behind these words stands what was said; words such as "the killing of" belong to it themselves.
_CONTENT_AFTER = frozenset({"ان", "بان", "الي ان", "علي ان", "من ان", "عن"})
#: Words that open what was said and are never part of an office's name.
_OPENING = _CONTENT_AFTER | {"انه", "انها", "انهم", "بانه", "بانها", "بانهم", "لن", "لم", "لا", "ما", "قوله", "قولها"}
#: Dots that end no sentence: "(د.ب.ا)", "د. احمد".
_LETTERS = re.compile(r"\([^)]{0,30}\)|(?<!\w)\w\.(?:\w\.?)*")


def arabic_cues(text: str, speech: SpeechWords) -> list[Cue]:
    """The cues of one masked sentence, in its own offsets."""
    text = with_names(text, speech)
    ahead = ahead_of_verb(text, speech)
    found = [*ahead, *relayed(text, speech), *according(text, speech)]
    taken = {cue.cue[0] for cue in ahead} | {cue.cue[0] for cue in found if cue.according}
    found = [cue for cue in found if not (cue.according and _outlet_only(text, cue, speech))]
    inside = [cue.cue for cue in found if cue.according]
    verbs = [cue for cue in _verbs(text, taken, speech) if not any(a <= cue.cue[0] < b for a, b in inside)]
    found += verbs
    found = [_own_clause(text, cue, found) for cue in found]
    return [*found, *participles(text, found, speech), *headed(text, found, speech)]


def _own_clause(text: str, cue: Cue, cues: list[Cue]) -> Cue:
    """A source that trails another's sentence carries its own clause: "..., while ..., according to X"."""
    if not cue.according or cue.leading or not any(other.leading for other in cues):
        return cue
    seams = [match.end() for match in _CLAUSE.finditer(text, 0, cue.cue[0])]
    return replace(cue, content=(seams[-1], cue.content[1])) if seams else cue


def _outlet_only(text: str, cue: Cue, speech: SpeechWords) -> bool:
    """Whether "according to AFP" trails a sentence in which somebody else already speaks."""
    if cue.leading or not speech.pattern("outlets", r"\A\W*(?:ال)?(?:{})(?!\w)").match(text[slice(*cue.subject)]):
        return False
    spoken = speech.pattern("verbs", r"\A\W*[وف]?(?:كانت? )?(?:{})(?!\w)|,\s*(?:{})(?!\w)")
    return spoken.search(text, 0, cue.cue[0]) is not None


def _verbs(text: str, taken: set[int], speech: SpeechWords) -> list[Cue]:
    pattern = speech.pattern("verbs", r"(?<!\w)(?:[وف]|كما |فيما |بينما )?(?P<verb>{})(?!\w)")
    report = speech.pattern("report_verbs", r"(?<!\w)[وف]?(?P<verb>{})(?!\w)")
    found: list[Cue] = []
    for match in sorted([*pattern.finditer(text), *report.finditer(text)], key=re.Match.start):
        if match.start("verb") in taken or _OF_THOSE.search(text, 0, match.start()) or _denied(text, match):
            continue
        cue = _behind(text, match, speech) if behind_quote(text[: match.start()]) else _ahead(text, match, speech)
        if cue is not None and not any(item.cue[0] < cue.cue[0] < item.subject[1] for item in found):
            found.append(cue)
    return found


def _denied(text: str, match: re.Match[str]) -> bool:
    """Whether nobody said it: "the spokesman did not mention how many"."""
    return (
        re.search(r"(?<!\w)[وف]?(?:لم|لن|دون ان|من دون ان)\s+\Z", text[max(0, match.start() - 12) : match.start()])
        is not None
    )


def _ahead(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb before what was said."""
    at = match.end()
    complement = speech.pattern("complement", r"(?<=[\s,])(?:{})(?!\w)")
    colon = first_mark(text, at, (":", MASK))
    if speech.listed("report_verbs")(match.group("verb")):
        complement = speech.pattern("complement", rf"(?<=[\s,])(?:{{}}|{_COUNTED})(?!\w)")
    word = complement.search(text, at, min(len(text), at + _LONGEST))
    while word is not None and word.group() not in _OPENING and _names_office(text, word, speech):
        word = complement.search(text, word.end(), min(len(text), at + _LONGEST))
    ends = [place for place in (colon, word.start() if word else -1) if place >= 0]
    if not ends or min(ends) - at > _LONGEST or "." in _LETTERS.sub("", text[at : min(ends)]):
        return None
    end = min(ends)
    subject = subject_at(text, at, end, speech)
    if speech.listed("demanding")(match.group("verb")):
        demanded = _DEMANDED.search(text, *subject)
        subject = (subject[0], demanded.start()) if demanded is not None else subject
        subject = _first_only(text, subject, speech)
    if re.search(r"\d", text[slice(*subject)]) or _TOOK_BLAME.search(text[at : end + 12]):
        return None  # "between 5 May and ...", "claimed responsibility for"
    if speech.listed("report_verbs")(match.group("verb")) and _is_place_only(text[slice(*subject)], speech):
        return None  # "the region of ... recorded": where, not who says so
    if subject[1] == subject[0]:
        subject = subject_of_sentence(text, match.start(), subject, speech)
    if match.group("verb") in _BETWEEN and (end == colon or word is None or word.group() not in _THAT):
        return None
    if subject[1] == subject[0] and match.group("verb") in _IMPERSONAL:
        return None  # "it is to be noted that": the report's own words
    is_colon = end == colon
    content = end + 1 if is_colon else (word.end() if word and word.group() in _CONTENT_AFTER else end)
    to = speech.pattern("addressee").search(text, at, end)
    return Cue(
        (match.start("verb"), match.end("verb")),
        subject,
        (content, len(text)),
        leading=True,
        implied="" if subject[1] > subject[0] else sex_of(match.group("verb"), speech),
        addressee=_audience(to.group("to")) if to else "",
        said_on=_day(text[at:end], speech),
    )


def _is_place_only(words: str, speech: SpeechWords) -> bool:
    """Whether the subject of "recorded" is a place, or a bare word that nothing shows to be somebody."""
    tokens = words.split()
    if not tokens or NAME in words:
        return False
    first = tokens[0].removeprefix("ال")
    place = speech.listed("place_nouns")(first) or speech.listed("towns")(tokens[0])
    country = re.fullmatch(load_lexicon("ar").countries, words) is not None
    return place or country or (len(tokens) == 1 and not is_somebody(words, speech))


def _names_office(text: str, word: re.Match[str], speech: SpeechWords) -> bool:
    """Whether "rescue" belongs to a name, as in "the office for the rescue of the abducted"."""
    before = text[: word.start()].split()
    return (
        bool(before) and speech.pattern("named_sorts", r"(?:{}|مكتب|فرق|طواقم|عمليات)\Z").match(before[-1]) is not None
    )


def _first_only(text: str, subject: tuple[int, int], speech: SpeechWords) -> tuple[int, int]:
    """Of "the association asked the envoy ..." only who asked: up to the comma, or the sort of organisation."""
    words = text[slice(*subject)]
    first = words.split(maxsplit=1)[0] if words.split() else ""
    if speech.listed("generic_organisations")(first):
        return subject[0], subject[0] + len(first)
    comma = words.find(",")
    return (subject[0], subject[0] + comma) if comma > 0 else subject


def _behind(text: str, match: re.Match[str], speech: SpeechWords) -> Cue | None:
    """A verb right behind quoted words."""
    at = match.end()
    end = first_mark(text, at, (".", ",", ":", ";", MASK, '"', "“"))
    end = len(text) if end < 0 else end
    subject = subject_at(text, at, end, speech)
    return Cue(
        (match.start("verb"), match.end("verb")),
        subject,
        (0, match.start()),
        leading=False,
        implied="" if subject[1] > subject[0] else sex_of(match.group("verb"), speech),
        said_on=_day(text[at : end + 1], speech),
    )


def _audience(words: str) -> str:
    return ("ا" + words) if words.startswith("ل") else words


def _day(words: str, speech: SpeechWords) -> str:
    found = speech.pattern("said_on", r"(?<!\w){}(?!\w)").search(words)
    return found.group().strip() if found else ""
