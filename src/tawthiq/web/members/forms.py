"""Forms of accounts. A passphrase is typed once by whoever makes the account and handed over in person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.guarding.passphrases import SHORTEST
from tawthiq.terms.members import Role
from tawthiq.terms.vocabularies import vocabulary

_PASSPHRASE_HINT = _("At least 12 characters: four or more words that nobody would put together.")


class _WithRole(forms.Form):
    """A form with a choice of roles in the language of the page."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — each form below declares it
        words = vocabulary("role")
        field.choices = [(role.value, words.label(role.value, language)) for role in Role]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Without names: the second person and the auditor read it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AddForm(_WithRole):
    """A new account."""

    username = forms.SlugField(
        label=_("Sign-in name"),
        max_length=64,
        help_text=_("Latin letters, digits, - and _."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "ltr"}),
    )
    display_name = forms.CharField(
        label=_("Name shown to other members"),
        max_length=128,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    sees_common = forms.BooleanField(
        label=_("Sees the common part of the mission"),
        required=False,
        initial=True,
        help_text=_("Without it the member sees only the compartments that somebody lets them into."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ar", "العربية")])
    passphrase = forms.CharField(
        label=_("Passphrase"),
        min_length=SHORTEST,
        strip=False,
        help_text=_PASSPHRASE_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )


class RoleForm(_WithRole):
    """Another role for an account; with a reason where a second person must consent."""

    role = forms.ChoiceField(label=_("Role"))
    reason = _reason()

    def __init__(self, *args: Any, language: str, wants_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, language=language, **kwargs)
        if not wants_reason:
            del self.fields["reason"]


class ReasonForm(forms.Form):
    """Why something is asked for."""

    reason = _reason()


class CompartmentForm(forms.Form):
    """A new compartment."""

    title = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=64,
        help_text=_("A short word in small Latin letters, digits and hyphens, such as case-12."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("case", _("case")), ("partner", _("partner group"))])


class PassphraseForm(forms.Form):
    """Another passphrase for an account."""

    passphrase = forms.CharField(
        label=_("New passphrase"),
        min_length=SHORTEST,
        strip=False,
        help_text=_PASSPHRASE_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
