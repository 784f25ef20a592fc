"""Pages for what goes wrong. They say what happened and what to do, and nothing of how the house is built.

An error of ours carries a problem and a next step written for the member; its code stands beside them for
whoever helps. Any other failure shows one fixed sentence. A page that may not be seen and one that does not exist
look the same where the query says `NotFoundError`, so that no answer tells which persons or sources exist.
The page for status 500 asks neither the database nor the session: they may be what failed.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tawthiq.terms.errors import NotFoundError, TawthiqError
from tawthiq.web.problems import word_error

_log = logging.getLogger(__name__)


def show_problem(request: HttpRequest, error: TawthiqError) -> HttpResponse:
    """The page for an error of ours, under the status its kind says; a failed one is logged by its code alone.

    What is not there and what may not be seen are answered with the very page of an address that leads nowhere.
    """
    if isinstance(error, NotFoundError):
        return not_found(request)
    if error.http_status >= 500:
        _log.error("answered %s with %s", error.code, error.http_status)
    worded = word_error(error, language=get_language() or "en")
    context = {
        "title": title_of(error.http_status),
        "problem": worded.problem,
        "next_step": worded.next_step,
        "is_foreign": worded.is_foreign,
        "code": error.code,
    }
    return render(request, "web/errors/problem.html", context, status=error.http_status)


def title_of(status: int) -> str:
    """The heading for a status, in the language of the page."""
    titles = {
        400: _("This could not be read"),
        403: _("You may not do this"),
        404: _("There is nothing here"),
        409: _("Somebody was faster"),
        503: _("Not ready"),
    }
    return titles.get(status, _("Something went wrong"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request that makes no sense, without repeating it."""
    return _show(request, 400, _("The request was not understood. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a member who may not do this."""
    return _show(request, 403, _("Your role does not allow this. Ask the coordinator if you need it."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere, or nowhere this member may know of."""
    return _show(request, 404, _("The page does not exist, or it is not open to you."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that was not sent from our own page, or too long ago."""
    return _show(request, 403, _("This form has expired. Go back, reload the page and send it again."))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer a failure nobody foresaw; the page is drawn without request, member or database."""
    return HttpResponse(render_to_string("web/errors/500.html"), status=500)


def _show(request: HttpRequest, status: int, problem: str) -> HttpResponse:
    """One fixed sentence under a status."""
    context = {"title": title_of(status), "problem": problem}
    return render(request, "web/errors/problem.html", context, status=status)
