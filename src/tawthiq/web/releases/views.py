"""Releases: all of them, one with its files and their check, and publishing with a preview of what would leave."""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePosixPath

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from tawthiq.actions.open_release import look_into_release, open_release_file, read_release_table
from tawthiq.actions.publish_release import plan_release, publish_release
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import results
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.release.ready import READY
from tawthiq.terms.errors import TawthiqError
from tawthiq.web.formats import write_number
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.releases.forms import PURPOSES, PublishForm, PurposeForm
from tawthiq.web.releases.preview import preview, purpose_words
from tawthiq.web.releases.tables import show_table
from tawthiq.web.viewing import opens_for, viewer_of_request

SANDBOX = "default-src 'none'; sandbox"
#: The refusals that publishing is asked to answer on its own page, because a button there or on the counts helps.
TO_BE_COUNTED = (
    "publish.no_count",
    "publish.nobody",
    "publish.withdrawn_since",
    "publish.count_outdated",
    "publish.no_ready",
)


@opens_for(Permission.READ_NUMBERS)
@require_GET
def list_releases(request: HttpRequest) -> HttpResponse:
    """Every release, newest first."""
    viewer = viewer_of_request(request)
    rows = [
        (release, purpose_words(release.purpose, language=viewer.language))
        for release in results.releases(viewer=viewer)
    ]
    return render(request, "web/releases/list.html", {"rows": rows, "may_publish": may(viewer, Permission.PUBLISH)})


@opens_for(Permission.READ_NUMBERS)
@require_GET
def show_release(request: HttpRequest, number: int) -> HttpResponse:
    """One release: its files with their digests, and whether the folder is still what was released."""
    viewer = viewer_of_request(request)
    found = look_into_release(number, viewer=viewer)
    context = {
        "crumbs": [(reverse("releases:list"), _("Releases"))],
        "release": found.release,
        "files": [(file, _table_of(file.path)) for file in found.files],
        "differences": [(_difference(one.kind), one.path) for one in found.differences],
        "purpose": purpose_words(found.release.purpose, language=viewer.language),
    }
    return render(request, "web/releases/release.html", context)


@opens_for(Permission.READ_NUMBERS)
@require_GET
def show_table_of_release(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One table as it was released; its numbers open what they rest on, for whoever sees the count."""
    viewer = viewer_of_request(request)
    found = read_release_table(number, name, viewer=viewer)
    count = found.count if may(viewer, Permission.READ_CONTENT) else None
    context = {
        "crumbs": [
            (reverse("releases:list"), _("Releases")),
            (reverse("releases:release", args=[number]), found.release.title),
        ],
        "release": found.release,
        "table": show_table(found.table, count=count, language=viewer.language),
        "count": found.count,
        "opens": count is not None,
        "has_left_out": found.has_left_out,
        "csv": found.csv_path,
    }
    return render(request, "web/releases/table.html", context)


@opens_for(Permission.READ_NUMBERS)  # type: ignore[arg-type]  # a file is streamed, which Django types apart
@require_GET
def download(request: HttpRequest, number: int, path: str) -> HttpResponseBase:
    """One file of a release, checked against the manifest; the audit notes who took it."""
    opened = open_release_file(number, path, viewer=viewer_of_request(request))
    response = FileResponse(
        opened.stream, as_attachment=True, filename=opened.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = SANDBOX
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(opened.sha256)).decode('ascii')}:"
    return response


@opens_for(Permission.PUBLISH)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show what would leave for a purpose; with a title, publish it."""
    viewer = viewer_of_request(request)
    given = request.POST if request.method == "POST" else request.GET
    asked = given.get("purpose", "")
    purpose = asked if asked in PURPOSES else PURPOSES[0]
    ready = tuple(name for name in READY if name in given.getlist("ready"))
    form = PublishForm(request.POST or None, initial={"languages": ["en", "ar"]})
    if request.method == "POST" and form.is_valid():
        made = publish_release(
            title=form.cleaned_data["title"],
            viewer=viewer,
            purpose=purpose,
            languages=tuple(form.cleaned_data["languages"]),
            ready=ready,
        )
        words = _("Release {number} is published. Hand its digest to whoever receives it.")
        messages.success(request, words.format(number=isolate(write_number(made.number, language=viewer.language))))
        return redirect("releases:release", made.number)
    context = {
        "crumbs": [(reverse("releases:list"), _("Releases"))],
        "form": form,
        "purpose": purpose,
        "ready": ready,
        "purpose_form": PurposeForm(initial={"purpose": purpose, "ready": ready}, language=viewer.language),
    }
    try:
        context["preview"] = preview(
            plan_release(viewer=viewer, purpose=purpose, ready=ready), language=viewer.language
        )
    except TawthiqError as refusal:
        if refusal.code not in TO_BE_COUNTED:
            raise
        context["refusal"] = write_problem(word_error(refusal, language=viewer.language))
    return render(request, "web/releases/publish.html", context)


def _table_of(path: str) -> str:
    """The name of the table that a file of a release holds; empty for other files."""
    file = PurePosixPath(path)
    return file.stem if file.parent.name == "tables" and file.suffix == ".csv" else ""


def _difference(kind: str) -> str:
    """How a file differs from what was released."""
    return {
        "missing": pgettext("file of a release", "missing"),
        "changed": pgettext("file of a release", "changed"),
        "extra": _("does not belong to it"),
        "manifest": _("the manifest is missing or another"),
    }[kind]
