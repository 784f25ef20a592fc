"""The list of sources, and one source: an interview, a list or a report with all that was taken from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions import withdraw as withdrawals
from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.actions.manage_compartments import move_source
from tawthiq.actions.place_figures import place_choices
from tawthiq.actions.propose import read_again as read_report_again
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import figures as figure_queries
from tawthiq.keeping.queries import list_rows as row_queries
from tawthiq.keeping.queries import sealed as sealed_queries
from tawthiq.keeping.queries import sources as queries
from tawthiq.keeping.queries.compartments import compartments
from tawthiq.keeping.queries.copies import given_copies
from tawthiq.keeping.queries.events import find_events
from tawthiq.keeping.queries.models import model_setting, suggestions
from tawthiq.keeping.queries.sight import as_uuid
from tawthiq.keeping.queries.sources import SourceView
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import CompartmentName, Viewer
from tawthiq.web.figures.cards import make_cards
from tawthiq.web.figures.timeline import show_event
from tawthiq.web.figures.views import SPLIT_PLACES
from tawthiq.web.figures.words import CATEGORIES, HEDGES, MEASURES
from tawthiq.web.sources.forms import SourceFilter
from tawthiq.web.sources.shown import fold_copies, mapping_lines, mark_narrative, mark_report, show_row
from tawthiq.web.sources.words import OUTCOMES
from tawthiq.web.viewing import opens_for, viewer_of_request

ROWS_ON_A_PAGE = 100


@opens_for(Permission.READ_CONTENT)
@require_GET
def list_sources(request: HttpRequest) -> HttpResponse:
    """Every source by kind and words, copies of one story folded under the earliest."""
    viewer = viewer_of_request(request)
    form = SourceFilter(request.GET or None, language=viewer.language)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.find_sources(viewer=viewer, kind=chosen.get("kind", ""), words=chosen.get("q", ""))
    folded = fold_copies(rows)
    pages = max(1, -(-len(folded) // ROWS_ON_A_PAGE))
    page = min(_page_number(request), pages)
    context = {
        "form": form,
        "sources": folded[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE],
        "page": page,
        "pages": pages,
        "total": len(rows),
        "is_filtered": any(chosen.values()),
        "may_add": may(viewer, Permission.ADD_SOURCES),
        "may_interview": may(viewer, Permission.RECORD_INTERVIEWS),
        "may_read_again": may(viewer, Permission.ADD_SOURCES) and any(row.kind == "report" for row in rows),
        "model": model_setting(viewer=viewer),
    }
    return render(request, "web/sources/list.html", context)


@opens_for(Permission.READ_CONTENT, reads="source")
@require_GET
def show_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One source; ``?figure=`` puts one of its figures forward, ``?row=`` leads to a row of a list."""
    viewer = viewer_of_request(request)
    if request.GET.get("row"):
        return _go_to_row(request, source_id, viewer)
    source = queries.source(source_id, viewer=viewer)
    context = {
        "source": source,
        "row": source.row,
        "crumbs": [(reverse("sources:list"), _("Sources"))],
        "copies": given_copies(source_id, viewer=viewer),
        "move_to": _move_to(source, viewer),
        "may_add": may(viewer, Permission.ADD_SOURCES),
        "may_withdraw_consent": may(viewer, Permission.WITHDRAW) and source.interview is not None,
        "others": _others(source, viewer) if may(viewer, Permission.ADD_SOURCES) else [],
    }
    fill = _page_of(source)
    return render(request, *fill(request, source, viewer, context))


def _move_to(source: SourceView, viewer: Viewer) -> list[CompartmentName]:
    """Where this member may move the source."""
    if not may(viewer, Permission.MANAGE_COMPARTMENTS):
        return []
    return [one for one in compartments(viewer=viewer) if one.id != source.row.compartment.id]


def _others(source: SourceView, viewer: Viewer) -> list[Any]:
    """Sources that this one may be said to repeat."""
    rows = queries.find_sources(viewer=viewer, kind=source.row.kind)
    return [row for row in rows if row.id != source.row.id and not row.withdrawn]


Fill = Callable[[HttpRequest, SourceView, Viewer, dict[str, Any]], tuple[str, dict[str, Any]]]


def _page_of(source: SourceView) -> Fill:
    """What fills the page of this kind of source."""
    if source.report is not None:
        return _fill_report
    return _fill_list if source.list_import is not None else _fill_interview


def _fill_report(
    request: HttpRequest, source: SourceView, viewer: Viewer, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    figures = figure_queries.find_figures(viewer=viewer, source_id=source.row.id)
    figures.sort(key=lambda figure: (figure.span_start, figure.span_end))
    wanted = request.GET.get("figure", "")
    current = next((f.id for f in figures if str(f.id) == wanted), None)
    current = current or next((f.id for f in figures if f.status == "pending"), None)
    cards = make_cards(
        figures,
        language=viewer.language,
        current=current,
        choices=place_choices(figures, viewer=viewer),
        suggestions=suggestions(source.row.id, viewer=viewer),
    )
    context |= {
        "cards": cards,
        "text": mark_report(source, cards, quoted_current=request.GET.get("quotation", "")),
        "pending": sum(card.is_pending for card in cards),
        "decided": sum(not card.is_pending for card in cards),
        "may_decide": may(viewer, Permission.CONFIRM_FIGURES) and not source.row.withdrawn,
        "categories": CATEGORIES.items(),
        "hedges": [(code, words) for code, words in HEDGES.items() if code != "vague"],
        "measures": MEASURES.items(),
        "next": reverse("sources:source", args=[source.row.id]),
        "split_places": SPLIT_PLACES,
        "events": [show_event(event) for event in find_events(viewer=viewer, source_id=source.row.id)],
        "may_read_again": may(viewer, Permission.ADD_SOURCES) and not source.row.withdrawn,
        "new": sum(card.figure.read_again and card.is_pending for card in cards),
    }
    return "web/sources/report.html", context


def _fill_interview(
    _request: HttpRequest, source: SourceView, viewer: Viewer, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    words, files = sealed_queries.counts_of_source(source.row.id, viewer=viewer)
    context |= {
        "text": mark_narrative(source),
        "sealed_words": words,
        "sealed_files": files,
        "may_open_sealed": may(viewer, Permission.OPEN_SEALED),
        "may_seal": may(viewer, Permission.RECORD_INTERVIEWS) and not source.row.withdrawn,
    }
    return "web/sources/interview.html", context


def _fill_list(
    request: HttpRequest, source: SourceView, viewer: Viewer, context: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    page = _page_number(request)
    rows, total = row_queries.list_rows(source.row.id, viewer=viewer, outcome=outcome, page=page, size=ROWS_ON_A_PAGE)
    counts = row_queries.row_outcomes(source.row.id, viewer=viewer)
    context |= {
        "mapping": mapping_lines(source),
        "outcomes": [(code, str(words), counts.get(code, 0)) for code, words in OUTCOMES.items() if counts.get(code)],
        "outcome": outcome,
        "rows": [show_row(row, language=viewer.language) for row in rows],
        "headers": list(dict.fromkeys(header for row in rows for header in row.cells)),
        "total": total,
        "page": page,
        "pages": max(1, -(-total // ROWS_ON_A_PAGE)),
    }
    return "web/sources/list_import.html", context


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 9 else 1


@opens_for(Permission.READ_CONTENT, reads="rows")
@require_GET
def show_rows(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The rows of a list: ``?row=118`` (and ``sheet=``) leads to that row, anything else to the first page."""
    return _go_to_row(request, source_id, viewer_of_request(request))


def _go_to_row(request: HttpRequest, source_id: UUID, viewer: Viewer) -> HttpResponse:
    given = request.GET.get("row", "")
    page = reverse("sources:source", args=[source_id])
    row_queries.row_outcomes(source_id, viewer=viewer)  # nothing is said of a list that the viewer does not see
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        return redirect(f"{page}#rows")
    before = row_queries.rows_before(source_id, viewer=viewer, row=int(given), sheet=request.GET.get("sheet", ""))
    number = before // ROWS_ON_A_PAGE + 1
    return redirect(f"{page}?{urlencode({'page': number})}#row-{given}")


def _is_sure(request: HttpRequest) -> None:
    if request.POST.get("sure") != "yes":
        raise BadInputError(
            "source.not_sure",
            _("Nothing was withdrawn: the box that says you are sure was not ticked."),
            _("Go back, tick the box and send it again."),
        )


@opens_for(Permission.ADD_SOURCES)
@require_POST
def withdraw(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Withdraw a source; it stays as evidence and stops counting."""
    _is_sure(request)
    withdrawals.withdraw_source(source_id, viewer=viewer_of_request(request))
    messages.success(request, _("The source is withdrawn. It stays as evidence, and nothing counts by it any more."))
    return redirect("sources:source", source_id=source_id)


@opens_for(Permission.WITHDRAW)
@require_POST
def withdraw_consent(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Write that the witness has withdrawn consent; the interview is withdrawn with it."""
    _is_sure(request)
    given = withdrawals.withdraw_consent(source_id, viewer=viewer_of_request(request))
    messages.success(request, _("The consent is withdrawn, and the interview with it, everywhere."))
    if given:
        messages.warning(request, _("Copies were given out before: they are listed below. Tell those who hold them."))
    return redirect("sources:source", source_id=source_id)


@opens_for(Permission.ADD_SOURCES)
@require_POST
def read_again(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Read a report with the rules of this version: only what is new is proposed."""
    viewer = viewer_of_request(request)
    found = read_report_again(source_id, viewer=viewer)
    if found.figures or found.quotations or found.events:
        words = _("Read again. New: {figures} figures, {quotations} quotations, {events} events.")
        said = words.format(figures=len(found.figures), quotations=found.quotations, events=found.events)
    else:
        said = _("Read again: nothing new was found. What was decided stays as it is.")
    messages.success(request, said)
    page = reverse("sources:source", args=[source_id])
    return redirect(f"{page}?figure={found.figures[0]}#figure-{found.figures[0]}" if found.figures else page)


@opens_for(Permission.ADD_SOURCES)
@require_POST
def read_all_again(request: HttpRequest) -> HttpResponse:
    """Ask for a job that reads every report with the rules of this version."""
    job_id = ask_for_job("read_again", {}, viewer=viewer_of_request(request))
    messages.success(request, _("The reports are being read again. This page shows how far it is."))
    return redirect("jobs:job", job_id)


@opens_for(Permission.ADD_SOURCES)
@require_POST
def ask_model(request: HttpRequest) -> HttpResponse:
    """Ask for a job that asks the model, where one is switched on, who says what."""
    job_id = ask_for_job("ask_model", {}, viewer=viewer_of_request(request))
    messages.success(request, _("The model is being asked. This page shows how far it is."))
    return redirect("jobs:job", job_id)


@opens_for(Permission.MANAGE_COMPARTMENTS)
@require_POST
def move(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Put a source and all that is taken from it into another compartment."""
    move_source(source_id, as_uuid(request.POST.get("compartment", "")), viewer=viewer_of_request(request))
    messages.success(request, _("The source lies there now, with all that was taken from it."))
    return redirect("sources:source", source_id=source_id)


@opens_for(Permission.ADD_SOURCES)
@require_POST
def say_repeats(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Say that a source repeats another one, or (with an empty choice) that it stands by itself."""
    viewer = viewer_of_request(request)
    given = request.POST.get("repeats", "")
    other = queries.source(given, viewer=viewer).row if given else None
    withdrawals.say_repeats(source_id, other.id if other else None, viewer=viewer)
    if other is None:
        messages.success(request, _("This source stands by itself again and counts as an origin of its own."))
    else:
        words = _("This source repeats {number}: both count as one origin.").format(number=f"S-{other.number}")
        messages.success(request, words)
    return redirect("sources:source", source_id=source_id)
