"""The pictures of a release: drawn without links, from counts that may leave."""

from __future__ import annotations

from tawthiq.publishing.bidi import direction_of, format_number, number_formatter
from tawthiq.publishing.charts.categories import CategoryBar, draw_categories
from tawthiq.publishing.charts.intervals import (
    DocumentedBar,
    EstimatedInterval,
    IntervalRow,
    RefusedEstimate,
    draw_intervals,
)
from tawthiq.publishing.charts.overlap import ListRow, Overlap, draw_overlap
from tawthiq.publishing.drawing import Canvas
from tawthiq.publishing.release.cells import SafeTable
from tawthiq.publishing.release.parts import ReportPicture
from tawthiq.publishing.release.telling import (
    Facts,
    list_names,
    observed_of,
    title_of,
    word_coded,
    word_share,
    word_value,
)
from tawthiq.publishing.suppression import CountTable, suppress
from tawthiq.publishing.tables import Suppression
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import Estimate, Refusal

#: Longer lists of bars are tables only.
MOST_BARS = 40


def draw_pictures(facts: Facts, language: str) -> list[ReportPicture]:
    """The pictures of a release, without links."""
    title = say("titles", "intervals", language=language)
    drawn = []
    rows = _interval_rows(facts, language)
    if rows:
        svg = draw_intervals(rows, canvas=_canvas("intervals", title, title, language))
        drawn.append(ReportPicture(name="intervals", title=title, svg=svg))
    for dimension in ("month", "place_admin1"):
        table = facts.counts.find(facts.outcome, dimension)
        if table is not None and 1 < len(table.keys) <= MOST_BARS:
            drawn.append(_bars(table, facts, language))
    return [*drawn, *_overlap(facts, language)]


def _canvas(name: str, title: str, description: str, language: str) -> Canvas:
    return Canvas(
        id=name,
        title=title,
        description=description,
        direction="rtl" if direction_of(language) == "rtl" else "ltr",
        format_number=number_formatter(locale=language),
    )


def _interval_rows(facts: Facts, language: str) -> list[IntervalRow]:
    table = facts.counts.by_outcome
    rows: list[IntervalRow] = []
    for (outcome,), cells, total in zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True):
        if outcome != facts.outcome:
            continue
        for code, count in (("bar_verified", cells[0]), ("bar_documented", total)):
            if not isinstance(count, Suppression):
                label = say("sentences", code, language=language, number=format_number(count, locale=language))
                rows.append(DocumentedBar(label=label, value=count, reported=code == "bar_documented"))
    answer = facts.answer
    if isinstance(answer, Refusal):
        reasons = tuple(word_coded("reasons", r.code, r.params, facts, language) for r in answer.reasons)
        rows.append(RefusedEstimate(label=say("sentences", "bar_refused", language=language), reasons=reasons))
    elif isinstance(answer, Estimate) and answer.interval.lower < answer.interval.upper:
        low, high = answer.interval.lower, answer.interval.upper
        label = say(
            "sentences",
            "bar_estimated",
            language=language,
            level=word_share(answer.interval.level, language),
            lower=format_number(round(low), locale=language),
            upper=format_number(round(high), locale=language),
        )
        middle = answer.median if low <= answer.median <= high else None
        rows.append(EstimatedInterval(label=label, low=low, high=high, middle=middle))
    return rows


def _bars(table: SafeTable, facts: Facts, language: str) -> ReportPicture:
    title = title_of(table.by, table.outcome, language=language)
    hidden = say("values", "withheld", language=language)
    bars = []
    for (value,), total in zip(table.keys, table.counts.row_totals, strict=True):
        label = word_value(table.by[0], value, language=language, places=facts.places)
        count = None if isinstance(total, Suppression) else total
        number = hidden if count is None else format_number(count, locale=language)
        words = say("sentences", "bar_category", language=language, label=label, number=number)
        bars.append(CategoryBar(label=label, value=count, words=words))
    if "place_admin1" in table.by:
        bars.sort(key=lambda bar: bar.label)
    name = table.name.replace("_", "-")
    svg = draw_categories(bars, canvas=_canvas(name, title, title, language), hidden_words=hidden)
    return ReportPicture(name=name, title=title, svg=svg)


def shows_overlap(facts: Facts) -> bool:
    """Whether the combinations of lists may be drawn: never with a small count in one of them or told by their sum."""
    if not isinstance(facts.answer, Estimate) or not facts.overlap or isinstance(observed_of(facts), Suppression):
        return False
    counts = tuple((count,) for _, count in facts.overlap)
    names = tuple(" ".join(held) for held, _ in facts.overlap)
    table = CountTable(name="overlap", title="overlap", rows=names, columns=("people",), cells=counts)
    return suppress(table, below=facts.counts.below).small == 0


def _overlap(facts: Facts, language: str) -> list[ReportPicture]:
    if not shows_overlap(facts) or facts.answer is None:
        return []
    names = list_names(facts, language)
    places = {name: place for place, name in enumerate(names)}
    sizes = facts.answer.made.lists

    def words(label: str, count: int) -> str:
        number = format_number(count, locale=language)
        return say("sentences", "bar_category", language=language, label=label, number=number)

    rows = [ListRow(label=names[n], total=sizes[n], words=words(names[n], sizes[n])) for n in names]
    columns = [
        Overlap(
            members=frozenset(places[name] for name in held),
            count=count,
            words=words(" + ".join(names[name] for name in held), count),
        )
        for held, count in facts.overlap
    ]

    def say_rest(combinations: int, people: int) -> str:
        written = {"combinations": combinations, "people": people}
        return say("sentences", "overlap_rest", language=language, **written)

    title = say("titles", "overlap", language=language)
    canvas = _canvas("overlap", title, say("sentences", "overlap_description", language=language), language)
    return [
        ReportPicture(name="overlap", title=title, svg=draw_overlap(rows, columns, canvas=canvas, say_rest=say_rest))
    ]
