"""Requests for a second person: the list, an answer, and doing what was consented to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.manage_members import change_member
from tawthiq.actions.second_person import answer, standing_now
from tawthiq.guarding.roles import Permission
from tawthiq.guarding.second_person import Standing, Step, may_answer
from tawthiq.keeping.queries import requests as queries
from tawthiq.keeping.queries.requests import RequestView
from tawthiq.publishing.bidi import isolate
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.members import Role, Viewer
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.viewing import opens_for, viewer_of_request

CHIPS = {
    Standing.WAITING: ("conflict", "unsure"),
    Standing.CONSENTED: ("agree", "check"),
    Standing.REFUSED: ("restricted", "cross"),
    Standing.USED: ("agree", "check"),
    Standing.VOID: ("restricted", "cross"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """One request with its words, and what this member can do with it."""

    request: RequestView
    words: str
    standing: str
    chip: tuple[str, str]
    may_answer: bool
    may_use: bool


@opens_for(None)
@require_GET
def list_requests(request: HttpRequest) -> HttpResponse:
    """One's own requests, and those of others for whoever may be the second person."""
    viewer = viewer_of_request(request)
    rows = [_show(row, viewer) for row in queries.requests(viewer=viewer)]
    return render(request, "web/members/requests.html", {"rows": rows})


@opens_for(Permission.CONSENT_AS_SECOND, fresh=True)
@require_POST
def answer_one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Consent to a request of another, or refuse it."""
    given = request.POST.get("answer", "")
    if given not in {"yes", "no"}:
        raise BadInputError("members.nothing", "Nothing was asked for.", "Use the buttons of the page.")
    answer(request_id, consents=given == "yes", viewer=viewer_of_request(request))
    messages.success(request, _("Your answer is kept."))
    return redirect("members:requests")


@opens_for(None, fresh=True)
@require_POST
def use_one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Do what was consented to, or go to where it is done."""
    viewer = viewer_of_request(request)
    held = queries.request(request_id, viewer=viewer)
    if held.asked_by_id != viewer.member_id or standing_now(held) is not Standing.CONSENTED:
        raise ConflictError("second.not_waiting", "This request no longer waits.", "Look at the list again.")
    if held.step == Step.CHANGE_ROLE:
        change_member(viewer=viewer, member_id=held.object_id, role=Role(held.params["role"]))
        messages.success(request, _("The role is changed."))
        return redirect("members:requests")
    if held.step == Step.EXPORT and "bag" in held.params and not _is_of_several(held):
        return redirect("custody:new_bag", held.object_id)
    if held.step == Step.EXPORT and not _is_of_several(held):
        return redirect("results:result", held.object_id)
    raise BadInputError("second.elsewhere", "This is done on the page of the thing itself.", "Open it there.")


def _show(row: RequestView, viewer: Viewer) -> RequestShown:
    standing = standing_now(row)
    return RequestShown(
        request=row,
        words=_words(row, viewer.language),
        standing=_standing_words(standing),
        chip=CHIPS[standing],
        may_answer=standing is Standing.WAITING and may_answer(viewer, asked_by=row.asked_by_id),
        may_use=standing is Standing.CONSENTED
        and row.asked_by_id == viewer.member_id
        and row.step in {Step.CHANGE_ROLE, Step.EXPORT}
        and not _is_of_several(row),
    )


def _is_of_several(row: RequestView) -> bool:
    """Whether this is a bag of several files, which only the command line makes."""
    return len(row.params.get("bag", ())) > 1


def _words(row: RequestView, language: str) -> str:
    if row.step == Step.CHANGE_ROLE:
        role = vocabulary("role").label(row.params.get("role", ""), language)
        return _("Give the member {member} the role: {role}").format(
            member=isolate(queries.name_of_member(row.object_id)), role=isolate(role)
        )
    if _is_of_several(row):
        return _("Make an evidence bag of files asked for, on the command line: {count}").format(
            count=len(row.params["bag"])
        )
    if row.step == Step.EXPORT and "bag" in row.params:
        return _("Make an evidence bag of files asked for: {count}").format(count=len(row.params["bag"]))
    if row.step == Step.EXPORT:
        return _("Take tables of a count out of the mission")
    return _("Open what is sealed: {id}").format(id=isolate(row.object_id[:8]))


def _standing_words(standing: Standing) -> str:
    return {
        Standing.WAITING: _("waits"),
        Standing.CONSENTED: _("consented"),
        Standing.REFUSED: _("refused"),
        Standing.USED: _("done"),
        Standing.VOID: _("void: too late"),
    }[standing]
