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
8. Who is in most of the mission is asked what lies outside, who is in little of it what lies inside: the work follows
   the smaller side. Both ways give the same rows, since every source lies in one compartment.

Every query begins with `visible`. A test reads the code of the others and fails where one goes around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import Model

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
from tawthiq.keeping.queries.inside import (
    COMPARTMENT,
    FILE,
    NUMBER,
    OF_NUMBER,
    SOURCE,
    Granted,
    Rule,
    count_outside,
    narrow,
    standing_grants,
    taken_from,
    wholly,
)
from tawthiq.terms.errors import NotAllowedError, NotFoundError
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row")
Table = TypeVar("Table", bound=Model)

_OF_SOURCE = (("source", SOURCE),)
_OF_FIGURE = (("figure", taken_from("keeping_figure")),)
_OF_RECORDS = tuple((record, taken_from("keeping_record")) for record in ("record_a", "record_b"))
_OF_INCIDENTS = tuple((record, taken_from("keeping_incidentrecord")) for record in ("record_a", "record_b"))
_PERSON = wholly("keeping_personrecord", "person_id")
_INCIDENT = wholly("keeping_incident_records", "incident_id", through="keeping_incidentrecord.incidentrecord_id")
_OPENING = wholly("keeping_opening_items", "opening_id", through="keeping_sealeditem.sealeditem_id")

#: What must hold of a row, by a column of its own table; none of these columns may be empty (a test holds it).
CONDITIONS: dict[type[Model], tuple[tuple[str, Rule], ...]] = {
    Source: (("compartment", COMPARTMENT),),
    Receipt: (("compartment", COMPARTMENT),),
    **dict.fromkeys((Record, IncidentRecord, Figure, Quotation, EventMention, SpeakerSuggestion), _OF_SOURCE),
    **dict.fromkeys((Report, ListImport, ListRow, Interview, PersonRecord, GivenCopy, SealedItem), _OF_SOURCE),
    Consent: (("interview", SOURCE),),  # an interview's id is its source's
    EventDecision: (("event", taken_from("keeping_eventmention")),),
    FigurePlace: _OF_FIGURE,
    FigureDecision: _OF_FIGURE,
    VerificationDecision: (("record", taken_from("keeping_record")),),
    LinkPair: _OF_RECORDS,
    Judgement: _OF_RECORDS,
    IncidentPair: _OF_INCIDENTS,
    IncidentJudgement: _OF_INCIDENTS,
    Person: (("id", _PERSON),),
    PersonToken: (("person", _PERSON),),
    Incident: (("id", _INCIDENT),),
    Exhibit: (("id", FILE),),
    ExhibitFacts: (("exhibit", FILE),),
    Opening: (("id", _OPENING),),
    Result: (("compartments", NUMBER),),
    CountedFrame: (("result", OF_NUMBER),),
}

_moment: ContextVar[dict[str, Granted | None] | None] = ContextVar("tawthiq_moment", default=None)


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


def granted_to(viewer: Viewer) -> Granted | None:
    """The compartments granted to the viewer now; None where that is all there are."""
    if viewer.is_whole:
        return None
    known = _moment.get()
    if known is not None and viewer.member_id in known:
        return known[viewer.member_id]
    answer = standing_grants(viewer.member_id)
    if known is not None:
        known[viewer.member_id] = answer
    return answer


def scope(viewer: Viewer) -> list[UUID] | None:
    """Ids of the compartments granted to the viewer now; None where that is all there are."""
    granted = granted_to(viewer)
    return None if granted is None else list(granted.ids)


def visible(viewer: Viewer, table: type[Table], *, permission: Permission = Permission.READ_CONTENT) -> QuerySet[Table]:
    """The rows of `table` this viewer may see; NotFoundError where the role sees none of them."""
    require_sight(viewer, permission)
    rows: QuerySet[Any] = table._default_manager.all()  # noqa: SLF001 - Django's own name for what every model has
    granted = granted_to(viewer)
    if table not in CONDITIONS and table is not Bag:
        raise LookupError(f"{table.__name__} has no rule of sight")
    if granted is None:
        return rows
    for column, rule in CONDITIONS.get(table, ()):
        narrow(rows, column, rule, granted)
    return rows.filter(id__in=_bags(granted)) if table is Bag else rows


def _files(granted: Granted) -> list[UUID]:
    rows = Exhibit.objects.all()
    narrow(rows, "id", FILE, granted)
    return list(rows.values_list("id", flat=True))


def _bags(granted: Granted) -> list[UUID]:
    """Ids of the bags that name no file and took along no source of another compartment."""
    files = {str(i) for i in _files(granted)}
    taken = GivenCopy.objects.filter(kind=BAG).exclude(source__compartment_id__in=granted.ids)
    hidden = set(taken.values_list("copy_id", flat=True))
    return [
        i
        for i, contents in Bag.objects.values_list("id", "contents")
        if str(i) not in hidden and {one[0] for one in (*contents["items"], *contents["withheld"])} <= files
    ]


#: What a copy that left in a bag is called (`GivenCopy.kind`).
BAG = "bag"


def seen_count(viewer: Viewer, table: type[Model]) -> int:
    """How many rows of `table` this viewer may see, as `visible` without any filter would count them.

    Who is in most of the mission is told all of them less those outside: counting all asks no row whether it is seen.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    granted = granted_to(viewer)
    ((column, rule), *others) = CONDITIONS[table]
    if granted is not None and column == "id" and not others:
        outside = count_outside(rule, granted)
        if outside is not None:
            return table._default_manager.count() - outside  # noqa: SLF001 - Django's own name for what every model has
    return visible(viewer, table).count()


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
