"""Plain pages for what goes wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that was not sent from our own page."""
    return HttpResponseForbidden("This form was not sent from this site, or it is too old. Go back and reload.")
