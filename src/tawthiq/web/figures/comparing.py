"""Figures of one category set side by side: a picture for each measure, what competes, and every one in a table.

Numbers are never averaged and never joined by a line. Orders of magnitude ("hundreds") have no place in a picture
and stand in the table only. What repeats one origin stands under the first that says it: the copies of one story, and
one speaker's statement whoever carries it. A number that its speaker replaced later stays, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tawthiq.counting.figures import UNKNOWN, Claim, Contest, competing, read_claims, updates
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.publishing.charts.reported import ReportedFigure, Rivalry, draw_reported
from tawthiq.publishing.drawing import Canvas, draw_wide_and_narrow
from tawthiq.reading.claims import speaker_key
from tawthiq.terms.speech import SpeakerChain
from tawthiq.web import formats
from tawthiq.web.figures.cards import FigureCard, make_cards
from tawthiq.web.figures.definitions import define
from tawthiq.web.figures.sums import figure_address
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
class Line:
    """One claim in the table: the first figure that makes it, others that repeat it, and what took its place."""

    card: FigureCard
    repeats: tuple[FigureCard, ...]
    replaced_by: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All figures of one category, with what the category means."""

    code: str
    category: str
    definition: str
    pictures: tuple[Picture, ...]
    contests: tuple[CompetingShown, ...]
    cards: tuple[FigureCard, ...]
    lines: tuple[Line, ...]


def count_categories(figures: Iterable[FigureView]) -> list[tuple[str, str, int]]:
    """Category, its words and how many figures it has, in the order of the words; categories without any left out."""
    counts = Counter(figure.category for figure in figures)
    return [(code, word(CATEGORIES, code), counts[code]) for code in CATEGORIES if counts[code]]


def compare_figures(figures: Sequence[FigureView], *, language: str) -> list[Section]:
    """A section for each category that has figures."""
    sections = []
    known = {figure.id: figure for figure in figures}
    for code in CATEGORIES:
        mine = [figure for figure in figures if figure.category == code]
        if mine:
            sections.append(_section(code, mine, known, language))
    return sections


def _section(code: str, figures: list[FigureView], known: Mapping[UUID, FigureView], language: str) -> Section:
    counted = [f for f in figures if f.value_min is not None or f.value_max is not None]
    by_id = {str(f.id): f for f in counted}
    claims = read_claims(claim_row(f) for f in counted)
    replaced = {one: by_id[pair.new.figure_ids[0]] for pair in updates(claims) for one in pair.old.figure_ids}
    contests = competing(claims)
    pictures = []
    for measure in MEASURES:
        mine = [f for f in counted if f.measure == measure and f.as_of is not None]
        if len(mine) > 1:
            rivals = [contest for contest in contests if contest.measure == measure]
            svg = _draw(code, measure, mine, language, replaced=replaced, rivals=rivals)
            pictures.append(Picture(measure=word(MEASURES, measure), svg=svg))
    cards = tuple(make_cards(figures, language=language, known=known))
    return Section(
        code=code,
        category=word(CATEGORIES, code),
        definition=define(code, language=language),
        pictures=tuple(pictures),
        contests=tuple(_contest(contest, by_id, language) for contest in contests),
        cards=cards,
        lines=_lines(cards, claims, replaced, language),
    )


def _lines(
    cards: Sequence[FigureCard], claims: Iterable[Claim], replaced: Mapping[str, FigureView], language: str
) -> tuple[Line, ...]:
    """One line a claim, in the order of the figures; a figure without a number has one of its own."""
    by_id = {str(card.figure.id): card for card in cards}
    group = {figure_id: claim.figure_ids for claim in claims for figure_id in claim.figure_ids}
    lines = []
    told: set[str] = set()
    for figure_id in by_id:
        if figure_id in told:
            continue
        same = sorted(group.get(figure_id, (figure_id,)), key=lambda one: by_id[one].figure.source_number)
        told.update(same)
        new = replaced.get(figure_id)
        later = None if new is None else (value_of(new, language=language), figure_address(new))
        repeats = tuple(by_id[one] for one in same[1:])
        lines.append(Line(card=by_id[same[0]], repeats=repeats, replaced_by=later))
    return tuple(lines)


def origin_of(figure: FigureView) -> str:
    """Who first said it: the speaker where one is named, whoever carries it, else the story it stands in.

    A speaker known by a role alone ("officials") is one only within one story.
    """
    chain = SpeakerChain.from_dict(figure.data.get("speaker") or {})
    if figure.speaker and figure.speaker not in {chain.name, chain.organisation, chain.role}:
        return f"speaker {figure.speaker.casefold()}"
    key = speaker_key(chain) if figure.speaker else ""
    return f"speaker {key}" if key else f"story {figure.origin_id}"


def claim_row(figure: FigureView) -> dict[str, object]:
    """A figure as `read_claims` takes it."""
    return {
        "id": str(figure.id),
        "category": figure.category,
        "measure": figure.measure,
        "value_min": figure.value_min,
        "value_max": figure.value_max,
        "hedge": figure.hedge,
        "speaker": figure.speaker,
        "origin": origin_of(figure),
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


def _draw(
    category: str,
    measure: str,
    figures: list[FigureView],
    language: str,
    *,
    replaced: Mapping[str, FigureView],
    rivals: Sequence[Contest],
) -> SafeString:
    """The picture: a mark for each figure at its day, by speaker; brackets where speakers contradict each other."""
    names = _speakers(figures)
    shown = [
        _mark(figure, names, language, is_replaced=str(figure.id) in replaced)
        for figure in figures
        if figure.as_of is not None
    ]
    brackets = [_rivalry(contest, language) for contest in rivals if not contest.agree]
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
            rivals=brackets,
            replaced_words=_("replaced later"),
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


def _rivalry(contest: Contest, language: str) -> Rivalry:
    """The ends that were said; of an open end the last number that anybody named."""
    said = [end for claim in contest.claims for end in (claim.value_min, claim.value_max) if end is not None]
    on = contest.as_of or date.min  # unknown days do not compete
    span = write_value(min(said), max(said), hedge="", vague="", language=language)
    words = _("{day}: {span}, they contradict each other").format(
        day=formats.write_day(on, language=language), span=span
    )
    return Rivalry(on=on, low=min(said), high=max(said), words=words)


def _mark(figure: FigureView, names: Sequence[str], language: str, *, is_replaced: bool) -> ReportedFigure:
    speaker = figure.speaker or _("nobody named")
    day = formats.write_day(figure.as_of, language=language)
    words = f"{day}: {value_of(figure, language=language)}, {speaker}"
    if is_replaced:
        words = _("{figure} (replaced later)").format(figure=words)
    return ReportedFigure(
        speaker=names.index(speaker) if speaker in names else len(names) - 1,
        on=figure.as_of,  # type: ignore[arg-type]  # only figures with a day are drawn
        low=figure.value_min,
        high=figure.value_max,
        words=words,
        href=figure_address(figure),
        is_replaced=is_replaced,
    )
