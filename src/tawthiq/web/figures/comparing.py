"""Figures of one category set side by side: a picture for each measure, what competes, and every one in a table.

Numbers are never averaged and never joined by a line. Orders of magnitude ("hundreds") have no place in a picture
and stand in the table only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tawthiq.counting.figures import UNKNOWN, Claim, Contest, competing, read_claims
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.publishing.charts.reported import ReportedFigure, draw_reported
from tawthiq.publishing.drawing import Canvas, draw_wide_and_narrow
from tawthiq.web import formats
from tawthiq.web.figures.cards import FigureCard, figure_address, make_cards
from tawthiq.web.figures.words import CATEGORIES, MEASURES, value_of, word, write_value

#: So many speakers have a colour and a shape of their own; the others share the last.
SPEAKERS_DRAWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetingShown:
    """Claims about one thing and day: from the lowest to the highest that was said."""

    day: str
    place: str
    measure: str
    span: str
    agree: bool
    origins: int
    claims: tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of one measure."""

    measure: str
    svg: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All figures of one category."""

    code: str
    category: str
    pictures: tuple[Picture, ...]
    contests: tuple[CompetingShown, ...]
    cards: tuple[FigureCard, ...]


def count_categories(figures: Iterable[FigureView]) -> list[tuple[str, str, int]]:
    """Category, its words and how many figures it has, in the order of the words; categories without any left out."""
    counts = Counter(figure.category for figure in figures)
    return [(code, word(CATEGORIES, code), counts[code]) for code in CATEGORIES if counts[code]]


def compare_figures(figures: Sequence[FigureView], *, language: str) -> list[Section]:
    """A section for each category that has figures."""
    sections = []
    for code in CATEGORIES:
        mine = [figure for figure in figures if figure.category == code]
        if mine:
            sections.append(_section(code, mine, language))
    return sections


def _section(code: str, figures: list[FigureView], language: str) -> Section:
    counted = [f for f in figures if f.value_min is not None or f.value_max is not None]
    by_id = {str(f.id): f for f in counted}
    claims = read_claims(_row(f) for f in counted)
    pictures = []
    for measure in MEASURES:
        mine = [f for f in counted if f.measure == measure and f.as_of is not None]
        if len(mine) > 1:
            pictures.append(Picture(measure=word(MEASURES, measure), svg=_draw(code, measure, mine, language)))
    return Section(
        code=code,
        category=word(CATEGORIES, code),
        pictures=tuple(pictures),
        contests=tuple(_contest(contest, by_id, language) for contest in competing(claims)),
        cards=tuple(make_cards(figures, language=language)),
    )


def _row(figure: FigureView) -> dict[str, object]:
    return {
        "id": str(figure.id),
        "category": figure.category,
        "measure": figure.measure,
        "value_min": figure.value_min,
        "value_max": figure.value_max,
        "hedge": figure.hedge,
        "speaker": figure.speaker,
        "origin": str(figure.origin_id),
        "as_of": figure.as_of,
        "place": figure.place_words,
        "unit": figure.unit,
        "group": str(figure.data.get("group") or ""),
        "modality": figure.modality,
    }


def _contest(contest: Contest, by_id: dict[str, FigureView], language: str) -> CompetingShown:
    span = write_value(contest.lowest, contest.highest, hedge="", vague="", language=language)
    return CompetingShown(
        day=formats.write_day(contest.as_of, language=language),
        place="" if contest.place == UNKNOWN else contest.place,
        measure=word(MEASURES, contest.measure),
        span=span,
        agree=contest.agree,
        origins=contest.n_origins,
        claims=tuple(_claim(claim, by_id, language) for claim in contest.claims),
    )


def _claim(claim: Claim, by_id: dict[str, FigureView], language: str) -> tuple[str, str, str, int]:
    """Value, speaker, address and number of reports of one claim."""
    first = by_id[claim.figure_ids[0]]
    speaker = _("nobody named") if claim.speaker == UNKNOWN else claim.speaker
    return value_of(first, language=language), speaker, figure_address(first), claim.n_reports


def _draw(category: str, measure: str, figures: list[FigureView], language: str) -> SafeString:
    """The picture: a mark for each figure at its day, by speaker."""
    names = _speakers(figures)
    shown = [_mark(figure, names, language) for figure in figures if figure.as_of is not None]
    title = f"{word(CATEGORIES, category)} · {word(MEASURES, measure)}"
    canvas = Canvas(
        id=f"{category.replace('_', '-')}-{measure}",
        title=title,
        description=_("Each mark is one reported figure at its day. The table below holds the same figures in words."),
        direction="rtl" if get_language_bidi() else "ltr",
        format_number=lambda value: formats.write_number(value, language=language),
    )
    picture = draw_wide_and_narrow(
        lambda variant: draw_reported(
            shown,
            names,
            canvas=variant,
            format_day=lambda day: formats.write_day(day, language=language),
            log_words=_("Steps of ten"),
        ),
        canvas=canvas,
    )
    return mark_safe(picture)  # noqa: S308 - written and escaped by publishing.drawing


def _speakers(figures: Iterable[FigureView]) -> list[str]:
    """Speakers in the order of how often they are quoted; those beyond the last colour share one name."""
    counts: dict[str, int] = {}
    for figure in figures:
        name = figure.speaker or _("nobody named")
        counts[name] = counts.get(name, 0) + 1
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return names if len(names) <= SPEAKERS_DRAWN else [*names[: SPEAKERS_DRAWN - 1], _("others")]


def _mark(figure: FigureView, names: Sequence[str], language: str) -> ReportedFigure:
    speaker = figure.speaker or _("nobody named")
    day = formats.write_day(figure.as_of, language=language)
    words = f"{day}: {value_of(figure, language=language)}, {speaker}"
    return ReportedFigure(
        speaker=names.index(speaker) if speaker in names else len(names) - 1,
        on=figure.as_of,  # type: ignore[arg-type]  # only figures with a day are drawn
        low=figure.value_min,
        high=figure.value_max,
        words=words,
        href=figure_address(figure),
    )
