"""Forms of the sources pages: the filter, a list to import, a report to read."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tawthiq.intake.dates import Order
from tawthiq.intake.mapping import Mapping
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import Outcome, SourceKind, vocabulary
from tawthiq.web.sources.words import DATE_ORDERS, FIELDS

ENCODINGS = ("utf-8", "cp1256", "iso8859-6", "cp1252", "cp1251", "koi8-u", "utf-16")


def _terms(name: str, language: str) -> list[tuple[str, str]]:
    return [(term.code, term.label(language)) for term in vocabulary(name).terms]


class SourceFilter(forms.Form):
    """Kind and words."""

    q = forms.CharField(label=gettext_lazy("Title or organisation"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *_terms("source_kind", language)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs.update(dir="auto")


class ListUpload(forms.Form):
    """A list file, how it came, and a mapping saved before."""

    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "A workbook (XLSX, XLS, ODS) or a text table (CSV, TSV). It is kept as an exhibit exactly as it is "
            "before anything of it is read."
        ),
    )
    acquired_how = forms.CharField(
        label=gettext_lazy("How the file came to us"),
        help_text=gettext_lazy("For example: handed over on a stick by the organisation's archivist."),
        required=False,
        max_length=300,
    )
    saved = forms.ChoiceField(
        label=gettext_lazy("Read it the way an earlier list was read"),
        help_text=gettext_lazy("For the next edition of a list that was imported before."),
        required=False,
    )

    def __init__(self, *args: Any, names: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["saved"].choices = [("", _("Suggest how to read it")), *((n, n) for n in names)]  # type: ignore[attr-defined]
        self.fields["acquired_how"].widget.attrs.update(dir="auto")


class ListMapping(forms.Form):
    """How a list is to be read; the columns are chosen beside the preview, as ``column-0``, ``column-1`` …."""

    title = forms.CharField(label=gettext_lazy("Title of the list"), max_length=300, required=False)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the list"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of the header"),
        help_text=gettext_lazy("0 where there is none."),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    date_order = forms.ChoiceField(label=gettext_lazy("Order of dates"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Everyone on the list"),
        help_text=gettext_lazy("Where no column says what became of the person."),
        required=False,
    )
    one_per_person = forms.BooleanField(
        label=gettext_lazy("The list's maker says that nobody is on it twice"), required=False
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep this way of reading under a name"), max_length=200, required=False
    )

    def __init__(self, *args: Any, sheets: Any, viewer_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = sheets.encoding.name if sheets.encoding else ""
        encodings = list(dict.fromkeys([*([found] if found else []), *ENCODINGS]))
        choices: dict[str, list[tuple[str, str]]] = {
            "language": [("", _("not known")), ("ar", _("Arabic")), ("en", _("English")), ("uk", _("Ukrainian"))],
            "encoding": [(name, name) for name in encodings] if found else [("", _("not a text table"))],
            "sheet": [(name, name) for name in sheets.sheet_names] or [("", _("the file has one table"))],
            "date_order": [("", _("as the column shows")), *((o, str(DATE_ORDERS[o])) for o in get_args(Order))],
            "outcome": _terms("outcome", viewer_language),
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        for name in ("title", "organisation", "save_as"):
            self.fields[name].widget.attrs.update(dir="auto")


def initial_of(mapping: Mapping) -> dict[str, Any]:
    """What the form shows for a mapping."""
    return {
        "title": mapping.title,
        "organisation": mapping.organisation,
        "language": mapping.language,
        "encoding": mapping.encoding or "",
        "sheet": mapping.sheet or "",
        "header_row": mapping.header_row,
        "date_order": mapping.date_order or "",
        "outcome": mapping.outcome.value,
        "one_per_person": mapping.one_per_person,
    }


def mapping_of(cleaned: dict[str, Any], columns: dict[str, str]) -> Mapping:
    """The mapping that a checked form and the chosen columns say."""
    return Mapping(
        columns=columns,
        header_row=cleaned["header_row"],
        encoding=cleaned["encoding"] or None,
        sheet=cleaned["sheet"] or None,
        date_order=cleaned["date_order"] or None,
        outcome=Outcome(cleaned["outcome"] or "unknown"),
        one_per_person=cleaned["one_per_person"],
        title=cleaned["title"],
        organisation=cleaned["organisation"],
        language=cleaned["language"],
    )


def columns_of(data: Any, headers: tuple[str, ...]) -> dict[str, str]:
    """Field to header, as chosen column by column; refuses (BadInputError) one field given to two columns."""
    columns: dict[str, str] = {}
    for place, header in enumerate(headers):
        field = data.get(f"column-{place}", "")
        if field not in FIELDS:
            continue
        if field in columns:
            raise BadInputError(
                "mapping.twice",
                _("Two columns are chosen for one thing: {field}.").format(field=FIELDS[field]),
                _("Leave one of them out."),
            )
        columns[field] = header
    return columns


class ReportUpload(forms.Form):
    """A report in plain text with what is known of where it came from."""

    file = forms.FileField(
        label=gettext_lazy("The report"),
        help_text=gettext_lazy(
            "Plain text (UTF-8 if you can). It is kept as an exhibit exactly as it is, and then read."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Left empty, it is taken from the text."),
        max_length=300,
        required=False,
    )
    organisation = forms.CharField(label=gettext_lazy("Who published it"), max_length=200, required=False)
    published_on = forms.DateField(
        label=gettext_lazy("Day of publication"),
        help_text=gettext_lazy("Words such as “on Tuesday” in the text are read from this day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), initial=SourceKind.REPORT.value, widget=forms.Select, required=False
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = (SourceKind.REPORT.value, SourceKind.DOCUMENT.value)
        self.fields["kind"].choices = [pair for pair in _terms("source_kind", language) if pair[0] in wanted]  # type: ignore[attr-defined]
        for name in ("title", "organisation"):
            self.fields[name].widget.attrs.update(dir="auto")
