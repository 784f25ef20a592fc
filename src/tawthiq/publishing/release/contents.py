"""A release in one language, made from a kept count that is safe and the latest estimate.

Every column is declared here by what is built here. The answers of the methods behind a refusal are for diagnosis and
never leave.
"""

from __future__ import annotations

from typing import Any

from tawthiq.publishing.release.cells import SafeTable
from tawthiq.publishing.release.parts import ReleaseParts
from tawthiq.publishing.release.pictures import draw_pictures
from tawthiq.publishing.release.ready_tables import ready_tables
from tawthiq.publishing.release.telling import Facts, list_names, observed_of, tell, title_of, word_value
from tawthiq.publishing.tables import Cell, Column, MadeFrom, Table
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import Estimate
from tawthiq.terms.vocabularies import vocabulary


def build_parts(facts: Facts, *, language: str) -> ReleaseParts:
    """The report, tables and pictures of a release in one language, with every column declared."""
    tables = [
        *(_count_table(table, facts, language) for table in facts.counts.tables),
        *_answer_tables(facts, language),
        *ready_tables(facts, language),
    ]
    return ReleaseParts(
        summary=tell(facts, language),
        tables=tuple(tables),
        allowed={table.name: tuple(column.name for column in table.columns) for table in tables},
        pictures=tuple(draw_pictures(facts, language)),
    )


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
    rows: list[tuple[tuple[str, ...], tuple[Cell, ...]]] = []
    for keys, cells, total in zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True):
        words = [
            word_value(d, v, language=language, places=facts.places) for d, v in zip(dimensions, keys, strict=True)
        ]
        rows.append((keys, (*words, *cells, total)))
    if "place_admin1" in dimensions:
        rows.sort(key=lambda row: str(row[1][0]))
    blank = ("",) * len(dimensions)
    total_words = (say("values", "total", language=language), *blank[1:])
    rows.append((blank, (*total_words, *table.counts.column_totals, table.counts.total)))
    of = (table.outcome,) if table.outcome else ()
    return Table(
        name=table.name,
        title=title_of(table.by, table.outcome, language=language),
        columns=(*groups, *counts),
        rows=tuple(row for _, row in rows),
        made_from=MadeFrom(
            of="persons",
            by=(*(["outcome"] if of else []), *dimensions),
            outcome=table.outcome,
            keys=tuple((*of, *keys) for keys, _ in rows),
        ),
    )


def _answer_tables(facts: Facts, language: str) -> list[Table]:
    """The estimate with the answers behind it; nothing of them for a refusal."""
    answer = facts.answer
    if not isinstance(answer, Estimate):
        return []
    interval = answer.interval
    observed = observed_of(facts)
    names = list_names(facts, language)
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
