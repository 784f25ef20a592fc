"""The list of incidents, and one incident with what each source says of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import incident_review
from tawthiq.keeping.queries import incidents as queries
from tawthiq.keeping.queries.incidents import IncidentRecordView, IncidentRow
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.addresses import address_of, address_of_words
from tawthiq.web.incidents.words import DECISIONS
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.persons.side_by_side import write_days, write_place
from tawthiq.web.persons.views import show_row
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import FIELDS, INCIDENT_KINDS, word_code, write_range

PAGE_SIZE = 50


@opens_for(Permission.READ_CONTENT)
@require_GET
def list_incidents(request: HttpRequest) -> HttpResponse:
    """One page of incidents by date."""
    viewer = viewer_of_request(request)
    given = request.GET.get("page", "1")
    page = int(given) if given.isascii() and given.isdecimal() and 0 < len(given) < 9 else 1
    rows, total = queries.incidents(viewer=viewer, page=page, size=PAGE_SIZE)
    context = {
        "rows": [_show(row, language=viewer.language) for row in rows],
        "total": total,
        "page": max(1, page),
        "pages": max(1, -(-total // PAGE_SIZE)),
        "waiting": incident_review.incident_queue(viewer=viewer).open,
        "may_judge": may(viewer, Permission.JUDGE),
        "may_link": may(viewer, Permission.LINK),
    }
    return render(request, "web/incidents/list.html", context)


@opens_for(Permission.READ_CONTENT, reads="incident")
@require_GET
def show_incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident: the claims of each source with their words, and the persons named in them."""
    viewer = viewer_of_request(request)
    incident = queries.incident(incident_id, viewer=viewer)
    judgements = incident_review.judgements_within([record.id for record in incident.records], viewer=viewer)
    context = {
        "crumbs": [(reverse("incidents:list"), _("Incidents"))],
        "incident": _show(incident.row, language=viewer.language),
        "records": [_show_record(record, language=viewer.language) for record in incident.records],
        "persons": [show_row(row, language=viewer.language) for row in incident.persons],
        "persons_address": persons_address(incident=incident.row.id),
        "judgements": [(judged, str(DECISIONS[judged.decision])) for judged in judgements],
        "may_judge": may(viewer, Permission.JUDGE),
    }
    return render(request, "web/incidents/incident.html", context)


def _show(row: IncidentRow, *, language: str) -> dict[str, Any]:
    return {
        "row": row,
        "kind": word_code(INCIDENT_KINDS, row.kind),
        "date": write_days(row.event_start, row.event_end, row.event_precision, language=language),
        "place": write_place(row.place, language=language),
        "killed": write_range(row.killed_min, row.killed_max, language=language),
        "numbers": [
            (label, words)
            for label, low, high in (
                (_("Killed"), row.killed_min, row.killed_max),
                (_("Injured"), row.injured_min, row.injured_max),
                (_("Missing"), row.missing_min, row.missing_max),
                (_("Displaced"), row.displaced_min, row.displaced_max),
            )
            if (words := write_range(low, high, language=language))
        ],
    }


def _show_record(record: IncidentRecordView, *, language: str) -> dict[str, Any]:
    said = {
        "date": (
            _("Date"),
            write_days(record.event_start, record.event_end, record.event_precision, language=language),
        ),
        "place": (_("Place"), record.place_words),
        "weapon": (
            _("Weapon"),
            "" if record.weapon == "unknown" else vocabulary("cause").label(record.weapon, language),
        ),
        "killed": (_("Killed"), write_range(record.killed_min, record.killed_max, language=language)),
        "injured": (_("Injured"), write_range(record.injured_min, record.injured_max, language=language)),
        "missing": (_("Missing"), write_range(record.missing_min, record.missing_max, language=language)),
        "displaced": (_("Displaced"), write_range(record.displaced_min, record.displaced_max, language=language)),
    }
    return {
        "record": record,
        "values": [(label, value) for label, value in said.values() if value],
        "given": [
            {
                "label": word_code(FIELDS, key),
                "words": given.get("words", ""),
                "address": address_of_words(record.source_id, record.location, given),
            }
            for key, given in record.given.items()
            if given.get("words")
        ],
        "source": address_of("sources:source", record.source_id),
        "words": address_of_words(record.source_id, record.location),
    }
