"""The places of reported figures in the mission's gazetteer: by spelling where it can mean one place, else by a member.

Words stay as the report has them. What the spelling settles is kept beside them when a report is read, or read again
after a gazetteer was loaded; where several places fit, they are offered on the card and nothing is chosen. A member
may choose one of the gazetteer's places, or say that it is none of them; that holds until a member says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import figures as queries
from tawthiq.keeping.queries import places
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.queries.places import PlaceEntry
from tawthiq.keeping.writes import figures as writes
from tawthiq.keeping.writes.figures import NewFigurePlace
from tawthiq.matching.place_words import Spellings, index_spellings
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer

_held: dict[str, tuple[tuple[int, int], Spellings]] = {}


def place_by_spelling(source_id: UUID, *, at: datetime, viewer: Viewer) -> int:
    """Keep the places that spelling settles for a report's figures and that have none yet; called within an action."""
    spellings = _spellings(viewer)
    if spellings is None:
        return 0
    new = []
    for figure in queries.find_figures(viewer=viewer, source_id=source_id):
        for position, meant in enumerate(spellings.meanings(_words(figure))):
            if len(meant) == 1 and position not in figure.placed:
                new.append(NewFigurePlace(figure_id=figure.id, position=position, place_id=meant[0]))
    writes.add_figure_places(new, at=at, member_id=None)
    return len(new)


def place_choices(figures: Sequence[FigureView], *, viewer: Viewer) -> dict[tuple[UUID, int], list[PlaceEntry]]:
    """The places that fit the words where several do and nobody has chosen, by figure and position."""
    spellings = _spellings(viewer) if figures else None
    if spellings is None:
        return {}
    open_ones = {
        (figure.id, position): meant
        for figure in figures
        for position, meant in enumerate(spellings.meanings(_words(figure)))
        if len(meant) > 1 and position not in figure.placed
    }
    named = places.places_named({one for meant in open_ones.values() for one in meant}, viewer=viewer)
    return {where: [named[one] for one in meant] for where, meant in open_ones.items()}


def choose_place(figure_id: UUID, position: int, place_id: int | None, *, viewer: Viewer) -> None:
    """Keep which place of the gazetteer a member says is meant; None says that it is none of them.

    Refuses (BadInputError) a position that the figure has no words for, and a place that is not in the gazetteer.
    """
    with performing("choose_place", viewer=viewer, permission=Permission.CONFIRM_FIGURES) as deed:
        figure = queries.figure(figure_id, viewer=viewer)
        if not 0 <= position < len(_words(figure)):
            raise BadInputError("figure.place_words", "The figure names no such place.", "Open its card again.")
        if place_id is not None and place_id not in places.places_named([place_id], viewer=viewer):
            raise BadInputError("figure.place", "This place is not in the gazetteer.", "Choose one of those offered.")
        chosen = NewFigurePlace(figure_id=figure_id, position=position, place_id=place_id)
        writes.add_figure_places([chosen], at=deed.at, member_id=viewer.member_id)
        deed.enter(EntryKind.CONFIRMED, figure_id)
        deed.note("figure", figure_id, position=position, place=place_id)


def _words(figure: FigureView) -> list[str]:
    return [str(place["words"]) for place in figure.data.get("places") or ()]


def _spellings(viewer: Viewer) -> Spellings | None:
    """The gazetteer by spelling, made once for as long as it stays as it is; None where none is loaded."""
    state = places.gazetteer_state(viewer=viewer)
    if not state[0]:
        return None
    held = _held.get("now")
    if held is None or held[0] != state:
        held = (state, index_spellings(places.places(viewer=viewer)))
        _held["now"] = held
    return held[1]
