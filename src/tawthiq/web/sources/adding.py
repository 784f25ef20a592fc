"""How sources come in: a list through a preview that writes nothing, a report read at once.

A list file is kept as an exhibit when it is sent. From then on its page shows how it would be read; changing the
encoding, the sheet or the row of the header suggests the columns anew. Records are only made by the job that the
member asks for at the end.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.actions.import_list import ListPreview, preview_kept_list, save_mapping
from tawthiq.actions.read_report import add_report as keep_report
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.guarding.roles import Permission
from tawthiq.intake.mapping import Mapping
from tawthiq.keeping.queries import custody
from tawthiq.keeping.queries import sources as queries
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import SourceKind
from tawthiq.web.navigation import find_url
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.sources.forms import ListMapping, ListUpload, ReportUpload, columns_of, initial_of, mapping_of
from tawthiq.web.sources.shown import show_preview
from tawthiq.web.sources.words import FIELDS
from tawthiq.web.viewing import opens_for, viewer_of_request

#: What, when changed, makes the columns other ones.
SHAPE = ("encoding", "sheet", "header_row")


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("sources:list"), _("Sources"))]


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was sent, even when it is nothing; not bound on a first look."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@opens_for(Permission.ADD_SOURCES)
@require_http_methods(["GET", "POST"])
def receive_list(request: HttpRequest) -> HttpResponse:
    """Keep a list file as an exhibit and go on to its preview."""
    viewer = viewer_of_request(request)
    names = tuple(queries.saved_mappings(viewer=viewer))
    form = ListUpload(*_sent(request), names=names)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        exhibit_id = receive_exhibit(
            file,
            viewer=viewer,
            media_type=file.content_type or "application/octet-stream",
            original_name=file.name,
            acquired_how=form.cleaned_data["acquired_how"],
        )
        saved = form.cleaned_data["saved"]
        page = reverse("sources:preview", args=[exhibit_id])
        return redirect(f"{page}?saved={list(names).index(saved)}" if saved else page)
    return render(request, "web/sources/import.html", {"form": form, "crumbs": _crumbs()})


@opens_for(Permission.ADD_SOURCES)
@require_http_methods(["GET", "POST"])
def preview_list(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """How a kept list would be read; ``step=import`` asks for the import."""
    viewer = viewer_of_request(request)
    exhibit = custody.exhibit(exhibit_id, viewer=viewer)
    context: dict[str, Any] = {
        "exhibit": exhibit,
        "crumbs": [*_crumbs(), (reverse("sources:import_list"), _("Import a list"))],
        "known": queries.sources_of_exhibit(exhibit.id, viewer=viewer),
    }
    try:
        preview, form, problem = _read(request, exhibit_id, viewer)
    except BadInputError as error:
        context |= {"problem": word_error(error, language=viewer.language), "code": error.code}
        return render(request, "web/sources/unreadable.html", context, status=400 if request.method == "POST" else 200)
    is_ready = form.is_bound and form.is_valid() and problem is None and preview.rows
    if request.POST.get("step") == "import" and is_ready:
        return _ask_to_import(request, exhibit_id, preview.mapping, form.cleaned_data["save_as"], viewer)
    context |= {
        "form": form,
        "mapping_problem": problem and word_error(problem, language=viewer.language),
        "fields": FIELDS.items(),
        "preview": show_preview(preview, language=viewer.language),
        "is_changed": request.method == "POST",
    }
    return render(request, "web/sources/preview.html", context)


def _read(
    request: HttpRequest, exhibit_id: UUID, viewer: Viewer
) -> tuple[ListPreview, ListMapping, BadInputError | None]:
    """The preview and form for what was sent; a mapping that cannot be is told beside the preview of a suggestion."""
    if request.method != "POST":
        preview = preview_kept_list(viewer=viewer, exhibit_id=exhibit_id, mapping=_saved(request, viewer))
        return preview, _form(preview, viewer, None), None
    given = {name: request.POST.get(name, "") for name in SHAPE}
    header = given["header_row"]
    shape: dict[str, Any] = {
        "encoding": given["encoding"] or None,
        "sheet": given["sheet"] or None,
        "header_row": int(header) if header.isascii() and header.isdigit() and len(header) < 7 else None,
    }
    suggested = preview_kept_list(viewer=viewer, exhibit_id=exhibit_id, **shape)
    if any(given[name] != request.POST.get(f"was_{name}", "") for name in SHAPE):
        return suggested, _form(suggested, viewer, None), None
    form = _form(suggested, viewer, request.POST)
    if not form.is_valid():
        return suggested, form, None
    try:
        mapping = mapping_of(form.cleaned_data, columns_of(request.POST, suggested.sheets.headers))
        return preview_kept_list(viewer=viewer, exhibit_id=exhibit_id, mapping=mapping), form, None
    except BadInputError as error:
        return suggested, form, error


def _form(preview: ListPreview, viewer: Viewer, data: Any) -> ListMapping:
    return ListMapping(
        data, initial=initial_of(preview.mapping), sheets=preview.sheets, viewer_language=viewer.language
    )


def _saved(request: HttpRequest, viewer: Viewer) -> Mapping | None:
    """The saved mapping whose place in the list of names the address says."""
    place = request.GET.get("saved", "")
    held = list(queries.saved_mappings(viewer=viewer).values())
    if not (place.isascii() and place.isdigit() and int(place) < len(held)):
        return None
    return Mapping.from_dict(held[int(place)])


def _ask_to_import(
    request: HttpRequest, exhibit_id: UUID, mapping: Mapping, save_as: str, viewer: Viewer
) -> HttpResponse:
    held = queries.sources_of_exhibit(exhibit_id, viewer=viewer)
    if held:
        raise ConflictError(
            "list.known", f"This very file is source S-{held[0]} already.", "Open that source; nothing was changed."
        )
    if save_as.strip():
        save_mapping(save_as, mapping, viewer=viewer)
    job_id = ask_for_job(
        "import_list",
        {"exhibit_id": str(exhibit_id), "mapping": mapping.to_dict(), "title": mapping.title},
        viewer=viewer,
    )
    messages.success(request, _("The import is under way. This page shows how far it is."))
    return redirect(find_url("jobs:job", job_id) or reverse("sources:list"))


@opens_for(Permission.ADD_SOURCES)
@require_http_methods(["GET", "POST"])
def add_report(request: HttpRequest) -> HttpResponse:
    """Keep a report, read it, and go to what was found in it."""
    viewer = viewer_of_request(request)
    form = ReportUpload(*_sent(request), language=viewer.language)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep_report(request, form, viewer)
        except BadInputError as error:
            form.add_error("file", write_problem(word_error(error, language=viewer.language)))
    return render(request, "web/sources/add_report.html", {"form": form, "crumbs": _crumbs()})


def _keep_report(request: HttpRequest, form: ReportUpload, viewer: Viewer) -> HttpResponse:
    given = form.cleaned_data
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as folder:
        path = Path(folder) / (Path(given["file"].name).name or "report.txt")
        with path.open("wb") as out:
            for chunk in given["file"].chunks():
                out.write(chunk)
        read = keep_report(
            path,
            viewer=viewer,
            title=given["title"],
            organisation=given["organisation"],
            published_on=given["published_on"],
            kind=SourceKind(given["kind"] or SourceKind.REPORT.value),
        )
    words = _("The report is kept as {number}. What was found in it waits for your decision.")
    messages.success(request, words.format(number=f"S-{read.number}"))
    if read.repeats is not None:
        repeated = _("It repeats {number}: both count as one origin. Say so below if that is wrong.")
        messages.warning(request, repeated.format(number=f"S-{read.repeats}"))
    return redirect("sources:source", source_id=read.source_id)
