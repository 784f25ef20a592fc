"""What is asked before an evidence bag is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.terms.vocabularies import vocabulary

#: Purposes for which evidence itself leaves.
PURPOSES = ("international_body", "national_prosecutor", "partner")
LANGUAGES = [("en", "English"), ("ar", "العربية"), ("fr", "Français")]


class BagForm(forms.Form):
    """For whom, for which purpose, why, and in which language."""

    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=200,
        help_text=_("The court, prosecutor or organisation that gets it."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        help_text=_("Interviews whose witnesses did not agree to it stay behind, and the bag says so."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("It stands in the bag and stays in this mission. No names of witnesses."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the court"), choices=LANGUAGES)

    def __init__(self, *args: Any, in_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary("consent_purpose")
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
        field.choices = [(code, words.label(code, in_language)) for code in PURPOSES]
