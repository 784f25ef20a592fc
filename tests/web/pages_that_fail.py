"""Addresses whose pages fail on purpose, for the tests of errors and headers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from tawthiq.guarding.roles import Permission
from tawthiq.terms.errors import ConflictError, EvidenceError, NotAllowedError, SetupError
from tawthiq.web import urls
from tawthiq.web.viewing import opens_for

SECRET = "testimony that must not leak"


def unforeseen(_request: HttpRequest) -> HttpResponse:
    raise ValueError(SECRET)


def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET)


def suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(SECRET)


def decided(_request: HttpRequest) -> HttpResponse:
    raise ConflictError("pair.decided", "Another member decided this pair.", "Look at it again.")


def not_allowed(_request: HttpRequest) -> HttpResponse:
    raise NotAllowedError("role.short", "Your role does not include this step.", "Ask the coordinator.")


def damaged(_request: HttpRequest) -> HttpResponse:
    raise EvidenceError("ledger.broken", "Entry 7 does not follow entry 6.", "Stop and call the custodian.")


def not_ready(_request: HttpRequest) -> HttpResponse:
    raise SetupError("mission.old_tables", "The tables are old.", "Run `tawthiq upgrade`.")


@opens_for(Permission.READ_CONTENT)
def content(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns: list[URLPattern | URLResolver] = [
    *urls.urlpatterns,
    path("fails/unforeseen/", unforeseen),
    path("fails/forbidden/", forbidden),
    path("fails/suspicious/", suspicious),
    path("fails/decided/", decided),
    path("fails/not-allowed/", not_allowed),
    path("fails/damaged/", damaged),
    path("fails/not-ready/", not_ready),
    path("fails/content/", content),
    path("overview-of-test/", include(([path("", content, name="home")], "overview"))),
]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
