"""Arabic sources named around the words: who stands ahead of the verb, who is quoted by an agency, "according to".

The rules kept here:

- "According to X" and "as X announced" carry the sentence they stand in; at its start, what follows them.
- In "SANA quoted a military source as saying" the source speaks and the agency relays.
- A role or an organisation ahead of its verb ("that the president confirmed that ...") is its subject; words that
  are neither are nobody.
- "..., pointing out that" goes on with the speaker of the nearest cue before it in the sentence, else with the
  subject of the sentence; at the start of a paragraph, with the last speaker.
"""

import re

from tawthiq.reading.cue_parts import MASK, Cue
from tawthiq.reading.speech_words import SpeechWords
from tawthiq.reading.subjects_arabic import NAME, first_mark, is_somebody, subject_at

_SEAM = re.compile(r"(?<=\s)(?:ان|بان|انه|انها|انهم|ف(?:ان|انه|انها|انهم|قد|لقد))(?!\w)")
_ASIDE = re.compile(r"\s+(?:و(?:مقر|هو|هي)\w*|الذي|التي|الذين)(?!\w)")
_LEADS = r"(?:\A\W*(?:[وف](?=\w))?|(?<!\w)(?:ان|بان|و?لكن|فيما|بينما|حيث|كما ان)\s+|[,;]\s*و?)"


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
