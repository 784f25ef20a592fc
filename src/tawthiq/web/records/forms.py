"""The form that corrects how a record was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tawthiq.actions.correct_record import CORRECTABLE
from tawthiq.web.wording import FIELDS, word_code


class CorrectionForm(forms.Form):
    """One field read anew, with the reason."""

    field = forms.ChoiceField(label=gettext_lazy("What was read wrongly"))
    words = forms.CharField(
        label=gettext_lazy("How it should be read"),
        help_text=gettext_lazy("In words, such as: March 2012, about 35, female. Empty where nothing is known."),
        required=False,
        max_length=300,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the correction. No names of witnesses."),
        max_length=1000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [(name, word_code(FIELDS, name)) for name in CORRECTABLE]
        self.fields["words"].widget.attrs["dir"] = "auto"
