"""Signing in and out, choosing a language, and leaving in a hurry."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tawthiq.actions.manage_members import choose_language
from tawthiq.terms.errors import BadInputError
from tawthiq.web.entrance.forms import SignInForm
from tawthiq.web.middleware import LANGUAGE_KEY
from tawthiq.web.viewing import viewer_of_request

#: A chosen language is remembered by the browser for a year, for the sign-in page.
_REMEMBERED_SECONDS = 365 * 24 * 60 * 60


class SignIn(LoginView):
    """The sign-in page; a member who is signed in already is sent on."""

    template_name = "web/entrance/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Ends the session and goes back to the sign-in page. Only a form can ask for it."""

    next_page = "entrance:sign_in"


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language: remembered for the member, for this session and by this browser.

    Refuses (BadInputError) a language the pages do not have.
    """
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadInputError("language.unknown", "The pages do not have this language.", "Choose one from the list.")
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(wanted if is_ours else "/")
    request.session[LANGUAGE_KEY] = language
    if request.user.is_authenticated:
        choose_language(viewer=viewer_of_request(request), language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_REMEMBERED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def leave_at_once(request: HttpRequest) -> HttpResponse:
    """End the session and show an empty page that says nothing of what was open."""
    logout(request)
    response = render(request, "web/entrance/left.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
