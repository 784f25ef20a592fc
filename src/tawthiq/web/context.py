"""The frame around each page: mission, member, navigation, language and version.

The navigation with its numbers is only worked out by pages that draw it, so that the pages for errors and for
signing in ask nothing of the database.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

import tawthiq
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.opening import MISSION_FILE, Mission, read_mission
from tawthiq.keeping.queries.overview import navigation_counts
from tawthiq.web.navigation import NavigationLink, find_links, find_url
from tawthiq.web.viewing import viewer_of_request

#: Interface languages whose words no native speaker of the field has signed yet.
DRAFT_LANGUAGES = frozenset({"ar"})


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `web/base.html` shows around a page."""
    mission = mission_shown(settings.MISSION)
    language = get_language() or settings.LANGUAGE_CODE
    member = getattr(request, "user", None)
    is_signed_in = bool(member and member.is_authenticated)
    return {
        "mission_name": mission.name_ar if language == "ar" and mission.name_ar else mission.name,
        "is_demo": mission.is_demo,
        "member": member if is_signed_in else None,
        "member_name": _name_of(member) if is_signed_in else "",
        "links": SimpleLazyObject(lambda: _links_for(request)) if is_signed_in else (),
        "home_url": find_url("overview:home") or "/",
        "search_url": find_url("persons:list") if is_signed_in and _may_search(request) else None,
        "languages": [(code, name) for code, name in settings.LANGUAGES if code != language],
        "is_draft_language": language in DRAFT_LANGUAGES,
        "version": tawthiq.__version__,
        "nonce": getattr(request, "csp_nonce", ""),
    }


def _name_of(member: Any) -> str:
    """What the member is called on the page: the display name, or else the sign-in name."""
    return str(member.display_name or member.get_username())


def _may_search(request: HttpRequest) -> bool:
    """Whether the search would show this member anything."""
    return may(viewer_of_request(request), Permission.READ_CONTENT)


def _links_for(request: HttpRequest) -> tuple[NavigationLink, ...]:
    """The navigation of the member who asks, with the numbers they may know."""
    viewer = viewer_of_request(request)
    numbers = asdict(navigation_counts(viewer=viewer))
    numbers["review"] = numbers.pop("pairs")
    return find_links(viewer, path=request.path, numbers=numbers)


@cache
def mission_shown(folder: Path | None) -> Mission:
    """What the mission says of itself, read once; a nameless one where no mission is open."""
    if folder is None or not (folder / MISSION_FILE).is_file():
        return Mission(name="Tawthiq")
    return read_mission(folder)
