"""The page that shows every component with invented content, for screenshots and accessibility checks.

Only a signed-in member sees it, and nothing on it comes from the mission.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tawthiq.terms import dates
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.viewing import opens_for


class SampleFilter(forms.Form):
    """A filter bar with one control of each kind."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)

    def __init__(self, *args: object, language: str = "en", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        terms = vocabulary("outcome").terms
        self.fields["outcome"].choices = [("", _("All")), *((t.code, t.label(language)) for t in terms)]  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """A form that is shown with its errors."""

    code = forms.CharField(label=gettext_lazy("Witness code"), help_text=gettext_lazy("Never a name."))
    count = forms.IntegerField(label=gettext_lazy("Number of people"))


SAMPLE_ROWS = (
    {"latin": "Yusuf Ahmad al-Khatib", "arabic": "يوسف أحمد الخطيب", "outcome": "killed", "records": 3,
     "died": dates.day(date(2012, 8, 26)), "place": "Qasr Zaytun"},
    {"latin": "Maryam Dabbagh", "arabic": "مريم الدباغ", "outcome": "missing", "records": 1,
     "died": dates.month(2012, 9), "place": "Tell Marjan"},
    {"latin": "S. Hamwi", "arabic": "", "outcome": "detained", "records": 2,
     "died": dates.between(date(2012, 8, 30), date(2012, 9, 2)), "place": "Wadi Rumman"},
)  # fmt: skip


@opens_for(None)
@require_GET
def show_components(request: HttpRequest) -> HttpResponse:
    """Every component once, in the language of the member."""
    language = getattr(request, "LANGUAGE_CODE", "en")
    context = {
        "crumbs": [("#", _("Review"))],
        "rows": SAMPLE_ROWS,
        "filter_form": SampleFilter(request.GET, language=language),
        "wrong_form": SampleForm({"code": "", "count": "x"}),
        "facts": [(_("Sex"), vocabulary("sex").label("male", language)), (_("Age"), "34–36"), (_("Father"), "")],
        "choices": [
            {"value": "same", "words": _("Same person"), "key": "s", "primary": True},
            {"value": "different", "words": _("Different people"), "key": "d"},
            {"value": "unsure", "words": _("Not sure"), "key": "u"},
        ],
        "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "now": datetime(2014, 6, 3, 14, 5, tzinfo=UTC),
        "done": 0,
        "next_done": "1",
        "total": 3,
        "colours": ("documented", "documented-2", "documented-1", "estimated"),
    }
    return render(request, "web/styleguide/index.html", context)


@opens_for(None)
@require_GET
def show_progress(request: HttpRequest) -> HttpResponse:
    """A fragment that asks for itself again until it is done, as the page of a job does."""
    given = request.GET.get("done", "0")
    done = int(given) if given.isdecimal() else 0
    return render(request, "web/styleguide/progress.html", {"done": done, "next_done": str(done + 1), "total": 3})
