"""The frame around each page: mission, member, navigation, language and version.

It asks nothing of the database beyond the member that the session already names. A page that wants numbers
beside the links of the navigation puts `waiting` (domain to number) into its own context or on the request.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

import tawthiq
from tawthiq.terms.members import Role
from tawthiq.web.navigation import NavigationLink, find_links, find_url

#: Interface languages whose words no native speaker of the field has signed yet.
DRAFT_LANGUAGES = frozenset({"ar"})


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `web/base.html` shows around a page."""
    name, is_demo = read_mission(settings.MISSION)
    member = getattr(request, "user", None)
    is_signed_in = bool(member and member.is_authenticated)
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "mission_name": name,
        "is_demo": is_demo,
        "member": member if is_signed_in else None,
        "member_name": (getattr(member, "display_name", "") or str(member.get_username())) if is_signed_in else "",
        "links": _links_for(request) if is_signed_in else (),
        "home_url": find_url("overview:home") or "/",
        "search_url": find_url("search:index"),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code != language],
        "is_draft_language": language in DRAFT_LANGUAGES,
        "version": tawthiq.__version__,
        "nonce": getattr(request, "csp_nonce", ""),
    }


def _links_for(request: HttpRequest) -> tuple[NavigationLink, ...]:
    """The navigation of the member who asks."""
    role = Role(getattr(request.user, "role", Role.MONITOR))
    return find_links(role, path=request.path, waiting=getattr(request, "waiting", None))


@cache
def read_mission(folder: Path | None) -> tuple[str, bool]:
    """The mission's name and whether it is the demonstration, from its ``mission.toml``; kept while we run."""
    file = folder / "mission.toml" if folder else None
    if file is None or not file.exists():
        return "Tawthiq", False
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    return str(said.get("name", "Tawthiq")), bool(said.get("demo", False))
