"""Sessions that end: by idleness, by age, and by whoever ends them from another device (`tawthiq.guarding.sessions`).

Django keeps the session itself; beside it stands a line of ours, which its member can list and end. A session without
such a line gets one at its first page; one whose line is over is emptied before anything is answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tawthiq.actions.performing import now
from tawthiq.actions.sign_in import begin_session, end_session, keep_session
from tawthiq.guarding.sessions import is_fresh
from tawthiq.keeping.queries.members import account_with_id
from tawthiq.keeping.queries.sign_in import factors_of
from tawthiq.terms.members import Viewer
from tawthiq.web.context import mission_shown

Answer = Callable[[HttpRequest], HttpResponse]

#: Keys in Django's session.
SESSION_ID = "tawthiq_session"
PROVED_BY = "tawthiq_proved_by"


_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class MemberSessions:
    """Ends sessions that are over, begins the line of a new one, and asks for a second factor where one must be."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a session that lasts, or as to somebody who is not signed in."""
        if request.user.is_authenticated:
            self._keep(request)
        if request.user.is_authenticated and _lacks_factor(request):
            return HttpResponseRedirect(reverse("entrance:me") + "?first=1")
        return self.get_response(request)

    def _keep(self, request: HttpRequest) -> None:
        member_id = str(request.user.pk)
        held = request.session.get(SESSION_ID)
        if held is None:
            how = request.session.pop(PROVED_BY, "passphrase")
            held = str(begin_session(member_id, how=how, device=device_of(request)))
            request.session[SESSION_ID] = held
        times = keep_session(UUID(held), member_id=member_id)
        if times is None:
            logout(request)
            return
        request.is_fresh = is_fresh(times, at=now())  # type: ignore[attr-defined]


def _lacks_factor(request: HttpRequest) -> bool:
    """Whether the mission wants a second factor of this role and the member has none yet."""
    wanted = mission_shown(settings.MISSION).policies.second_factor_for
    if not wanted or request.user.role not in wanted:  # type: ignore[union-attr]
        return False
    path = request.path_info
    is_open = any(path.startswith(reverse(f"entrance:{name}")) for name in ("me", "sign_out", "language", "leave"))
    return not is_open and not factors_of(str(request.user.pk)).any


def sign_in_member(request: HttpRequest, member_id: str, *, how: str) -> None:
    """Begin a session for a member who has proved who they are; whatever the browser's session held before is gone."""
    member = account_with_id(member_id)
    login(request, member, backend="tawthiq.web.entrance.backend.PatientBackend")
    request.session[SESSION_ID] = str(begin_session(member_id, how=how, device=device_of(request)))
    request.session.__class__.clear_expired()


def session_id_of(request: HttpRequest) -> UUID | None:
    """The id of this very session's line."""
    held = request.session.get(SESSION_ID)
    return UUID(held) if held else None


def sign_out(request: HttpRequest, viewer: Viewer | None) -> None:
    """End this session, here and in the list."""
    held = session_id_of(request)
    if viewer is not None and held is not None:
        end_session(held, viewer=viewer)
    logout(request)


def device_of(request: HttpRequest) -> str:
    """Two words for what the browser calls itself; nothing that tells one device of a kind from another."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}", told)), "")
    system = next((name for mark, name in _SYSTEMS if mark in told), "")
    return " · ".join(word for word in (browser, system) if word)
