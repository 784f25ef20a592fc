"""Where the people of a figure are, where they come from and where they went, in the report's own words.

The rules kept here: a place belongs to the clause it stands in; one that opens the sentence holds for the clauses
that name none. "From" and "to" are for people who move; for others "from" says where it happened or who they are.
After a verb of arrival "in" leads to a place ("arrived in Niger"). Precision is what the words themselves say (a
country of the list, "province", "camp"); nothing is narrowed by guessing.
"""

import re
from functools import cache

from tawthiq.reading.binding import Bound
from tawthiq.reading.folding import Folded
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.terms.figures import FigurePlace, PlacePrecision, PlaceRelation

_NEAR = 300
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽƏА-ЯЁЄІЇҐ"
_NAME = rf"(?:(?:[Aa]l|[Ee]l|[Aa]n|[Aa]d|[Aa]r|[Aa]s|[Aa]sh|[Aa]t|[Aa]z|[DdLl])['-])?[{_UPPER}][\w’'-]*"
_MOST_MOTION = 40


def named_at(folded: Folded, stretch: tuple[int, int], lexicon: Lexicon) -> list[FigurePlace]:
    """The places of a stretch at which something is said to be, whatever happened there."""
    find = _arabic_places if lexicon.language == "ar" else _named_places
    return [place for place in find(folded, stretch, None, lexicon) if place.relation is PlaceRelation.AT]


def find_places(
    folded: Folded, bound: Bound, clause: tuple[int, int], scope: tuple[int, int], lexicon: Lexicon
) -> tuple[FigurePlace, ...]:
    """The places of a figure, in the order of the text."""
    find = _arabic_places if lexicon.language == "ar" else _named_places
    found = find(folded, clause, bound, lexicon)
    if not found:  # "In Malawi, ..." or "... in Papua have killed" holds for the clauses that name no place
        at = bound.quantity.start
        near = (max(scope[0], at - _NEAR), min(scope[1], at + _NEAR))
        found = [place for place in find(folded, near, bound, lexicon) if place.relation is PlaceRelation.AT]
    return tuple(dict.fromkeys(found))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    places = load_lexicon(language).data["places"]
    joints = places["joints"]
    name = rf"{_NAME}(?:(?:\s+|\s+(?:{joints})\s*){_NAME})*"
    groups = "|".join(f"(?P<{relation}>(?i:{places[relation]}))" for relation in ("from", "to", "at", "either", "left"))
    return re.compile(
        rf"(?<![\w-])(?:{groups})(?:(?<=')|\s+)(?:(?P<known>(?i:{places['known']}))(?!\w)"
        rf"|(?:(?i:{places['before_name']})\s*)*(?P<first>{name})(?!\s+(?:{places['not_after']})\b)"
        rf"(?P<more>(?:,\s+{name})*(?:,?\s+(?:{places['and']})\s+(?:(?i:{places['before_name']})\s*)*{name})?))"
    )


def _named_places(folded: Folded, stretch: tuple[int, int], bound: Bound | None, lexicon: Lexicon) -> list[FigurePlace]:
    found: list[FigurePlace] = []
    for match in _pattern(lexicon.language).finditer(folded.view, stretch[0], max(stretch)):
        relation = _relation(folded.view, match, bound, lexicon)
        if relation is None:
            continue
        if match.group("known"):
            found.append(_place(folded, match.span("known"), relation, lexicon))
            continue
        spans = [match.span("first"), *_further(match, lexicon)]
        found += [_place(folded, span, relation, lexicon) for span in spans if _is_place(folded.view, span, lexicon)]
    return found


def _further(match: re.Match[str], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The other names of "Turkey, Lebanon and Jordan"."""
    joints = lexicon.data["places"]["joints"]
    name = rf"{_NAME}(?:(?:\s+|\s+(?:{joints})\s*){_NAME})*"
    at = match.start("more")
    return [(at + more.start(), at + more.end()) for more in re.finditer(name, match.group("more"))]


def _relation(view: str, match: re.Match[str], bound: Bound | None, lexicon: Lexicon) -> PlaceRelation | None:
    moving = bound is not None and bound.category in lexicon.words("movement")
    kind = match.lastgroup if match.lastgroup in ("from", "to", "at", "either", "left") else _kind(match)
    if kind == "left":
        return PlaceRelation.FROM if moving else None
    if kind == "from":
        return PlaceRelation.FROM
    if kind == "to":
        return PlaceRelation.TO if moving else None
    motion = moving and lexicon.pattern("places.motion", r"(?<!\w)(?:{})(?!\w)").search(
        view[max(0, match.start() - _MOST_MOTION) : match.start()]
    )
    if motion and (kind == "either" or view[match.start() : match.end()].lower().startswith(("in ", "at ", "en "))):
        return PlaceRelation.TO
    return PlaceRelation.AT


def _kind(match: re.Match[str]) -> str:
    return next(name for name in ("from", "to", "at", "either", "left") if match.group(name) is not None)


def _is_place(view: str, span: tuple[int, int], lexicon: Lexicon) -> bool:
    words = view[span[0] : span[1]].lower().removesuffix("'s").split()
    refused = lexicon.words("not_places")
    data = lexicon.data
    return bool(words) and words[0] not in refused | data["months"].keys() | data["weekdays"].keys()


def _place(folded: Folded, span: tuple[int, int], relation: PlaceRelation, lexicon: Lexicon) -> FigurePlace:
    words = folded.view[span[0] : span[1]]
    raw = folded.span(span[0], span[1] - (2 if words.endswith("'s") else 0))
    return FigurePlace(
        words=raw.words(folded.raw), relation=relation, span=raw, precision=_precision(folded.view, span, lexicon)
    )


def _precision(view: str, span: tuple[int, int], lexicon: Lexicon) -> PlacePrecision:
    """What the name itself says, else the words right beside it ("the province of")."""
    words = view[span[0] : span[1]]
    if re.fullmatch(lexicon.countries, words):
        return PlacePrecision.COUNTRY
    around = view[max(0, span[0] - 24) : span[0]] + words + view[span[1] : span[1] + 14]
    for name in lexicon.data["precision"]:
        if lexicon.pattern(f"precision.{name}", r"(?<!\w)(?:{})(?!\w)").search(around):
            return PlacePrecision(name)
    return PlacePrecision.UNKNOWN


def _arabic_places(
    folded: Folded, stretch: tuple[int, int], bound: Bound | None, lexicon: Lexicon
) -> list[FigurePlace]:
    moving = bound is not None and bound.category in lexicon.words("movement")
    found: list[FigurePlace] = []
    for relation in PlaceRelation:
        if relation is PlaceRelation.TO and not moving:
            continue
        for match in _arabic_pattern(relation).finditer(folded.view, stretch[0], max(stretch)):
            if relation is PlaceRelation.FROM and not moving and not match.group("noun"):
                continue
            found.append(_place(folded, match.span("name" if match.group("name") else "bare"), relation, lexicon))
            more = _arabic_more().match(folded.view, match.end())
            while more is not None and more.end() <= max(stretch):
                found.append(_place(folded, more.span("name"), relation, lexicon))
                more = _arabic_more().match(folded.view, more.end())
    return sorted(found, key=lambda place: place.span.start)


@cache
def _arabic_pattern(relation: PlaceRelation) -> re.Pattern[str]:
    """A preposition and a place noun with its name, a country, or (after a direction or a way) a bare name."""
    lexicon = load_lexicon("ar")
    places = lexicon.data["places"]
    bare = places["bare"][relation]
    noun = rf"(?P<noun>(?:{places['nouns']})\s+\w+)"
    return re.compile(
        rf"(?<!\w)[وف]?(?:(?:(?:{places[relation]})\s+|{places['attached'][relation]})(?P<name>{noun}"
        rf"|(?:{lexicon.countries})(?!\w)|(?:{places['known']})(?!\w))"
        rf"|(?:{bare})\s+(?!(?:{places['not_bare']})(?!\w))(?P<bare>[\u0621-\u064a]{{3,}}))"
    )


@cache
def _arabic_more() -> re.Pattern[str]:
    lexicon = load_lexicon("ar")
    return re.compile(rf"\s*(?:,\s*)?و(?P<name>(?:{lexicon.countries})(?!\w))")
