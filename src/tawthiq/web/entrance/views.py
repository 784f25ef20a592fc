"""Signing in and out, choosing a language, and leaving in a hurry.

A passphrase signs in a member who has nothing beside it. Who has a passkey or one-time codes is asked for one of them
next (`steps`); a passkey alone is enough, because it verifies its holder itself.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tawthiq.actions.manage_members import choose_language
from tawthiq.actions.sign_in import moment
from tawthiq.keeping.queries.sign_in import factors_of
from tawthiq.terms.errors import BadInputError
from tawthiq.web.entrance.forms import SignInForm
from tawthiq.web.entrance.passkeys import has_name
from tawthiq.web.entrance.steps import HALF_SIGNED_IN, safe_next
from tawthiq.web.middleware import LANGUAGE_KEY
from tawthiq.web.sessions import sign_in_member, sign_out
from tawthiq.web.viewing import opens_for, viewer_of_request

#: A chosen language is remembered by the browser for a year, for the sign-in page.
_REMEMBERED_SECONDS = 365 * 24 * 60 * 60


class SignIn(LoginView):
    """The sign-in page; a member who is signed in already is sent on."""

    template_name = "web/entrance/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]  # Django's own is wider
        """Sign in, or ask for the second factor first where the member has one."""
        member_id = str(form.get_user().pk)
        if factors_of(member_id).any:
            language = self.request.session.get(LANGUAGE_KEY)
            self.request.session.flush()
            if language:
                self.request.session[LANGUAGE_KEY] = language
            self.request.session[HALF_SIGNED_IN] = {
                "member": member_id,
                "at": moment().timestamp(),
                "next": self.get_success_url(),
            }
            return HttpResponseRedirect(reverse("entrance:second"))
        target = self.get_success_url()
        sign_in_member(self.request, member_id, how="passphrase")
        return HttpResponseRedirect(target)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Beside the form: whether this browser can use a passkey here."""
        return super().get_context_data(**kwargs) | {"has_name": has_name(self.request)}


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and go back to the sign-in page. Only a form can ask for it."""
    sign_out(request, viewer_of_request(request) if request.user.is_authenticated else None)
    return HttpResponseRedirect(reverse("entrance:sign_in"))


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language: remembered for the member, for this session and by this browser.

    Refuses (BadInputError) a language the pages do not have.
    """
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadInputError("language.unknown", "The pages do not have this language.", "Choose one from the list.")
    response = HttpResponseRedirect(safe_next(request))
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
    sign_out(request, viewer_of_request(request) if request.user.is_authenticated else None)
    response = render(request, "web/entrance/left.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@opens_for(None)
@require_POST
def stay_awake(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A sign of life from a page somebody is typing into, so that a long interview does not outlast its session."""
    return HttpResponse(status=204)
