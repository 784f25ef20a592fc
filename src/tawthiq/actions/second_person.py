"""Steps that one asks for and another consents to (`tawthiq.guarding.second_person`), where the policy says so.

`ask` writes the request, `answer` the second person's decision; the step's own action calls `take_consent` in its
transaction, which uses the consent up or refuses. What is sealed is opened by the same three calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from tawthiq.actions.performing import Deed, now, performing
from tawthiq.guarding.roles import Permission
from tawthiq.guarding.second_person import Standing, Step, may_answer, standing
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import requests as queries
from tawthiq.keeping.writes import access
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.members import Viewer

#: What somebody must be allowed to do themselves before they may ask for it.
ASKED_BY = {
    Step.CHANGE_ROLE: Permission.MANAGE_MEMBERS,
    Step.EXPORT: Permission.READ_NUMBERS,
    Step.BACK_UP: Permission.BACK_UP,
}
LONGEST_REASON = 500


def needs_second(step: Step) -> bool:
    """Whether this mission's policy binds the step to two persons."""
    return step.value in read_mission(mission_folder()).policies.second_person_for


def ask(step: Step, *, object_id: str, reason: str, viewer: Viewer, params: dict[str, Any] | None = None) -> UUID:
    """Ask for a step on a thing; `params` are ids and codes. Refuses (BadInputError) a request without a reason."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInputError(
            "second.reason", "A request says why, in at most 500 letters.", "Write the reason, without names."
        )
    with performing("ask_second_person", viewer=viewer, permission=ASKED_BY[step]) as deed:
        request_id = deed.new_id()
        access.add_request(
            request_id=request_id,
            step=step.value,
            object_id=object_id,
            params=params or {},
            reason=reason.strip(),
            member_id=viewer.member_id,
            at=deed.at,
        )
        deed.note("request", request_id, step=step.value, object=object_id)
    return request_id


def answer(request_id: UUID, *, consents: bool, viewer: Viewer) -> None:
    """Consent to a request or refuse it, as somebody else than who asked; refused for one's own and for a void one."""
    with performing("answer_request", viewer=viewer, permission=Permission.CONSENT_AS_SECOND) as deed:
        request = queries.request(request_id, viewer=viewer)
        if not may_answer(viewer, asked_by=request.asked_by_id):
            raise NotAllowedError(
                "second.own", "Nobody is the second person to their own request.", "Ask another member."
            )
        if standing(request.times, at=deed.at) is not Standing.WAITING:
            raise ConflictError("second.not_waiting", "This request no longer waits.", "Look at the list again.")
        if not access.answer_request(request_id=request_id, member_id=viewer.member_id, consented=consents, at=deed.at):
            raise ConflictError("second.answered", "Somebody answered this request first.", "Look at the list again.")
        deed.note("request", request_id, step=request.step, consented=consents)


def take_consent(step: Step, *, object_id: str, deed: Deed, params: dict[str, Any] | None = None) -> None:
    """Use up a consent to this very step, inside the step's own action; nothing to do where the policy asks none.

    Refuses (NotAllowedError) where there is no consent that holds now, or the second person may no longer be one.
    """
    if not needs_second(step):
        return
    for request in _consents(step, object_id, params, viewer=deed.viewer, at=deed.at):
        if access.use_request(request_id=request.id, at=deed.at):
            deed.note("request", request.id, step=step.value, used=True)
            return
    raise consent_missing()


def holds_consent(step: Step, *, object_id: str, viewer: Viewer, params: dict[str, Any] | None = None) -> bool:
    """Whether `take_consent` would find one now, or none is asked for; uses nothing up."""
    return not needs_second(step) or any(_consents(step, object_id, params, viewer=viewer, at=now()))


def _consents(
    step: Step, object_id: str, params: dict[str, Any] | None, *, viewer: Viewer, at: datetime
) -> Iterator[queries.RequestView]:
    for request in queries.consents(step.value, object_id=object_id, asked_by=viewer.member_id):
        stands = standing(request.times, at=at) is Standing.CONSENTED
        if request.params == (params or {}) and stands and queries.may_still_answer(request):
            yield request


def consent_missing() -> NotAllowedError:
    """What is answered where a second person's consent is needed and not there."""
    return NotAllowedError(
        "second.needed",
        "This step needs a second person in this mission.",
        "Ask for it with a reason; another member consents, and you have an hour to do it.",
    )


def standing_now(request: queries.RequestView) -> Standing:
    """How a request stands at this moment."""
    return standing(request.times, at=now())
