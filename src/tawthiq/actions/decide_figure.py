"""A member confirms, edits or rejects a figure that the reader proposed. Nothing counts before that.

To split one has an action of its own.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import figures as queries
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.keeping.writes import figures as writes
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.figures import Category, Hedge, Measure
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import DecisionOnProposal

DECISIONS = (DecisionOnProposal.CONFIRMED, DecisionOnProposal.EDITED, DecisionOnProposal.REJECTED)
EDITABLE = ("category", "hedge", "measure", "value_min", "value_max", "speaker", "place_words")


def decide_figure(
    figure_id: UUID,
    decision: DecisionOnProposal,
    *,
    viewer: Viewer,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keep one decision. `changes` (with ``edited`` only) maps columns of `EDITABLE` to their new values.

    Refuses (BadInputError) an edit without changes, changes without an edit, columns that are not editable and
    values that cannot be; (ConflictError) a figure that is split, and a part of a split that was taken back, so that
    a figure and its parts never count together. A later decision takes the place of an earlier one; all stay visible.
    """
    changed = changes or {}
    if decision not in DECISIONS:
        raise BadInputError("figure.decision", "This is no decision.", "Accept, change or reject the figure.")
    if bool(changed) != (decision is DecisionOnProposal.EDITED):
        raise BadInputError("figure.changes", "An edit, and only an edit, changes something.", "Change a value.")
    check_changes(changed)
    with performing("decide_figure", viewer=viewer, permission=Permission.CONFIRM_FIGURES) as deed:
        held = queries.figure(figure_id, viewer=viewer)
        _refuse_split(held, viewer=viewer)
        check_changes({"value_min": held.value_min, "value_max": held.value_max, **changed})
        writes.note_decision(
            figure_id,
            decision,
            changes=changed,
            reason=reason.strip()[:1000],
            at=deed.at,
            member_id=viewer.member_id,
        )
        deed.enter(EntryKind.CONFIRMED, figure_id)
        deed.note("figure", figure_id, decision=decision.value, changed=sorted(changed))


def _refuse_split(held: FigureView, *, viewer: Viewer) -> None:
    if held.status == DecisionOnProposal.SPLIT:
        raise ConflictError(
            "figure.is_split", "This figure is split: its parts stand for it.", "Take the split back first."
        )
    if held.split_from and queries.figure(held.split_from, viewer=viewer).status != DecisionOnProposal.SPLIT:
        raise ConflictError(
            "figure.not_split", "This is part of a split that was taken back.", "Decide on the figure it was part of."
        )


def check_changes(changes: dict[str, Any]) -> None:
    """Refuse (BadInputError) columns that are not editable and values that cannot be."""
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise BadInputError("figure.column", f"{', '.join(sorted(unknown))} cannot be edited.", "Leave it out.")
    low, high = changes.get("value_min"), changes.get("value_max")
    if any(value is not None and value < 0 for value in (low, high)):
        raise BadInputError("figure.negative", "A number of people is never negative.", "Give it as the text has it.")
    if low is not None and high is not None and low > high:
        raise BadInputError("figure.order", "The lower number is above the upper one.", "Swap them.")
    for column, kinds in (("category", Category), ("hedge", Hedge), ("measure", Measure)):
        if column in changes and changes[column] not in {kind.value for kind in kinds}:
            raise BadInputError(f"figure.{column}", "This is not one of the choices.", "Choose one from the list.")
