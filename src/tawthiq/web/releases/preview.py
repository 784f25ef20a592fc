"""What a release would hold, in words, before anything leaves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tawthiq.actions.publish_release import ReleasePlan
from tawthiq.publishing.release.contents import build_parts
from tawthiq.publishing.release.pictures import shows_overlap
from tawthiq.publishing.release.telling import title_of, word_cautions
from tawthiq.publishing.tables import Suppression
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import Refusal
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedTable:
    """A table that would leave and how much of it is withheld; each head and cell with whether it is a number."""

    title: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    small: int
    complementary: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All that would leave and all that would not."""

    plan: ReleasePlan
    summary: tuple[str, ...]
    cautions: tuple[str, ...]
    tables: tuple[PreviewedTable, ...]
    others: tuple[str, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]
    is_refusal: bool
    shows_overlap: bool


def preview(plan: ReleasePlan, *, language: str) -> Preview:
    """The plan of a release as its page shows it."""
    parts = build_parts(plan.facts, language=language)
    by_name = {table.name: table for table in parts.tables}
    shown = []
    for safe in plan.counts.tables:
        table = by_name.pop(safe.name)
        rows = tuple(tuple(_cell(cell, language) for cell in row) for row in table.rows)
        shown.append(
            PreviewedTable(
                title=table.title,
                heads=tuple((column.label, column.kind == "count") for column in table.columns),
                rows=rows,
                small=safe.counts.small,
                complementary=safe.counts.complementary,
            )
        )
    return Preview(
        plan=plan,
        summary=parts.summary,
        cautions=word_cautions(plan.facts, language=language),
        tables=tuple(shown),
        others=(*(table.title for table in by_name.values()), *(picture.title for picture in parts.pictures)),
        left_out=tuple(_left_out(plan, language)),
        is_refusal=isinstance(plan.facts.answer, Refusal),
        shows_overlap=shows_overlap(plan.facts),
    )


def _cell(cell: object, language: str) -> tuple[str, bool]:
    """A cell as it would read, and whether it is a number."""
    if isinstance(cell, Suppression):
        return say("values", "withheld", language=language), True
    return (write_number(cell, language=language), True) if isinstance(cell, int) else (str(cell), False)


def _left_out(plan: ReleasePlan, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Reasons with the tables that stay behind for them."""
    ordered = sorted(plan.counts.left_out, key=lambda one: (one.reason, one.outcome))
    found = []
    for reason, tables in groupby(ordered, key=lambda one: one.reason):
        names = tuple(title_of(one.by, one.outcome, language=language) for one in tables)
        found.append((say("left_out", reason, language=language), names))
    return found


def purpose_words(code: str, *, language: str) -> str:
    """The purpose of a release in words."""
    return vocabulary("consent_purpose").label(code, language)
