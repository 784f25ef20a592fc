"""Arabic subjects: which of the words behind a verb of speech are its speaker.

The rules kept here:

- The subject ends at the first word of time, place or audience; a place inside a title ("the coordinator in Syria")
  and the name behind a title and its comma belong to it.
- A name in marks right behind an organisation's sort (the organisation "Doctors without borders") is its name.
- The second verb of a sentence has the subject of its first: "the mayor's deputy, M. Abdullah, survived but said".
"""

import re

from tawthiq.reading.cue_parts import MASK
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.speech_words import SpeechWords

#: Stands for every letter of a short name in quotation marks.
NAME = "\x02"
_SHORT = re.compile("(?<!\x01)\x01{1,18}(?!\x01)")
_MOST_WORDS = 14
_NAMED_MOST = 6
_SORT_WORDS = 2
_ISSUED = re.compile(
    r"\W*(?:[وف]?قد\s+|كما\s+)?[وف]?(?:اصدر|اصدرت|نشر|نشرت)\s+"
    r"(?P<who>\w+(?: \w+){0,8}?)(?=,| (?:تقرير|بيان|احصائي|حصيل|تحديث)\w*)"
)
_OFFICE_IN_MARKS = re.compile(r"(?<!\w)ل ?[“\"]\x01{1,40}(?=[”\"]\s+[^\W\d])")
_TITLED = re.compile(rf"\s*(?P<title>\w+(?: [\w{NAME}“”\"]+){{1,11}}),\s(?P<name>\w+(?: \w+){{1,3}})\s*,?\s*")
_APPOSED_FIRST = re.compile(r"\W*(?P<verb>\w+) (?P<title>\w+(?: \w+){0,8}), (?P<name>\w+(?: \w+){1,3}),")
#: "To the agency ...", "to ...": a name behind it is whom somebody told.
_TOLD = re.compile(r"(?<!\w)ل(?!ل|حقوق|شوون|مكافحه|اغاثه)\w*|,")
_TIMES = r"(?<!\w)(?:اليوم|امس|مساء|صباح|فجر|يوم)(?!\w)"


def with_names(text: str, speech: SpeechWords) -> str:
    """The masked sentence with names in quotation marks marked as such: short, behind a sort, or before a clause."""
    text = _SHORT.sub(lambda match: NAME * len(match.group()), text)
    for list_of in ("named_sorts", "roles"):
        behind = speech.pattern(list_of, r"(?<!\w)(?:ال)?(?:{}) ?[“\"]\x01{1,40}(?=[”\"])")
        text = behind.sub(lambda match: match.group().replace(MASK, NAME), text)
    text = _OFFICE_IN_MARKS.sub(lambda match: match.group().replace(MASK, NAME), text)
    said = speech.pattern(
        "verbs", r"(?<!\w)[وف]?(?:{}) [“\"]\x01{1,40}[”\"](?=[^.:\x01]{0,70}?\s(?:ان|انه|انها)(?!\w))"
    )
    return said.sub(lambda match: match.group().replace(MASK, NAME), text)


def first_mark(text: str, at: int, marks: tuple[str, ...]) -> int:
    """The place of the first of the marks behind ``at``; -1 without one."""
    return min((place for mark in marks if (place := text.find(mark, at)) >= 0), default=-1)


def sex_of(verb: str, speech: SpeechWords) -> str:
    """What the form of a verb says of its speaker: ``m``, ``f`` or ``group``."""
    if speech.pattern("plural_verbs").search(verb):
        return "group"
    return "f" if speech.pattern("female_verbs").search(verb) else "m"


def is_somebody(words: str, speech: SpeechWords) -> bool:
    """Whether words start with a role or an organisation, with the article or without it."""
    first = words.split(maxsplit=1)[0] if words.strip() else ""
    bare = first.removeprefix("ال")
    is_role, is_organisation = speech.listed("roles"), speech.listed("organisation_words")
    return any(is_role(word) or is_organisation(word) for word in (first, bare))


def subject_at(text: str, start: int, end: int, speech: SpeechWords) -> tuple[int, int]:
    """The words for the speaker between two places, up to the first word of time, place or audience."""
    name = text.find(NAME, start, end)
    if name >= 0:
        inner = _titled(text, start, end, speech) or _behind_marks(text, start, name, end, speech)
        inner = inner or _name_in_marks(text, start, name, end, speech)
        if inner is not None:
            return inner
        end = name
    titled = _titled(text, start, end, speech)
    if titled is not None:
        return titled
    stop = speech.pattern("stops", r"(?:(?<=\s)|\A)(?:{})(?!\w)").search(text, start, end)
    last = stop.start() if stop else end
    while last < end and stop is not None and _belongs(text, start, stop, end, speech):
        stop = speech.pattern("stops", r"(?<=\s)(?:{})(?!\w)").search(text, stop.end(), end)
        last = stop.start() if stop else end
    if stop is not None and stop.group() in ("وهو", "وهي") and text[start : stop.start()].count(" ") <= 2:
        last = stop.end()  # "تروي سعاد، وهي ام لاربعه": one word is a name where it is explained at once
    words = re.sub(r"\sل\Z", "", text[start:last].rstrip(" ,:“\"'\x01")).rstrip()
    lead = len(words) - len(words.lstrip(" ,"))
    if len(words.split()) > _MOST_WORDS or text[start:last].count(",") > 2:
        return start, start
    return start + lead, start + max(lead, len(words))


def subject_of_sentence(text: str, place: int, empty: tuple[int, int], speech: SpeechWords) -> tuple[int, int]:
    """Whom the sentence starts with, for its second verb: "The mayor's deputy, M. Abdullah, survived but said"."""
    issued = _ISSUED.match(text, 0, place)
    if issued is not None and is_somebody(issued.group("who"), speech):
        return issued.span("who")
    opening = _APPOSED_FIRST.match(text, 0, place)
    if opening is None or not is_somebody(opening.group("title"), speech):
        return empty
    if speech.pattern("verbs", r"\A[وف]?(?:{})\Z").match(opening.group("verb")):
        return empty
    return opening.start("title"), opening.end("name")


def _titled(text: str, start: int, end: int, speech: SpeechWords) -> tuple[int, int] | None:
    """A title with its place, and the name behind its comma: "the governor of the region in the east, Oleh Hres,"."""
    match = _TITLED.fullmatch(text[start:end])
    if match is None or not is_somebody(match.group("title"), speech):
        return None
    first = match.group("name").split()[0]
    if first.startswith(("ال", "لل")) or speech.pattern("stops", r"(?:{})\Z").match(first) is not None:
        return None
    title = match.group("title")
    outside = speech.pattern("occasions").search(title) or re.search(_TIMES, title)
    return None if outside else (start + match.start("title"), start + match.end("name"))


def _behind_marks(text: str, start: int, name: int, end: int, speech: SpeechWords) -> tuple[int, int] | None:
    """The name behind an organisation in marks: 'the director of "the agency" Hasan Darwish said in a statement'."""
    before = text[start:name].strip(' "“”')
    last = name
    while last < end and text[last] == NAME:
        last += 1
    if not before.endswith(" ل") or not is_somebody(before, speech):
        return None
    match = re.match(
        r"[”\"]\s+(?P<name>(?!ال|لل)[^\W\d]+(?: [^\W\d]+){1,3}?)(?=\s*(?:,|\Z)|\s+(?:في|خلال|عبر|ان|انه)(?!\w))",
        text[last:end],
    )
    if match is None or any(speech.pattern("stops", r"(?:{})\Z").match(word) for word in match["name"].split()):
        return None
    return last + match.start("name"), last + match.end("name")


def _name_in_marks(text: str, start: int, name: int, end: int, speech: SpeechWords) -> tuple[int, int] | None:
    """The name itself in 'the organisation "Doctors without borders"' and in '"the Observatory" said'."""
    last = name
    while last < end and text[last] == NAME:
        last += 1
    before = text[start:name].strip(' "“”')
    if speech.pattern("named_sorts", r"\A(?:ال)?(?:{})\Z").match(before) is not None:
        return name - 1, last  # the mark in front tells an organisation
    titled = is_somebody(before, speech) and not before.endswith(" ل") and len(before.split()) <= _SORT_WORDS
    words = before.split()
    if words and speech.listed("roles")(words[0].removeprefix("ال")) and len(words) <= _MOST_WORDS:
        sort = speech.pattern("named_sorts", r"\A(?:ال)?(?:{})\Z").match(words[-1])
        told = _TOLD.search(before) is not None
        titled = titled or (sort is None and not told and not speech.listed("organisation_words")(words[-1]))
    return (name, last) if titled or not before else None


def _belongs(text: str, start: int, stop: re.Match[str], end: int, speech: SpeechWords) -> bool:
    """Whether a preposition stands inside a title: "the coordinator in Syria", behind a role at once."""
    before = text[start : stop.start()].split()
    if stop.group() not in ("في", "من") or not before or len(before) > _NAMED_MOST or "," in before[-1]:
        return False
    behind = text[stop.end() :].split()[:4]
    if not behind or speech.pattern("occasions").match(text, stop.start()):
        return False
    is_role = speech.listed("roles")
    rest = len(text[stop.end() :].split(",", maxsplit=1)[0].split())
    named = speech.listed("towns")(behind[0]) and 2 < rest <= _NAMED_MOST
    named = named or _named_behind(text[stop.end() : end], speech)
    if stop.group() == "في" and is_role(before[0].removeprefix("ال")) and named:
        return True
    if is_somebody(before[0], speech) and is_role(before[0].removeprefix("ال")):
        bare = behind[0].removeprefix("ال")
        if speech.listed("portfolios")(bare) or is_somebody(behind[0], speech):
            return True
    if stop.group() != "في" or len(before) > 4:
        return False
    return is_role(before[-1]) or (is_role(before[0]) and any(is_role(word) for word in behind[1:]))


def _named_behind(words: str, speech: SpeechWords) -> bool:
    """Whether a place and then a name stand behind "in": "the mission's head in Yemen Dafni Marit"."""
    tokens = words.split()
    if not tokens:
        return False
    at = 2 if speech.listed("place_nouns")(tokens[0]) else int(_is_where(tokens[0], speech))
    if at == 0 and len(tokens) > 1 and re.fullmatch(r"ال\w+يه", tokens[1]):
        at = 1  # "in Ukrainian Donetsk": a place by its adjective
    while 0 < at < len(tokens) and re.fullmatch(r"ال\w+يه", tokens[at]):
        at += 1
    while 0 < at < len(tokens) and tokens[at][:1] == "ب" and _is_where(tokens[at][1:], speech):
        at += 1  # "in the region of Darfur in Sudan"
    name = []
    for token in tokens[at:]:
        if speech.pattern("stops", r"(?:{})\Z").match(token.strip(",-")):
            break
        name.append(token.strip(",-"))
        if token[-1] in ",-":
            break
    return at > 0 and 2 <= len(name) <= 4 and not name[0].startswith(("ال", "لل", "و"))


def _is_where(word: str, speech: SpeechWords) -> bool:
    return speech.listed("towns")(word) or re.fullmatch(load_lexicon("ar").countries, word) is not None
