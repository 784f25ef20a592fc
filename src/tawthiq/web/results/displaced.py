"""The page of displacement: documented by name and in incidents, reported stocks and flows, from where to where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tawthiq.actions.export_table import DISPLACED, displaced_as_table, place_names
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import results as queries
from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.release.telling import word_value
from tawthiq.publishing.wording import say
from tawthiq.terms.members import Viewer
from tawthiq.web.formats import NO_VALUE, write_day, write_number
from tawthiq.web.results.counts import Cell, cell_address
from tawthiq.web.results.division import frame_of
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import write_range


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplacedRow:
    """The documented displaced of a place, how many incidents give a number, and the addresses of these."""

    place: str
    cells: tuple[Cell, ...]
    count: str
    incidents: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedDisplaced:
    """The table of the documented displaced, its last row the sums; without rows it says that there are none."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[DisplacedRow, ...]


@opens_for(Permission.READ_NUMBERS)
@require_GET
def displacement(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Reported displacement beside the documented displaced: stocks and flows apart, by totals or by parts."""
    viewer = viewer_of_request(request)
    kept = queries.result(result_id, viewer=viewer)
    if "displacement" not in kept.data:
        raise Http404
    by = "parts" if request.GET.get("by") == "parts" else "totals"
    reported = kept.data["displacement"][by]
    context = {
        **frame_of(kept, viewer),
        "by": by,
        "place": ("totals", "parts").index(by),
        "heads": {kind: [say("headings", n, language=viewer.language) for n in DISPLACED[kind]] for kind in DISPLACED},
        "groups": [
            (kind, say("titles", kind, language=viewer.language), _said(reported[kind], kind, viewer))
            for kind in DISPLACED
        ],
        "left_out": [
            (one["figure_id"], say("values", one["reason"], language=viewer.language)) for one in reported["left_out"]
        ],
        "rule": reported["household_rule"],
        "documented": documented_displaced(kept, viewer=viewer),
    }
    return render(request, "web/results/displacement.html", context)


def documented_displaced(kept: ResultView, *, viewer: Viewer) -> DocumentedDisplaced | None:
    """The documented displaced by place with their sums; None for a count that was kept before they were counted."""
    if "displaced" not in kept.data:
        return None
    rows = kept.data["displaced"]
    language = viewer.language
    places = place_names(displaced_as_table(rows), viewer=viewer)
    opens = may(viewer, Permission.READ_CONTENT)
    shown = [
        DisplacedRow(
            place=word_value("place_admin1", row["place"], language=language, places=places),
            cells=_cells(kept.id, row, row["place"], language=language, opens=opens),
            count=write_number(row["incidents"], language=language),
            incidents=tuple(
                (isolate(write_number(number, language=language)), reverse("incidents:incident", args=[one]))
                for number, one in enumerate(row["incident_ids"], 1)
            )
            if opens
            else (),
        )
        for row in rows
    ]
    if len(rows) > 1:
        sums = _sums(rows)
        cells = _cells(kept.id, sums, "", language=language, opens=opens)
        count = write_number(sums["incidents"], language=language)
        shown.append(DisplacedRow(place=say("values", "total", language=language), cells=cells, count=count))
    return DocumentedDisplaced(
        title=say("titles", "displaced", language=language),
        note=say("table_notes", "displaced", language=language),
        heads=tuple(
            say("headings", name, language=language)
            for name in ("place_admin1", "verified", "named", "said", "together", "incidents")
        ),
        rows=tuple(shown),
    )


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, int | None]:
    """All places together; an end that is open in one place is open in the sum, places without incidents add none."""
    sums: dict[str, int | None] = {name: sum(row[name] for row in rows) for name in ("verified", "named", "incidents")}
    for name in ("said_low", "said_high", "low", "high"):
        given = [row[name] for row in rows if row["incidents"] or name in ("low", "high")]
        sums[name] = None if not given or None in given else sum(given)
    return sums


def _cells(result_id: UUID, row: Mapping[str, Any], place: str, *, language: str, opens: bool) -> tuple[Cell, ...]:
    """Verified, known by name, and the two ranges: said of incidents, and of all together."""
    named = tuple(
        Cell(
            number=write_number(row[name], language=language),
            address=cell_address(result_id, ("place_admin1",), (place,), counted=counted, of="displaced")
            if opens and row[name]
            else "",
        )
        for name, counted in (("verified", "verified"), ("named", "reported"))
    )
    ranges = tuple(
        Cell(number=write_range(row[f"{name}low"], row[f"{name}high"], language=language) or NO_VALUE, address="")
        for name in ("said_", "")
    )
    return (*named, *ranges)


def _said(rows: list[dict[str, Any]], kind: str, viewer: Viewer) -> list[dict[str, Any]]:
    """Lines of reported displacement as the template writes them."""
    lines = []
    for row in rows:
        ends = [write_number(row[end], language=viewer.language) for end in ("low", "high")]
        words = []
        for name in DISPLACED[kind]:
            if name in {"low", "high"}:
                words.append(isolate(write_number(row[name], language=viewer.language)))
            elif name == "as_of":
                words.append(
                    write_day(date.fromisoformat(row[name]), language=viewer.language) if row[name] else NO_VALUE
                )
            elif name == "voices":
                words.append(write_number(row[name], language=viewer.language))
            else:
                words.append(say("values", row[name], language=viewer.language))
        lines.append({"words": words, "ends": ends, "figures": row["figure_ids"], "is_converted": row["is_converted"]})
    return lines
