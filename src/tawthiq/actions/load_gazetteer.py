"""Loads a gazetteer, so that words for places can be resolved and counted by governorate."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.actions.performing import performing
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.writes import places as writes
from tawthiq.terms.members import Viewer
from tawthiq.terms.places import GazetteerPlace


def load_gazetteer(name: str, places: Sequence[GazetteerPlace], *, viewer: Viewer) -> int:
    """Add a gazetteer's places under `name` and return how many are new; known keys are left as they are."""
    with performing("load_gazetteer", viewer=viewer, permission=Permission.MANAGE_PLACES) as deed:
        added = writes.add_places(name, places)
        deed.note("gazetteer", name, places=len(places), new=added)
    return added
