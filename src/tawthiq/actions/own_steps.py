"""Steps that the system takes for a member whose role may hand something in but not read it back."""

from __future__ import annotations

from dataclasses import replace

from tawthiq.terms.members import Role, Viewer


def on_behalf_of_the_mission(viewer: Viewer) -> Viewer:
    """The same member with the sight that recomputing persons needs.

    Never handed to a page, a command or a query whose answer reaches the member.
    """
    return replace(viewer, role=Role.COORDINATOR)
