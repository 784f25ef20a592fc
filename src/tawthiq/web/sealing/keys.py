"""The key-holders' page: the list, the next one, sealing again to it, and drills of the recovery key."""

from __future__ import annotations

import base64
import binascii
import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.drill_recovery import answer_drill, begin_drill, drill_standing
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.actions.reseal import Resealed
from tawthiq.actions.reseal import keep_batch as keep
from tawthiq.actions.reseal import take_batch as take
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.queries.sight import as_uuid
from tawthiq.sealing.recipients import LONGEST, read_list, read_signed
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.web.sealing.shared import for_browser, item_for_browser
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.MANAGE_KEYS)
@require_GET
def show_keys(request: HttpRequest) -> HttpResponse:
    """Who the key-holders are, when the recovery key was last tried, and the tools."""
    viewer = viewer_of_request(request)
    kept = queries.current_list()
    words, files = queries.count_to_reseal(viewer=viewer, below=kept.version) if kept else (0, 0)
    drills = queries.drills(viewer=viewer)
    context = {
        **for_browser(viewer.language),
        "kept": kept,
        "listed": read_list(kept.signed.text) if kept else None,
        "drill": drill_standing(),
        "open_drill": next((drill for drill in drills[:1] if drill.passed_at is None), None),
        "words_to_reseal": words,
        "files_to_reseal": files,
    }
    return render(request, "web/sealing/keys.html", context)


@opens_for(Permission.MANAGE_KEYS, fresh=True)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a signed list from its file."""
    file = request.FILES.get("list")
    data = file.read(LONGEST + 1) if file is not None else b""
    listed = publish_key_list(read_signed(data), viewer=viewer_of_request(request))
    messages.success(request, _("List {n} of key-holders is published.").format(n=listed.version))
    return redirect("sealing:keys")


@opens_for(Permission.OPEN_SEALED)
@require_POST
def take_batch(request: HttpRequest) -> HttpResponse:
    """Sealed words that wait to be sealed to the newest list."""
    items = take(viewer=viewer_of_request(request))
    return JsonResponse({"items": [item_for_browser(item) for item in items]})


@opens_for(Permission.OPEN_SEALED)
@require_POST
def keep_batch(request: HttpRequest) -> HttpResponse:
    """Sealed words, sealed again."""
    try:
        resealed = [
            Resealed(
                item_id=as_uuid(str(entry["id"])),
                was_sha256=str(entry["was_sha256"]),
                sealed=base64.b64decode(entry["sealed"], validate=True),
            )
            for entry in json.loads(request.POST.get("resealed", ""))
        ]
        list_version = int(request.POST.get("list_version", ""))
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise BadInputError("sealing.base64", "The sealed items arrived damaged.", "Load the page again.") from error
    keep(resealed, list_version=list_version, viewer=viewer_of_request(request))
    return JsonResponse({"kept": len(resealed)})


@opens_for(Permission.MANAGE_KEYS)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a drill."""
    begin_drill(viewer=viewer_of_request(request))
    messages.success(request, _("The drill has begun: download the file, and open it with the recovery key, offline."))
    return redirect("sealing:keys")


@opens_for(Permission.MANAGE_KEYS)
@require_GET
def take_drill(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """The file that only the recovery key opens."""
    drills = queries.drills(viewer=viewer_of_request(request))
    drill = next((drill for drill in drills if drill.id == drill_id), None)
    if drill is None:
        raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
    response = HttpResponse(drill.sealed, content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="drill.age"'
    return response


@opens_for(Permission.MANAGE_KEYS)
@require_POST
def answer(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """The words that were sealed."""
    answer_drill(drill_id, request.POST.get("words", "")[:400], viewer=viewer_of_request(request))
    messages.success(request, _("The drill is passed: the recovery key is there."))
    return redirect("sealing:keys")
