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
    if held.step == Step.EXPORT and not _is_on_command_line(held):
        return redirect("custody:new_bag" if "bag" in held.params else "results:result", held.object_id)
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
        and not _is_on_command_line(row),
    )


def _is_on_command_line(row: RequestView) -> bool:
    """Whether only the command line does this: a bag of several files, and every backup."""
    return len(row.params.get("bag", ())) > 1 or row.step == Step.BACK_UP


def _words(row: RequestView, language: str) -> str:
    if row.step == Step.CHANGE_ROLE:
        role = vocabulary("role").label(row.params.get("role", ""), language)
        return _("Give the member {member} the role: {role}").format(
            member=isolate(queries.name_of_member(row.object_id)), role=isolate(role)
        )
    if row.step == Step.BACK_UP:
        return _words_of_backup(row)
    if row.step == Step.EXPORT:
        return _words_of_export(row)
    return _("Open what is sealed: {id}").format(id=isolate(row.object_id[:8]))


def _words_of_backup(row: RequestView) -> str:
    if row.params.get("backup") == "open":
        return _("Back up everything that the mission holds, NOT SEALED, on the command line")
    return _(
        "Back up everything that the mission holds, on the command line, for whoever has these keys: {keys}"
    ).format(keys=", ".join(isolate(_shortened(key)) for key in row.params.get("to", ())))


def _words_of_export(row: RequestView) -> str:
    if "bag" not in row.params:
        return _("Take tables of a count out of the mission")
    count = len(row.params["bag"])
    if _is_on_command_line(row):
        return _("Make an evidence bag of files asked for, on the command line: {count}").format(count=count)
    return _("Make an evidence bag of files asked for: {count}").format(count=count)


def _shortened(key: str) -> str:
    """A public key as two people compare it: its beginning and its end."""
    return key if len(key) <= 24 else f"{key[:14]}…{key[-8:]}"


def _standing_words(standing: Standing) -> str:
    return {
        Standing.WAITING: _("waits"),
        Standing.CONSENTED: _("consented"),
        Standing.REFUSED: _("refused"),
        Standing.USED: _("done"),
        Standing.VOID: _("void: too late"),
    }[standing]
