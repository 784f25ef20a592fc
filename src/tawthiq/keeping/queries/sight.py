"""What a viewer sees of the store: the one module that decides. What may not be seen is as if it were not there.

1. Deny by default. A role must include the permission, and the row must lie in compartments that are granted to the
   member now. A table that is not named here cannot be asked for at all.
2. Sources, and all that is taken from them, lie where their source lies. A pair, a judgement: where both records lie.
3. A person or an incident is put together from all its records, so it is seen by whoever sees every one of them. Who
   sees only some still sees those records, and nothing of the others.
4. A file is seen where a source was taken from it or where it was received.
5. What is sealed lies where its interview lies; a request to open, where all interviews that it asks for lie.
6. A kept number, and what it was made from, is seen by whoever sees every compartment it was computed from; a bag, by
   whoever sees every file that it names and every source that it took along.
7. Grants are asked of the store at every question: an ended grant holds nowhere any more, in jobs and exports under
   way too. Only within the moment of one page are they asked once (`one_moment`).

Every query begins with `visible`. A test reads the code of the others and fails where one goes around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from tawthiq.guarding.roles import Permission, may, require_sight
from tawthiq.keeping.models import (
    COMMON,
    Bag,
    Compartment,
    Consent,
    CountedFrame,
    EventDecision,
    EventMention,
    Exhibit,
    ExhibitFacts,
    Figure,
    FigureDecision,
    FigurePlace,
    GivenCopy,
    Grant,
    Incident,
    IncidentJudgement,
    IncidentPair,
    IncidentRecord,
    Interview,
    Judgement,
    LinkPair,
    ListImport,
    ListRow,
    Opening,
    Person,
    PersonRecord,
    PersonToken,
    Quotation,
    Receipt,
    Record,
    Report,
    Result,
    SealedItem,
    Source,
    SpeakerSuggestion,
    VerificationDecision,
)
from tawthiq.terms.errors import NotAllowedError, NotFoundError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row")
Table = TypeVar("Table", bound=Model)

_BOTH_RECORDS = ("record_a__source__compartment_id", "record_b__source__compartment_id")

#: The columns that must all name a granted compartment.
LIES_IN: dict[type[Model], tuple[str, ...]] = {
    Source: ("compartment_id",),
    Record: ("source__compartment_id",),
    IncidentRecord: ("source__compartment_id",),
    Figure: ("source__compartment_id",),
    Quotation: ("source__compartment_id",),
    EventMention: ("source__compartment_id",),
    EventDecision: ("event__source__compartment_id",),
    FigurePlace: ("figure__source__compartment_id",),
    SpeakerSuggestion: ("source__compartment_id",),
    Report: ("source__compartment_id",),
    ListImport: ("source__compartment_id",),
    ListRow: ("source__compartment_id",),
    Interview: ("source__compartment_id",),
    Consent: ("interview__source__compartment_id",),
    PersonRecord: ("source__compartment_id",),
    VerificationDecision: ("record__source__compartment_id",),
    FigureDecision: ("figure__source__compartment_id",),
    GivenCopy: ("source__compartment_id",),
    SealedItem: ("source__compartment_id",),
    Receipt: ("compartment_id",),
    LinkPair: _BOTH_RECORDS,
    Judgement: _BOTH_RECORDS,
    IncidentPair: _BOTH_RECORDS,
    IncidentJudgement: _BOTH_RECORDS,
}

_moment: ContextVar[dict[str, list[UUID] | None] | None] = ContextVar("tawthiq_moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within this, the grants of a member are asked for once: for one page, never for a job."""
    token = _moment.set({})
    try:
        yield
    finally:
        _moment.reset(token)


def forget_moment() -> None:
    """Ask for grants anew: called by whatever changes one."""
    if (known := _moment.get()) is not None:
        known.clear()


def scope(viewer: Viewer) -> list[UUID] | None:
    """Ids of the compartments granted to the viewer now; None where that is all there are."""
    if viewer.is_whole:
        return None
    known = _moment.get()
    if known is not None and viewer.member_id in known:
        return known[viewer.member_id]
    standing = Grant.objects.filter(compartment_id=OuterRef("pk"), member_id=viewer.member_id, ended_at__isnull=True)
    rows = list(Compartment.objects.values_list("id", Exists(standing)))
    found = [compartment for compartment, is_granted in rows if is_granted]
    answer = None if rows and len(found) == len(rows) else found
    if known is not None:
        known[viewer.member_id] = answer
    return answer


def visible(viewer: Viewer, table: type[Table], *, permission: Permission = Permission.READ_CONTENT) -> QuerySet[Table]:
    """The rows of `table` this viewer may see; NotFoundError where the role sees none of them."""
    require_sight(viewer, permission)
    rows: QuerySet[Any] = table._default_manager.all()  # noqa: SLF001 - Django's own name for what every model has
    granted = scope(viewer)
    if granted is None:
        _require_rule(table)
        return rows
    if table in LIES_IN:
        return rows.filter(**{f"{column}__in": granted for column in LIES_IN[table]})
    return rows.filter(_PUT_TOGETHER[_require_rule(table)](granted))


def _require_rule(table: type[Model]) -> type[Model]:
    if table not in LIES_IN and table not in _PUT_TOGETHER:
        raise LookupError(f"{table.__name__} has no rule of sight")
    return table


def _person_parts(granted: list[UUID]) -> Any:
    hidden = PersonRecord.objects.exclude(source__compartment_id__in=granted)
    return hidden.values("person_id")


def _incident_parts(granted: list[UUID]) -> Any:
    through = Incident.records.through.objects
    return through.exclude(incidentrecord__source__compartment_id__in=granted).values("incident_id")


def _file_parts(granted: list[UUID]) -> Q:
    taken = Source.objects.filter(compartment_id__in=granted).values("exhibit_id")
    received = Receipt.objects.filter(compartment_id__in=granted).values("exhibit_id")
    return Q(id__in=taken) | Q(id__in=received)


def _opening_parts(granted: list[UUID]) -> Any:
    hidden = Opening.items.through.objects.exclude(sealeditem__source__compartment_id__in=granted)
    return hidden.values("opening_id")


def _numbers(granted: list[UUID]) -> list[UUID]:
    """Ids of the kept numbers that were computed from nothing but these compartments."""
    inside = {str(i) for i in granted}
    return [i for i, parts in Result.objects.values_list("id", "compartments") if set(parts) <= inside]


def _bags(granted: list[UUID]) -> list[UUID]:
    """Ids of the bags that name no file and took along no source of another compartment."""
    files = {str(i) for i in Exhibit.objects.filter(_file_parts(granted)).values_list("id", flat=True)}
    taken = GivenCopy.objects.filter(kind=BAG).exclude(source__compartment_id__in=granted)
    hidden = set(taken.values_list("copy_id", flat=True))
    return [
        i
        for i, contents in Bag.objects.values_list("id", "contents")
        if str(i) not in hidden and {one[0] for one in (*contents["items"], *contents["withheld"])} <= files
    ]


#: What a copy that left in a bag is called (`GivenCopy.kind`).
BAG = "bag"

#: Tables whose rows are put together from others.
_PUT_TOGETHER: dict[type[Model], Any] = {
    Person: lambda granted: ~Q(id__in=_person_parts(granted)),
    PersonToken: lambda granted: ~Q(person_id__in=_person_parts(granted)),
    Incident: lambda granted: ~Q(id__in=_incident_parts(granted)),
    Exhibit: _file_parts,
    ExhibitFacts: lambda granted: Q(exhibit_id__in=Exhibit.objects.filter(_file_parts(granted)).values("id")),
    Opening: lambda granted: ~Q(id__in=_opening_parts(granted)),
    Result: lambda granted: Q(id__in=_numbers(granted)),
    CountedFrame: lambda granted: Q(result_id__in=_numbers(granted)),
    Bag: lambda granted: Q(id__in=_bags(granted)),
}


def allowed(viewer: Viewer, permission: Permission, thing: Model | None = None) -> bool:
    """Whether the viewer may do what `permission` names: at all, or with this very row."""
    if not may(viewer, permission):
        return False
    if thing is None:
        return True
    return visible(viewer, type(thing), permission=permission).filter(pk=thing.pk).exists()


def sees_all(viewer: Viewer) -> bool:
    """Whether every compartment is granted to the viewer."""
    return scope(viewer) is None


def require_all(viewer: Viewer) -> None:
    """Refuse (NotAllowedError) what works on all records at once to a member who does not see all of them."""
    if not sees_all(viewer):
        raise NotAllowedError(
            "access.needs_all",
            "This works on all records at once, and some of them lie in compartments that you are not in.",
            "Ask a member who is in every compartment.",
        )


def scope_ids(viewer: Viewer) -> list[str]:
    """Ids of the compartments the viewer sees, to be kept with a number computed from them."""
    granted = scope(viewer)
    return sorted(str(i) for i in (Compartment.objects.values_list("id", flat=True) if granted is None else granted))


def home_of(viewer: Viewer) -> UUID:
    """Where what this member brings lies unless they say otherwise: the common part, else their only compartment.

    Refuses (NotFoundError) a compartment the viewer is not in, and (NotAllowedError) a member of no compartment, and
    one of several without the common one who does not say.
    """
    granted = scope(viewer)
    if viewer.home:
        wanted = Compartment.objects.filter(id=as_uuid(viewer.home)).values_list("id", flat=True).first()
        return found(wanted if granted is None or wanted in granted else None)
    if granted is None or COMMON in granted:
        return COMMON
    if len(granted) == 1:
        return granted[0]
    raise NotAllowedError(
        "access.no_home",
        "It is not clear in which compartment this would lie.",
        "Say which one; somebody in no compartment brings nothing in.",
    )


def sources_seen(viewer: Viewer) -> QuerySet[Source]:
    """Sources this viewer may read, withdrawn ones among them (their pages say so)."""
    return visible(viewer, Source)


def records_seen(viewer: Viewer) -> QuerySet[Record]:
    """Records this viewer may read, all versions."""
    return visible(viewer, Record)


def current_records(viewer: Viewer) -> QuerySet[Record]:
    """Records that count: not superseded by a correction, and of a source that is not withdrawn."""
    return records_seen(viewer).filter(superseded_by__isnull=True, source__withdrawn_at__isnull=True)


def current_incident_records(viewer: Viewer) -> QuerySet[IncidentRecord]:
    """Incident records that count."""
    return visible(viewer, IncidentRecord).filter(superseded_by__isnull=True, source__withdrawn_at__isnull=True)


def found(row: Row | None) -> Row:
    """The row, or NotFoundError where there is none."""
    if row is None:
        raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")
    return row


def as_uuid(text: str | UUID) -> UUID:
    """An id from an address; anything that is not one is simply not found."""
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError(
            "keeping.not_found", "There is no such thing in this mission.", "Check the address."
        ) from error
