"""What is asked before an estimate is made or records are linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tawthiq.actions.table_of_count import Asked
from tawthiq.publishing.wording import say
from tawthiq.terms.vocabularies import vocabulary


class EstimateForm(forms.Form):
    """Of whom, divided how, and with which seed."""

    FIRST: ClassVar[dict[str, Any]] = {"outcome": "killed", "seed": 1, "by": "", "linkage_draws": 0}

    outcome = forms.ChoiceField(label=_("Outcome"))
    by = forms.ChoiceField(
        label=_("Divide as well"),
        required=False,
        choices=[
            ("", _("Not divided")),
            ("place", _("By place")),
            ("month", _("By month")),
            ("month,place", _("By month and place")),
            ("sex", _("By sex")),
        ],
        help_text=_(
            "Each part gets an estimate of its own, or a refusal, and the share of the people that the lists saw. "
            "Persons whose part is not known are shared out, and the ranges say so."
        ),
    )
    join_small = forms.BooleanField(
        label=_("Estimate parts that are too small together instead of refusing them"), required=False
    )
    linkage_draws = forms.IntegerField(
        label=_("Tables drawn from the linking"),
        required=False,
        min_value=0,
        max_value=200,
        help_text=_("20 or 50 widen the range by the error of the linking, and take longer. 0 leaves it out."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("The same seed and the same lists give the same answer. It is kept with the result."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
        field.choices = [(term.code, term.label(language)) for term in vocabulary("outcome").terms]

    def params(self) -> dict[str, Any]:
        """What the job is asked with."""
        given = dict(self.cleaned_data)
        by = [part for part in given["by"].split(",") if part]
        return {**given, "by": by, "linkage_draws": given["linkage_draws"] or 0}


class DivideForm(forms.Form):
    """By what a kept count is divided, and by which rules."""

    of = forms.ChoiceField(
        label=_("What is counted"), choices=[("persons", _("victims")), ("violations", _("violations"))]
    )
    rows = forms.ChoiceField(label=_("Rows"))
    columns = forms.ChoiceField(label=_("Columns"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    counted = forms.ChoiceField(
        label=_("Number shown"), choices=[("reported", _("documented")), ("verified", _("verified"))]
    )
    dates = forms.ChoiceField(
        label=_("Partial dates"),
        choices=[("whole", _("only whole in one part")), ("spread", _("shared out by days"))],
    )
    treatment = forms.ChoiceField(
        label=_("Where sources differ"),
        required=False,
        choices=[
            ("", _("by the mission's policy")),
            ("state", _("a row of its own")),
            ("hold", _("held back")),
            ("unknown", _("with the unknown")),
            ("known_only", _("only what is known")),
        ],
    )

    def __init__(self, *args: Any, language: str, dimensions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, say("headings", name, language=language)) for name in dimensions]
        outcomes = [(term.code, term.label(language)) for term in vocabulary("outcome").terms]
        for name, choices in (("rows", named), ("columns", [("", "—"), *named]), ("outcome", [("", "—"), *outcomes])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as declared above
            field.choices = choices

    @classmethod
    def sensible(cls, dimensions: Sequence[str], *, outcomes: Sequence[str]) -> QueryDict:
        """What is shown before anything is asked: the commonest outcome by place and sex, as far as there are any."""
        wanted = [name for name in ("place_admin1", "sex", *dimensions) if name in dimensions][:2]
        given = QueryDict(mutable=True)
        given["of"], given["counted"], given["dates"] = "persons", "reported", "whole"
        given["outcome"] = outcomes[0] if outcomes else ""
        for name, dimension in zip(("rows", "columns"), wanted, strict=False):
            given[name] = dimension
        return given

    def asked(self) -> Asked:
        """The table that is asked for."""
        given = self.cleaned_data
        columns = given["columns"] if given["columns"] != given["rows"] else ""
        return Asked(
            of=given["of"],
            by=tuple(name for name in (given["rows"], columns) if name),
            outcome=given["outcome"],
            dates=given["dates"],
            treatment=given["treatment"],
        )


class LinkForm(forms.Form):
    """How sure the linker must be, and whether what it is sure of counts at once."""

    threshold = forms.FloatField(
        label=_("Accept from this probability"),
        min_value=0.5,
        max_value=1,
        help_text=_("Between 0.5 and 1. Pairs below it, and doubtful ones above it, wait for a review."),
        widget=forms.NumberInput(attrs={"step": "0.01", "dir": "ltr"}),
    )
    accept = forms.ChoiceField(
        label=_("What becomes of the pairs above it"),
        choices=[
            ("accept", _("They count from now on, as one batch that can be undone together")),
            ("propose", _("They are only proposed, and nothing counts differently")),
        ],
        initial="accept",
        widget=forms.RadioSelect,
    )


class RecordLinkForm(LinkForm):
    """The same, and which records are compared."""

    which = forms.ChoiceField(
        label=_("Which records are compared"),
        choices=[
            ("all", _("All with each other, and the weights are estimated anew")),
            ("new", _("Only new ones: what came since the last run, with all others, by the weights of that run")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
