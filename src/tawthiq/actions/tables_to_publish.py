"""The tables of a kept count that a release is made from, without those whom no consent lets out.

Persons known only from interviews whose witnesses did not agree to the purpose are left out, incidents known only from
them too, and what such interviews say of the displaced of an incident. That can only be done while the store is what
the count saw; otherwise it is refused and the count must be made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tawthiq.actions.count_documented import count_tables
from tawthiq.actions.frames_to_count import frames_now
from tawthiq.keeping.opening import Policies, mission_folder, read_mission
from tawthiq.keeping.queries import publication
from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.release.cells import SafeCounts
from tawthiq.publishing.release.ready import SafeReady, protect_ready
from tawthiq.terms.errors import ConflictError
from tawthiq.terms.members import Viewer

#: What a kept count must hold for each group of ready tables.
_KEPT = {"sdg": ("sdg", "rates"), "mrm": ("mrm", "ages_open"), "displacement": ("displacement", "displaced")}


def tables_to_publish(count: ResultView, *, purpose: str, on: date, viewer: Viewer) -> tuple[Mapping[str, Any], int]:
    """The count's data as kept, or made without what no consent lets out, and how many persons that is.

    Refuses (ConflictError) where somebody must be left out and records changed after the count.
    """
    refused = publication.interviews_not_for(purpose, on=on, viewer=viewer)
    left_out = publication.persons_only_from(refused, viewer=viewer)
    incidents = publication.incidents_without(refused, viewer=viewer)
    if not left_out and not incidents.only_from and not incidents.displaced:
        return count.data, 0
    counted = frames_now(viewer=viewer)
    if counted.digest != count.inputs_sha256:
        raise ConflictError(
            "publish.count_outdated",
            "Records changed after the count, and persons must be left out whose witnesses did not agree to this.",
            "Count again, then publish.",
        )
    kept = counted.without({str(person) for person in left_out}, incidents.only_from, incidents.displaced)
    made = count_tables(kept, _policies_of(count))
    return {**count.data, **made}, counted.persons.height - kept.persons.height


def safe_ready(count: ResultView, data: Mapping[str, Any], counts: SafeCounts, *, asked: Sequence[str]) -> SafeReady:
    """The ready tables of these groups made safe; refuses (ConflictError) a count from before there were any."""
    from tawthiq.counting.violations import grave_violations

    if not all(name in data for group in asked for name in _KEPT[group]):
        raise ConflictError(
            "publish.no_ready",
            "The latest count was made before there were these tables.",
            "Count again, then publish.",
        )
    if not asked:
        return SafeReady()
    policies = _policies_of(count)
    return protect_ready(
        data,
        counts,
        asked=asked,
        outcomes_of={code: tuple(one["outcomes"]) for code, one in grave_violations().items()},
        population=policies.population,
        population_source=policies.population_source,
    )


def _policies_of(count: ResultView) -> Policies:
    """The policies that the count was made by; those of the mission where it kept none."""
    now = read_mission(mission_folder()).policies
    held = count.settings.get("policies")
    return now if held is None else replace(now, **{**held, "periods": tuple(held["periods"])})
