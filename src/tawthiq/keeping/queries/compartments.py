"""Compartments: which there are for a viewer, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from tawthiq.guarding.roles import ALLOWED, Permission, require_sight
from tawthiq.keeping.models import Compartment, Grant, Member
from tawthiq.keeping.queries.sight import found, scope
from tawthiq.terms.members import CompartmentName, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentRow:
    """One compartment the viewer is in, with how many members and sources are."""

    name: CompartmentName
    made_at: datetime
    members: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMember:
    """A member as whoever grants compartments sees one; `since` is None where they are not in it."""

    id: UUID
    name: str
    role: str
    is_active: bool
    since: datetime | None


def compartments(*, viewer: Viewer) -> list[CompartmentName]:
    """The compartments the viewer is in, the common one first: for choosing where something lies."""
    granted = scope(viewer)
    rows = Compartment.objects.all() if granted is None else Compartment.objects.filter(id__in=granted)
    names = [compartment_name(row) for row in rows.order_by("title")]
    return sorted(names, key=lambda name: name.kind != "common")


def compartment_rows(*, viewer: Viewer) -> list[CompartmentRow]:
    """The compartments the viewer is in, for whoever manages them."""
    require_sight(viewer, Permission.MANAGE_COMPARTMENTS)
    granted = scope(viewer)
    rows = Compartment.objects.all() if granted is None else Compartment.objects.filter(id__in=granted)
    standing = Q(grants__ended_at__isnull=True, grants__member__is_active=True)
    counted = rows.annotate(in_it=Count("grants", filter=standing, distinct=True), held=Count("sources", distinct=True))
    return [
        CompartmentRow(name=compartment_name(row), made_at=row.made_at, members=row.in_it, sources=row.held)
        for row in counted.order_by("made_at", "code")
    ]


def compartment(compartment_id: UUID, *, viewer: Viewer) -> CompartmentName:
    """One compartment the viewer is in."""
    granted = scope(viewer)
    row = Compartment.objects.filter(id=compartment_id).first()
    return compartment_name(found(row if granted is None or (row is not None and row.id in granted) else None))


def compartment_with_code(code: str, *, viewer: Viewer) -> CompartmentName:
    """The compartment with this code, where the viewer is in it."""
    return found(next((one for one in compartments(viewer=viewer) if one.code == code), None))


def placed_members(compartment_id: UUID, *, viewer: Viewer) -> list[PlacedMember]:
    """Every member, and since when they are in this compartment; for who manages it and is in it."""
    require_sight(viewer, Permission.MANAGE_COMPARTMENTS)
    compartment(compartment_id, viewer=viewer)
    since = dict(
        Grant.objects.filter(compartment_id=compartment_id, ended_at__isnull=True).values_list("member_id", "at")
    )
    return [
        PlacedMember(
            id=row.id,
            name=row.display_name or row.username,
            role=row.role,
            is_active=row.is_active,
            since=since.get(row.id),
        )
        for row in Member.objects.order_by("username")
    ]


def other_keepers(compartment_id: UUID, *, but: str) -> int:
    """How many other active members in this compartment may manage compartments."""
    offices = [role.value for role, allowed in ALLOWED.items() if Permission.MANAGE_COMPARTMENTS in allowed]
    standing = Grant.objects.filter(
        compartment_id=compartment_id, ended_at__isnull=True, member__is_active=True, member__role__in=offices
    )
    return standing.exclude(member_id=but).count()


def is_code_taken(code: str) -> bool:
    """Whether a compartment, seen or not, has this code."""
    return Compartment.objects.filter(code__iexact=code).exists()


def has_member(member_id: str) -> bool:
    """Whether there is such a member."""
    return Member.objects.filter(id=member_id).exists()


def compartment_name(row: Compartment) -> CompartmentName:
    """What a compartment is called, as plain data."""
    return CompartmentName(id=str(row.id), code=row.code, kind=row.kind, title=row.title)
