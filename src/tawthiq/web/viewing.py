"""Who looks at a page, as the queries and actions behind it want to know.

Every page says with `opens_for` what a role must include to open it. A page that says nothing has no door: the
test of all addresses fails on it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.members import Viewer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def viewer_of_request(request: HttpRequest) -> Viewer:
    """The signed-in member as a viewer, in the language of this page; only for pages with `opens_for`."""
    known = viewer_of(request.user)  # type: ignore[arg-type]  # opens_for sends everybody else to the entrance
    return Viewer(member_id=known.member_id, role=known.role, language=request.LANGUAGE_CODE)


def opens_for(permission: Permission | None) -> Callable[[View[P]], View[P]]:
    """A page for signed-in members whose role includes `permission`; for every signed-in member when None.

    Whoever is not signed in is sent to the entrance; to a role that may not see the page it answers as if
    it were not there (NotFoundError).
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if permission is not None:
                require_sight(viewer_of_request(request), permission)
            return view(request, *args, **kwargs)

        guarded.opens_for = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def door_of(view: Any) -> Permission | None:
    """The permission a page asks for; raises AttributeError for a page that never said."""
    found: Permission | None = view.opens_for
    return found
