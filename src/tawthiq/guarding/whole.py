"""The house's own sight: for what must be worked out from all records, whoever asked for it.

Persons and incidents are laid down anew after a judgement, a correction or a withdrawal. Were that done with the
sight of the member who judged, every person outside their compartments would vanish. So it is done with the sight of
the house, and nothing read that way is returned to the member: a test names the few modules that may ask for it.
"""

from __future__ import annotations

from dataclasses import replace

from tawthiq.terms.members import Viewer


def whole(viewer: Viewer) -> Viewer:
    """The same member, with the sight of the house."""
    return replace(viewer, is_whole=True)
