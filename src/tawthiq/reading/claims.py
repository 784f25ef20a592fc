"""Which figures and quotations go back to one origin: corroboration counts origins, never repeats.

The rules kept here:

- A figure said by somebody has that speaker for its origin, whoever relays it: two agencies that quote one Red
  Crescent are one claim by the Red Crescent. The same speaker, value and category are one claim unless both
  days are known and differ.
- A figure that a report claims itself has the story for its origin: all copies of one wire story are one.
- Quoted words that stand in two reports (half of the shorter one's five-word shingles, four at least) are one
  statement, unless two different speakers are named.
- Names of one organisation ("UNHCR", "the UN refugee agency") are one speaker; a surname is the person of that
  name. A speaker known by a role alone ("officials", "a doctor") is one only within one story.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources

import yaml

from tawthiq.reading.folding import fold_words
from tawthiq.reading.origins import grouped, text_links
from tawthiq.terms.figures import Quotation, QuotationKind, Reading, ReportedFigure, SpeakerChain
from tawthiq.terms.origins import ClaimOrigin, ClaimPlace, OriginBasis, OriginLink

_STATEMENT = 0.5
_STATEMENT_SHARED = 4


def figure_origins(readings: Sequence[Reading], stories: Sequence[Sequence[int]]) -> tuple[ClaimOrigin, ...]:
    """All figures of several reports by what they go back to; each figure in exactly one origin.

    Args:
        readings: the reports' readings.
        stories: the reports in groups that carry one story, from `copies` or `grouped`.
    """
    story = {place: number for number, group in enumerate(stories) for place in group}
    claims = [
        (ClaimPlace(report=report, number=number), figure)
        for report, reading in enumerate(readings)
        for number, figure in enumerate(reading.figures)
    ]
    buckets: dict[tuple[object, ...], list[int]] = {}
    for at, (place, figure) in enumerate(claims):
        buckets.setdefault((*_meaning(figure), _origin(figure.speaker, story[place.report])), []).append(at)
    found = []
    for members in buckets.values():
        for group in _by_day([(at, _said_on(claims[at][1], readings[claims[at][0].report])) for at in members]):
            speaker = claims[group[0]][1].speaker.label
            found.append(
                ClaimOrigin(
                    claims=tuple(claims[at][0] for at in group),
                    speaker=speaker,
                    basis=OriginBasis.CLAIM if speaker else OriginBasis.COPY,
                )
            )
    return tuple(sorted(found, key=lambda item: (item.claims[0].report, item.claims[0].number)))


def statement_origins(readings: Sequence[Reading]) -> tuple[ClaimOrigin, ...]:
    """Quoted words that stand in more than one report, as one statement each."""
    quotes = [
        (ClaimPlace(report=report, number=number), quotation)
        for report, reading in enumerate(readings)
        for number, quotation in enumerate(reading.quotations)
        if quotation.kind is not QuotationKind.INDIRECT
    ]
    links = text_links([quotation.words for _, quotation in quotes], _STATEMENT, _STATEMENT_SHARED)
    kept = [link for link in links if _one_statement(quotes[link.first], quotes[link.second])]
    groups = [group for group in grouped(len(quotes), kept) if len(group) > 1]
    return tuple(
        ClaimOrigin(
            claims=tuple(quotes[at][0] for at in group),
            speaker=next((quotes[at][1].speaker.label for at in group if quotes[at][1].speaker.known), ""),
            basis=OriginBasis.STATEMENT,
        )
        for group in groups
    )


def statement_links(readings: Sequence[Reading]) -> tuple[OriginLink, ...]:
    """Reports that share a statement, two by two: what they quote is one origin, not the reports themselves."""
    links = {
        (one.report, other.report)
        for origin in statement_origins(readings)
        for one in origin.claims
        for other in origin.claims
        if one.report < other.report
    }
    return tuple(OriginLink(first=one, second=other, basis=OriginBasis.STATEMENT) for one, other in sorted(links))


def _one_statement(one: tuple[ClaimPlace, Quotation], other: tuple[ClaimPlace, Quotation]) -> bool:
    if one[0].report == other[0].report:
        return False
    first, second = speaker_key(one[1].speaker), speaker_key(other[1].speaker)
    return not first or not second or first == second


def _meaning(figure: ReportedFigure) -> tuple[object, ...]:
    return figure.value_min, figure.value_max, figure.vague, figure.unit, figure.category


def _origin(speaker: SpeakerChain, story: int) -> tuple[str, int]:
    key = speaker_key(speaker)
    return (key, -1) if key else (speaker.label.lower(), story)


def speaker_key(speaker: SpeakerChain) -> str:
    """What tells a speaker from others across reports; empty for nobody, and for a bare role."""
    if speaker.name:
        return fold_words(speaker.name).lower().split()[-1]
    if speaker.organisation and not speaker.role:
        plain = fold_words(speaker.organisation).lower().removeprefix("the ")
        return _aliases().get(plain, plain)
    return ""


def _said_on(figure: ReportedFigure, reading: Reading) -> date | None:
    return figure.speaker.said_on or reading.published_on


def _by_day(members: list[tuple[int, date | None]]) -> list[list[int]]:
    """Members by their day; one without a day goes with the first day there is."""
    days: dict[date, list[int]] = {}
    undated = [at for at, day in members if day is None]
    for at, day in members:
        if day is not None:
            days.setdefault(day, []).append(at)
    groups = [days[day] for day in sorted(days)]
    if undated:
        groups = [sorted([*groups[0], *undated]), *groups[1:]] if groups else [undated]
    return groups


@cache
def _aliases() -> dict[str, str]:
    file = resources.files("tawthiq.reading") / "lexicons" / "organisations.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["organisations"]
    return {fold_words(name).lower(): fold_words(row[0]).lower() for row in rows for name in row}
