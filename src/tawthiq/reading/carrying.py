"""Places for figures whose own sentence names none: carried from the words just before, or the country reported on.

The rules kept here: a carried place is marked as such by a rule (``place.carried``, ``place.country``), so that a
member sees that it does not stand beside the number. Carried is only where people are (``at``): from the figure
before it in the same paragraph, else from the sentences before in that paragraph, else from the title. Words that
only point to a place ("the country") are kept and the carried name is put beside them. Where these
name no place, it is the country that the report names most often, if it names one at least twice and clearly more
often than any other. A place is never made up: the words stand in the report, and the span says where.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from tawthiq.reading.folding import Folded
from tawthiq.reading.layout import Page
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.places import named_at
from tawthiq.reading.sentences import Sentence
from tawthiq.terms.figures import FigurePlace, LayoutKind, PlacePrecision, PlaceRelation, ReportedFigure

_LEAST = 2
_POINTING = re.compile(
    r"the country|their (?:own )?country|the region|the capital|the province|the state|the (?:\w+ )?city", re.IGNORECASE
)
_BACK = 6


def carry_places(
    folded: Folded,
    page: Page,
    sentences: list[Sentence],
    numbers: list[int],
    figures: tuple[ReportedFigure, ...],
    lexicon: Lexicon,
) -> tuple[ReportedFigure, ...]:
    """The figures, those without a place given the one that holds where they stand.

    Args:
        folded: the report.
        page: its parts.
        sentences: its sentences.
        numbers: the number of each figure's sentence.
        figures: in the order of the text.
        lexicon: the language.
    """
    found: list[ReportedFigure] = []
    country: FigurePlace | str | None = "unknown"
    for index, (number, figure) in enumerate(zip(numbers, figures, strict=True)):
        if any(not _nameless(item.words, lexicon) for item in figure.places):
            found.append(figure)
            continue
        place, rule = _nearby(folded, page, sentences, number, lexicon), "place.carried"
        before = found[index - 1] if index else None
        if before is not None and sentences[numbers[index - 1]].paragraph == sentences[number].paragraph:
            named = (item for item in before.places if item.relation is PlaceRelation.AT)
            place = next((item for item in named if not _nameless(item.words, lexicon)), place)
        if place is None:
            country = _country(folded, lexicon) if isinstance(country, str) else country
            place, rule = country, "place.country"
        given = () if place is None else (place,)
        rules = (*figure.rules, rule) if given else figure.rules
        found.append(replace(figure, places=(*figure.places, *given), rules=rules))
    return tuple(found)


def _nearby(folded: Folded, page: Page, sentences: list[Sentence], number: int, lexicon: Lexicon) -> FigurePlace | None:
    """The last place named in the paragraph before this sentence, else in the title."""
    paragraph = sentences[number].paragraph
    at = number - 1
    while at >= max(0, number - _BACK) and sentences[at].paragraph == paragraph:
        stretch = (sentences[at].start, sentences[at].end)
        places = [item for item in named_at(folded, stretch, lexicon) if not _nameless(item.words, lexicon)]
        if places:
            return places[-1]
        at -= 1
    title = next((part.span for part in page.parts if part.kind is LayoutKind.TITLE), None)
    first = sentences[0] if sentences else None
    if title is None or first is None or folded.span(first.start, first.end).start != title.start:
        return None
    places = named_at(folded, (first.start, first.end), lexicon)
    return places[-1] if places else None


def _nameless(words: str, lexicon: Lexicon) -> bool:
    """Whether words such as "the country" point to a place that is named elsewhere; a border or "abroad" does not."""
    return lexicon.language == "en" and _POINTING.fullmatch(words) is not None


def _country(folded: Folded, lexicon: Lexicon) -> FigurePlace | None:
    """The country the report is about: named at least twice, and more often than any other."""
    pattern = _countries(lexicon.language)
    counts: Counter[str] = Counter()
    places: dict[str, re.Match[str]] = {}
    for match in pattern.finditer(folded.view):
        counts[match.group()] += 1
        places.setdefault(match.group(), match)
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _LEAST or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    match = places[ranked[0][0]]
    span = folded.span(*match.span())
    return FigurePlace(
        words=span.words(folded.raw), relation=PlaceRelation.AT, span=span, precision=PlacePrecision.COUNTRY
    )


@cache
def _countries(language: str) -> re.Pattern[str]:
    prefix = "(?:[وفب]|ل)?" if language == "ar" else ""
    return re.compile(rf"(?<![\w-]){prefix}(?:{load_lexicon(language).countries})(?!\w)")
