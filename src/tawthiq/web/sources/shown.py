"""What the pages of sources show, prepared from the views of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tawthiq.actions.import_list import ListPreview
from tawthiq.intake.lists import RowReading
from tawthiq.keeping.queries.list_rows import ListRowView
from tawthiq.keeping.queries.sources import MarkView, SourceRow, SourceView
from tawthiq.terms.records import PersonClaim
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web import formats
from tawthiq.web.figures.cards import FigureCard
from tawthiq.web.figures.words import EVENTS, STANDINGS
from tawthiq.web.sources.marking import Mark, mark_text
from tawthiq.web.sources.words import (
    DATE_ORDERS,
    FIELDS,
    LAYOUT,
    OUTCOMES,
    QUOTATIONS,
    ProblemShown,
    show_problem,
)

#: Rows shown before an import; more are read to find problems.
ROWS_PREVIEWED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedSource:
    """A source with the ones that repeat it, earliest first."""

    row: SourceRow
    copies: tuple[SourceRow, ...]


def fold_copies(rows: Sequence[SourceRow]) -> list[FoldedSource]:
    """Sources in the order given, each copy under the source of its origin where that one is among them."""
    held = {row.id for row in rows}
    under: dict[Any, list[SourceRow]] = {}
    for row in rows:
        if row.origin_id != row.id and row.origin_id in held:
            under.setdefault(row.origin_id, []).append(row)
    return [
        FoldedSource(row=row, copies=tuple(sorted(under.get(row.id, ()), key=lambda copy: copy.number)))
        for row in rows
        if row.origin_id == row.id or row.origin_id not in held
    ]


def mark_report(source: SourceView, cards: Iterable[FigureCard], *, quoted_current: str = "") -> SafeString:
    """The text of a report with furniture greyed, quotations and figures marked."""
    report = source.report
    if report is None:
        return SafeString("")
    marks = [
        Mark(start=part["span"][0], end=part["span"][1], kind="layout", title=_layout_words(part["kind"]))
        for part in report.layout
        if part["kind"] not in {"title", "dateline"}
    ]
    marks += [
        Mark(
            start=q.start,
            end=q.end,
            kind="quoted",
            title=_quotation_words(q.kind, q.speaker),
            target=f"quotation-{q.id}",
            is_current=str(q.id) == quoted_current,
        )
        for q in report.quotations
    ]
    marks += [
        Mark(start=e.start, end=e.end, kind="event", title=_event_words(e), target=f"event-{e.id}")
        for e in report.events
    ]
    marks += [_figure_mark(card) for card in cards if card.figure.status != "split"]
    return mark_text(report.text, marks)


def _event_words(event: MarkView) -> str:
    return f"{EVENTS.get(event.kind, event.kind)}: {STANDINGS.get(event.status, event.status)}"


def _layout_words(kind: str) -> str:
    return str(LAYOUT.get(kind, kind))


def _quotation_words(kind: str, speaker: str) -> str:
    words = str(QUOTATIONS.get(kind, kind))
    return f"{words}: {speaker}" if speaker else words


def _figure_mark(card: FigureCard) -> Mark:
    kind = {"pending": "pending", "rejected": "rejected"}.get(card.figure.status, "confirmed")
    return Mark(
        start=card.figure.span_start,
        end=card.figure.span_end,
        kind=kind,
        title=f"{card.category}: {card.value}. {card.status}",
        target=f"figure-{card.figure.id}",
        is_current=card.is_current,
    )


def mark_narrative(source: SourceView) -> SafeString:
    """The narrative of an interview with the words of each record marked."""
    if source.interview is None:
        return SafeString("")
    spans = [(r.location, f"R-{r.number} {r.name}".strip(), f"record-{r.id}") for r in source.records]
    spans += [(r.location, r.title or _("Incident"), f"told-{r.id}") for r in source.incidents]
    marks = [
        Mark(start=place["start"], end=place["end"], kind="record", title=title, target=target)
        for place, title, target in spans
        if place.get("start") is not None and place.get("end") is not None
    ]
    return mark_text(source.interview.narrative, marks)


def mapping_lines(source: SourceView) -> list[tuple[str, str]]:
    """How a list was read, in words: pairs of what and how."""
    if source.list_import is None:
        return []
    mapping = source.list_import.mapping
    lines = [(str(FIELDS.get(field, field)), header) for field, header in mapping.get("columns", {}).items()]
    header_row = mapping.get("header_row")
    if header_row is not None:
        lines.append((_("Row of the header"), str(header_row) if header_row else _("none")))
    outcome = mapping.get("outcome", "unknown")
    more = {
        _("Encoding"): mapping.get("encoding"),
        _("Sheet"): mapping.get("sheet"),
        _("Order of dates"): DATE_ORDERS.get(mapping.get("date_order") or "", ""),
        _("Everyone on the list"): "" if outcome == "unknown" else outcome,
        _("Nobody is on it twice"): _("the list's maker says so") if source.list_import.one_per_person else "",
    }
    return lines + [(name, str(value)) for name, value in more.items() if value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row of a list with its problems in words."""

    row: ListRowView
    outcome: str
    chip: tuple[str, str]
    problems: tuple[ProblemShown, ...]
    flawed: frozenset[str]


def show_row(row: ListRowView, *, language: str) -> RowShown:
    """One row as the page shows it."""
    chips = {
        "record": ("agree", "check"),
        "record_with_problems": ("conflict", "warning"),
        "set_aside": ("wrong", "cross"),
    }
    problems = tuple(show_problem(problem, language=language) for problem in row.problems)
    return RowShown(
        row=row,
        outcome=str(OUTCOMES.get(row.outcome, row.outcome)),
        chip=chips.get(row.outcome, ("", "same")),
        problems=problems,
        flawed=frozenset(problem.column for problem in problems),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewShown:
    """How a list would be read: its columns with the field each is for, the first rows, what is wrong."""

    columns: tuple[tuple[int, str, str], ...]
    titles: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    problems: tuple[ProblemShown, ...]
    row_count: int
    certainty: str
    shape: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row: its cells as given in the order of the columns, and what it would become."""

    number: int
    cells: tuple[tuple[str, bool], ...]
    read_as: tuple[tuple[str, str], ...]
    outcome: str
    problems: tuple[ProblemShown, ...]


def show_preview(preview: ListPreview, *, language: str) -> PreviewShown:
    """A preview in the language of the page."""
    sheets, mapping = preview.sheets, preview.mapping
    field_of = {header: field for field, header in mapping.columns.items()}
    return PreviewShown(
        columns=tuple((n, header, field_of.get(header, "")) for n, header in enumerate(sheets.headers)),
        titles=tuple(" ".join(word for word in words if word) for _row, words in sheets.title_rows),
        rows=tuple(_preview_row(reading, sheets.headers, language) for reading in preview.rows[:ROWS_PREVIEWED]),
        problems=tuple(show_problem(asdict(problem), language=language) for problem in preview.problems),
        row_count=sheets.row_count,
        certainty=str(sheets.encoding.certainty) if sheets.encoding else "",
        shape={
            "was_encoding": mapping.encoding or "",
            "was_sheet": mapping.sheet or "",
            "was_header_row": "" if mapping.header_row is None else str(mapping.header_row),
        },
    )


def _preview_row(reading: RowReading, headers: Sequence[str], language: str) -> PreviewRow:
    problems = tuple(show_problem(asdict(problem), language=language) for problem in reading.problems)
    flawed = {problem.column for problem in problems}
    return PreviewRow(
        number=reading.row.number,
        cells=tuple((reading.row.cells.get(header, ""), header in flawed) for header in headers),
        read_as=_read_as(reading.claim, language),
        outcome=str(OUTCOMES[reading.outcome.value]),
        problems=problems,
    )


def _read_as(claim: PersonClaim | None, language: str) -> tuple[tuple[str, str], ...]:
    """What a row says of a person, as it would be kept."""
    if claim is None:
        return ()
    place = ", ".join(part for part in (claim.place, claim.place_part_of) if part)
    values = {
        "name": claim.name,
        "name_other": claim.name_other,
        "sex": "" if claim.sex == "unknown" else vocabulary("sex").label(claim.sex, language),
        "age": write_age(claim.age.low, claim.age.high, language=language),
        "birth": formats.write_partial_date(claim.birth, language=language) if claim.birth.is_known else "",
        "outcome": "" if claim.outcome == "unknown" else vocabulary("outcome").label(claim.outcome, language),
        "event": formats.write_partial_date(claim.event, language=language) if claim.event.is_known else "",
        "place": place,
        "cause": "" if claim.cause == "unknown" else vocabulary("cause").label(claim.cause, language),
    }
    return tuple((str(FIELDS[field]), value) for field, value in values.items() if value)


def write_age(low: float | None, high: float | None, *, language: str) -> str:
    """An age in years, a band where it is one, a dash where nothing is known."""
    if low is None or high is None:
        return ""
    ends = [formats.write_number(end, language=language, places=1) for end in (low, high)]
    return ends[0] if low == high else f"{ends[0]}–{ends[1]}"
