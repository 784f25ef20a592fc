"""What every template knows."""

from typing import Any

from django.http import HttpRequest


def frame(_request: HttpRequest) -> dict[str, Any]:
    """The frame around each page."""
    return {}
