"""Arabic sources named around the words: who stands ahead of the verb, who is quoted by an agency, "according to".

The rules kept here:

- "According to X" and "as X announced" carry the sentence they stand in; at its start, what follows them.
- In "SANA quoted a military source as saying" the source speaks and the agency relays.
- A role or an organisation ahead of its verb ("that the president confirmed that ...") is its subject; words that
  are neither are nobody.
- "..., pointing out that" goes on with the speaker of the nearest cue before it in the sentence, else with the
  subject of the sentence; at the start of a paragraph, with the last speaker.
- A name in marks right behind an organisation's sort (the organisation "Doctors without borders") is its name.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue
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
_SEAM = re.compile(r"(?<=\s)(?:ان|بان|انه|انها|انهم|ف(?:ان|انه|انها|انهم|قد|لقد))(?!\w)")
_TITLED = re.compile(rf"\s*(?P<title>\w+(?: [\w{NAME}“”\"]+){{1,11}}),\s(?P<name>\w+(?: \w+){{1,3}})\s*,?\s*")
_APPOSED_FIRST = re.compile(r"\W*(?P<verb>\w+) (?P<title>\w+(?: \w+){0,8}), (?P<name>\w+(?: \w+){1,3}),")
#: "To the agency ...", "to ...": a name behind it is whom somebody told.
_TOLD = re.compile(r"(?<!\w)ل(?!ل|حقوق|شوون|مكافحه|اغاثه)\w*|,")
_TIMES = r"(?<!\w)(?:اليوم|امس|مساء|صباح|فجر|يوم)(?!\w)"
_ASIDE = re.compile(r"\s+(?:و(?:مقر|هو|هي)\w*|الذي|التي|الذين)(?!\w)")
_LEADS = r"(?:\A\W*(?:[وف](?=\w))?|(?<!\w)(?:ان|بان|و?لكن|فيما|بينما|حيث|كما ان)\s+|[,;]\s*و?)"


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


def ahead_of_verb(text: str, speech: SpeechWords) -> list[Cue]:
    """The subject ahead of the verb: "the United Nations had announced ...", "as for her husband, he says"."""
    had = speech.pattern(
        "verbs",
        r"(?<!\w)[وف]?(?:كان|كانت|كانوا)\s+(?P<who>(?!قد\s)[^:,.\x01]{2,60}?),?\s+(?:قد\s+)?(?P<verb>{})(?!\w)\s*(?:ان|بان|عن)?(?!\w)",
    )
    counted = speech.pattern(
        "report_verbs",
        r"(?<!\w)[وف]?(?:كان|كانت|كانوا)\s+(?P<who>(?!قد\s)[^:,.\x01]{2,60}?),?\s+(?:قد\s+)?(?P<verb>{})(?!\w)",
    )
    as_for = speech.pattern("verbs", r"(?<!\w)و?اما\s+(?P<who>[^:,.\x01]{2,60}?)\s+ف(?P<verb>{})(?!\w)")
    found = [
        Cue(match.span("verb"), match.span("who"), (match.end(), len(text)), leading=True)
        for match in (*had.finditer(text), *counted.finditer(text), *as_for.finditer(text))
    ]
    taken = {cue.cue[0] for cue in found}
    plain = [*_plain_ahead(text, speech), *_first_of_all(text, speech)]
    return found + [cue for cue in plain if cue.cue[0] not in taken]


def _first_of_all(text: str, speech: SpeechWords) -> list[Cue]:
    """A headline's subject, with a comma behind it: "The High Commissioner for Refugees, says that ..."."""
    match = speech.pattern(
        "verbs", r"\A\W*(?P<who>\w+(?: [^\s:,.\x01]+){1,9}),\s(?P<verb>{})(?!\w)\s*(?:ان|بان|الي ان|علي ان)(?!\w)"
    ).match(text)
    if match is None or not is_somebody(match.group("who"), speech):
        return []
    first = match.group("who").split()[0]
    if speech.pattern("verbs", r"(?:{})\Z").match(first) or speech.pattern("according", r"(?:{})\Z").match(first):
        return []
    return [
        Cue(match.span("verb"), match.span("who"), (match.end(), len(text)), leading=True, rule="speech.subject-first")
    ]


def _plain_ahead(text: str, speech: SpeechWords) -> list[Cue]:
    return [*_subjects("verbs", text, speech), *_subjects("report_verbs", text, speech)]


def _subjects(verbs: str, text: str, speech: SpeechWords) -> list[Cue]:
    pattern = speech.pattern(
        verbs,
        rf"{_LEADS}(?P<who>(?!(?:ان|بان|كما|و?لكن|حيث) )(?:[^\W\d_]+ ){{1,8}}?)(?P<verb>{{}})(?!\w)"
        r"(?=(?: [^\s:.,]+){0,3}?\s*(?: (?:"
        rf"{speech.data['complement']})(?!\w)|:|[\x01“\"]))",
    )
    spoken = speech.pattern("verbs", r"(?<!\w)(?:{}|ان|الذي|التي|الذين)(?!\w)")
    found = []
    for match in pattern.finditer(text):
        who = match.group("who").strip()
        if not is_somebody(who, speech) or spoken.search(who):
            continue
        that = re.compile(r"[^:.,\x01]{0,30}?(?<=\s)(?:ان|بان|الي ان|علي ان)(?!\w)").match(text, match.end())
        start = that.end() if that else match.end()
        place = (match.start("who"), match.start("who") + len(who))
        found.append(Cue(match.span("verb"), place, (start, len(text)), leading=True, rule="speech.subject-first"))
    return found


def relayed(text: str, speech: SpeechWords) -> list[Cue]:
    """Find "SANA quoted a military source as saying that ..."."""
    pattern = speech.pattern(
        "relay_verbs",
        r"(?<!\w)[وف]?(?P<verb>{})\s+(?:(?P<outlet>(?!عن )[^:.\x01]{2,60}?),?\s+)?(?:عن|الي)\s+[“\"]?"
        r"(?P<who>[^:,.\x01]{2,70}?(?:,\s[^:,.\x01]{3,40}?)?)"
        r"(?P<end>[”\"]?(?:\s*,\s*|\s+)(?:قوله|قولها|قولهم|انه|انها|ان|تاكيده|تاكيدها)(?!\w)|\s*[:\x01])",
    )
    return [
        Cue(
            match.span("verb"), match.span("who"), (match.end(), len(text)), leading=True,
            outlet=match.group("outlet") or "", rule="speech.relayed",
        )
        for match in pattern.finditer(text)
    ]  # fmt: skip


def participles(text: str, cues: list[Cue], speech: SpeechWords) -> list[Cue]:
    """Go on with the nearest speaker before: "..., considering that '...'"."""
    found = []
    opening = speech.pattern("verbs", r"\A(?:و|ف)?(?:{})(?!\w)|\A[وف]?\w+").match(text)
    for match in speech.pattern("participles", r"(?<!\w)(?:و)?(?:{})(?!\w)\s*(?:ان|بان)?(?!\w)").finditer(text):
        content = (match.end(), len(text))
        near = [cue for cue in cues if cue.cue[0] < match.start() and not cue.relays]
        if near:
            last = max(near, key=lambda cue: cue.cue)
            found.append(
                Cue(
                    match.span(), last.subject, content, leading=True, implied=last.implied, rule="speech.participle"
                )
            )  # fmt: skip
        elif opening is None or match.start() < opening.end():
            sex = "f" if match.group().split()[0].endswith("ه") else "m"
            empty = (match.start(), match.start())
            found.append(Cue(match.span(), empty, content, leading=True, implied=sex, rule="speech.participle"))
        else:
            end = first_mark(text, opening.end(), (",", ".", MASK, ":"))
            until = min(match.start(), end if end > 0 else match.start())
            subject = subject_at(text, opening.end(), until, speech)
            if is_somebody(text[slice(*subject)], speech):
                found.append(Cue(match.span(), subject, content, leading=True, rule="speech.participle"))
    return found


def according(text: str, speech: SpeechWords) -> list[Cue]:
    """Sources named by "according to X" and by "as X announced"."""
    found = _as_announced(text, speech)
    found += _in_marks(text, speech)
    taken = [cue.cue for cue in found]
    relaying = speech.pattern("relaying")
    for match in speech.pattern(
        "according", r"(?<!\w)و?(?:{})(?:(?<=\sل)|(?!\w))\s*(?P<who>[^,.;:\"“”\x01]{3,80})"
    ).finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        start, end = match.span("who")
        if text[start] == "(" and text.find(")", start, end) >= 0:  # "according to (the Observatory)"
            start, end = start + 1, text.find(")", start, end)
        aside = _ASIDE.search(text, start, end)
        end = aside.start() if aside is not None else end
        stop = _SEAM.search(text, start, end)
        end = stop.start() if stop else _with_name(text, start, end, speech)
        leading = not text[: match.start()].strip() or (stop is not None)
        content = (stop.end() if stop else max(end, match.end()), len(text)) if leading else (0, len(text))
        relays = relaying.match(match.group().lstrip("و")) is not None
        found.append(
            Cue(
                (match.start(), start), (start, len(text[:end].rstrip())), content, leading=leading, according=True,
                relays=relays, rule="speech.according",
            )
        )  # fmt: skip
    return found


def _in_marks(text: str, speech: SpeechWords) -> list[Cue]:
    """A source in quotation marks: 'according to a count of "the coordinators of response"'."""
    counts = "|".join(speech.data["products"])
    lead = rf"(?<!\w)و?(?:{{}})\s*(?:(?:{counts}) )?"
    pattern = speech.pattern("according", rf"{lead}[“\"](?P<who>[{NAME}{MASK}]{{3,45}})[”\"]")
    found = []
    for match in pattern.finditer(text):
        leading = not text[: match.start()].strip()
        content = (match.end(), len(text)) if leading else (0, len(text))
        place = (match.start(), match.start("who"))
        found.append(Cue(place, match.span("who"), content, leading=leading, according=True, rule="speech.according"))
    return found


def _with_name(text: str, start: int, end: int, speech: SpeechWords) -> int:
    """Where a title ends with the name behind its comma: "according to the minister of health, Anas Bakri"."""
    named = re.compile(r",\s+[^\W\d]+(?: [^\W\d]+){1,3}(?=\s*(?:[,.]|\Z))").match(text, end)
    tokens = text[start:end].split()[:3]
    if named is None or not tokens or not any(is_somebody(token, speech) for token in tokens):
        return end
    if tokens[0] in ("مصدر", "مصادر", "شهود"):
        return end
    first = named.group().split()[1]
    is_stop = speech.pattern("stops", r"(?:{})\Z").match(first) is not None
    goes_on = re.match(r"ف(?:ان|انه|انها|انهم|قد|لقد)\Z", first) is not None
    return end if is_stop or goes_on or first.startswith(("ال", "و", "ب", "ل")) else named.end()


def _as_announced(text: str, speech: SpeechWords) -> list[Cue]:
    pattern = speech.pattern(
        "announcing",
        rf"(?<!\w)و?{speech.data['as_what']}\s+(?:كانت?\s+|قد\s+)*(?:{{}})(?:ه|ته|ها|تها)?(?!\w)"
        rf"(?:\s+(?:به|عنه|بها|عنها|له|لها|فيه))?(?:\s+(?:{speech.data['said_on']}|مساء|صباح))*\s+",
    )
    found = []
    for match in pattern.finditer(text):
        end = first_mark(text, match.end(), (",", ".", ";", ":", MASK))
        subject = subject_at(text, match.end(), end if end >= 0 else len(text), speech)
        if subject[1] <= subject[0]:
            continue
        if end >= 0 and end - subject[1] <= 1:
            subject = (subject[0], _with_name(text, *subject, speech))
        leading = not text[: match.start()].strip(' \n"“')
        content = (subject[1], len(text)) if leading else (0, len(text))
        found.append(Cue(match.span(), subject, content, leading=leading, according=True, rule="speech.according"))
    return found


def headed(text: str, cues: list[Cue], speech: SpeechWords) -> list[Cue]:
    """Find "The Observatory: 349 civilians were executed", the form of headlines."""
    match = re.match(r"\W*(?P<who>\w+(?: [^\s:,.\x01]+){0,5}):\s+(?=\w)", text)
    if match is None or any(cue.cue[0] < match.end() for cue in cues):
        return []
    who = match.group("who")
    is_organisation = speech.listed("organisation_words")
    if not any(is_organisation(word) for word in (who.split()[0], who.split()[0].removeprefix("ال"))):
        return []
    place = match.span("who")
    return [Cue(place, place, (match.end(), len(text)), leading=True, rule="speech.label")]
