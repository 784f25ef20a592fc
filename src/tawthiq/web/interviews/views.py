"""The interview form, its receipt, and how a date in words is read.

A monitor hands an interview in and cannot read it back: after saving there is a receipt with a number, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from tawthiq.actions.record_interview import InterviewKept, record_interview
from tawthiq.guarding.roles import Permission, may
from tawthiq.intake.dates import read_date
from tawthiq.intake.interviews import read_interview
from tawthiq.keeping.queries.sources import interviews_under_code
from tawthiq.terms.errors import ConflictError, NotFoundError, Problem
from tawthiq.terms.members import Viewer
from tawthiq.web import formats
from tawthiq.web.interviews.filling import InterviewForm, problem_words
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.sealing.shared import for_browser, read_sealed
from tawthiq.web.viewing import opens_for, viewer_of_request

RECEIPT = "tawthiq_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something to look at before saving: the id of its field, and the words."""

    field: str
    words: str


@sensitive_post_parameters()
@opens_for(Permission.RECORD_INTERVIEWS)
@require_http_methods(["GET", "POST"])
def new_interview(request: HttpRequest) -> HttpResponse:
    """The form; ``add`` and ``drop`` change its blocks, ``save`` keeps it once nothing is left to look at."""
    viewer = viewer_of_request(request)
    data = request.POST.dict() if request.method == "POST" else None
    form = InterviewForm(data, language=viewer.language)
    if data is not None and "add" in data:
        form.add(str(data["add"]))
    elif data is not None and "drop" in data:
        form.drop(str(data["drop"]))
    elif data is not None:
        return _check_and_keep(request, form, viewer)
    return _show(request, form, viewer, is_bare=True)


def _check_and_keep(request: HttpRequest, form: InterviewForm, viewer: Viewer) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, viewer, errors=form.errors(), status=400)
    payload = form.payload()
    _interview, problems = read_interview(payload)
    fatal = [p for p in problems if p.fatal]
    if fatal:
        errors = [(form.field_of(p), problem_words(p, language=viewer.language)) for p in fatal]
        return _show(request, form, viewer, errors=errors, status=400)
    warned = _warnings(form, payload, problems, viewer)
    if request.POST.get("step") != "save" or (warned and request.POST.get("looked") != "yes"):
        return _show(request, form, viewer, warned=warned, is_checked=True)
    sealed = read_sealed(str((form.data or {}).get("sealed", "")))
    try:
        kept = record_interview(payload, viewer=viewer, source_id=_record_id(form), sealed=sealed)
    except ConflictError as error:
        # The key-holders changed while the form was open: all but what was sealed to the old ones stays.
        form.data = {**(form.data or {}), "sealed": ""}
        words = write_problem(word_error(error, language=viewer.language))
        return _show(request, form, viewer, errors=[("sealed-section", words)], status=409)
    return _receive(request, kept, viewer)


def _record_id(form: InterviewForm) -> UUID:
    """The id that the interview will have: made with the empty form, since what is sealed is bound to it."""
    given = str((form.data or {}).get("record_id", ""))
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def _warnings(
    form: InterviewForm, payload: dict[str, Any], problems: Sequence[Problem], viewer: Viewer
) -> list[Warned]:
    """What the member should have looked at: repeated interviewing first."""
    found = []
    before = interviews_under_code(payload["witness_code"], viewer=viewer)
    if before:
        words = ngettext(
            "This witness code was interviewed {n} time before. Interviewing again can harm: is it needed?",
            "This witness code was interviewed {n} times before. Interviewing again can harm: is it needed?",
            before,
        )
        found.append(Warned(field="id_witness_code", words=words.format(n=before)))
    if payload["earlier_accounts"]:
        words = _("The witness has given an account elsewhere. Keep this one short, and do not ask for it all again.")
        found.append(Warned(field="earlier-section", words=words))
    if payload["setting_safe"] == "no":
        found.append(Warned(field="id_setting_safe", words=_("The setting was not safe. Tell the protection officer.")))
    return found + [
        Warned(field=form.field_of(problem), words=problem_words(problem, language=viewer.language))
        for problem in problems
    ]


def _show(
    request: HttpRequest,
    form: InterviewForm,
    viewer: Viewer,
    *,
    errors: Sequence[tuple[str, str]] = (),
    warned: Sequence[Warned] = (),
    is_checked: bool = False,
    is_bare: bool = False,
    status: int = 200,
) -> HttpResponse:
    data = form.data or {}
    context = {
        **for_browser(viewer.language),
        "record_id": _record_id(form),
        "versions": "{}",
        "sealed_before": data.get("sealed", ""),
        "form": form,
        "sitting": form.sitting,
        "counts": form.counts,
        "errors": errors,
        "warned": warned,
        "is_checked": is_checked,
        "is_bare": is_bare,
        "reads": {name: _reading(str(data.get(name, "")), viewer.language) for name in ("held_on", "consent_expires")},
    }
    return render(request, "web/interviews/new.html", context, status=status)


def _reading(words: str, language: str) -> str:
    """How words for a date are read; empty where none are given."""
    if not words.strip():
        return ""
    value = read_date(words).value
    if not value.is_known:
        return _("cannot be read as a date; the words are kept")
    return formats.write_partial_date(value, language=language)


def _receive(request: HttpRequest, kept: InterviewKept, viewer: Viewer) -> HttpResponse:
    if may(viewer, Permission.READ_CONTENT):
        messages.success(request, _("The interview is kept as {number}.").format(number=f"S-{kept.number}"))
        return redirect("sources:source", source_id=kept.source_id)
    request.session[RECEIPT] = [kept.number, str(kept.source_id)]
    return redirect("interviews:receipt")


@opens_for(Permission.RECORD_INTERVIEWS)
@require_GET
def show_receipt(request: HttpRequest) -> HttpResponse:
    """The number of the interview that this session handed in last; nothing else of it."""
    receipt = request.session.get(RECEIPT)
    if receipt is None:
        raise NotFoundError("interview.no_receipt", _("There is no receipt to show."), _("Hand an interview in first."))
    number, record_id = receipt
    context = {"number": f"S-{number}", "record_id": record_id}
    return render(request, "web/interviews/received.html", context)


@opens_for(Permission.RECORD_INTERVIEWS)
@require_http_methods(["GET", "POST"])
def clear_device(request: HttpRequest) -> HttpResponse:
    """Ask, then tell the browser to forget the mission, and end the session."""
    if request.method == "GET":
        return render(request, "web/interviews/clear.html")
    logout(request)
    response = redirect("entrance:sign_in")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@opens_for(Permission.RECORD_INTERVIEWS)
@require_GET
def read_back_date(request: HttpRequest) -> HttpResponse:
    """How a date in words is read, as a fragment beside its field."""
    words = next((request.GET[name] for name in ("held_on", "consent_expires") if name in request.GET), "")
    context = {"reading": _reading(words[:120], viewer_of_request(request).language)}
    return render(request, "web/interviews/parts/reading.html", context)
