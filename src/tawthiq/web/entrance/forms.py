"""The form of the entrance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Sign-in name and password; the answer to a wrong pair never says which of the two was wrong."""

    error_messages = {  # noqa: RUF012 — Django's own name and shape
        "invalid_login": _("The sign-in name or the password is not right. Capital letters matter in the password."),
        "inactive": _("The sign-in name or the password is not right. Capital letters matter in the password."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Sign-in name")
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false", dir="ltr")
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.update(dir="ltr")


class ProofForm(forms.Form):
    """What somebody proves themselves by, typed: a one-time code, or the passphrase again."""

    code = forms.CharField(
        label=_("Code from the app"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "maxlength": "12"}
        ),
    )
    passphrase = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
    )


class CodeForm(forms.Form):
    """The first code of an app that was just set up."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )


class PasskeyForm(forms.Form):
    """What a member calls a passkey, to tell it from others."""

    name = forms.CharField(
        label=_("What you call it"),
        max_length=64,
        help_text=_("Such as: blue key, office laptop."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
