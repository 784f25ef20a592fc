"""Exhibits with their digests, the custody ledger, and the audit.

A kept file only ever leaves as an attachment of unknown type, with a policy that lets a browser run nothing in it:
what partners and strangers sent is hostile until proven otherwise.
"""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.make_working_copy import make_working_copy
from tawthiq.actions.open_exhibit import open_exhibit
from tawthiq.actions.preview_exhibit import preview_exhibit
from tawthiq.actions.seal_items import MEDIA_TYPE as SEALED
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import custody as queries
from tawthiq.keeping.queries import ledger as ledger_queries
from tawthiq.terms.errors import BadInputError, ConflictError, SetupError
from tawthiq.web.addresses import address_of
from tawthiq.web.custody.media import is_copied, is_shown, shown_instead, tell_facts
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import LEDGER_KINDS, word_code

PAGE_SIZE = 100
SHOWN = 10
SANDBOX = "default-src 'none'; sandbox"


@opens_for(Permission.READ_CONTENT)
@require_GET
def list_exhibits(request: HttpRequest) -> HttpResponse:
    """One page of kept files, newest first."""
    viewer = viewer_of_request(request)
    page = _page(request)
    rows, total = queries.exhibits(viewer=viewer, page=page, size=PAGE_SIZE)
    context = {"rows": rows, "total": total, "page": page, "pages": _pages(total)}
    return render(request, "web/custody/exhibits.html", context)


@opens_for(Permission.READ_CONTENT)
@require_GET
def show_exhibit(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """One kept file: digest, how it came, what was taken from it, and its lines in the ledger."""
    viewer = viewer_of_request(request)
    exhibit = queries.exhibit(exhibit_id, viewer=viewer)
    context = {
        "may_verify": may(viewer, Permission.READ_LEDGER),
        "may_export": may(viewer, Permission.EXPORT),
        "may_copy": may(viewer, Permission.ADD_SOURCES) and is_copied(exhibit),
        "may_look": exhibit.media_type != SEALED,
        "copy": exhibit.copies[0] if exhibit.copies else None,
        "shown": shown_instead(exhibit, viewer=viewer),
        "is_turned": exhibit.facts.get("orientation", 1) != 1,
        "told": tell_facts(exhibit.facts),
        "crumbs": [(reverse("custody:exhibits"), _("Exhibits"))],
        "exhibit": exhibit,
        "sources": [
            (address_of("sources:source", source_id), number, kind, title)
            for source_id, number, kind, title in exhibit.sources
        ],
        "entries": [(entry, word_code(LEDGER_KINDS, entry.kind)) for entry in exhibit.entries],
    }
    return render(request, "web/custody/exhibit.html", context)


@opens_for(Permission.READ_CONTENT)  # type: ignore[arg-type]  # a file is streamed, which Django types apart
@require_GET
def download(request: HttpRequest, exhibit_id: UUID) -> HttpResponseBase:
    """The kept bytes themselves, checked against their digest; the audit notes who took them."""
    opened = open_exhibit(exhibit_id, viewer=viewer_of_request(request))
    response = FileResponse(
        opened.stream, as_attachment=True, filename=opened.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = SANDBOX
    response["Repr-Digest"] = f"sha-256=:{_base64(opened.sha256)}:"
    return response


@opens_for(Permission.READ_CONTENT)  # type: ignore[arg-type]  # a file is streamed, which Django types apart
@require_GET
def preview(request: HttpRequest, exhibit_id: UUID) -> HttpResponseBase:
    """The picture of a working copy, to look at; an original is never shown, only handed out when asked for."""
    viewer = viewer_of_request(request)
    exhibit = queries.exhibit(exhibit_id, viewer=viewer)
    if not is_shown(exhibit):
        raise BadInputError("copies.no_preview", "Only pictures of working copies are shown.", "Make a working copy.")
    opened = open_exhibit(exhibit_id, viewer=viewer)
    response = FileResponse(opened.stream, content_type=exhibit.media_type)
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = SANDBOX
    return response


@opens_for(Permission.READ_CONTENT)
@require_GET
def look(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """A preview of a kept file: picture, first page or the beginning of its text, drawn for this answer only."""
    viewer = viewer_of_request(request)
    exhibit = queries.exhibit(exhibit_id, viewer=viewer)
    context: dict[str, object] = {
        "crumbs": [
            (reverse("custody:exhibits"), _("Exhibits")),
            (reverse("custody:exhibit", args=[exhibit_id]), _("Exhibit")),
        ],
        "exhibit": exhibit,
    }
    status = 200
    try:
        preview = preview_exhibit(exhibit_id, viewer=viewer)
        context |= {"preview": preview, "picture": b64encode(preview.picture).decode("ascii")}
    except (BadInputError, ConflictError, SetupError) as error:
        context["refusal"] = write_problem(word_error(error, language=viewer.language))
        status = error.http_status
    return render(request, "web/custody/look.html", context, status=status)


@opens_for(Permission.ADD_SOURCES)
@require_POST
def working_copy(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """Make a copy without metadata of a picture or film, and go to it."""
    copy_id = make_working_copy(exhibit_id, viewer=viewer_of_request(request))
    return redirect("custody:exhibit", copy_id)


@opens_for(Permission.READ_LEDGER)
@require_GET
def show_ledger(request: HttpRequest) -> HttpResponse:
    """One page of the ledger, newest first, with its head to write down elsewhere."""
    viewer = viewer_of_request(request)
    page = _page(request)
    rows, total = queries.ledger_page(viewer=viewer, page=page, size=PAGE_SIZE)
    seq, sha256 = queries.ledger_head(viewer=viewer)
    checkpoints = ledger_queries.checkpoints(viewer=viewer, newest=SHOWN)
    keys = ledger_queries.keys(viewer=viewer)
    context = {
        "checkpoints": checkpoints,
        "waiting": seq - (checkpoints[0].size if checkpoints else 0),
        "fingerprint": keys[-1].verifier.fingerprint() if keys else "",
        "holders": ledger_queries.holders(viewer=viewer),
        "rows": [(entry, word_code(LEDGER_KINDS, entry.kind)) for entry in rows],
        "total": total,
        "page": page,
        "pages": _pages(total),
        "head_seq": seq,
        "head_sha256": sha256,
        "may_open": may(viewer, Permission.READ_CONTENT),
    }
    return render(request, "web/custody/ledger.html", context)


@opens_for(Permission.READ_AUDIT)
@require_GET
def show_audit(request: HttpRequest) -> HttpResponse:
    """One page of the audit, newest first: who did what to which thing, never what it says."""
    viewer = viewer_of_request(request)
    page = _page(request)
    rows, total = queries.audit_page(viewer=viewer, page=page, size=PAGE_SIZE)
    context = {"rows": rows, "total": total, "page": page, "pages": _pages(total)}
    return render(request, "web/custody/audit.html", context)


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 9 else 1


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))


def _base64(sha256: str) -> str:
    """A digest in hex as the header of RFC 9530 writes it."""
    return b64encode(bytes.fromhex(sha256)).decode("ascii")
