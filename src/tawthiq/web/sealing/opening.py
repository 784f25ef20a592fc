"""Sealed identities: which interviews have any, requests to open them, their handing out to a key-holder's browser."""

from __future__ import annotations

import io
import json
import zipfile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.open_sealed import (
    Standing,
    answer_request,
    ask_to_open,
    hand_out,
    hand_out_file,
    standing_now,
)
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import sealed as queries
from tawthiq.keeping.queries.sight import as_uuid
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.sealing.shared import for_browser, item_for_browser
from tawthiq.web.viewing import opens_for, viewer_of_request

#: A file larger than this is opened on the page only: a zip for the station is read whole.
LARGEST_IN_ZIP = 200 * 1024 * 1024


@opens_for(Permission.CONSENT_TO_OPENING)
@require_GET
def list_sealed(request: HttpRequest) -> HttpResponse:
    """Interviews with sealed items, and the newest requests."""
    viewer = viewer_of_request(request)
    may_open = may(viewer, Permission.OPEN_SEALED)
    context = {
        "may_open": may_open,
        "records": queries.records(viewer=viewer) if may_open else [],
        "requests": [(opening, standing_now(opening).value) for opening in queries.openings(viewer=viewer)],
        "reasons": [
            (term.code, term.label(viewer.language))
            for term in vocabulary("opening_reason").terms
            if term.code != "resealing"
        ],
        "wanted": request.GET.get("interview", ""),
    }
    return render(request, "web/sealing/list.html", context)


@opens_for(Permission.OPEN_SEALED, fresh=True)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the sealed items of one interview, or of all."""
    scope = request.POST.get("interview", "")
    source_id = None if scope == "all" else as_uuid(scope)
    opening_id = ask_to_open(
        viewer=viewer_of_request(request), reason=request.POST.get("reason", ""), source_id=source_id
    )
    return redirect("sealing:request", opening_id)


@opens_for(Permission.CONSENT_TO_OPENING)
@require_GET
def show_request(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """One request: for the second member to answer, for the officer to open."""
    viewer = viewer_of_request(request)
    opening = queries.opening(opening_id, viewer=viewer)
    state = standing_now(opening)
    is_own = str(opening.asked_by) == viewer.member_id
    context = {
        **for_browser(viewer.language),
        "crumbs": [(reverse("sealing:list"), _("Sealed identities"))],
        "opening": opening,
        "standing": state.value,
        "is_own": is_own,
        "may_answer": state is Standing.WAITING and not is_own,
        "may_use": state is Standing.OPEN and is_own and may(viewer, Permission.OPEN_SEALED),
    }
    return render(request, "web/sealing/request.html", context)


@opens_for(Permission.CONSENT_TO_OPENING, fresh=True)
@require_POST
def answer(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Consent to somebody's request, or refuse it."""
    given = request.POST.get("answer", "")
    if given not in {"consent", "refuse"}:
        raise BadInputError("sealing.reason", "Consent or refuse.", "Use the buttons of the page.")
    answer_request(opening_id, consents=given == "consent", viewer=viewer_of_request(request))
    messages.success(request, _("Your answer is written."))
    return redirect("sealing:request", opening_id)


@opens_for(Permission.OPEN_SEALED)
@require_POST
def take_items(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """The sealed words of a request, and which files there are."""
    handed = hand_out(opening_id, viewer=viewer_of_request(request), how="page")
    return JsonResponse({"items": [item_for_browser(item) for item in handed.items]})


@opens_for(Permission.OPEN_SEALED)  # type: ignore[arg-type]  # a file is streamed, which Django types apart
@require_POST
def take_file(request: HttpRequest, opening_id: UUID) -> HttpResponseBase:
    """One sealed file of a request."""
    item_id = as_uuid(request.POST.get("item", ""))
    stream = hand_out_file(opening_id, item_id, viewer=viewer_of_request(request))
    return FileResponse(stream, as_attachment=True, filename="sealed.age", content_type="application/octet-stream")


@opens_for(Permission.OPEN_SEALED)
@require_POST
def take_for_station(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """A zip of a request's sealed items for the station: entries as they are, the list of key-holders beside them."""
    viewer = viewer_of_request(request)
    handed = hand_out(opening_id, viewer=viewer, how="station")
    kept = queries.current_list()
    if kept is None:
        raise NotFoundError("sealing.no_list", "This mission has no key-holders yet.", "Hold the key ceremony.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("key-holders.json", kept.signed.to_json())
        entries = []
        for item in handed.items:
            sealed = item.sealed
            if item.is_file:
                if item.size > LARGEST_IN_ZIP:
                    continue
                with hand_out_file(opening_id, item.id, viewer=viewer) as stream:
                    sealed = stream.read()
            archive.writestr(f"{item.id}.age", sealed)
            entries.append({**item_for_browser(item), "sealed": None})
        archive.writestr("items.json", json.dumps({"items": entries}, ensure_ascii=False))
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="for-the-station.zip"'
    return response
