"""Pages that divide a kept count: any table, the persons of a cell, ready tables, displacement, and making it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.actions.export_table import export_table, may_export, place_names
from tawthiq.actions.table_of_count import Asked, cell_of_count, dimensions_of_count, table_of_count
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import results as queries
from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.release.ready_tables import title_of_ready
from tawthiq.publishing.release.telling import word_value
from tawthiq.publishing.wording import say
from tawthiq.terms.errors import NotAllowedError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number
from tawthiq.web.persons.views import show_row
from tawthiq.web.results.counts import outcomes_of
from tawthiq.web.results.divided import show_divided
from tawthiq.web.results.forms import DivideForm
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.READ_NUMBERS)
@require_GET
def divide(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Any table of a kept count: rows by columns, as it was counted."""
    viewer = viewer_of_request(request)
    kept = queries.result(result_id, viewer=viewer)
    dimensions = dimensions_of_count(result_id, viewer=viewer)
    given = request.GET or DivideForm.sensible(dimensions, outcomes=outcomes_of(kept))
    form = DivideForm(given, language=viewer.language, dimensions=dimensions)
    asked = form.asked() if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {**frame_of(kept, viewer), "form": form, "table": None}
    if asked is not None:
        data = table_of_count(result_id, asked, viewer=viewer)
        context["table"] = show_divided(
            result_id,
            data,
            asked,
            places=place_names(data, viewer=viewer),
            language=viewer.language,
            counted=form.cleaned_data["counted"],
        )
        context["query"] = given.urlencode()
    return render(request, "web/results/divide.html", context)


@opens_for(Permission.READ_CONTENT)
@require_GET
def cell(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """The persons behind a cell, as they were counted; each leads on to the words of the sources."""
    viewer = viewer_of_request(request)
    kept = queries.result(result_id, viewer=viewer)
    given = request.GET
    by, keys = tuple(given.getlist("by")), tuple(given.getlist("key"))
    asked = Asked(
        of=given.get("of", "persons"),
        by=by,
        outcome=given.get("outcome", ""),
        dates=given.get("dates", "whole"),
        treatment=given.get("treatment", ""),
    )
    number = given.get("page", "1")
    page = cell_of_count(
        result_id,
        asked,
        keys,
        viewer=viewer,
        counted=given.get("counted", "reported"),
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 1,
    )
    places = place_names({"by": by, "rows": [{"keys": (*keys, *("" for _ in by[len(keys) :]))}]}, viewer=viewer)
    names = [
        (
            say("headings", name, language=viewer.language),
            word_value(name, key, language=viewer.language, places=places),
        )
        for name, key in zip(by, keys, strict=False)
        if key
    ]
    rows = [
        {
            "shown": show_row(one.person, language=viewer.language) if one.person else None,
            "share": "" if one.share == 1 else write_number(one.share, language=viewer.language, places=2),
        }
        for one in page.rows
    ]
    possible = given.copy()
    possible["counted"] = "possible"
    possible.pop("page", None)
    context = {
        **frame_of(kept, viewer),
        "page": page,
        "rows": rows,
        "names": names,
        "counted": given.get("counted", "reported"),
        "sum": write_number(page.sum, language=viewer.language, places=0 if page.sum.is_integer() else 1),
        "possible": f"?{possible.urlencode()}",
        "has_shares": any(row["share"] for row in rows),
    }
    return render(request, "web/results/cell.html", context)


@opens_for(Permission.READ_NUMBERS)
@require_GET
def ready(request: HttpRequest, result_id: UUID, name: str) -> HttpResponse:
    """The ready tables of a count: ``sdg`` or ``mrm``."""
    viewer = viewer_of_request(request)
    kept = queries.result(result_id, viewer=viewer)
    if name not in {"sdg", "mrm"} or name not in kept.data:
        raise Http404
    tables = [
        replace(
            show_divided(
                result_id,
                data,
                Asked(of=data["of"], by=tuple(data["by"])),
                places={},
                language=viewer.language,
                number=place,
            ),
            # Victims and violations are divided alike; the title says which of them a table counts.
            title=title_of_ready(data["of"], data["by"], language=viewer.language),
        )
        for place, data in enumerate(kept.data[name])
    ]
    rates = [
        (
            rate["year"],
            say("values", rate["death_class"], language=viewer.language),
            write_number(rate["per_100_000"], language=viewer.language, places=2),
        )
        for rate in kept.data["rates"]
    ]
    context = {
        **frame_of(kept, viewer),
        "name": name,
        "tables": tables,
        "rates": rates,
        "population": kept.settings["policies"]["population"],
        "population_source": kept.settings["policies"]["population_source"],
        "ages_open": kept.data["ages_open"],
    }
    return render(request, "web/results/ready.html", context)


@opens_for(Permission.COUNT)
@require_POST
def again(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Start, as a job, making a kept count again from the store as it stood at its position."""
    viewer = viewer_of_request(request)
    queries.result(result_id, viewer=viewer)
    return redirect("jobs:job", ask_for_job("recount", {"result_id": str(result_id)}, viewer=viewer))


@opens_for(Permission.READ_NUMBERS, fresh=True)
@require_GET
def download(request: HttpRequest, result_id: UUID, name: str, place: int, kind: str) -> HttpResponse:
    """A ready table, reported displacement, or (``asked``) a table made on the page, as a file."""
    viewer = viewer_of_request(request)
    asked = None
    if name == "asked":
        form = DivideForm(
            request.GET, language=viewer.language, dimensions=dimensions_of_count(result_id, viewer=viewer)
        )
        if not form.is_valid():
            raise Http404
        asked = form.asked()
    try:
        exported = export_table(result_id, place, kind=kind, viewer=viewer, ready=name, asked=asked)
    except NotAllowedError as error:
        if error.code == "second.needed":
            return redirect("results:ask", result_id)
        raise
    response = HttpResponse(exported.data, content_type=exported.media_type)
    response["Content-Disposition"] = f'attachment; filename="{exported.name}"'
    return response


def frame_of(kept: ResultView, viewer: Viewer) -> dict[str, Any]:
    """What every page of a kept count writes: the way back, when and by what standard it was made, what may be done."""
    crumbs = [
        (reverse("results:home"), _("Counts and estimates")),
        (reverse("results:result", args=[kept.id]), _("Documented count")),
    ]
    return {
        "kept": kept,
        "crumbs": crumbs,
        "may_export": may_export(viewer),
        "standard": vocabulary("standard_of_proof").label(kept.data["standard_of_proof"], viewer.language),
        "may_count": may(viewer, Permission.COUNT),
    }
