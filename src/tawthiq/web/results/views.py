"""Counts and estimates: the latest of each, older ones as they were, and the buttons that make them again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.actions.export_table import ask_second, export_table, may_export
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import results as queries
from tawthiq.keeping.queries.places import admin1_choices
from tawthiq.keeping.queries.results import ResultView
from tawthiq.terms.errors import NotAllowedError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.members.forms import ReasonForm
from tawthiq.web.results import counts
from tawthiq.web.results.estimates import show_estimate
from tawthiq.web.results.forms import EstimateForm, RecordLinkForm
from tawthiq.web.results.reported import reported_beside
from tawthiq.web.viewing import opens_for, viewer_of_request

OLDER_SHOWN = 30


@opens_for(Permission.READ_NUMBERS)
@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    """The latest count and estimate, and all kept results."""
    viewer = viewer_of_request(request)
    count = queries.latest_result("count", viewer=viewer)
    estimate = queries.latest_result("estimate", viewer=viewer)
    context = {
        "count": _count_shown(request, count, viewer) if count else None,
        "estimate": show_estimate(estimate, count=count, language=viewer.language) if estimate else None,
        "older": queries.results(viewer=viewer, limit=OLDER_SHOWN),
        "latest": {kept.id for kept in (count, estimate) if kept},
        **_allowed(viewer),
    }
    return render(request, "web/results/home.html", context)


@opens_for(Permission.READ_NUMBERS)
@require_GET
def show_result(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """One kept result as it was made, whatever was decided since."""
    viewer = viewer_of_request(request)
    kept = queries.result(result_id, viewer=viewer)
    crumbs = [(reverse("results:home"), _("Counts and estimates"))]
    newest = queries.latest_result(
        kept.kind, viewer=viewer, outcome_asked=str(kept.settings.get("outcome", "")) if kept.kind == "estimate" else ""
    )
    is_old = newest is not None and newest.id != kept.id
    context: dict[str, Any] = {"crumbs": crumbs, "kept": kept, "is_old": is_old, **_allowed(viewer)}
    if kept.kind == "count":
        return render(request, "web/results/count.html", {**context, "count": _count_shown(request, kept, viewer)})
    context["people_heads"] = (_("People on exactly these lists"),)
    count = queries.latest_result("count", viewer=viewer)
    shown = show_estimate(
        kept,
        count=None if is_old else count,
        language=viewer.language,
        places=_places(viewer) if kept.data.get("strata") else {},
    )
    context["share_heads"] = (_("Share that the lists saw"),)
    context["stratum_heads"] = (_("Documented"), _("Estimated in all"))
    return render(request, "web/results/estimate.html", {**context, "estimate": shown})


@opens_for(Permission.COUNT)
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count what is documented now and keep it."""
    kept = count_documented(viewer=viewer_of_request(request))
    messages.success(request, _("Counted. The result is kept with its position in the custody ledger."))
    return redirect("results:result", kept.result_id)


@opens_for(Permission.COUNT)
@require_http_methods(["GET", "POST"])
def estimate(request: HttpRequest) -> HttpResponse:
    """Ask of whom and with which seed, then start the estimate as a job."""
    viewer = viewer_of_request(request)
    form = EstimateForm(request.POST or None, initial=EstimateForm.FIRST, language=viewer.language)
    if request.method == "POST" and form.is_valid():
        job_id = ask_for_job("estimate", form.params(), viewer=viewer)
        return redirect("jobs:job", job_id)
    crumbs = [(reverse("results:home"), _("Counts and estimates"))]
    return render(request, "web/results/ask_estimate.html", {"form": form, "crumbs": crumbs})


@opens_for(Permission.LINK)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Ask how sure the linker must be, then start it as a job."""
    viewer = viewer_of_request(request)
    policy = read_mission(mission_folder()).policies.accept_links_from
    form = RecordLinkForm(request.POST or None, initial={"threshold": policy, "accept": "accept", "which": "all"})
    if request.method == "POST" and form.is_valid():
        params = {
            "threshold": form.cleaned_data["threshold"],
            "accept": form.cleaned_data["accept"] == "accept",
            "only_new": form.cleaned_data["which"] == "new",
        }
        return redirect("jobs:job", ask_for_job("link", params, viewer=viewer))
    crumbs = [(reverse("results:home"), _("Counts and estimates"))]
    return render(request, "web/results/ask_link.html", {"form": form, "crumbs": crumbs, "policy": policy})


@opens_for(Permission.READ_NUMBERS, fresh=True)
@require_http_methods(["GET", "POST"])
def ask_to_export(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Ask for a second person's consent to taking tables of a count out."""
    viewer = viewer_of_request(request)
    queries.result(result_id, viewer=viewer)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_second(result_id, reason=form.cleaned_data["reason"], viewer=viewer)
        messages.success(request, _("Asked. Another member must consent; then you have an hour."))
        return redirect("members:requests")
    return render(request, "web/members/ask_export.html", {"form": form})


@opens_for(Permission.READ_NUMBERS, fresh=True)
def download(request: HttpRequest, result_id: UUID, place: int, kind: str) -> HttpResponse:
    """One table of a kept count as a file; the audit notes who took it."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    try:
        exported = export_table(result_id, place, kind=kind, viewer=viewer_of_request(request))
    except NotAllowedError as error:
        if error.code == "second.needed":
            return redirect("results:ask", result_id)
        raise
    response = HttpResponse(exported.data, content_type=exported.media_type)
    response["Content-Disposition"] = f'attachment; filename="{exported.name}"'
    return response


def _count_shown(request: HttpRequest, kept: ResultView, viewer: Viewer) -> dict[str, Any]:
    """What the templates of a count write."""
    language = viewer.language
    outcomes = counts.outcomes_of(kept)
    asked = request.GET.get("outcome", "")
    chosen = asked if asked in outcomes else next(iter(outcomes), "")
    places = {str(i): (english, arabic) for i, english, arabic in admin1_choices(viewer=viewer)}
    words = vocabulary("outcome")
    return {
        "kept": kept,
        "columns": counts.in_two_columns(counts.show_tables(kept, outcome=chosen, places=places, language=language)),
        "rules": counts.rules_of(kept, language=language),
        "standard": counts.standard_of(kept, language=language),
        "outcomes": [(code, words.label(code, language), code == chosen) for code in outcomes],
        "reported": reported_beside(chosen, viewer=viewer) if may(viewer, Permission.READ_CONTENT) else (),
        "chosen": chosen,
        "policies": read_mission(mission_folder()).policies,
    }


def _places(viewer: Viewer) -> dict[str, str]:
    """Names of the places of the first level in the language of the viewer, by their English names."""
    is_arabic = viewer.language.startswith("ar")
    return {
        english: arabic if is_arabic and arabic else english for _i, english, arabic in admin1_choices(viewer=viewer)
    }


def _allowed(viewer: Viewer) -> dict[str, bool]:
    return {
        "may_count": may(viewer, Permission.COUNT),
        "may_link": may(viewer, Permission.LINK),
        "may_export": may_export(viewer),
        "may_publish": may(viewer, Permission.PUBLISH),
    }
