"""Sends a request to a timestamp authority over HTTP, and nowhere else.

Only http and https addresses are asked, redirects are not followed, and an answer is read up to the size that a token
can have. What is sent is a digest of a checkpoint: nothing of the mission's content.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from tawthiq.sealing.timestamps import LARGEST_TOKEN, REPLY_TYPE, REQUEST_TYPE
from tawthiq.terms.errors import BadInputError, EvidenceError

SECONDS = 20


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def check_url(url: str) -> str:
    """The address of an authority; refuses (BadInputError) anything but a plain http or https one."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise BadInputError("authority.url", "This is not the address of an authority.", "Give one with http or https.")
    return url


def ask_over_http(url: str, request: bytes) -> bytes:
    """The authority's answer to a request; refuses (EvidenceError) where there is none."""
    asked = urllib.request.Request(check_url(url), data=request, headers={"Content-Type": REQUEST_TYPE})  # noqa: S310
    opener = urllib.request.build_opener(_NoRedirects())
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            if answer.headers.get_content_type() != REPLY_TYPE:
                raise _no_answer("The authority answered something else than a token.")
            data: bytes = answer.read(LARGEST_TOKEN + 1)
    except (urllib.error.URLError, OSError) as error:
        raise _no_answer("The authority did not answer.") from error
    return data


def _no_answer(problem: str) -> EvidenceError:
    return EvidenceError("timestamp.no_answer", problem, "It is asked again; see `tawthiq doctor`.")
