"""Forms of the persons pages: the filter bar and the decision on a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tawthiq.terms.vocabularies import VerificationStatus, vocabulary

#: Statuses a member may decide on, the wished ones first.
DECIDABLE = (
    VerificationStatus.VERIFIED,
    VerificationStatus.UNDER_VERIFICATION,
    VerificationStatus.NOT_VERIFIED,
    VerificationStatus.DISCOUNTED,
    VerificationStatus.REPORTED,
)


class MonthInput(forms.TextInput):
    """A month: a picker where the browser has one, ``2012-03`` in words where it has none."""

    input_type = "month"


class FilterForm(forms.Form):
    """The filter bar; it only shows what the address says, `filter_from_query` reads the address itself."""

    q = forms.CharField(label=gettext_lazy("Name, or a number such as P-12"), required=False, max_length=200)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    counted = forms.ChoiceField(label=gettext_lazy("Counted"), required=False)
    admin1 = forms.ChoiceField(label=gettext_lazy("Governorate"), required=False)
    date_from = forms.CharField(label=gettext_lazy("From month"), required=False, widget=MonthInput)
    date_to = forms.CharField(label=gettext_lazy("To month"), required=False, widget=MonthInput)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age_band = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    origins = forms.ChoiceField(label=gettext_lazy("Origins"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("List"), required=False)
    with_conflicts = forms.ChoiceField(label=gettext_lazy("Conflicts"), required=False)

    def __init__(
        self,
        *args: Any,
        language: str,
        governorates: list[tuple[int, str, str]],
        lists: list[tuple[str, int, str, bool]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"type": "search", "dir": "auto", "autocomplete": "off"}
        every = ("", _("All"))
        offered = {
            "outcome": [(t.code, t.label(language)) for t in vocabulary("outcome").terms],
            "counted": [("documented", _("documented")), ("verified", _("verified"))],
            "admin1": [
                *((str(i), (ar if language == "ar" else "") or en) for i, en, ar in governorates),
                ("unknown", _("not known")),
            ],
            "sex": [(t.code, t.label(language)) for t in vocabulary("sex").terms],
            "age_band": [("child", _("under 18")), ("adult", _("18 and over")), ("unknown", _("not known"))],
            "origins": [("1", _("1 origin")), ("2", _("2 origins")), ("3+", _("3 or more origins"))],
            "source": [(i, f"S-{number} {title}") for i, number, title, _one in lists],
            "with_conflicts": [("1", _("with conflicts"))],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
            field.choices = [every, *choices]


class VerifyForm(forms.Form):
    """A member's decision on one person."""

    status = forms.ChoiceField(label=gettext_lazy("Decision"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Kept with the decision. No names of witnesses."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
        words = vocabulary("verification_status")
        field.choices = [(status.value, words.label(status.value, language)) for status in DECIDABLE]
