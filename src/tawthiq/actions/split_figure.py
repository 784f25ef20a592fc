"""A member splits one proposed figure into two or more, each with its own words and number, and can take that back.

The parts take the place of the figure: it counts no more, they do, for a member has named them. What the figure says
otherwise (who said it, where, when, how firmly) holds for each part until somebody changes it. A split that is taken
back leaves the figure waiting and its parts rejected; every step stays among the decisions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tawthiq.actions.decide_figure import check_changes
from tawthiq.actions.performing import performing
from tawthiq.actions.propose import new_figure
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import figures as queries
from tawthiq.keeping.queries import sources as source_queries
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.writes import figures as writes
from tawthiq.keeping.writes.figures import NewFigure
from tawthiq.reading.folding import fold
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.quantities import find_quantities
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.figures import Category, ReportedFigure
from tawthiq.terms.members import Viewer
from tawthiq.terms.plain import Span
from tawthiq.terms.vocabularies import DecisionOnProposal

#: The rule written on a part.
BY_HAND = "member.split"
MOST_PARTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart:
    """One of the figures that a figure is split into: its words exactly as the report has them, and its number."""

    words: str
    value_min: float | None
    value_max: float | None
    category: str


def split_figure(figure_id: UUID, parts: Sequence[FigurePart], *, viewer: Viewer, reason: str = "") -> tuple[UUID, ...]:
    """Split a figure into `parts`, which are accepted with it; returns their ids in the order given.

    Refuses (BadInputError) fewer than two parts, parts without a number, words that do not stand beside the
    figure or stand there twice, and two parts that say the same; (ConflictError) a figure that is split already,
    and a part that is a figure of this report already.
    """
    if not 2 <= len(parts) <= MOST_PARTS:
        raise BadInputError("figure.parts", "A split has from two to six parts.", "Name two parts at least.")
    for part in parts:
        _check(part)
    with performing("split_figure", viewer=viewer, permission=Permission.CONFIRM_FIGURES) as deed:
        held = queries.figure(figure_id, viewer=viewer)
        if held.status == DecisionOnProposal.SPLIT:
            raise ConflictError("figure.is_split", "This figure is split already.", "Take that back first.")
        report = source_queries.source(held.source_id, viewer=viewer).report
        new = _parts(held, parts, "" if report is None else report.text)
        ids = writes.add_parts(figure_id, new, at=deed.at)
        kept_reason = reason.strip()[:1000]
        named = [{"id": str(i), "span": list(one.span)} for i, one in zip(ids, new, strict=True)]
        _write(figure_id, DecisionOnProposal.SPLIT, deed.at, viewer, reason=kept_reason, changes={"parts": named})
        for part_id in ids:
            _write(part_id, DecisionOnProposal.CONFIRMED, deed.at, viewer, reason=kept_reason)
            deed.enter(EntryKind.CONFIRMED, part_id)
        deed.enter(EntryKind.CONFIRMED, figure_id)
        deed.note("figure", figure_id, decision="split", parts=[str(i) for i in ids])
    return ids


def undo_split(figure_id: UUID, *, viewer: Viewer, reason: str = "") -> None:
    """Take a split back: the figure waits again, its parts are rejected. Refuses (ConflictError) one not split."""
    with performing("undo_split", viewer=viewer, permission=Permission.CONFIRM_FIGURES) as deed:
        held = queries.figure(figure_id, viewer=viewer)
        if held.status != DecisionOnProposal.SPLIT:
            raise ConflictError("figure.not_split", "This figure is not split.", "Look at it again.")
        _write(figure_id, DecisionOnProposal.PENDING, deed.at, viewer, reason=reason.strip()[:1000])
        deed.enter(EntryKind.CONFIRMED, figure_id)
        for part_id in held.split_into:
            if queries.figure(part_id, viewer=viewer).status != DecisionOnProposal.REJECTED:
                _write(part_id, DecisionOnProposal.REJECTED, deed.at, viewer, reason=reason.strip()[:1000])
                deed.enter(EntryKind.CONFIRMED, part_id)
        deed.note("figure", figure_id, decision="split_undone")


def locate_words(text: str, clause: Span, words: str) -> Span:
    """Where `words` stand to the letter, lines broken anyhow: in the figure's clause, else in its paragraph.

    Refuses (BadInputError) words that stand in neither, and those that stand there more than once.
    """
    wanted = re.compile(r"\s+".join(map(re.escape, words.split())) or r"(?!)")
    start = max(text.rfind("\n\n", 0, clause.start), 0)
    end = text.find("\n\n", clause.end)
    for within in (clause, Span(start, len(text) if end < 0 else end)):
        found = [Span(*match.span()) for match in wanted.finditer(text, within.start, within.end)]
        if len(found) > 1:
            raise BadInputError(
                "figure.words_twice",
                "These words stand there more than once.",
                "Give one or two words more around them.",
            )
        if found:
            return found[0]
    raise BadInputError(
        "figure.words", "These words do not stand in the paragraph of the figure.", "Copy them from the report."
    )


def _check(part: FigurePart) -> None:
    check_changes({"category": part.category, "value_min": part.value_min, "value_max": part.value_max})
    if part.value_min is None and part.value_max is None:
        raise BadInputError("figure.no_number", "A part has no number.", "Give each part the number it says.")


def _parts(held: FigureView, parts: Sequence[FigurePart], text: str) -> list[NewFigure]:
    whole = ReportedFigure.from_dict(held.data)
    new = []
    for part in parts:
        span = locate_words(text, whole.spans.clause, part.words)
        figure = replace(
            whole,
            span=span,
            words=span.words(text),
            spans=replace(whole.spans, quantity=_quantity(span, part, text, held.language)),
            category=Category(part.category),
            value_min=part.value_min,
            value_max=part.value_max,
            vague="",
            rules=(*whole.rules, BY_HAND),
        )
        kept = new_figure(figure, published_on=held.published_on)
        new.append(replace(kept, speaker=held.speaker, place_words=held.place_words, as_of=held.as_of))
    if len({one.key for one in new}) < len(new):
        raise BadInputError("figure.same_parts", "Two parts say the same.", "Give each part its own words.")
    return new


def _quantity(span: Span, part: FigurePart, text: str, language: str) -> Span:
    """Where the part's own number stands in its words, so that rules that find it there later do not ask again."""
    folded = fold(span.words(text))
    found = find_quantities(folded.view, 0, len(folded.view), load_lexicon(language if language != "und" else "en"))
    mine = [one for one in found if (one.low, one.high) == (part.value_min, part.value_max)]
    if len(mine) != 1:
        return span
    inner = folded.span(mine[0].start, mine[0].end)
    return Span(span.start + inner.start, span.start + inner.end)


def _write(
    figure_id: UUID,
    decision: DecisionOnProposal,
    at: datetime,
    viewer: Viewer,
    *,
    reason: str,
    changes: dict[str, object] | None = None,
) -> None:
    writes.note_decision(figure_id, decision, changes=changes or {}, reason=reason, at=at, member_id=viewer.member_id)
