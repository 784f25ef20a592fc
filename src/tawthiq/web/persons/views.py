"""The list of persons, a person's page, and the decision on a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.verify_persons import verify_person
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import persons as queries
from tawthiq.keeping.queries import sources as source_queries
from tawthiq.keeping.queries.frames import list_sources
from tawthiq.keeping.queries.incidents import incident_title
from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.keeping.queries.persons import PersonRow, PersonView
from tawthiq.keeping.queries.places import admin1_choices, places_named
from tawthiq.publishing.bidi import isolate
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import VerificationStatus, vocabulary
from tawthiq.web.addresses import address_of
from tawthiq.web.persons.filters import PARAMETERS, Numbered, filter_from_query, kept_elsewhere, numbered, without
from tawthiq.web.persons.forms import FilterForm, VerifyForm
from tawthiq.web.persons.side_by_side import compare_records, write_age, write_days, write_place
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import DECISIONS, word_code, word_decision_reason


@opens_for(Permission.READ_CONTENT)
@require_GET
def list_persons(request: HttpRequest) -> HttpResponse:
    """Persons that fit the filter in the address; a number such as P-12, R-7 or S-3 goes straight there."""
    viewer = viewer_of_request(request)
    typed = request.GET.get("q", "").strip()
    asked = numbered(typed)
    if asked is not None and (found := _go_to(asked, viewer)) is not None:
        return found
    wanted = filter_from_query(request.GET)
    is_name_unreadable = bool(typed) and not wanted.name_keys
    page = queries.find_persons(wanted, viewer=viewer, page=_page(request))
    form = FilterForm(
        request.GET,
        language=viewer.language,
        governorates=admin1_choices(viewer=viewer),
        lists=list_sources(viewer=viewer),
    )
    context = {
        "page": page,
        "rows": [show_row(row, language=viewer.language) for row in page.rows],
        "form": form,
        "hidden": kept_elsewhere(request.GET, form.fields),
        "active": _active_filters(request, wanted, viewer),
        "is_filtered": any(request.GET.get(name) for name in PARAMETERS),
        "not_found": asked,
        "is_name_unreadable": is_name_unreadable and asked is None,
    }
    return render(request, "web/persons/list.html", context)


@opens_for(Permission.READ_CONTENT, reads="person")
@require_GET
def show_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: the records side by side, how the person is counted, and what was decided."""
    viewer = viewer_of_request(request)
    return _person_page(request, queries.person(person_id, viewer=viewer), viewer)


@opens_for(Permission.VERIFY)
@require_POST
def verify(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Decide on one person at the mission's standard of proof; shows the page again with what is wrong otherwise."""
    viewer = viewer_of_request(request)
    form = VerifyForm(request.POST, language=viewer.language)
    if not form.is_valid():
        raise BadInputError(
            "verify.unknown_decision", "The decision is not among those offered.", "Choose one of them."
        )
    status = VerificationStatus(form.cleaned_data["status"])
    verify_person(person_id, status, viewer=viewer, reason=form.cleaned_data["reason"])
    words = vocabulary("verification_status").label(status.value, viewer.language)
    messages.success(request, _("Decided: {status}. Counts follow at once.").format(status=isolate(words)))
    return redirect("persons:person", person_id)


def show_row(row: PersonRow, *, language: str) -> dict[str, Any]:
    """A line of the list as its template writes it."""
    return {
        "person": row,
        "age": write_age(row.age_low, row.age_high, language=language),
        "date": write_days(row.event_start, row.event_end, row.event_precision, language=language),
        "place": write_place(row.place, language=language),
    }


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 1


def _go_to(asked: Numbered, viewer: Viewer) -> HttpResponseRedirect | None:
    """The page of the thing with this number, or None where there is none."""
    finders = {
        "P": (queries.person_by_number, "persons:person"),
        "R": (queries.record_by_number, "records:record"),
        "S": (source_queries.source_by_number, "sources:source"),
    }
    find, name = finders[asked.kind]
    held = find(asked.number, viewer=viewer)
    address = address_of(name, held) if held is not None else ""
    return HttpResponseRedirect(address) if address else None


def _active_filters(request: HttpRequest, wanted: PersonFilter, viewer: Viewer) -> list[dict[str, str]]:
    """Filters the bar has no control for, in words, each with the address of the list without it."""
    language = viewer.language
    ids = [*wanted.list_pattern, *([wanted.source_id] if wanted.source_id else [])]
    titles = source_queries.source_titles(ids, viewer=viewer) if ids else {}
    place = places_named([wanted.place_id], viewer=viewer).get(wanted.place_id) if wanted.place_id else None
    words = {
        "status": vocabulary("verification_status").label(wanted.status, language) if wanted.status else "",
        "civilian_status": _label("civilian_status", wanted.civilian_status, language),
        "cause": _label("cause", wanted.cause, language),
        "perpetrator_kind": _label("perpetrator_kind", wanted.perpetrator_kind, language),
        "month": _("month not known") if wanted.month == "unknown" else wanted.month,
        "place_id": place.name(language) if place else "",
        "list": " + ".join(titles[i][1] for i in wanted.list_pattern if i in titles),
        "source": titles[wanted.source_id][1] if wanted.source_id in titles else "",
        "source_kind": _label("source_kind", wanted.source_kind, language),
        "incident": incident_title(wanted.incident_id, viewer=viewer) if wanted.incident_id else "",
        "lacking": {"date": _("no date at all"), "place": _("no place at all")}.get(wanted.lacking, ""),
    }
    labels = {
        "status": _("Status"),
        "civilian_status": _("Civilian status"),
        "cause": _("Cause"),
        "perpetrator_kind": _("Alleged perpetrator"),
        "month": _("Month"),
        "place_id": _("Place"),
        "list": _("On these lists and no other"),
        "source": _("Source"),
        "source_kind": _("In a source of this kind"),
        "incident": _("Incident"),
        "lacking": _("Missing values"),
    }
    return [
        {"label": labels[name], "words": said, "address": without(request.GET, name)}
        for name, said in words.items()
        if said
    ]


def _label(name: str, code: str, language: str) -> str:
    return vocabulary(name).label(code, language) if code else ""


def _person_page(request: HttpRequest, person: PersonView, viewer: Viewer) -> HttpResponse:
    language = viewer.language
    may_verify = may(viewer, Permission.VERIFY)
    context = {
        "crumbs": [(reverse("persons:list"), _("Persons"))],
        "person": person,
        "row": person.row,
        "columns": [_column(record, person, language) for record in person.records],
        "fields": compare_records(person, language=language),
        "exhibits": _exhibits(person),
        "standard": read_mission(mission_folder()).policies.standard_of_proof,
        "latest": person.verifications[0] if person.verifications else None,
        "form": VerifyForm(initial={"status": _proposed(person)}, language=language) if may_verify else None,
        "changes": _changes(person, viewer),
        "age": write_age(person.row.age_low, person.row.age_high, language=language),
    }
    return render(request, "web/persons/person.html", context)


def _proposed(person: PersonView) -> str:
    """The status the form begins with: the one that holds, or the one a reader would decide on next."""
    return "verified" if person.row.status == "reported" else person.row.status


def _column(record: Any, person: PersonView, language: str) -> dict[str, Any]:
    """The head of one record's column."""
    return {
        "record": record,
        "reliability": _label("reliability", record.reliability, language),
        "source": address_of("sources:source", record.source_id),
        "row": record.location.get("row"),
        "is_repeat": sum(1 for other in person.records if other.origin_id == record.origin_id) > 1,
    }


def _exhibits(person: PersonView) -> list[Any]:
    """One record for each exhibit the person's records stand in."""
    return list({record.exhibit_id: record for record in reversed(person.records)}.values())[::-1]


def _changes(person: PersonView, viewer: Viewer) -> list[dict[str, Any]]:
    """Judgements and decisions on this person, newest first."""
    undo = address_of("review:undo") if may(viewer, Permission.JUDGE) else ""
    judged = [
        {
            "at": one.at,
            "member": one.member,
            "judgement": one,
            "words": word_code(DECISIONS, one.decision),
            "undo": undo if not (one.undone or one.is_undo) else "",
        }
        for one in person.judgements
    ]
    decided = [
        {
            "at": one.at,
            "member": one.member,
            "decision": one,
            "reason": word_decision_reason(one.reason),
            "words": _label("verification_status", one.status, viewer.language),
        }
        for one in person.verifications
    ]
    return sorted([*judged, *decided], key=lambda change: change["at"], reverse=True)
