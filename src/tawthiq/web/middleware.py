"""What every response carries, in which language it speaks, and what a failure looks like.

The rules:

1. A page runs no script and loads no style, font or picture that is not ours. Scripts need the nonce of their
   own response; there are no inline styles at all. Trusted Types keep text from becoming markup, and the htmx
   extension strips every htmx attribute that does not carry the nonce: stored testimony is hostile input.
2. Nothing a member reads stays behind: no response but a static file may be stored by anybody.
3. No address of a page is told to another site.
4. The language is the one chosen in this session, then the member's, then the browser's cookie, then the one
   the browser asks for.
5. An error meant for the member is shown with its problem and its next step; any other one shows neither.

Static files are answered before these run and hold nothing of the mission.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from tawthiq.actions.performing import note_reading
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.keeping.queries.sight import one_moment
from tawthiq.keeping.walls import page_of
from tawthiq.terms.errors import NotFoundError, TawthiqError
from tawthiq.web.errors import show_problem

_log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

#: Key in the session under which a choice of language is kept.
LANGUAGE_KEY = "tawthiq_language"

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)


def content_policy(nonce: str) -> str:
    """The content security policy of a page whose scripts carry `nonce`."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types htmx",
        )
    )


class SecurityHeaders:
    """Sets the headers of rules 1 to 3. A view may set a stricter content policy, never keep a page in a cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request its nonce and the response its headers."""
        nonce = secrets.token_urlsafe(18)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", content_policy(nonce))
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        response["X-Frame-Options"] = "DENY"
        response["Referrer-Policy"] = "same-origin"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS
        return response


class MemberLanguage:
    """Activates the language of rule 4 while a request is answered."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose, activate, answer, and say in the response which language it is in."""
        language = choose_language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


def choose_language(request: HttpRequest) -> str:
    """The language for a request; always one that the pages have."""
    offered = {code for code, _name in settings.LANGUAGES}
    chosen = request.session.get(LANGUAGE_KEY)
    if chosen in offered:
        return str(chosen)
    preferred = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    if preferred in offered:
        return str(preferred)
    return translation.get_language_from_request(request)


class OneMoment:
    """A page is one moment: the grants of its member are asked for once, and PostgreSQL's wall is told who looks."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the moment; on PostgreSQL within one transaction, with which the setting ends."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with one_moment(), page_of(viewer_of(request.user)):
            return self.get_response(request)


class PlainErrors:
    """Turns an error of ours into a page with the right status; leaves every other one to Django."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show what went wrong where it was said for the member to read; log any other by its kind and place alone."""
        if isinstance(exception, NotFoundError):
            note_unseen(request)
        if isinstance(exception, TawthiqError):
            return show_problem(request, exception)
        if not isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            frames = traceback.extract_tb(exception.__traceback__)
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
            _log.error("unforeseen %s at %s", type(exception).__name__, where)
        return None


def note_unseen(request: HttpRequest) -> None:
    """Write into the audit that a member asked for something that is not there for them: the page and the id asked."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return
    asked = next((str(value) for value in match.kwargs.values() if isinstance(value, UUID | int)), "")
    note_reading(f"nothing {match.view_name}"[:32], asked, viewer=viewer_of(request.user))
