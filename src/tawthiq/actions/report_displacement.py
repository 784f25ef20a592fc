"""Sets the confirmed figures of displacement side by side, beside the documented displaced, for a count to keep."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tawthiq.keeping.opening import Policies
from tawthiq.keeping.queries.figures import FigureView, figure_relations, find_figures
from tawthiq.terms.figures import Modality, PlaceRelation, RelationKind
from tawthiq.terms.members import Viewer

#: What speakers say is so; what they fear, plan or expect is no number of people.
SAID_TO_BE_SO = (Modality.ASSERTED.value, Modality.VERIFIED.value)


def displacement_now(*, viewer: Viewer, policies: Policies) -> dict[str, Any]:
    """Reported displacement as plain data, once by totals and once by parts; only confirmed figures."""
    import polars as pl

    from tawthiq.counting.displacement import FIGURES, HouseholdRule, report_displacement

    shown = [one for one in find_figures(viewer=viewer, status="counting") if one.modality in SAID_TO_BE_SO]
    sums: dict[str, list[str]] = {}
    some: dict[str, list[str]] = {}
    for total, part, kind in figure_relations(viewer=viewer):
        (some if kind == RelationKind.SUBSET.value else sums).setdefault(part, []).append(total)
    rows = [_row(one, sums.get(str(one.id), []), some.get(str(one.id), [])) for one in shown]
    frame = pl.DataFrame(rows, schema=FIGURES)
    rule = (
        HouseholdRule(size=policies.household_size, source=policies.household_source)
        if policies.household_size
        else None
    )
    found = {}
    for count in ("totals", "parts"):
        reported = asdict(report_displacement(frame, count=count, households=rule))
        for kind in ("by_place", "matrix"):
            reported[kind] = [
                {**row, "as_of": row["as_of"].isoformat() if row["as_of"] else None} for row in reported[kind]
            ]
        found[count] = reported
    return found


def _row(one: FigureView, sum_of: list[str], some_of: list[str]) -> dict[str, Any]:
    places = dict.fromkeys(PlaceRelation, "")
    for place in one.data.get("places", ()):
        relation = PlaceRelation(place["relation"])
        places[relation] = places[relation] or str(place["words"])
    return {
        "figure_id": str(one.id),
        "category": one.category,
        "measure": one.measure,
        "unit": one.unit,
        "value_min": one.value_min,
        "value_max": one.value_max,
        "household_size": one.data.get("household_size"),
        "speaker": one.speaker,
        "origin": str(one.origin_id),
        "as_of": one.as_of,
        "place": places[PlaceRelation.AT] or one.place_words,
        "place_from": places[PlaceRelation.FROM],
        "place_to": places[PlaceRelation.TO],
        "sum_of": sum_of,
        "some_of": some_of,
    }
