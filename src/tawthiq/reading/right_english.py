"""English: a passive, an intransitive or an adjective after the people: "74 were injured", "30 dead".

The rules kept here: the verb stands in the same clause, with no other people and no other finite verb between. A
verb that takes an object of its own ("two gunmen killed five") says nothing about the people before it. What is
said of a share ("40 per cent of the 25,000 inhabitants have left") is not said of the whole. Of a relative clause
and its main clause the main verb counts ("2,300 people who had taken shelter there were evacuated").
"""

import re
from bisect import bisect_right

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon, TriggerSet
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.sentences import Sentence

#: Behind a comma these go on with the subject before it: "17 million people, or a third of all, will need aid".
_GOES_ON = (
    "were|was|have|has|had|are|is|remain|remained|died|fled|will|would|may|might|could|must|need|require|live"
    "|lost|survived|escaped|returned|left|perished|drowned|disappeared"
)
#: Words in scare quotes belong to the clause: 131 people were “arbitrarily executed”.
_SCARE = re.compile(r"(?<=\s)[“\"]([A-Za-z][\w'-]*(?: [a-z][\w'-]*){0,2})[”\"]")
_ASIDE = re.compile(
    r"\([^)]{0,120}\)"
    r"|,?\s(?:including|among them)\s(?:[^,.;:“”\"]|(?<=\d)[,.](?=\d)){1,150}?(?<!\bwho)(?<!\bthat),?"
    rf"(?=\s(?:{_GOES_ON})\b)"
    rf"|,?\s(?:including|among them)\s(?:[\w'-]+(?: [\w'-]+)?, ){{1,4}}[\w'-]+,? and [\w'-]+,?(?=\s(?:{_GOES_ON})\b)"
    r"|\s(?:[\w'-]+\s){0,3}[\w'-]+\s(?:say|said|says|believe|fear|estimate)(?=\s(?:are|is|were|was|have|has|had)\b)"
    r"|(?-i:,\s(?:[A-Z][\w-]*(?: [A-Z][\w-]*){0,2}, ){1,12}(?:and )?[A-Z][\w-]*(?: [A-Z][\w-]*){0,2})"
    r"|,\s(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+)? (?:state|province|district|county|region|governorate|department),?"
    r"|,\s(?:some|many|others|several)\s[^,;.“”]{2,70},(?=\s(?:and|were|was|have)\b)"
    r"|,\s(?:including|among them|mostly|mainly|largely|predominantly"
    r"|most of them|many of them|almost all|nearly all|both|all)\b[^,;]{0,90},"
    rf"|,\s(?:[^,;:.“”\"]|(?<=\d)[,.](?=\d)){{1,90}}?,(?=\s(?:{_GOES_ON})\b)"
    r"|\s[–—-]{1,2}\s[^–—;]{1,90}?\s[–—-]{1,2}\s|[–—][^–—;]{1,90}?[–—]",
    re.IGNORECASE,
)
_TRANSITIVE = re.compile(
    r"(?:killed|murdered|massacred|executed|slaughtered|beheaded|assassinated|wounded|injured|hurt|maimed|arrested"
    r"|detained|imprisoned|jailed|abducted|kidnapped|released|freed|evacuated|rescued|saved|displaced|uprooted"
    r"|besieged|affected|trapped|shot dead|gunned down|repatriated|relocated)$",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\s+(?:the|a|an|his|her|their|its|our|them|him|us|people|civilians|another|several|many|dozens|hundreds"
    r"|thousands|scores|(?:at least|more than|about|around|up to|some|over)"
    r"\s+(?!\w+\s+(?:day|week|month|year|hour|night|decade)s?\b)\w+|\d|[A-Z][a-z]+\s)(?![a-z])",
)
_FINITE_TRIGGER = re.compile(
    r"(?:(?:were|was|are|is|have|has|had|went|returned|died|fled|crossed|came|arrived|left|perished|drowned|headed"
    r"|disappeared|succumbed|starved|survived|escaped|remain(?:ed)?|live|need)\b)"
)
#: Between two numbers that one verb is said of: "1,872 persons belonging to 416 families took shelter".
_SAME_PEOPLE = re.compile(
    r"\s*(?:,|/|and|or|as well as|belonging to|comprising|consisting of|representing|made up of|making up|grouped in)\s"
)
#: "were hunted down and killed", "were lined up and shot dead": the first participle leads to the second.
_JOINED_PASSIVE = re.compile(
    r"(?<=\b(?:were|been)\s)(?:\w+ly\s)?\w+(?:ed|en|wn|ut|ot|ung)(?:\s(?:up|down|out|off|away|over|aside|together))?"
    r"(?:\s(?:in|from|at|on|into|by|to)\s(?:[\w'-]+\s){1,4}?)?\s*\b(?:and|then)\s"
)
_SHARE = re.compile(
    r"(?:\b|(?<=%))(?:per ?cent|%|percent|half|thirds?|quarters?|majority|most|many|some|none|few"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r" of (?:the|its|their|these|those|[A-Z][\w-]+(?:'s|s'))"
    r"(?: [\w'’-]+){0,2}\s+\Z",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:they|he|she|it|who|that) (?:had|have|has|were|was|are)\b", re.IGNORECASE)
#: A term of prison tells what a court ruled, not whom it holds; "their captain, 52, drowned" gives an age.
_SENTENCED = re.compile(r"\bto\b[^,;]{0,30}\b(?:years?|months?)\s*\Z")
_AGED = re.compile(r"[a-z], \Z")
_IN_RELATIVE = re.compile(r"\A\s*(?:who|that)\b|\b(?:who|that) (?:\w+ ){1,2}\Z")
_TOLD = re.compile(r"\b(?:were|was|are|is|have|has|had|been|remain)\b", re.IGNORECASE)


def _of_the_share(tail: str, main: re.Match[str]) -> bool:
    """Whether a verb is told of the share, not of all: "half of the 28,000 inhabitants fled"."""
    if main.group().lower().startswith("in "):
        return True  # "half of Kesh's two million people in need of food"
    told = _TOLD.search(_RELATIVE.sub(" ", tail[: main.end()])) is not None
    relative = _RELATIVE.search(tail, 0, main.start()) or re.search(r"\b(?:who|that)\b", tail[: main.start()])
    return told or (relative is None and _FINITE_TRIGGER.match(main.group()) is not None)


def bind_right(
    view: str,
    sentence: Sentence,
    quantity: Quantity,
    counted: Counted,
    lexicon: Lexicon,
    later: list[Quantity],
) -> Bound | None:
    """The figure of the verb or adjective behind the people, or None.

    ``later`` are the quantities ahead that may be the subject instead.
    """
    last = min(sentence.end, counted.end + 240)
    quoted = view[quantity.begin - 1 : quantity.begin] in ("“", '"')
    mark = re.compile('[”"]').search(view, counted.end, last) if quoted else None  # "106 people ..." were rescued
    first = _past_the_comma(view, quantity, counted)
    end = _clause_end(view, first, last, lexicon, mark.start() if mark else -1)
    tail = view[counted.end : first].replace(",", " ") + _SCARE.sub(r" \1 ", view[first:end])
    for aside in _ASIDE.finditer(tail):
        tail = tail[: aside.start()] + " " * (aside.end() - aside.start()) + tail[aside.end() :]
    share = _SHARE.search(view, max(sentence.start, quantity.begin - 40), quantity.begin) is not None
    triggers = lexicon.triggers("right")
    starts = [item.start for item in later if tail[item.start - counted.end : item.end - counted.end].strip()]
    at = 0
    while (match := triggers.pattern.search(tail, at)) is not None:
        at = match.start() + 1
        trigger = triggers.which(match)
        between = tail[: match.start()]
        if between.rstrip().lower().endswith((" the", " a", " of", " for")) or between.strip().lower() == "the":
            continue
        if trigger.after is not None and not trigger.after.search(
            view[max(sentence.start, quantity.begin - 40) : quantity.begin]
        ):
            continue
        if (
            _SENTENCED.search(between)
            or not _reaches(between, starts, counted.end, lexicon)
            or _active(tail, match, between, lexicon)
        ):
            return None
        if _counts_its_object(view, counted.end + match.end(), match.group(), between, later):
            return None
        if _before_a_thing(tail, match, lexicon):
            continue
        main = _main_verb(tail, match, between, triggers) or match
        main = match if share and _IN_RELATIVE.search(between) else main
        if share and _of_the_share(tail, main):
            return None  # "40 per cent of the 25,000 inhabitants have left" says nothing of the 25,000
        place = (counted.end + main.start(), counted.end + main.end())
        return bound_by(triggers.which(main), quantity, place, (quantity.end, max(quantity.end, counted.end)))
    return None


def is_age(view: str, quantity: Quantity, counted: Counted) -> bool:
    """Whether a bare number between commas behind a word is an age: "their captain, 52, drowned"."""
    apposed = _AGED.match(view, max(0, quantity.begin - 3), quantity.begin) is not None
    return apposed and not counted.words and view.startswith(",", quantity.end)


def _past_the_comma(view: str, quantity: Quantity, counted: Counted) -> int:
    """Behind the comma that closes "200 people, mainly teachers and nurses, sheltered ..."."""
    opened = "," in view[quantity.end : counted.end]
    return counted.end + 1 if opened and view[counted.end : counted.end + 1] == "," else counted.end


def _before_a_thing(tail: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a participle only describes things: "live in the worst affected districts"."""
    if match.group().lower() not in ("affected", "displaced", "besieged"):
        return False
    return lexicon.pattern("not_persons", r"\s+(?:{})\b").match(tail, match.end()) is not None


def _main_verb(tail: str, match: re.Match[str], between: str, triggers: TriggerSet) -> re.Match[str] | None:
    """What is said of "the 2,300 people who had taken shelter at the stadium", or of "ten of those arrested"."""
    reduced = not between.strip() and _TRANSITIVE.match(match.group()) is not None
    if not reduced and not _IN_RELATIVE.search(between):
        return None
    later = triggers.pattern.search(tail, match.end())
    if later is None or triggers.which(later).after is not None:
        return None
    gap = tail[match.end() : later.start()]
    if len(gap.split()) > (14 if reduced else 8) or re.search(r"\b(?:and|or|who|to|that)\b", gap):
        return None
    told = re.search(
        r"\b(?:were|was|are|is|have|has|had|been)(?:\s+(?:\w+ly|later|then|since|also|soon|found))?\s*\Z", gap
    )
    return later if told is not None or _FINITE_TRIGGER.match(later.group()) else None


def _clause_end(view: str, start: int, end: int, lexicon: Lexicon, skipped: int) -> int:
    tail = view[start:end]
    if skipped >= 0:
        tail = tail[: skipped - start] + " " + tail[skipped - start + 1 :]
    tail = _SCARE.sub(r" \1 ", tail)
    for aside in _ASIDE.finditer(tail):
        tail = tail[: aside.start()] + " " * (aside.end() - aside.start()) + tail[aside.end() :]
    barrier = lexicon.pattern("barriers", rf"[;:“”\"]|,(?!\d|\s(?:{_GOES_ON})\b)|\b(?:{{}})\b").search(tail)
    return start + barrier.start() if barrier else end


def _reaches(between: str, later: list[int], start: int, lexicon: Lexicon) -> bool:
    """No other people and no other finite verb stand between the people and the trigger."""
    words = between.split()
    if len(words) > 14:
        return False
    other = bisect_right(later, start - 1)
    if other < len(later) and later[other] < start + len(between):
        return _SAME_PEOPLE.match(between) is not None
    finite = lexicon.pattern("finite", r"\b(?:{})\b").search(between)
    if finite is None:
        return True
    if re.search(r"\band (?:is|are|was|were|has|have|had)(?: been)?\s*\Z", between):
        return True
    rest = _JOINED_PASSIVE.sub(" ", between[finite.start() :])
    return lexicon.pattern("auxiliaries", r"(?:\s*(?:{})\b)*\s*\Z").match(rest) is not None


def _active(tail: str, match: re.Match[str], between: str, lexicon: Lexicon) -> bool:
    if not _TRANSITIVE.match(match.group()):
        return False
    near = between[-40:]
    if lexicon.pattern("be_forms", r"\b(?:{})\b(?:\s+(?:\w+ly|also|since|then|all|both|each|later))*\s*\Z").search(
        near
    ):
        return False
    if re.search(r"\b(?:has|have|had)\s+(?:also\s+|already\s+)?\Z", near, re.IGNORECASE):
        return True
    if re.search(r"\b(?:who|that|which)\s+\Z", near, re.IGNORECASE):
        return True
    return _OBJECT.match(tail, match.end()) is not None


def _counts_its_object(view: str, end: int, words: str, between: str, later: list[Quantity]) -> bool:
    """Whether a bare verb is followed by the number of those it was done to: "two gunmen killed five"."""
    if between.strip() or not _TRANSITIVE.match(words):
        return False
    behind = [item.begin for item in later if item.begin >= end and not view[item.begin].isupper()]
    return any(not view[end:begin].strip(" ") for begin in behind)
