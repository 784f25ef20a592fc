"""Every address says who may open it; the few that anybody may open are named here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tawthiq.guarding.roles import Permission
from tawthiq.web.viewing import door_of

#: The entrance: nothing of the mission is behind these.
OPEN_TO_ANYBODY = {
    "entrance:sign_in",
    "entrance:second",
    "entrance:passkey",
    "entrance:sign_out",
    "entrance:language",
    "entrance:leave",
}


def pages(resolver: Any, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry.callback


def test_every_page_has_a_door() -> None:
    found = dict(pages(get_resolver("tawthiq.web.urls")))
    assert set(found) >= OPEN_TO_ANYBODY
    for name, view in found.items():
        if name not in OPEN_TO_ANYBODY:
            assert door_of(view) is None or isinstance(door_of(view), Permission), name
