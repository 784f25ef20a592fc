"""One's own sign-in: passkeys, one-time codes, and the sessions that last, each of which can be ended from here."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tawthiq.actions.manage_factors import (
    add_passkey,
    ask_for_passkey,
    begin_codes,
    end_codes,
    new_secret,
    remove_passkey,
)
from tawthiq.actions.sign_in import end_other_sessions, end_session, moment
from tawthiq.keeping.queries import sign_in as queries
from tawthiq.sealing.one_time_codes import address_of_secret
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.web.context import mission_shown
from tawthiq.web.entrance.forms import CodeForm, PasskeyForm
from tawthiq.web.entrance.passkeys import has_name, keep_asked, site_of, take_asked
from tawthiq.web.sessions import session_id_of
from tawthiq.web.viewing import opens_for, viewer_of_request

#: A secret shown to be typed into the app waits in the session until a code proves it.
OFFERED_SECRET = "tawthiq_offered_secret"  # noqa: S105 - the name of a key


@opens_for(None)
@require_GET
def show_me(request: HttpRequest) -> HttpResponse:
    """Everything about one's own sign-in."""
    viewer = viewer_of_request(request)
    factors = queries.factors_of(viewer.member_id)
    wanted = mission_shown(settings.MISSION).policies.second_factor_for
    context = {
        "passkeys": queries.passkeys_of(viewer=viewer),
        "has_code": factors.has_code,
        "has_name": has_name(request),
        "must_add": not factors.any and viewer.role in wanted,
        "one_alone": factors.passkeys == 1 and not factors.has_code,
        "sessions": queries.sessions_of(viewer.member_id, at=moment(), viewer=viewer),
        "this_session": session_id_of(request),
    }
    return render(request, "web/entrance/me.html", context)


@opens_for(None, fresh=True)
@require_http_methods(["GET", "POST"])
def new_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device, or on a key that is plugged in or held against it."""
    viewer, site = viewer_of_request(request), site_of(request)
    form = PasskeyForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            state, answer = take_asked(request, "add")
            add_passkey(site, state, answer, name=form.cleaned_data["name"], viewer=viewer)
        except (BadInputError, ConflictError):
            problem = _("This passkey was not accepted. Try again, or use another device.")
        else:
            messages.success(
                request, _("The passkey is kept. Add a second one, on another device, in case this one is lost.")
            )
            return redirect("entrance:me")
    options, state = ask_for_passkey(site, name=request.user.get_username(), viewer=viewer)
    keep_asked(request, "add", state)
    context = {
        "crumbs": [(reverse("entrance:me"), _("Your sign-in"))],
        "form": form,
        "options": json.dumps(options),
        "problem": problem,
        "has_name": has_name(request),
    }
    return render(request, "web/entrance/new_passkey.html", context, status=400 if problem else 200)


@opens_for(None, fresh=True)
@require_POST
def drop_passkey(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Take one of one's own passkeys away."""
    remove_passkey(passkey_id, viewer=viewer_of_request(request))
    messages.success(request, _("The passkey signs in no more."))
    return redirect("entrance:me")


@opens_for(None, fresh=True)
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Set up one-time codes: show a secret, and keep it once a code made from it was typed."""
    viewer = viewer_of_request(request)
    secret = request.session.get(OFFERED_SECRET) or new_secret()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begin_codes(secret, form.cleaned_data["code"], viewer=viewer)
        except BadInputError:
            form.add_error("code", _("This code is not right, or no longer. Type the code the app shows now."))
        else:
            request.session.pop(OFFERED_SECRET, None)
            messages.success(request, _("From now on, signing in asks for a code."))
            return redirect("entrance:me")
    request.session[OFFERED_SECRET] = secret
    mission = mission_shown(settings.MISSION).name
    context = {
        "crumbs": [(reverse("entrance:me"), _("Your sign-in"))],
        "form": form,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "address": address_of_secret(secret, name=request.user.get_username(), mission=mission),
    }
    return render(request, "web/entrance/codes.html", context)


@opens_for(None, fresh=True)
@require_POST
def drop_codes(request: HttpRequest) -> HttpResponse:
    """Sign in without one-time codes again."""
    end_codes(viewer=viewer_of_request(request))
    messages.success(request, _("Signing in asks for no code any more."))
    return redirect("entrance:me")


@opens_for(None)
@require_POST
def drop_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sessions, on whatever device it is."""
    end_session(session_id, viewer=viewer_of_request(request))
    messages.success(request, _("That session is over."))
    return redirect("entrance:me")


@opens_for(None)
@require_POST
def drop_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    end_other_sessions(viewer=viewer_of_request(request), but=session_id_of(request))
    messages.success(request, _("Every other session is over."))
    return redirect("entrance:me")
