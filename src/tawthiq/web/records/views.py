"""A record's page: what one source says about one person, value by value."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.correct_record import correct_record
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import records as queries
from tawthiq.keeping.queries.incidents import incident_of_record
from tawthiq.keeping.queries.records import RecordView
from tawthiq.terms.errors import BadInputError
from tawthiq.web.addresses import address_of, address_of_words
from tawthiq.web.persons.side_by_side import REPORTED, SAID, is_of_form, write_value
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.records.forms import CorrectionForm
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import FIELDS, word_code


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One value of the record: as read, as given, and where the words stand."""

    label: str
    value: str
    words: str
    column: str
    is_of_form: bool
    span: tuple[int, int] | None
    address: str


@opens_for(Permission.READ_CONTENT, reads="record")
@require_GET
def show_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record with its source, its exhibit and its versions."""
    return _show(request, record_id)


def _show(request: HttpRequest, record_id: UUID, form: CorrectionForm | None = None) -> HttpResponse:
    viewer = viewer_of_request(request)
    versions = queries.record_versions(record_id, viewer=viewer)
    record = next(version for version in versions if version.id == record_id)
    incident = incident_of_record(record.incident_id, viewer=viewer) if record.incident_id else None
    context = {
        "crumbs": _crumbs(record),
        "record": record,
        "shown_number": f"R-{record.number}",
        "values": _values(record, language=viewer.language),
        "source": address_of("sources:source", record.source_id),
        "words": address_of_words(record.source_id, record.location),
        "incident": address_of("incidents:incident", incident) if incident else "",
        "versions": versions if len(versions) > 1 else [],
        "is_latest": record.superseded_by_id is None,
        "form": form or CorrectionForm(),
        "may_correct": may(viewer, Permission.JUDGE) and record.superseded_by_id is None,
    }
    return render(request, "web/records/record.html", context, status=400 if form else 200)


@opens_for(Permission.JUDGE)
@require_POST
def correct(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Keep a new version of the record, with one field read anew."""
    viewer = viewer_of_request(request)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            new = correct_record(
                record_id,
                {asked["field"]: asked["words"]},
                viewer=viewer,
                reason=asked["reason"],
            )
        except BadInputError as error:
            form.add_error("words", write_problem(word_error(error, language=viewer.language)))
        else:
            messages.success(request, _("Corrected. The version before stays beside it."))
            return redirect("records:record", new)
    return _show(request, record_id, form)


def _crumbs(record: RecordView) -> list[tuple[str, str]]:
    crumbs = [(reverse("persons:list"), _("Persons"))]
    if record.person_id:
        crumbs.append((reverse("persons:person", args=[record.person_id]), record.name or _("Name not known")))
    return crumbs


def _values(record: RecordView, *, language: str) -> list[ValueRow]:
    """Every value of the record and every word that was given, in the order of the page."""
    keys = list(dict.fromkeys([*REPORTED, *SAID, *record.given]))
    rows = []
    for key in keys:
        given = record.given.get(key, {})
        words = str(given.get("words", "")) or (record.place_words if key == "place" else "")
        value = write_value(record, key, language=language) if key in {*REPORTED, *SAID} else ""
        if not (words or value):
            continue
        start, end = given.get("start"), given.get("end")
        rows.append(
            ValueRow(
                label=word_code(FIELDS, key),
                value=value,
                words=words,
                column="" if is_of_form(column := str(given.get("column", ""))) else column,
                is_of_form=is_of_form(column),
                span=(int(start), int(end)) if start is not None and end is not None else None,
                address=address_of_words(record.source_id, record.location, given),
            )
        )
    return rows
