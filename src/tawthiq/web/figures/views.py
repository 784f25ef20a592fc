"""Reported figures over time, by speaker and origin, competing ones side by side, and what waits for a decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.decide_figure import decide_figure
from tawthiq.actions.place_figures import choose_place, place_choices
from tawthiq.actions.split_figure import split_figure, undo_split
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import figures as queries
from tawthiq.keeping.queries.events import waiting_events
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.queries.models import suggestions
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import DecisionOnProposal
from tawthiq.web.figures.cards import make_cards
from tawthiq.web.figures.comparing import compare_figures, count_categories
from tawthiq.web.figures.forms import FigureFilter, changes_of, parts_of
from tawthiq.web.figures.words import CATEGORIES, HEDGES, MEASURES
from tawthiq.web.viewing import opens_for, viewer_of_request

COUNTING = {"confirmed", "edited"}
WAITING_SHOWN = 12
#: Parts that the form to split a figure has room for.
SPLIT_PLACES = (1, 2, 3)


@opens_for(Permission.READ_CONTENT)
@require_GET
def list_figures(request: HttpRequest) -> HttpResponse:
    """Figures of one category after another: a picture by day, what competes, a table with the words."""
    viewer = viewer_of_request(request)
    everything = queries.find_figures(viewer=viewer)
    speakers = sorted({figure.speaker for figure in everything if figure.speaker})
    form = FigureFilter(request.GET or None, speakers=speakers)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    waiting = [figure for figure in everything if figure.status == "pending"]
    shown = [figure for figure in everything if _fits(figure, chosen)]
    context = {
        "form": form,
        "categories": count_categories([f for f in everything if _fits(f, {**chosen, "category": ""})]),
        "category": chosen.get("category", ""),
        "status": chosen.get("status", ""),
        "sections": compare_figures(shown, language=viewer.language),
        "total": len(shown),
        "waiting_total": len(waiting),
        "hidden": [field for field in form.hidden_fields() if field.value()],
        "waiting": make_cards(waiting[:WAITING_SHOWN], language=viewer.language, known={f.id: f for f in everything}),
        "may_decide": may(viewer, Permission.CONFIRM_FIGURES),
        "may_add": may(viewer, Permission.ADD_SOURCES),
        "events_waiting": waiting_events(viewer=viewer),
    }
    return render(request, "web/figures/list.html", context)


def _fits(figure: FigureView, chosen: dict[str, str]) -> bool:
    wanted = {"": COUNTING, "all": {*COUNTING, "pending"}, "pending": {"pending"}}[chosen.get("status", "")]
    return (
        figure.status in wanted
        and chosen.get("category") in {None, "", figure.category}
        and chosen.get("speaker") in {None, "", figure.speaker}
        and (chosen.get("place") or "").casefold() in figure.place_words.casefold()
    )


@opens_for(Permission.READ_CONTENT)
@require_GET
def show_figure(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """One figure with its decisions; the words lead to its report."""
    viewer = viewer_of_request(request)
    figure = queries.figure(figure_id, viewer=viewer)
    others = queries.find_figures(viewer=viewer, source_id=figure.source_id)
    (card,) = make_cards(
        [figure],
        language=viewer.language,
        known={f.id: f for f in others},
        current=figure.id,
        choices=place_choices([figure], viewer=viewer),
        suggestions=suggestions(figure.source_id, viewer=viewer),
    )
    context = {
        "card": card,
        "crumbs": [(reverse("figures:list"), _("Figures")), (card.url, f"S-{figure.source_number}")],
        "may_decide": may(viewer, Permission.CONFIRM_FIGURES),
        "next": reverse("figures:figure", args=[figure.id]),
        "split_places": SPLIT_PLACES,
        "categories": CATEGORIES.items(),
        "hedges": [(code, words) for code, words in HEDGES.items() if code != "vague"],
        "measures": MEASURES.items(),
    }
    return render(request, "web/figures/figure.html", context)


@opens_for(Permission.CONFIRM_FIGURES)
@require_POST
def decide(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """Accept, change or reject a figure, and go on to the next one of the page it was decided on."""
    viewer = viewer_of_request(request)
    figure = queries.figure(figure_id, viewer=viewer)
    decision = _decision(request.POST.get("decision", ""))
    changes = changes_of(figure, request.POST.dict()) if decision is DecisionOnProposal.EDITED else {}
    if decision is DecisionOnProposal.EDITED and not changes:
        decision = DecisionOnProposal.CONFIRMED
    decide_figure(figure_id, decision, viewer=viewer, changes=changes, reason=request.POST.get("reason", ""))
    messages.success(request, _said(decision))
    return redirect(_next_page(request, figure))


@opens_for(Permission.CONFIRM_FIGURES)
@require_POST
def choose(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """Keep which place of the gazetteer is meant, or that it is none of them."""
    viewer = viewer_of_request(request)
    figure = queries.figure(figure_id, viewer=viewer)
    given = {name: request.POST.get(name, "") for name in ("position", "place")}
    numbers = {name: int(text) for name, text in given.items() if text.isascii() and text.isdigit() and len(text) < 10}
    if "position" not in numbers or ("place" not in numbers and given["place"] != "none"):
        raise BadInputError("figure.place", _("This place is not in the gazetteer."), _("Choose one of those offered."))
    choose_place(figure_id, numbers["position"], numbers.get("place"), viewer=viewer)
    messages.success(request, _("The place is kept beside the words."))
    return redirect(_page_at(request, figure))


@opens_for(Permission.CONFIRM_FIGURES)
@require_POST
def split(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """Split a figure into parts with their own words and numbers."""
    viewer = viewer_of_request(request)
    figure = queries.figure(figure_id, viewer=viewer)
    ids = split_figure(figure_id, parts_of(request.POST.dict()), viewer=viewer, reason=request.POST.get("reason", ""))
    messages.success(request, _("Split into {number} figures. Take it back on its card.").format(number=len(ids)))
    return redirect(_next_page(request, figure))


@opens_for(Permission.CONFIRM_FIGURES)
@require_POST
def unsplit(request: HttpRequest, figure_id: UUID) -> HttpResponse:
    """Take a split back: the figure waits again, and its parts are rejected."""
    viewer = viewer_of_request(request)
    figure = queries.figure(figure_id, viewer=viewer)
    undo_split(figure_id, viewer=viewer)
    messages.success(request, _("The split is taken back. The figure waits again."))
    page = reverse("sources:source", args=[figure.source_id])
    return redirect(f"{page}?figure={figure.id}#figure-{figure.id}")


def _decision(given: str) -> DecisionOnProposal:
    allowed = {d.value for d in (DecisionOnProposal.CONFIRMED, DecisionOnProposal.EDITED, DecisionOnProposal.REJECTED)}
    if given not in allowed:
        raise BadInputError("figure.decision", _("This is no decision."), _("Accept, change or reject the figure."))
    return DecisionOnProposal(given)


def _said(decision: DecisionOnProposal) -> str:
    return {
        DecisionOnProposal.CONFIRMED: _("Accepted. Decide again on its card to change that."),
        DecisionOnProposal.EDITED: _("Changed and accepted. Decide again on its card to change that."),
        DecisionOnProposal.REJECTED: _("Rejected. Decide again on its card to change that."),
    }[decision]


def _page_at(request: HttpRequest, figure: FigureView) -> str:
    """The same card again, where it was."""
    report = reverse("sources:source", args=[figure.source_id])
    if request.POST.get("next", "") == report:
        return f"{report}?figure={figure.id}#figure-{figure.id}"
    return reverse("figures:figure", args=[figure.id])


def _next_page(request: HttpRequest, figure: FigureView) -> str:
    """Back where the decision was made; on a report's page, at the next figure that waits."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=False)
    page = wanted if is_ours and wanted else reverse("figures:list")
    if page != reverse("sources:source", args=[figure.source_id]):
        return page
    found = queries.find_figures(viewer=viewer_of_request(request), source_id=figure.source_id)
    rest = sorted((f for f in found if f.status == "pending"), key=lambda f: (f.span_start, f.span_end))
    if not rest:
        return f"{page}#figure-{figure.id}"
    place = (figure.span_start, figure.span_end)
    following = next((f for f in rest if (f.span_start, f.span_end) > place), rest[0])
    return f"{page}?figure={following.id}#figure-{following.id}"
