"""English: "the death toll in the province rose to 217", "Injured: 30".

The rules kept here: a noun for a toll reaches the quantity through a verb of reaching, a colon or "of"; a lone
"deaths" or "injured" does so only as a label or close by. The toll may also stand behind its
number ("bringing to 20 the number of dead"). The verb ("surpassed 500") or the toll's adjective
("the official death toll") hedges the number.
"""

import re
from dataclasses import replace

from tawthiq.reading.binding import Bound, bound_by
from tawthiq.reading.counted import Counted
from tawthiq.reading.lexicon import Lexicon
from tawthiq.reading.quantities import Quantity, hedge_with
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import Category, Unit

#: "1,293 civilian casualties: 503 killed" labels nothing, "casualties" has its own number.
_SUM_OF = re.compile(r"(?<![\w.,])\d[\d,]*\s+(?:[a-z-]+\s+){0,2}\Z")
#: The digits of dates do not part a toll from its number: "the toll since 7 October has risen to 12,200".
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"(?: \d{1,2}(?:st|nd|rd|th)?\b)?(?:,? (?:19|20)\d\d\b)?|\b(?:in|since|of|by|from|until) (?:19|20)\d\d\b"
)
_CHANGED = re.compile(r"(?:increas|decreas|ris|fall|drop|climb|grow|jump|rose|fell|grew)\w* from\s+\Z", re.IGNORECASE)
_DASHES = ("-", "–", "—")
_RISES = re.compile(
    r"(?:total(?:l?ed|s)|number(?:ed|s)|rose|risen|rises|climbed|climbs|increased|increases|jumped|grew|reached|reaches|stands?|stood)\b"
)
_FAR = 100
_BRINGS = re.compile(
    r"\b(?:br(?:ing(?:s|ing)?|ought)|rais(?:es?|ed|ing)|tak(?:es?|ing)|took|push(?:es|ed|ing)|lift(?:s|ed|ing)) to \Z"
)
_KIND_BEHIND = re.compile(r"\s*(?:people |civilians |persons )?(?:dead|killed|deaths|wounded|injured|hurt|missing)\b")


def bind_toll(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """The figure of the toll or label that reaches a quantity, or None."""
    brought = _brought(view, sentence, quantity, counted, lexicon)
    if brought is not None:
        return brought
    start = max(sentence.start, quantity.begin - 280)
    left = _DATE.sub(lambda date: re.sub(r"\d", "x", date.group()), view[start : quantity.begin])
    tolls = lexicon.triggers("toll")
    reach = lexicon.pattern(
        "toll_reach",
        r"(?P<mid>(?:[^;\d“”]|\d+(?=-[a-z])){0,220}?)(?:(?<!\w)|(?=:)){}\s*(?:about\s+|to\s+|only\s+|just\s+|now\s+|currently\s+|already\s+)?$",
    )
    verbs = lexicon.hedges("hedging_verbs")
    for match in reversed(list(tolls.pattern.finditer(left))):
        reached = reach.match(left, match.end()) or _verb_reach(left, match.end(), verbs.source)
        if reached is None or not _whole_label(match, reached) or _SUM_OF.search(left, 0, match.start()):
            continue
        if tolls.which(match).category is Category.KILLED_OR_INJURED and _KIND_BEHIND.match(view, quantity.end):
            continue
        if reached.group().rstrip()[-1:] in _DASHES and not _is_label(view, left, match, counted):
            continue
        if quantity.low != quantity.high and _CHANGED.search(left) is not None:
            quantity = replace(quantity, low=quantity.high)  # "rose from 340 to 408" is no range
        place = (start + match.start(), start + match.end())
        bound = bound_by(tolls.which(match), quantity, place, (quantity.end, max(quantity.end, counted.end)))
        if counted.unit is None and lexicon.pattern("households", r"\b(?:{})\b").search(left, match.start()):
            bound = replace(bound, unit=Unit.HOUSEHOLD)
        return _toll_hedge(bound, left, start, match.start(), match.end(), lexicon)
    return None


def _brought(view: str, sentence: Sentence, quantity: Quantity, counted: Counted, lexicon: Lexicon) -> Bound | None:
    """The toll behind its number: "bringing to 20 the number of those killed"."""
    if _BRINGS.search(view, sentence.start, quantity.begin) is None:
        return None
    the = re.compile(r"\s+the\s+(?:(?:overall|official|confirmed|total|known)\s+)?").match(view, quantity.end)
    tolls = lexicon.triggers("toll")
    match = tolls.pattern.match(view, the.end(), sentence.end) if the is not None else None
    if match is None:
        return None
    return bound_by(tolls.which(match), quantity, match.span(), (quantity.end, max(quantity.end, counted.end)))


def _verb_reach(left: str, at: int, verbs: str) -> re.Match[str] | None:
    return re.compile(rf"(?P<mid>[^;\d“”]{{0,110}}?)(?<!\w)(?:{verbs})\s*$", re.IGNORECASE).match(left, at)


def _whole_label(match: re.Match[str], reached: re.Match[str]) -> bool:
    """A lone "deaths" or "injured" is a toll only as a label ("Injured: 30") or with a verb close by."""
    if re.search(r"toll|number|count|figure", match.group(), re.IGNORECASE):
        return True
    tail = reached.group()[len(reached.group("mid")) :].strip().lower()
    if _RISES.match(tail) is not None:
        return len(reached.group("mid").strip()) <= _FAR
    return len(reached.group("mid").strip()) <= 12 and tail not in ("of", "to", "at", "as", "was", "were")


def _is_label(view: str, left: str, match: re.Match[str], counted: Counted) -> bool:
    """Whether "Civilians rescued - 1,730" is a line of its own and no dash in a sentence."""
    return (
        re.search(r"\d", left[: match.start()]) is None
        and re.match(r"\s*(?:[,;.(]|\Z|\n)", view[counted.end :]) is not None
    )


def _toll_hedge(bound: Bound, left: str, start: int, first: int, last: int, lexicon: Lexicon) -> Bound:
    """The verb ("surpassed 500") or the toll's adjective ("the official death toll") hedges the number."""
    verbs = lexicon.hedges("hedging_verbs")
    verb = re.search(rf"(?<!\w)(?P<verb>{verbs.source})\s*$", left[last:], re.IGNORECASE)
    if verb is not None:
        place = (start + last + verb.start("verb"), start + last + verb.end("verb"))
        quantity = hedge_with(bound.quantity, verbs.classify(verb.group("verb")), *place)
        return replace(bound, quantity=quantity)
    kinds = lexicon.hedges("toll_hedges")
    word = re.search(rf"(?<!\w)(?P<word>{kinds.source})\s+$", left[:first], re.IGNORECASE)
    if word is None:
        return bound
    place = (start + word.start("word"), start + word.end("word"))
    return replace(bound, quantity=hedge_with(bound.quantity, kinds.classify(word.group("word")), *place))
