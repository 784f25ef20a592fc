"""What the pages and a browser say to each other about passkeys.

A page carries what the browser is asked; the answer comes back in a form. What was asked is kept in the session, for
one answer and five minutes.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tawthiq.actions.sign_in import moment
from tawthiq.sealing.passkeys import Site
from tawthiq.terms.errors import BadInputError

ASKED = "tawthiq_asked"
GOOD_FOR_SECONDS = 300
LONGEST_ANSWER = 20_000


def site_of(request: HttpRequest) -> Site:
    """Where these pages are served, as the browser sees it."""
    scheme = "https" if settings.IS_SERVED_OVER_TLS else request.scheme
    host = request.get_host()
    return Site(host=host.rsplit(":", 1)[0] if not host.endswith("]") else host, origin=f"{scheme}://{host}")


def has_name(request: HttpRequest) -> bool:
    """Whether the pages are served under a name: browsers keep no passkey for a bare number such as 127.0.0.1."""
    host = site_of(request).host.strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def keep_asked(request: HttpRequest, purpose: str, state: Mapping[str, Any]) -> None:
    """Keep what was asked, and for what, until the answer comes."""
    request.session[ASKED] = {"for": purpose, "state": dict(state), "at": moment().timestamp()}


def take_asked(request: HttpRequest, purpose: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The state that was kept and the answer in the form; refuses (BadInputError) what is late, twice or unreadable."""
    asked = request.session.pop(ASKED, None)
    given = request.POST.get("answer", "")
    late = asked is None or asked["for"] != purpose or moment().timestamp() - asked["at"] > GOOD_FOR_SECONDS
    if late or len(given) > LONGEST_ANSWER:
        raise BadInputError("passkey.late", "This took too long, or was sent twice.", "Try again from the page.")
    try:
        answer = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise BadInputError(
            "passkey.refused", "This passkey was not accepted.", "Try again, or sign in in another way."
        ) from error
    return asked["state"], answer if isinstance(answer, dict) else {}
