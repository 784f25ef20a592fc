"""What stands around a figure: rate or stock, since when, in which period, where, and how surely.

The rules kept here: the scope of "daily", "since ..." or a place is the figure's own clause, never the
sentence (a daily number beside a standing one must not make it a rate). Place and time words are kept as
written; a weekday is resolved only against a given day of publication. No place is ever invented from
elsewhere in the report.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tawthiq.reading.binding import Bound
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.terms.figures import Category, FigurePlace, Measure, Modality, PlaceRelation

_FLIGHT = (Category.DISPLACED, Category.DISPLACED_INTERNAL, Category.REFUGEE)
_NEAR = 300
_FINAL = re.compile(r"[\s,.;:'’“”\"]+\Z")
_NAME = r"(?:(?:al|el|an|ad|ar|as|ash|at|az)-)?[A-ZÀ-Þ][\w’'-]*"
_PLACE_NAME = rf"{_NAME}(?:(?:\s+|\s+(?:of|of the|al|de|la|del)\s+){_NAME})*"


@dataclass(frozen=True, slots=True)
class Around:
    """What the words around a figure say."""

    measure: Measure
    modality: Modality
    per: str
    since: str
    period: str
    as_of: str
    places: tuple[FigurePlace, ...]


def look_around(folded: Folded, bound: Bound, scope: tuple[int, int], lexicon: Lexicon) -> Around:
    """The surroundings of a figure within its clause, less the words that only name the speaker.

    Args:
        folded: the report.
        bound: the figure's quantity and trigger.
        scope: the stretch of the view that is content of the figure's sentence (the speaker's cue left out).
        lexicon: the language.
    """
    start, end = max(bound.clause[0], scope[0]), min(bound.clause[1], scope[1])
    if start > bound.quantity.start or end < bound.quantity.end:
        start, end = bound.clause
    clause = folded.view[start:end]
    rate = lexicon.pattern("rate", r"(?<!\w)(?:{})(?!\w)").search(clause)
    since = _kept(lexicon.pattern("since", "{}").search(clause))
    measure = Measure.RATE if rate else _measure(folded.view, bound, clause, since, lexicon)
    return Around(
        measure=measure,
        modality=_modality(folded.view, bound, start, lexicon),
        per=_per(rate.group(), lexicon) if rate else "",
        since=since,
        period=_kept(lexicon.pattern("period", "{}").search(clause.replace(since, "") if since else clause)),
        as_of=_kept(lexicon.pattern("as_of", "{}").search(clause)),
        places=_places(folded, bound, (start, end), scope, lexicon),
    )


def resolve_day(words: str, published_on: date | None, lexicon: Lexicon) -> date | None:
    """The day that "Tuesday" or "yesterday" means in a report published on a day; None without one."""
    if published_on is None:
        return None
    for name, number in lexicon.data["weekdays"].items():
        if re.search(rf"(?<!\w){name}(?!\w)", words, re.IGNORECASE):
            return published_on - timedelta(days=(published_on.weekday() - number) % 7)
    low = words.lower()
    if "yesterday" in low or re.search(r"(?<!من )(?<!\w)امس(?! الاول)", low):
        return published_on - timedelta(days=1)
    return published_on if "today" in low or "اليوم" in low else None


def _kept(match: re.Match[str] | None) -> str:
    return _FINAL.sub("", match.group()).strip() if match else ""


def _per(words: str, lexicon: Lexicon) -> str:
    for name, source in lexicon.data["rate_words"].items():
        if re.search(source, words, re.IGNORECASE):
            return str(name)
    return ""


def _measure(view: str, bound: Bound, clause: str, since: str, lexicon: Lexicon) -> Measure:
    if bound.measure is not None and bound.category not in _FLIGHT:
        return bound.measure
    total = bool(since) or lexicon.pattern("cumulative", r"(?<!\w)(?:{})(?!\w)").search(clause) is not None
    if bound.measure is Measure.STOCK and not total:
        return Measure.STOCK
    if bound.category in _FLIGHT and _standing(view, bound, lexicon):
        return Measure.STOCK
    return Measure.CUMULATIVE if total else Measure.FLOW


def _standing(view: str, bound: Bound, lexicon: Lexicon) -> bool:
    """A state ("are displaced", "displaced by fighting"), not an event ("were displaced")."""
    if lexicon.language != "en":
        return bound.rule.endswith(".head")
    words = view[bound.trigger[0] : bound.trigger[1]].lower()
    if bound.rule.endswith(".head"):
        return True
    if re.search(r"\bas idps|still|remain|living|live", words):
        return True
    if ("displaced" not in words and "uprooted" not in words) or bound.trigger[0] < bound.quantity.end:
        return False
    between = view[bound.counted[1] : bound.trigger[0]]
    return re.search(r"\b(?:were|was|been|newly)\b", between, re.IGNORECASE) is None


def _modality(view: str, bound: Bound, start: int, lexicon: Lexicon) -> Modality:
    if bound.modality is not None:
        return bound.modality
    for name in lexicon.data["modality"]:
        first = bound.clause[0] if name == "verified" else start
        near = view[max(first, bound.start - 60) : bound.end]
        if lexicon.pattern(f"modality.{name}", r"(?<!\w)(?:{})(?!\w)").search(near):
            return Modality(name)
    return Modality.ASSERTED


def _places(
    folded: Folded, bound: Bound, clause: tuple[int, int], scope: tuple[int, int], lexicon: Lexicon
) -> tuple[FigurePlace, ...]:
    find = _arabic_places if lexicon.language == "ar" else _english_places
    found = find(folded, clause, bound.category, lexicon)
    if not found:  # "In Malawi, ..." or "... in Papua have killed" holds for the clauses that name no place
        at = bound.quantity.start
        near = (max(scope[0], at - _NEAR), min(scope[1], at + _NEAR))
        found = [place for place in find(folded, near, bound.category, lexicon) if place.relation is PlaceRelation.AT]
    return tuple(found)


@cache
def _english_place_pattern() -> re.Pattern[str]:
    lexicon = load_lexicon("en")
    known = f"{lexicon.data['place_words']}"
    return re.compile(
        r"\b(?P<word>in|at|near|inside|within|across|from|to|into|toward|towards|for|around|of|throughout|outside"
        r"|(?:province|town|city|state|district|region|village|island)\s+of|[Ff]led|[Ff]leeing|[Ll]eft|[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Aa]cross|[Ii]nside)\s+"
        r"(?:(?P<known>(?i:" + known + r"))(?!\w)|(?:the\s+)?"
        r"(?:(?:town|city|village|province|district|state|island|capital|suburbs?|outskirts|region|area"
        r"|territory|countryside)\s+of\s+)?"
        r"(?:(?:(?:nearby|neighbou?ring|central|coastal|rural|"
        r"(?:north|south)?-?(?:east|west)?(?:ern)?)\s+)*)(?P<first>" + _PLACE_NAME + r")"
        r"\b(?!\s+(?:border|side|people|army|government|forces|authorities|soldiers|troops|police|waters)\b)"
        r"(?P<more>(?:,\s+" + _PLACE_NAME + r")*(?:,?\s+and\s+(?:neighbou?ring\s+)?" + _PLACE_NAME + r")?))"
    )


def _english_places(
    folded: Folded, stretch: tuple[int, int], category: Category, lexicon: Lexicon
) -> list[FigurePlace]:
    moving = category in lexicon.words("movement")
    found: list[FigurePlace] = []
    for match in _english_place_pattern().finditer(folded.view, stretch[0], max(stretch)):
        relation = _english_relation(match.group("word").lower(), moving=moving)
        if relation is None:
            continue
        if match.group("known"):
            found.append(_place(folded, match.span("known"), relation))
            continue
        spans = [match.span("first")]
        spans += [
            (match.start("more") + more.start(), match.start("more") + more.end())
            for more in re.finditer(_PLACE_NAME, match.group("more"))
        ]
        found += [_place(folded, span, relation) for span in spans if _is_place(folded.view, span, lexicon)]
    return found


def _english_relation(word: str, *, moving: bool) -> PlaceRelation | None:
    if word in ("fled", "fleeing", "left"):
        return PlaceRelation.FROM if moving else None
    if word == "from":
        return PlaceRelation.FROM
    if word in ("to", "into", "toward", "towards", "for"):
        return PlaceRelation.TO if moving else None
    return PlaceRelation.AT if word != "of" else None


def _is_place(view: str, span: tuple[int, int], lexicon: Lexicon) -> bool:
    words = view[span[0] : span[1]].lower().split()
    if lexicon.pattern("place_words", r"(?:{})\Z").match(" ".join(words)):
        return True
    refused = lexicon.words("not_places")
    return bool(words) and words[0] not in refused and not any(word.endswith("day") for word in words[:1])


def _place(folded: Folded, span: tuple[int, int], relation: PlaceRelation) -> FigurePlace:
    words = folded.view[span[0] : span[1]]
    raw = folded.span(span[0], span[1] - (2 if words.endswith("'s") else 0))
    return FigurePlace(words=raw.words(folded.raw), relation=relation, span=raw)


def _arabic_places(folded: Folded, stretch: tuple[int, int], category: Category, lexicon: Lexicon) -> list[FigurePlace]:
    moving = category in lexicon.words("movement")
    found: list[FigurePlace] = []
    for relation in PlaceRelation:
        if relation is not PlaceRelation.AT and not moving:
            continue
        name = rf"\s+(?P<name>(?:{lexicon.data['place_nouns']})\s+\w+|(?:{lexicon.countries})(?!\w))"
        pattern = lexicon.pattern(f"place_prefixes.{relation}", r"(?<!\w)(?:{})" + name)
        matches = pattern.finditer(folded.view, stretch[0], max(stretch))
        found += [_place(folded, match.span("name"), relation) for match in matches]
    return sorted(found, key=lambda place: place.span.start)
