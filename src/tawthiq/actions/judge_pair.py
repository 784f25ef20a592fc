"""Says whether two records speak of the same person, and takes such a judgement back; persons follow at once.

Everybody's judgement is kept. Members may judge one pair at the same moment: they wait for each other, each is
written, and what they come to is worked out from all of them (`tawthiq.terms.opinions`). The same judgement sent
twice by one member is one judgement.
"""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.lay_down_persons import lay_down_around
from tawthiq.actions.performing import Deed, performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import records, review
from tawthiq.keeping.queries.opinions import opinions_on
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewJudgement
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.members import Viewer
from tawthiq.terms.opinions import may_settle, opinions, waits_for_another, weigh


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

    `probability` is the score that was shown, where one was. Where the viewer's own standing judgement says the same
    with the same reason, that one's id is returned and nothing is written. Refuses (NotFoundError) records the viewer
    may not see, and (BadInputError) a record judged against itself.
    """
    if record_a == record_b:
        raise BadInputError("judgement.one_record", "A judgement is about two records.", "Choose another record.")
    reason = reason.strip()[:1000]
    with performing("judge_pair", viewer=viewer, permission=Permission.JUDGE) as deed:
        identity.hold_judgements()
        _require_both(record_a, record_b, viewer=viewer)
        counted = opinions(opinions_on(record_a, record_b, viewer=viewer))
        mine = next((given for given in counted if given.member_id == viewer.member_id), None)
        if mine is not None and (mine.decision, mine.reason) == (decision.value, reason):
            return mine.id
        return _keep(
            deed,
            NewJudgement(
                id=deed.new_id(),
                record_a=record_a,
                record_b=record_b,
                decision=decision,
                basis=Basis.REVIEWED,
                probability=probability,
                reason=reason,
            ),
        )


def settle_pair(
    record_a: UUID, record_b: UUID, decision: Decision, *, viewer: Viewer, reason: str = "", newest: int
) -> UUID:
    """Decide between members who judged a pair differently; returns the id of the judgement.

    `newest` is the number of the last judgement that was seen. Refuses (ConflictError) where the pair is not
    contested or has been judged since, and (NotAllowedError) a member who is one of those who differ, unless their
    role settles.
    """
    with performing("settle_pair", viewer=viewer, permission=Permission.JUDGE) as deed:
        identity.hold_judgements()
        _require_both(record_a, record_b, viewer=viewer)
        counted = opinions(opinions_on(record_a, record_b, viewer=viewer))
        if not weigh(counted).is_contested:
            raise ConflictError(
                "judgement.not_contested", "Nobody contradicts anybody about this pair.", "Look at the list again."
            )
        if not may_settle(counted, member_id=viewer.member_id, settles_own=may(viewer, Permission.SETTLE)):
            raise NotAllowedError(
                "judgement.own_conflict",
                "You are one of those who judged this pair differently.",
                "Leave it to a third member, or to the coordinator.",
            )
        if max(given.number for given in counted) != newest:
            raise ConflictError(
                "judgement.since", "This pair has been judged again since you opened it.", "Look at it again."
            )
        return _keep(
            deed,
            NewJudgement(
                id=deed.new_id(),
                record_a=record_a,
                record_b=record_b,
                decision=decision,
                basis=Basis.REVIEWED,
                reason=reason.strip()[:1000],
                settles=True,
            ),
        )


def _require_both(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> None:
    """Refuse (NotFoundError) a pair of which the viewer does not see both records."""
    records.record(record_a, viewer=viewer)
    records.record(record_b, viewer=viewer)


def ask_second_opinion(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> None:
    """Give a pair to one more member than have judged it so far."""
    with performing("ask_second_opinion", viewer=viewer, permission=Permission.JUDGE) as deed:
        identity.hold_judgements()
        _require_both(record_a, record_b, viewer=viewer)
        counted = opinions(opinions_on(record_a, record_b, viewer=viewer))
        identity.want_opinions(record_a, record_b, wanted=len(counted) + 1)
        _open_or_close(record_a, record_b, viewer=viewer)
        deed.note("record", record_a, other=str(record_b), wanted=len(counted) + 1)


def undo_judgement(judgement_id: UUID, *, viewer: Viewer) -> None:
    """Take a judgement back: it stays visible, and no longer counts. Refuses one that was taken back already."""
    with performing("undo_judgement", viewer=viewer, permission=Permission.JUDGE) as deed:
        identity.hold_judgements()
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
        _open_or_close(judged.record_a, judged.record_b, viewer=viewer)
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


def _keep(deed: Deed, judgement: NewJudgement) -> UUID:
    """Write one judgement and all that follows from it."""
    identity.add_judgements([judgement], batch=deed.batch, at=deed.at, member_id=deed.viewer.member_id)
    _open_or_close(judgement.record_a, judgement.record_b, viewer=deed.viewer)
    lay_down_around([judgement.record_a, judgement.record_b], viewer=deed.viewer)
    deed.enter(EntryKind.JUDGED, judgement.id)
    deed.note("judgement", judgement.id, decision=judgement.decision.value, settles=judgement.settles)
    return judgement.id


def _open_or_close(record_a: UUID, record_b: UUID, *, viewer: Viewer) -> None:
    """The pair waits as long as another opinion of it is wanted."""
    counted = opinions(opinions_on(record_a, record_b, viewer=viewer))
    wanted = review.opinions_wanted(record_a, record_b, viewer=viewer)
    identity.set_pair_open(record_a, record_b, is_open=waits_for_another(counted, wanted=wanted))
