"""What is asked before a release is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.terms.vocabularies import vocabulary

#: Purposes under which numbers leave; being contacted again and names are none of theirs.
PURPOSES = (
    "anonymous_publication",
    "partner",
    "national_prosecutor",
    "international_body",
    "journalists",
    "research",
    "internal_analysis",
)


class PurposeForm(forms.Form):
    """For which purpose, which decides whose accounts may be counted; and which ready tables leave too."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        help_text=_("Persons known only from interviews whose witnesses did not agree to this are left out."),
    )
    ready = forms.MultipleChoiceField(
        label=_("Ready tables that leave too"),
        required=False,
        choices=[
            ("sdg", _("Deaths in the conflict, for indicator 16.1.2")),
            ("mrm", _("Grave violations against children, for the monitoring and reporting mechanism")),
            ("displacement", _("Displacement: stocks, flows, from where to where")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = vocabulary("consent_purpose")
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
        field.choices = [(code, words.label(code, language)) for code in PURPOSES]


class PublishForm(forms.Form):
    """Title and languages of the release."""

    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("As the public will read it. No names of persons or witnesses."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the report"),
        choices=[("en", "English"), ("ar", "العربية")],
        initial=["en", "ar"],
        widget=forms.CheckboxSelectMultiple,
    )
