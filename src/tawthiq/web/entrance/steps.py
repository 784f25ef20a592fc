"""The second step of signing in, signing in by passkey alone, and proving again who one is."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tawthiq.actions.sign_in import check_code, check_passkey, moment, prove_again
from tawthiq.keeping.queries.members import account_with_id
from tawthiq.keeping.queries.sign_in import credentials_of, factors_of
from tawthiq.sealing.passkeys import ask_for_proof
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.web.entrance.backend import PatientBackend
from tawthiq.web.entrance.forms import ProofForm
from tawthiq.web.entrance.passkeys import has_name, keep_asked, site_of, take_asked
from tawthiq.web.sessions import session_id_of, sign_in_member
from tawthiq.web.viewing import opens_for, viewer_of_request

HALF_SIGNED_IN = "tawthiq_half"
HALF_FOR_SECONDS = 300
_BOTH = ("GET", "POST")


@require_http_methods(_BOTH)
def second_step(request: HttpRequest) -> HttpResponse:
    """After the passphrase: a one-time code or a passkey of this member; five minutes, then from the start."""
    half = request.session.get(HALF_SIGNED_IN)
    if half is None or moment().timestamp() - half["at"] > HALF_FOR_SECONDS:
        return HttpResponseRedirect(reverse("entrance:sign_in"))
    member_id = half["member"]
    return _prove(
        request,
        member_id,
        purpose="second",
        done=lambda how: _signed_in(request, member_id, how=how, target=half["next"]),
    )


@require_http_methods(_BOTH)
def passkey_alone(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey and nothing else."""
    site, target = site_of(request), safe_next(request)
    problem = ""
    if request.method == "POST":
        try:
            state, answer = take_asked(request, "sign_in")
            viewer = check_passkey(site, state, answer)
        except (BadInputError, NotFoundError):
            problem = _("This passkey was not accepted. Try again, or sign in in another way.")
        else:
            return _signed_in(request, viewer.member_id, how="passkey", target=target)
    options, state = ask_for_proof(site)
    keep_asked(request, "sign_in", state)
    context = {"options": json.dumps(options), "problem": problem, "next": target, "has_name": has_name(request)}
    return render(request, "web/entrance/passkey.html", context, status=400 if problem else 200)


@opens_for(None)
@require_http_methods(_BOTH)
def prove(request: HttpRequest) -> HttpResponse:
    """Prove again who one is, before what cannot be taken back; then go on to the page that asked for it."""
    viewer, target = viewer_of_request(request), safe_next(request)

    def done(how: str) -> HttpResponse:
        held = session_id_of(request)
        if held is not None:
            prove_again(held, viewer=viewer, how=how)
        return HttpResponseRedirect(target)

    return _prove(
        request, viewer.member_id, purpose="prove", done=done, passphrase=not factors_of(viewer.member_id).any
    )


def _prove(
    request: HttpRequest,
    member_id: str,
    *,
    purpose: str,
    done: Callable[[str], HttpResponse],
    passphrase: bool = False,
) -> HttpResponse:
    """A page with what this member can prove themselves by, and what becomes of the answer."""
    factors, site = factors_of(member_id), site_of(request)
    problem = ""
    if request.method == "POST":
        try:
            if "answer" in request.POST:
                state, answer = take_asked(request, purpose)
                check_passkey(site, state, answer, member_id=member_id)
                return done("passkey")
            if not passphrase:
                check_code(member_id, request.POST.get("code", ""))
                return done("code")
            username = account_with_id(member_id).get_username()
            given = request.POST.get("passphrase", "")
            if PatientBackend().authenticate(request, username=username, password=given) is not None:
                return done("passphrase")
            problem = _("The passphrase is not right.")
        except BadInputError as error:
            problem = (
                _("This passkey was not accepted. Try again, or sign in in another way.")
                if error.code.startswith("passkey")
                else _("This code is not right, or no longer. Type the code the app shows now.")
            )
    context = {
        "form": ProofForm(),
        "problem": problem,
        "is_signing_in": purpose == "second",
        "has_code": factors.has_code,
        "has_passkey": bool(factors.passkeys) and has_name(request),
        "wants_passphrase": passphrase,
        "next": safe_next(request),
    }
    if factors.passkeys:
        options, state = ask_for_proof(site, known=credentials_of(member_id))
        keep_asked(request, purpose, state)
        context["options"] = json.dumps(options)
    return render(request, "web/entrance/prove.html", context, status=400 if problem else 200)


def _signed_in(request: HttpRequest, member_id: str, *, how: str, target: str) -> HttpResponse:
    sign_in_member(request, member_id, how=how)
    return HttpResponseRedirect(target)


def safe_next(request: HttpRequest) -> str:
    """The page of ours that a form or address names as the next one; the first page where it names none of ours."""
    wanted = request.POST.get("next", request.GET.get("next", "/"))
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
