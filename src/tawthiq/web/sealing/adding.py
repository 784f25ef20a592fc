"""Adds what is sealed to an interview that is kept already: words and files, sealed on the device or on arrival."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tawthiq.actions.file_limits import mission_limits
from tawthiq.actions.seal_items import (
    add_sealed,
    add_sealed_file,
    require_interview,
    require_list,
    seal_words_on_arrival,
)
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries.sealed import newest_versions
from tawthiq.sealing.bindings import Binding
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.sealed import FILE_FIELDS, SealedWhere
from tawthiq.web.sealing.shared import for_browser, read_sealed
from tawthiq.web.sealing.uploads import SealingUploadHandler
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.RECORD_INTERVIEWS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The page on which words and files are sealed in the browser and added."""
    viewer = viewer_of_request(request)
    require_interview(source_id, viewer=viewer)
    if request.method == "POST":
        given = read_sealed(request.POST.get("sealed", ""))
        if given:
            add_sealed(source_id, given, viewer=viewer)
        messages.success(request, _("What was given is sealed and kept. It cannot be read here."))
        return redirect("sealing:add", source_id)
    context = {
        **for_browser(viewer.language),
        "record_id": source_id,
        "versions": json.dumps(newest_versions(source_id, viewer=viewer)),
        "with_files": True,
    }
    return render(request, "web/sealing/add.html", context)


@opens_for(Permission.RECORD_INTERVIEWS)
@require_POST
def receive_file(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One file that the browser has sealed."""
    viewer = viewer_of_request(request)
    require_interview(source_id, viewer=viewer)
    file = request.FILES.get("file")
    numbers = [request.POST.get(name, "") for name in ("version", "list_version")]
    if file is None or not all(number.isascii() and number.isdecimal() and len(number) < 9 for number in numbers):
        raise BadInputError("sealing.upload", "The file did not arrive whole.", "Send it again.")
    version, list_version = (int(number) for number in numbers)
    add_sealed_file(
        source_id,
        file.file,  # type: ignore[arg-type]
        field=request.POST.get("field", ""),
        version=version,
        list_version=list_version,
        viewer=viewer,
    )
    return JsonResponse({"kept": True})


@sensitive_post_parameters()
@csrf_exempt
@opens_for(Permission.RECORD_INTERVIEWS, streams=True)
@require_POST
def receive_in_clear(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Words and one file from a plain form client, sealed as they arrive; ``?field=`` names the file's field.

    The token of the form is looked at after the sealing handler is in place, before anything is kept: looking first
    would let Django read the body with handlers that write it to the disk.
    """
    viewer = viewer_of_request(request)
    require_interview(source_id, viewer=viewer)
    listed = require_list()
    field = request.GET.get("field", FILE_FIELDS[0])
    if field not in FILE_FIELDS:
        raise BadInputError("sealing.field", "There is no such sealed file.", "Mend the form.")
    version = newest_versions(source_id, viewer=viewer).get(field, 0) + 1
    binding = Binding(
        mission=listed.mission,
        record=str(source_id),
        field=field,
        version=version,
        kind="application/octet-stream",
    )
    sealer = SealingUploadHandler(request, binding=binding, keys=listed.keys, most=mission_limits().file_bytes)
    request.upload_handlers = [sealer]
    return _keep_in_clear(request, source_id, field, version, listed.version)


@csrf_protect
def _keep_in_clear(request: HttpRequest, source_id: UUID, field: str, version: int, list_version: int) -> HttpResponse:
    viewer = viewer_of_request(request)
    words = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    kept = seal_words_on_arrival(source_id, words, viewer=viewer)
    file = request.FILES.get("file")
    if file is not None:
        add_sealed_file(
            source_id,
            file.file,  # type: ignore[arg-type]
            field=field,
            version=version,
            list_version=list_version,
            viewer=viewer,
            where=SealedWhere.ARRIVAL,
        )
    if not kept and file is None:
        raise BadInputError("sealing.upload", "Nothing arrived that could be sealed.", "Send it again.")
    return JsonResponse({"kept": kept + (file is not None)}, status=201)
