"""A member judges two records, or takes a judgement back. Persons and counts follow at once."""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.lay_down_persons import lay_down_around
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import frames, records, review
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.members import Viewer


def judge_pair(
    record_a: UUID,
    record_b: UUID,
    decision: Decision,
    *,
    viewer: Viewer,
    reason: str = "",
    probability: float | None = None,
) -> UUID:
    """Keep one reviewed judgement and lay down the persons it touches; returns its id.

    `probability` is the score that was shown, where one was. Refuses (NotFoundError) records the viewer may not
    see, and (BadInputError) a record judged against itself.
    """
    if record_a == record_b:
        raise BadInputError("judgement.one_record", "A judgement is about two records.", "Choose another record.")
    with performing("judge_pair", viewer=viewer, permission=Permission.JUDGE) as deed:
        records.record(record_a, viewer=viewer)
        records.record(record_b, viewer=viewer)
        judgement_id = deed.new_id()
        identity.add_judgements(
            [
                NewJudgement(
                    id=judgement_id,
                    record_a=record_a,
                    record_b=record_b,
                    decision=decision,
                    basis=Basis.REVIEWED,
                    probability=probability,
                    reason=reason.strip()[:1000],
                )
            ],
            batch=deed.batch,
            at=deed.at,
            member_id=viewer.member_id,
        )
        identity.set_pair_open(record_a, record_b, is_open=False)
        lay_down_around([record_a, record_b], viewer=viewer)
        deed.enter(EntryKind.JUDGED, judgement_id)
        deed.note("judgement", judgement_id, decision=decision.value)
    return judgement_id


def undo_judgement(judgement_id: UUID, *, viewer: Viewer) -> None:
    """Take a judgement back: it stays visible, and no longer counts. Refuses one that was taken back already."""
    with performing("undo_judgement", viewer=viewer, permission=Permission.JUDGE) as deed:
        judged = review.judgement(judgement_id, viewer=viewer)
        if judged.undone or judged.is_undo:
            raise ConflictError(
                "judgement.undone", "This judgement has been taken back already.", "Look at the page again."
            )
        identity.add_judgements(
            [
                NewJudgement(
                    id=deed.new_id(),
                    record_a=judged.record_a,
                    record_b=judged.record_b,
                    decision=Decision(judged.decision),
                    basis=Basis(judged.basis),
                    undoes=judgement_id,
                )
            ],
            batch=deed.batch,
            at=deed.at,
            member_id=viewer.member_id,
        )
        still = frames.effective_judgements(viewer=viewer, touching=[judged.record_a])
        pair = {str(judged.record_a), str(judged.record_b)}
        if not any({j.record_a, j.record_b} == pair and j.basis is Basis.REVIEWED for j in still):
            identity.set_pair_open(judged.record_a, judged.record_b, is_open=True)
        lay_down_around([judged.record_a, judged.record_b], viewer=viewer)
        deed.enter(EntryKind.UNDONE, judgement_id)
        deed.note("judgement", judgement_id)


def undo_last(*, viewer: Viewer) -> UUID | None:
    """Take back the viewer's own newest standing judgement; returns its id, or None where there is none."""
    mine = review.recent_judgements(viewer=viewer, mine=True, limit=50)
    last = next((judged for judged in mine if not judged.undone), None)
    if last is None:
        return None
    undo_judgement(last.id, viewer=viewer)
    return last.id
