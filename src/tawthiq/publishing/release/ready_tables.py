"""The ready tables of a release as a reader gets them: titles, columns with their meaning, a note under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tawthiq.publishing.bidi import format_number
from tawthiq.publishing.release.cells import SafeTable
from tawthiq.publishing.release.displacement import DISPLACED_NUMBERS, REPORTED, SafeLine, displaced_heading
from tawthiq.publishing.release.telling import Facts, word_value
from tawthiq.publishing.tables import Cell, Column, MadeFrom, Suppression, Table
from tawthiq.publishing.wording import say

#: Columns that hold numbers of something else than persons.
_NOT_PERSONS = ("voices", "incidents")


def ready_tables(facts: Facts, language: str) -> list[Table]:
    """Every ready table that leaves, in the order of their groups."""
    ready = facts.ready
    tables = [ready_table(table, facts, language) for table in ready.tables if table.ready == "sdg"]
    if ready.rates:
        tables.append(_rates(facts, language))
    tables += [ready_table(table, facts, language) for table in ready.tables if table.ready == "mrm"]
    if "displacement" in ready.asked:
        tables += [_reported(kind, lines, language) for kind, lines in _kinds(facts) if lines]
        if ready.displaced:
            tables.append(_displaced(facts, language))
    return tables


def title_of_ready(of: str, by: Sequence[str], *, language: str) -> str:
    """The heading of a ready table: what it counts, and by what."""
    heads = " × ".join(say("headings", name, language=language) for name in by)
    return f"{say('titles', of, language=language)}: {heads}"


def ready_table(table: SafeTable, facts: Facts, language: str) -> Table:
    """A table of deaths or of grave violations with its total."""
    unit = "violations" if table.of == "grave_violations" else ""
    groups = [
        Column(
            name=name,
            label=say("headings", name, language=language),
            description=say("columns", "group", language=language),
        )
        for name in table.by
    ]
    counts = [
        Column(
            name=name,
            label=say("headings", name, language=language),
            kind="count",
            description=say("columns", f"{name}_{unit}" if unit else name, language=language),
        )
        for name in ("verified", "not_verified", "documented")
    ]
    rows: list[tuple[Cell, ...]] = []
    for keys, cells, total in zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True):
        words = [
            word_value(name, key, language=language, places=facts.places)
            for name, key in zip(table.by, keys, strict=True)
        ]
        rows.append((*words, *cells, total))
    blank = ("",) * len(table.by)
    total_words = (say("values", "total", language=language), *blank[1:])
    rows.append((*total_words, *table.counts.column_totals, table.counts.total))
    return Table(
        name=table.name,
        title=title_of_ready(table.of, table.by, language=language),
        columns=(*groups, *counts),
        rows=tuple(rows),
        note=_note(table, facts, language),
        made_from=MadeFrom(of=table.of, by=table.by, outcome="", keys=(*table.keys, blank)),
    )


def _note(table: SafeTable, facts: Facts, language: str) -> str:
    if table.of != "children":
        return say("table_notes", table.of, language=language)
    number = facts.ready.ages_open
    people = (
        say("values", "few", language=language, below=format_number(facts.counts.below, locale=language))
        if isinstance(number, Suppression)
        else format_number(number or 0, locale=language)
    )
    return say("table_notes", "children", language=language, people=people)


def _rates(facts: Facts, language: str) -> Table:
    ready = facts.ready
    return Table(
        name="sdg_rates",
        title=say("titles", "rates", language=language),
        columns=(
            *(_text(name, language) for name in ("year", "death_class")),
            Column(
                name="per_100_000",
                label=say("headings", "per_100_000", language=language),
                kind="number",
                description=say("columns", "per_100_000", language=language),
            ),
        ),
        rows=tuple(
            (
                rate.year,
                word_value("death_class", rate.death_class, language=language, places={}),
                rate.per_100_000 if isinstance(rate.per_100_000, Suppression) else round(rate.per_100_000, 4),
            )
            for rate in ready.rates
        ),
        note=say(
            "table_notes",
            "rates",
            language=language,
            population=format_number(ready.population or 0, locale=language),
            source=ready.population_source or say("values", "unknown", language=language),
        ),
        made_from=MadeFrom(
            of="deaths",
            by=("year", "death_class"),
            outcome="",
            keys=tuple((rate.year, rate.death_class) for rate in ready.rates),
        ),
    )


def _kinds(facts: Facts) -> tuple[tuple[str, tuple[SafeLine, ...]], ...]:
    return ("by_place", facts.ready.by_place), ("matrix", facts.ready.matrix)


def _reported(kind: str, lines: Sequence[SafeLine], language: str) -> Table:
    names = REPORTED[kind]
    numbers = ("low", "high", "voices")
    return Table(
        name=f"displacement_{kind}",
        title=say("titles", kind, language=language),
        columns=(*(_text(name, language) for name in names), *(_number(name, language) for name in numbers)),
        rows=tuple(
            (
                *(
                    line.words[name] if name == "as_of" else say("values", line.words[name], language=language)
                    for name in names
                ),
                *(line.numbers[name] for name in numbers),
            )
            for line in lines
        ),
        note=say("table_notes", kind, language=language),
        made_from=MadeFrom(
            of="reported", by=names, outcome="", keys=tuple(tuple(line.words[name] for name in names) for line in lines)
        ),
    )


def _displaced(facts: Facts, language: str) -> Table:
    lines = facts.ready.displaced
    return Table(
        name="displacement_documented",
        title=title_of_ready("displaced", ("place_admin1",), language=language),
        columns=(
            Column(
                name="admin1",
                label=say("headings", "place_admin1", language=language),
                description=say("columns", "group", language=language),
            ),
            *(replace(_number(n, language), label=displaced_heading(n, language=language)) for n in DISPLACED_NUMBERS),
        ),
        rows=tuple(
            (
                word_value("place_admin1", line.words["place_admin1"], language=language, places=facts.places),
                *(line.numbers[name] for name in DISPLACED_NUMBERS),
            )
            for line in lines
        ),
        note=say("table_notes", "displaced", language=language),
        made_from=MadeFrom(
            of="displaced",
            by=("place_admin1",),
            outcome="displaced",
            keys=tuple((line.words["place_admin1"],) for line in lines),
        ),
    )


def _text(name: str, language: str) -> Column:
    return Column(name=name, label=say("headings", name, language=language))


def _number(name: str, language: str) -> Column:
    described = name if name in (*_NOT_PERSONS, "verified") else "people"
    return Column(
        name=name,
        label=say("headings", name, language=language),
        kind="count",
        description=say("columns", described, language=language),
    )
