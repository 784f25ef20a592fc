"""The parts of the interview form.

There is no field for a witness's name, number to call or address among them: those are sealed in the browser and stand
apart (`templates/web/sealing/fields.html`). `tawthiq.intake.interviews` refuses any that is sent in clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tawthiq.terms.vocabularies import vocabulary

YES_NO = [("", gettext_lazy("not said")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
ANSWERS = [
    ("", gettext_lazy("not asked (counts as no)")),
    ("yes", gettext_lazy("yes")),
    ("no", gettext_lazy("no")),
    ("ask_first", gettext_lazy("ask first")),
]
#: How many blocks of one kind a form may hold.
MOST_BLOCKS = 40


def _choices(name: str, language: str, *, first: str = "") -> list[tuple[str, str]]:
    terms = [(term.code, term.label(language)) for term in vocabulary(name).terms if term.code != "unknown"]
    return [("", first or _("not known")), *terms]


class Words(forms.CharField):
    """One line of words in either direction of writing."""

    def __init__(self, *, longest: int = 300, **kwargs: Any) -> None:
        super().__init__(
            max_length=longest,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            **{"required": False, **kwargs},
        )


class SittingForm(forms.Form):
    """Who asked whom under which code, where, when and how, and what was said."""

    witness_code = forms.CharField(
        label=gettext_lazy("Witness code"),
        help_text=gettext_lazy("Letters and a number, such as W-041. Never a name, a telephone number or an address."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    interviewer = Words(label=gettext_lazy("Interviewer"), help_text=gettext_lazy("Your code or name in the mission."))
    interpreter = Words(label=gettext_lazy("Interpreter"))
    place = Words(
        label=gettext_lazy("Place of the interview"),
        help_text=gettext_lazy("No more exact than is safe: a town or a camp, not a home."),
    )
    held_on = Words(
        label=gettext_lazy("Date of the interview"),
        help_text=gettext_lazy("In words as you like: 3 June 2013, 2013-06, last week of May 2013."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the interview"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("How it was held"), required=False)
    setting_safe = forms.ChoiceField(label=gettext_lazy("Was the setting safe?"), choices=YES_NO, required=False)
    support_offered = forms.ChoiceField(label=gettext_lazy("Was support offered?"), choices=YES_NO, required=False)
    read_back = forms.ChoiceField(
        label=gettext_lazy("Was it read back to the witness?"), choices=YES_NO, required=False
    )
    consent_given_by = Words(label=gettext_lazy("Who consents"), help_text=gettext_lazy("Left empty: the witness."))
    consent_method = Words(
        label=gettext_lazy("How consent was given"),
        help_text=gettext_lazy("In writing, recorded, by word before somebody."),
    )
    consent_explained_in = Words(label=gettext_lazy("Language it was explained in"))
    consent_expires = Words(
        label=gettext_lazy("Holds until"), help_text=gettext_lazy("A date, if the witness set one.")
    )
    narrative = forms.CharField(
        label=gettext_lazy("What the witness said"),
        help_text=gettext_lazy(
            "In the witness's own words as far as you can. Leave out what would tell who the witness is."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto", "autocomplete": "off"}),
        max_length=200_000,
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, viewer_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [("ar", _("Arabic")), ("ku", _("Kurdish")), ("en", _("English")), ("uk", _("Ukrainian"))]
        self.fields["language"].choices = [("", _("not known")), *languages]  # type: ignore[attr-defined]
        self.fields["mode"].choices = _choices("interview_mode", viewer_language)[1:]  # type: ignore[attr-defined]


class EarlierForm(forms.Form):
    """An account given before."""

    to = Words(label=gettext_lazy("Given to"))
    when = Words(label=gettext_lazy("When"))
    where = Words(label=gettext_lazy("Where"))


class RecipientForm(forms.Form):
    """An answer for one named recipient, which goes before the answer for the purpose as a whole."""

    recipient = Words(label=gettext_lazy("Recipient"), longest=200)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False)
    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=ANSWERS, required=False)
    condition = Words(label=gettext_lazy("Condition"), longest=500)

    def __init__(self, *args: Any, viewer_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _choices("consent_purpose", viewer_language, first=_("choose"))
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A recipient needs a purpose and an answer."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("recipient"):
            for name in ("purpose", "answer"):
                if not given.get(name):
                    self.add_error(name, _("Choose one for this recipient."))
        return given


class IncidentForm(forms.Form):
    """An incident told of."""

    title = Words(label=gettext_lazy("What happened"), help_text=gettext_lazy("A few words: shelling of the market."))
    date = Words(label=gettext_lazy("When"))
    place = Words(label=gettext_lazy("Where"))
    place_part_of = Words(label=gettext_lazy("Wider place"))
    weapon = forms.ChoiceField(label=gettext_lazy("Cause"), required=False)
    perpetrator_kind = forms.ChoiceField(label=gettext_lazy("Who is said to have done it"), required=False)
    killed_min = Words(label=gettext_lazy("Killed, at least"), longest=12)
    killed_max = Words(label=gettext_lazy("Killed, at most"), longest=12)
    words = Words(
        label=gettext_lazy("The witness's words about it"),
        help_text=gettext_lazy("Copied from the narrative exactly; they will be marked there."),
        longest=2000,
    )

    def __init__(self, *args: Any, viewer_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in (("weapon", "cause"), ("perpetrator_kind", "perpetrator_kind")):
            self.fields[field].choices = _choices(name, viewer_language)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A person named in the interview; never the witness."""

    name = Words(label=gettext_lazy("Name"), help_text=gettext_lazy("As the witness says it."))
    name_other = Words(label=gettext_lazy("Other name or script"))
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age = Words(label=gettext_lazy("Age"), help_text=gettext_lazy("A number or words: about 30."), longest=60)
    outcome = forms.ChoiceField(label=gettext_lazy("What became of the person"), required=False)
    date = Words(label=gettext_lazy("When"))
    place = Words(label=gettext_lazy("Where"))
    place_part_of = Words(label=gettext_lazy("Wider place"))
    incident = forms.ChoiceField(label=gettext_lazy("In which incident"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("Cause"), required=False)
    perpetrator_kind = forms.ChoiceField(label=gettext_lazy("Who is said to have done it"), required=False)
    relation = Words(label=gettext_lazy("Relation to the witness"))
    words = Words(
        label=gettext_lazy("The witness's words about the person"),
        help_text=gettext_lazy("Copied from the narrative exactly; they will be marked there."),
        longest=2000,
    )

    def __init__(self, *args: Any, viewer_language: str, incidents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("sex", "outcome", "cause", "perpetrator_kind"):
            self.fields[field].choices = _choices(field, viewer_language)  # type: ignore[attr-defined]
        told = [(f"incident-{n}", _("Incident {n}").format(n=n)) for n in range(1, incidents + 1)]
        self.fields["incident"].choices = [("", _("none of those above")), *told]  # type: ignore[attr-defined]


def is_filled(form: forms.Form) -> bool:
    """Whether anything was given in a block; an empty block is as if it were not there."""
    return any(str(form.data.get(form.add_prefix(name), "")).strip() for name in form.fields)


def answers_of(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The answers for whole purposes."""
    found = []
    for code in vocabulary("consent_purpose").codes():
        answer = data.get(f"consent-{code}", "")
        if answer in {"yes", "no", "ask_first"}:
            condition = data.get(f"condition-{code}", "").strip()[:500]
            found.append({"purpose": code, "recipient": "", "answer": answer, "condition": condition})
    return found
