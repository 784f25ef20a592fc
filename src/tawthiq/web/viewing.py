"""Who looks at a page, as the queries and actions behind it want to know.

Every page says with `opens_for` what a role must include to open it. A page that says nothing has no door: the
test of all addresses fails on it. What is sensitive to read says so too (`reads`), and the audit then names who read
it; what cannot be taken back asks for a proof of identity that is a few minutes old at most (`fresh`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tawthiq.actions.performing import note_reading, note_refusal
from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.members import Viewer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def viewer_of_request(request: HttpRequest) -> Viewer:
    """The signed-in member as a viewer, in the language of this page; only for pages with `opens_for`.

    A form that brings something in names the compartment it shall lie in (`{% choose_compartment %}`). A page that
    takes its body in as a stream (`streams`) has none: asking for it would read the body first, and write it to disk.
    """
    known = viewer_of(request.user)  # type: ignore[arg-type]  # opens_for sends everybody else to the entrance
    has_form = request.method == "POST" and not getattr(request, "is_streamed", False)
    home = request.POST.get("compartment", "") if has_form else ""
    return replace(known, language=request.LANGUAGE_CODE, home=home)


def opens_for(
    permission: Permission | None, *, reads: str = "", fresh: bool = False, streams: bool = False
) -> Callable[[View[P]], View[P]]:
    """A page for signed-in members whose role includes `permission`; for every signed-in member when None.

    Whoever is not signed in is sent to the entrance; to a role that may not see the page it answers as if
    it were not there (NotFoundError). With `reads` the audit says who read which thing of that kind; with `fresh`
    whoever has not proved lately who they are is asked to, and comes back. With `streams` nothing reads the body
    before the page does.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.is_streamed = streams  # type: ignore[attr-defined]
            viewer = viewer_of_request(request)
            if permission is not None and not may(viewer, permission):
                note_refusal(view.__name__, viewer=viewer, permission=permission)
                require_sight(viewer, permission)
            if fresh and not getattr(request, "is_fresh", False):
                return redirect_to_proof(request)
            response = view(request, *args, **kwargs)
            if reads and response.status_code == HTTPStatus.OK:
                note_reading(reads, str(next(iter(kwargs.values()), "")), viewer=viewer)
            return response

        guarded.opens_for = permission  # type: ignore[attr-defined]
        guarded.reads = reads  # type: ignore[attr-defined]
        guarded.asks_fresh = fresh  # type: ignore[attr-defined]
        return guarded

    return wrap


def redirect_to_proof(request: HttpRequest) -> HttpResponse:
    """To the page that asks who this is, and from there back: to the page itself, never into a form sent once."""
    back = request.get_full_path() if request.method == "GET" else urlsplit(request.headers.get("Referer", "")).path
    return HttpResponseRedirect(f"{reverse('entrance:prove')}?{urlencode({'next': back or '/'})}")


def door_of(view: Any) -> Permission | None:
    """The permission a page asks for; raises AttributeError for a page that never said."""
    found: Permission | None = view.opens_for
    return found
