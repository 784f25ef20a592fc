"""Forms of the figures pages: the filter, and what a member changes in a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tawthiq.actions.decide_figure import EDITABLE
from tawthiq.actions.split_figure import MOST_PARTS, FigurePart
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.terms.errors import BadInputError
from tawthiq.web.figures.words import CATEGORIES

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
NUMBERS = ("value_min", "value_max")


class FigureFilter(forms.Form):
    """Category, who said it, where, and how far the decisions are."""

    category = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    speaker = forms.ChoiceField(label=gettext_lazy("Said by"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=gettext_lazy("Decisions"),
        required=False,
        choices=[
            ("", gettext_lazy("accepted only")),
            ("all", gettext_lazy("waiting ones too")),
            ("pending", gettext_lazy("waiting only")),
        ],
    )

    def __init__(self, *args: Any, speakers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("All")), *CATEGORIES.items()]  # type: ignore[attr-defined]
        self.fields["speaker"].choices = [("", _("All")), *((name, name) for name in speakers)]  # type: ignore[attr-defined]
        self.fields["place"].widget.attrs.update(dir="auto")


def changes_of(figure: FigureView, data: Mapping[str, str]) -> dict[str, Any]:
    """What a sent edit form changes of a figure; refuses (BadInputError) what is not a number of people."""
    changes: dict[str, Any] = {}
    for column in EDITABLE:
        if column not in data:
            continue
        given = data[column].strip()
        value: Any = _number(given) if column in NUMBERS else given
        if value != getattr(figure, column):
            changes[column] = value
    return changes


def parts_of(data: Mapping[str, str]) -> list[FigurePart]:
    """The parts of a sent split form, those left empty left out; refuses (BadInputError) what is not a number."""
    parts = []
    for place in range(1, MOST_PARTS + 1):
        words = data.get(f"words-{place}", "").strip()
        if not words:
            continue
        low = _number(data.get(f"value_min-{place}", "").strip())
        high = _number(data.get(f"value_max-{place}", "").strip())
        category = data.get(f"category-{place}", "")
        parts.append(FigurePart(words=words, value_min=low, value_max=high, category=category))
    return parts


def _number(words: str) -> float | None:
    plain = words.translate(_DIGITS).replace(",", "").replace("٬", "").replace(" ", "")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError as error:
        raise BadInputError(
            "figure.number", _("This is not a number of people."), _("Give digits only, or leave it empty.")
        ) from error
    if not 0 <= value < 1e10:
        raise BadInputError(
            "figure.number", _("This is not a number of people."), _("Give digits only, or leave it empty.")
        )
    return value
