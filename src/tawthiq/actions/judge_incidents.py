"""A member judges two records of incidents, or takes a judgement back. Incidents and their counts follow at once."""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.lay_down_incidents import lay_down_incidents
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import incident_review, incidents
from tawthiq.keeping.writes import incidents as writes
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.members import Viewer


def judge_incidents(
    record_a: UUID,
    record_b: UUID,
    decision: Decision,
    *,
    viewer: Viewer,
    reason: str = "",
    probability: float | None = None,
) -> UUID:
    """Keep one reviewed judgement on two incident records and lay down the incidents; returns its id.

    `probability` is the score that was shown, where one was. Refuses (NotFoundError) records the viewer may not see,
    and (BadInputError) a record judged against itself.
    """
    if record_a == record_b:
        raise BadInputError("judgement.one_record", "A judgement is about two records.", "Choose another record.")
    with performing("judge_incidents", viewer=viewer, permission=Permission.JUDGE) as deed:
        incidents.incident_record(record_a, viewer=viewer)
        incidents.incident_record(record_b, viewer=viewer)
        judgement_id = deed.new_id()
        new = NewJudgement(
            id=judgement_id,
            record_a=record_a,
            record_b=record_b,
            decision=decision,
            basis=Basis.REVIEWED,
            probability=probability,
            reason=reason.strip()[:1000],
        )
        writes.add_incident_judgements([new], batch=deed.batch, at=deed.at, member_id=viewer.member_id)
        writes.set_incident_pair_open(record_a, record_b, is_open=False)
        lay_down_incidents(viewer=viewer)
        deed.enter(EntryKind.JUDGED, judgement_id)
        deed.note("incident_judgement", judgement_id, decision=decision.value)
    return judgement_id


def undo_incident_judgement(judgement_id: UUID, *, viewer: Viewer) -> None:
    """Take a judgement back: it stays visible, and no longer counts. Refuses one that was taken back already."""
    with performing("undo_incident_judgement", viewer=viewer, permission=Permission.JUDGE) as deed:
        judged = incident_review.incident_judgement(judgement_id, viewer=viewer)
        if judged.undone or judged.is_undo:
            raise ConflictError(
                "judgement.undone", "This judgement has been taken back already.", "Look at the page again."
            )
        undoing = NewJudgement(
            id=deed.new_id(),
            record_a=judged.record_a,
            record_b=judged.record_b,
            decision=Decision(judged.decision),
            basis=Basis(judged.basis),
            undoes=judgement_id,
        )
        writes.add_incident_judgements([undoing], batch=deed.batch, at=deed.at, member_id=viewer.member_id)
        if not incident_review.is_reviewed(judged.record_a, judged.record_b, viewer=viewer):
            writes.set_incident_pair_open(judged.record_a, judged.record_b, is_open=True)
        lay_down_incidents(viewer=viewer)
        deed.enter(EntryKind.UNDONE, judgement_id)
        deed.note("incident_judgement", judgement_id)


def undo_last_of_incidents(*, viewer: Viewer) -> UUID | None:
    """Take back the viewer's own newest standing judgement on incidents; returns its id, or None."""
    mine = incident_review.recent_incident_judgements(viewer=viewer, mine=True, limit=50)
    last = next((judged for judged in mine if not judged.undone), None)
    if last is None:
        return None
    undo_incident_judgement(last.id, viewer=viewer)
    return last.id
