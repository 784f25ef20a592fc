"""What the first page and the navigation show: counts, and what waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.models import Figure, Incident, ListRow, Person
from tawthiq.keeping.queries.opinions import open_for
from tawthiq.keeping.queries.persons import persons_seen
from tawthiq.keeping.queries.places import PlaceEntry, places_named
from tawthiq.keeping.queries.requests import waiting_count
from tawthiq.keeping.queries.sight import seen_count, sources_seen, visible
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """Persons with one outcome: verified ones, and all that are not discounted."""

    outcome: str
    verified: int
    documented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Documented persons of one month by number of independent origins; ``month`` is empty when it is not known."""

    month: str
    one: int
    two: int
    three_or_more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """Documented persons at one place of the first level; `place` is None when it is not known."""

    place: PlaceEntry | None
    documented: int
    verified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody: pairs, figures, and persons or rows that need a look."""

    pairs: int
    figures: int
    persons_without_date: int
    persons_without_place: int
    persons_with_conflicts: int
    rows_set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationCounts:
    """Numbers beside the entries of the navigation; None where the viewer may not open the page."""

    persons: int | None
    incidents: int | None
    sources: int | None
    figures: int | None
    pairs: int | None
    requests: int | None = None


def outcome_counts(*, viewer: Viewer) -> list[OutcomeCount]:
    """Persons by outcome, most documented first."""
    rows = (
        persons_seen(viewer)
        .exclude(status="discounted")
        .values("outcome")
        .annotate(documented=Count("*"), verified=Count("status", filter=Q(status="verified")))
        .order_by("-documented", "outcome")
        .values_list("outcome", "verified", "documented")
    )
    return [OutcomeCount(outcome=o, verified=v, documented=d) for o, v, d in rows]


def month_counts(*, viewer: Viewer, outcome: str) -> list[MonthCount]:
    """Documented persons by month, in order; those without a month come last under an empty month."""
    rows = (
        persons_seen(viewer)
        .filter(outcome=outcome)
        .exclude(status="discounted")
        .values("event_month")
        .annotate(
            one=Count("origin_count", filter=Q(origin_count__lte=1)),
            two=Count("origin_count", filter=Q(origin_count=2)),
            three_or_more=Count("origin_count", filter=Q(origin_count__gte=3)),
        )
        .values_list("event_month", "one", "two", "three_or_more")
    )
    counts = [MonthCount(month=m, one=a, two=b, three_or_more=c) for m, a, b, c in rows]
    return sorted(counts, key=lambda row: (row.month == "", row.month))


def place_counts(*, viewer: Viewer, outcome: str) -> list[PlaceCount]:
    """Documented persons by place of the first level, most first; those without one come last."""
    rows = (
        persons_seen(viewer)
        .filter(outcome=outcome)
        .exclude(status="discounted")
        .values("admin1_id")
        .annotate(documented=Count("*"), verified=Count("status", filter=Q(status="verified")))
        .values_list("admin1_id", "documented", "verified")
    )
    known = places_named([i for i, _, _ in rows if i], viewer=viewer)
    counts = [PlaceCount(place=known.get(i) if i else None, documented=d, verified=v) for i, d, v in rows]
    return sorted(counts, key=lambda row: (row.place is None, -row.documented))


def town_counts(*, viewer: Viewer, outcome: str) -> list[PlaceCount]:
    """Documented persons by the very place that is known, most first; wider places (a governorate alone) among them."""
    rows = (
        persons_seen(viewer)
        .filter(outcome=outcome, place__isnull=False)
        .exclude(status="discounted")
        .values("place_id")
        .annotate(documented=Count("*"), verified=Count("status", filter=Q(status="verified")))
        .values_list("place_id", "documented", "verified")
    )
    known = places_named([i for i, _, _ in rows], viewer=viewer)
    counts = [PlaceCount(place=known[i], documented=d, verified=v) for i, d, v in rows]
    return sorted(counts, key=lambda row: (-row.documented, row.place.id if row.place else 0))


def waiting(*, viewer: Viewer) -> Waiting:
    """What waits for a decision."""
    persons = (
        persons_seen(viewer)
        .exclude(status="discounted")
        .aggregate(
            without_date=Count("id", filter=Q(event_start__isnull=True)),
            without_place=Count("id", filter=Q(place__isnull=True)),
            with_conflicts=Count("id", filter=Q(conflict_count__gt=0)),
        )
    )
    return Waiting(
        pairs=open_for(viewer).count(),
        figures=visible(viewer, Figure).filter(status="pending", source__withdrawn_at__isnull=True).count(),
        persons_without_date=persons["without_date"],
        persons_without_place=persons["without_place"],
        persons_with_conflicts=persons["with_conflicts"],
        rows_set_aside=visible(viewer, ListRow).filter(outcome="set_aside", source__withdrawn_at__isnull=True).count(),
    )


def navigation_counts(*, viewer: Viewer) -> NavigationCounts:
    """The numbers beside the navigation, as far as this viewer may know them."""
    if not may(viewer, Permission.READ_CONTENT):
        return NavigationCounts(
            persons=None, incidents=None, sources=None, figures=None, pairs=None, requests=waiting_count(viewer=viewer)
        )
    return NavigationCounts(
        persons=seen_count(viewer, Person),
        incidents=seen_count(viewer, Incident),
        sources=sources_seen(viewer).count(),
        figures=visible(viewer, Figure).filter(status="pending").count(),
        pairs=open_for(viewer).count(),
        requests=waiting_count(viewer=viewer),
    )


def source_kinds(*, viewer: Viewer) -> dict[str, int]:
    """How many sources of each kind count."""
    rows = sources_seen(viewer).filter(withdrawn_at__isnull=True).values_list("kind").annotate(n=Count("*"))
    return dict(rows.order_by("kind"))
