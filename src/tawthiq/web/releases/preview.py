"""What a release would hold, in words, before anything leaves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tawthiq.actions.publish_release import ReleasePlan
from tawthiq.publishing.release.contents import build_parts
from tawthiq.publishing.release.pictures import shows_overlap
from tawthiq.publishing.release.ready_tables import title_of_ready
from tawthiq.publishing.release.telling import title_of, word_cautions
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import Refusal
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.releases.tables import ShownTable, show_table


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedTable:
    """A table that would leave and how much of it is withheld."""

    shown: ShownTable
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
    previewed = [
        PreviewedTable(
            shown=show_table(by_name.pop(safe.name), count=plan.count, language=language),
            small=safe.counts.small,
            complementary=safe.counts.complementary,
        )
        for safe in (*plan.counts.tables, *plan.facts.ready.tables)
    ]
    others = [table for table in by_name.values() if table.made_from is None]
    previewed += [
        PreviewedTable(shown=show_table(table, count=plan.count, language=language), small=0, complementary=0)
        for table in by_name.values()
        if table.made_from is not None
    ]
    return Preview(
        plan=plan,
        summary=parts.summary,
        cautions=word_cautions(plan.facts, language=language),
        tables=tuple(previewed),
        others=(*(table.title for table in others), *(picture.title for picture in parts.pictures)),
        left_out=tuple(_left_out(plan, language)),
        is_refusal=isinstance(plan.facts.answer, Refusal),
        shows_overlap=shows_overlap(plan.facts),
    )


def _left_out(plan: ReleasePlan, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """Reasons with the tables that stay behind for them."""
    every = (*plan.counts.left_out, *plan.facts.ready.left_out)
    ordered = sorted(every, key=lambda one: (one.reason, one.of, one.outcome))
    found = []
    for reason, tables in groupby(ordered, key=lambda one: one.reason):
        names = tuple(
            title_of_ready(one.of, one.by, language=language)
            if one.of
            else title_of(one.by, one.outcome, language=language)
            for one in tables
        )
        found.append((say("left_out", reason, language=language), names))
    return found


def purpose_words(code: str, *, language: str) -> str:
    """The purpose of a release in words."""
    return vocabulary("consent_purpose").label(code, language)
