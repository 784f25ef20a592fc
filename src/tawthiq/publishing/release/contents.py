"""What a release says in one language, made from a kept count that is safe and the latest estimate.

The rules: no names. Lists are numbered, places are those of the gazetteer, numbers are those that `cells` lets out;
a number inside a sentence obeys the same threshold as one in a table. The answers of the methods behind a refusal
are for diagnosis and never leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tawthiq.publishing.bidi import direction_of, format_date, format_number, month_names, number_formatter
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
from tawthiq.publishing.release.cells import SafeCounts, SafeTable
from tawthiq.publishing.release.parts import ReleaseParts, ReportPicture
from tawthiq.publishing.suppression import CountTable, suppress
from tawthiq.publishing.tables import SUPPRESSED, Cell, Column, Suppression, Table
from tawthiq.publishing.wording import say, say_coded
from tawthiq.terms.estimates import Estimate, Refusal
from tawthiq.terms.vocabularies import vocabulary

#: Dimensions whose values are codes of a vocabulary.
CODED = ("outcome", "sex", "civilian_status", "cause")
#: Longer lists of bars are tables only.
MOST_BARS = 40
_GROUPS: dict[tuple[str, ...], str] = {("sex", "age"): "sex_age"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a release is told from, the same for every language.

    Args:
        counts: the safe tables.
        counted_on: day of the count.
        ledger_seq: position of the ledger that the count holds for.
        standard: code of the mission's standard of proof.
        purpose: code of the consent purpose.
        outcome: of the estimate.
        answer: the estimate or the refusal, None where there is none.
        overlap: (lists, people) of each combination of lists, as kept with the estimate.
        places: English and Arabic name of a place by its id.
    """

    counts: SafeCounts
    counted_on: date
    ledger_seq: int
    standard: str
    purpose: str
    outcome: str = "killed"
    answer: Estimate | Refusal | None = None
    overlap: tuple[tuple[tuple[str, ...], int], ...] = ()
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def build_parts(facts: Facts, *, language: str) -> ReleaseParts:
    """The report, tables and pictures of a release in one language, with every column declared."""
    tables = [
        *(_count_table(table, facts, language) for table in facts.counts.tables),
        *_answer_tables(facts, language),
    ]
    return ReleaseParts(
        summary=_summary(facts, language),
        tables=tuple(tables),
        allowed={table.name: tuple(column.name for column in table.columns) for table in tables},
        pictures=tuple(_pictures(facts, language)),
    )


def word_cautions(facts: Facts, *, language: str) -> tuple[str, ...]:
    """What a reader of the release must know: the estimate's cautions, and what no release can say."""
    answer = facts.answer
    own = [_coded("cautions", c.code, c.params, facts, language) for c in answer.cautions] if answer else []
    return (
        *own,
        say("sentences", "unreachable", language=language),
        say("sentences", "differences", language=language),
    )


def title_of(by: Sequence[str], outcome: str, *, language: str) -> str:
    """The heading of a table of counts."""
    code = _GROUPS.get(tuple(by), "_".join(by))
    words = vocabulary("outcome").label(outcome, language) if outcome else ""
    return say("titles", code, language=language, outcome=words)


def word_value(dimension: str, value: str, *, language: str, places: Mapping[str, tuple[str, str]]) -> str:
    """A value of a dimension as a reader writes it: a code's label, a month in words, a place by its name."""
    if value == "unknown":
        return say("values", "unknown", language=language)
    if dimension in CODED:
        return vocabulary(dimension).label(value, language)
    if dimension == "place_admin1":
        english, arabic = places.get(value, (value, ""))
        return (arabic if language == "ar" else "") or english
    if dimension == "month":
        year, month = value.split("-")
        return f"{month_names(locale=language)[int(month) - 1]} {year}"
    return say("values", value, language=language)


def _count_table(table: SafeTable, facts: Facts, language: str) -> Table:
    dimensions = table.by
    groups = [
        Column(
            name=name.removeprefix("place_"),
            label=say("headings", name, language=language),
            description=say("columns", "group", language=language),
        )
        for name in dimensions
    ]
    counts = [
        Column(
            name=name,
            label=say("headings", name, language=language),
            kind="count",
            description=say("columns", name, language=language),
        )
        for name in ("verified", "not_verified", "documented")
    ]
    rows: list[tuple[Cell, ...]] = []
    for keys, cells, total in zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True):
        words = [
            word_value(d, v, language=language, places=facts.places) for d, v in zip(dimensions, keys, strict=True)
        ]
        rows.append((*words, *cells, total))
    if "place_admin1" in dimensions:
        rows.sort(key=lambda row: str(row[0]))
    blank = ("",) * (len(dimensions) - 1)
    rows.append((say("values", "total", language=language), *blank, *table.counts.column_totals, table.counts.total))
    return Table(
        name=table.name,
        title=title_of(table.by, table.outcome, language=language),
        columns=(*groups, *counts),
        rows=tuple(rows),
    )


def _summary(facts: Facts, language: str) -> tuple[str, ...]:
    table = facts.counts.by_outcome
    lines = list(zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True))
    lines.sort(key=lambda line: line[0][0] != facts.outcome)
    said = [_say_outcome(keys[0], cells[0], total, facts, language) for keys, cells, total in lines]
    said += _say_answer(facts, language)
    purpose = vocabulary("consent_purpose").label(facts.purpose, language)
    said.append(
        say(
            "sentences",
            "position",
            language=language,
            seq=format_number(facts.ledger_seq, locale=language),
            day=format_date(facts.counted_on, locale=language),
        )
    )
    return (*said, say("sentences", "consent", language=language, purpose=purpose))


def _say_outcome(
    outcome: str, verified: int | Suppression, total: int | Suppression, facts: Facts, language: str
) -> str:
    """The sentence about one outcome, as far as its numbers may be said."""
    name = vocabulary("outcome").label(outcome, language)
    if isinstance(total, Suppression):
        return say("sentences", "withheld", language=language, outcome=name)
    documented = format_number(total, locale=language)
    if isinstance(verified, Suppression):
        return say("sentences", "documented_only", language=language, outcome=name, documented=documented)
    return say(
        "sentences",
        "documented",
        language=language,
        outcome=name,
        standard=vocabulary("standard_of_proof").label(facts.standard, language),
        documented=documented,
        verified=format_number(verified, locale=language),
    )


def _say_answer(facts: Facts, language: str) -> list[str]:
    answer = facts.answer
    outcome = vocabulary("outcome").label(facts.outcome, language)
    if answer is None:
        return [say("sentences", "no_estimate", language=language)]
    if isinstance(answer, Estimate):
        ends = {
            "lower": format_number(round(answer.interval.lower), locale=language),
            "upper": format_number(round(answer.interval.upper), locale=language),
            "level": _percent(answer.interval.level, language),
            "observed": _people(answer.n_observed, facts, language),
            "lists": format_number(len(answer.made.lists), locale=language),
        }
        return [say("sentences", "estimate", language=language, outcome=outcome, **ends)]
    reasons = [
        say(
            "sentences",
            "reason",
            language=language,
            reason=_coded("reasons", reason.code, reason.params, facts, language),
            help=say("helps", reason.code, language=language),
        )
        for reason in answer.reasons
    ]
    return [say("sentences", "refusal", language=language, outcome=outcome), *reasons]


def _coded(group: str, code: str, params: Mapping[str, object], facts: Facts, language: str) -> str:
    """A reason or caution in which lists are numbered and small numbers of people are withheld."""
    names = _list_names(facts, language)

    def write(name: str, value: object) -> object:
        if name == "list":
            return names.get(str(value), "")
        if name == "stratum":
            return ""
        is_small = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < facts.counts.below
        if name in {"people", "records"} and is_small:
            return _few(facts, language)
        return value

    return say_coded(group, code, params, language=language, write=write)


def _few(facts: Facts, language: str) -> str:
    return say("values", "few", language=language, below=facts.counts.below)


def _people(count: int, facts: Facts, language: str) -> str:
    return _few(facts, language) if 0 < count < facts.counts.below else format_number(count, locale=language)


def _percent(share: float, language: str) -> str:
    return f"{format_number(round(100 * share, 1), locale=language)}%"


def _list_names(facts: Facts, language: str) -> dict[str, str]:
    """A number for each list of the estimate, largest first: titles of lists name those who made them."""
    sizes = dict(facts.answer.made.lists) if facts.answer else {}
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    return {
        name: say("values", "list", language=language, number=format_number(place, locale=language))
        for place, name in enumerate(ordered, 1)
    }


def _answer_tables(facts: Facts, language: str) -> list[Table]:
    """The estimate with the answers behind it; nothing of them for a refusal."""
    answer = facts.answer
    if not isinstance(answer, Estimate):
        return []
    interval = answer.interval
    observed: Cell = SUPPRESSED if 0 < answer.n_observed < facts.counts.below else answer.n_observed
    names = _list_names(facts, language)
    estimate = Table(
        name="estimate",
        title=say("titles", "estimate", language=language),
        columns=_columns(
            language, "outcome", observed="count", middle="count", lower="count", upper="count", level="number"
        ),
        rows=(
            (
                vocabulary("outcome").label(facts.outcome, language),
                observed,
                *map(round, (answer.median, interval.lower, interval.upper)),
                interval.level,
            ),
        ),
    )
    panel = Table(
        name="estimate_by_method",
        title=say("titles", "panel", language=language),
        columns=_columns(language, "method", "assumption", "role", middle="count", lower="count", upper="count"),
        rows=tuple(
            (
                say("methods", row.method, language=language),
                say("assumptions", row.assumption, language=language),
                say("roles", row.role, language=language),
                *_ends(row.median, row.interval),
            )
            for row in answer.panel
        ),
    )
    moved = Table(
        name="estimate_sensitivity",
        title=say("titles", "sensitivity", language=language),
        columns=_columns(
            language, "changed", "method", middle="count", lower="count", upper="count", without_change="count"
        ),
        rows=tuple(
            (
                say("values", "without_list", language=language, list=names.get(row.changed, ""))
                if row.kind == "without_list"
                else say("values", "xi", language=language, xi=row.changed),
                say("methods", row.method, language=language),
                *_ends(row.median, row.interval),
                round(row.reference),
            )
            for row in answer.sensitivity
        ),
    )
    return [estimate, panel, moved]


def _ends(median: float | None, interval: Any) -> tuple[int | None, int | None, int | None]:
    lower, upper = (interval.lower, interval.upper) if interval else (None, None)
    return tuple(None if end is None else round(end) for end in (median, lower, upper))  # type: ignore[return-value]


def _columns(language: str, *texts: str, **numbers: Any) -> tuple[Column, ...]:
    described = say("columns", "people", language=language)
    return (
        *(Column(name=name, label=say("headings", name, language=language)) for name in texts),
        *(
            Column(
                name=name,
                label=say("headings", name, language=language),
                kind=kind,
                description=described if kind == "count" else "",
            )
            for name, kind in numbers.items()
        ),
    )


def _canvas(name: str, title: str, description: str, language: str) -> Canvas:
    return Canvas(
        id=name,
        title=title,
        description=description,
        direction="rtl" if direction_of(language) == "rtl" else "ltr",
        format_number=number_formatter(locale=language),
    )


def _pictures(facts: Facts, language: str) -> list[ReportPicture]:
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
        reasons = tuple(_coded("reasons", r.code, r.params, facts, language) for r in answer.reasons)
        rows.append(RefusedEstimate(label=say("sentences", "bar_refused", language=language), reasons=reasons))
    elif isinstance(answer, Estimate) and answer.interval.lower < answer.interval.upper:
        low, high = answer.interval.lower, answer.interval.upper
        label = say(
            "sentences",
            "bar_estimated",
            language=language,
            level=_percent(answer.interval.level, language),
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
    """Whether the combinations of lists may be drawn: never with a small count in one of them."""
    if not isinstance(facts.answer, Estimate) or not facts.overlap:
        return False
    counts = tuple((count,) for _, count in facts.overlap)
    names = tuple(" ".join(held) for held, _ in facts.overlap)
    table = CountTable(name="overlap", title="overlap", rows=names, columns=("people",), cells=counts)
    return suppress(table, below=facts.counts.below).small == 0


def _overlap(facts: Facts, language: str) -> list[ReportPicture]:
    if not shows_overlap(facts) or facts.answer is None:
        return []
    names = _list_names(facts, language)
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
