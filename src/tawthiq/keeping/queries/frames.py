"""The store as polars frames: what matching and counting work on.

Frames hold current records only (not superseded, of sources that are not withdrawn), in the order of their
numbers, so that the same store gives the same frame whatever order rows lie in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tawthiq.guarding.roles import Permission, require_sight
from tawthiq.keeping.models import Judgement, LinkPair, ListImport, Person, PersonRecord
from tawthiq.keeping.queries.person_filter import PersonFilter, narrow
from tawthiq.keeping.queries.persons import persons_seen
from tawthiq.keeping.queries.sight import current_records, records_seen, visible
from tawthiq.terms.judgements import Basis, Decision
from tawthiq.terms.judgements import Judgement as JudgementTerm
from tawthiq.terms.members import Viewer
from tawthiq.terms.opinions import holding

if TYPE_CHECKING:
    import polars as pl
    from django.db.models import QuerySet

    from tawthiq.keeping.models import Record

RECORD_COLUMNS: dict[str, str] = {
    "record_id": "id",
    "number": "number",
    "source_id": "source_id",
    "source_kind": "source__kind",
    "origin_id": "source__origin_id",
    "name": "name",
    "name_other": "name_other",
    "sex": "sex",
    "age_low": "age_low",
    "age_high": "age_high",
    "birth_start": "birth_start",
    "birth_end": "birth_end",
    "outcome": "outcome",
    "event_start": "event_start",
    "event_end": "event_end",
    "event_precision": "event_precision",
    "place_id": "place_id",
    "admin1_id": "place__admin1_id",
    "place_words": "place_words",
    "place_part_of": "place_part_of",
    "place_en": "place__name_en",
    "admin1_en": "place__admin1__name_en",
    "civilian_status": "civilian_status",
    "cause": "cause",
    "perpetrator_kind": "perpetrator_kind",
}

PERSON_COLUMNS: dict[str, str] = {
    "person_id": "id",
    "number": "number",
    "outcome": "outcome",
    "status": "status",
    "sex": "sex",
    "age_low": "age_low",
    "age_high": "age_high",
    "event_start": "event_start",
    "event_end": "event_end",
    "event_precision": "event_precision",
    "event_month": "event_month",
    "place_id": "place_id",
    "admin1_id": "admin1_id",
    "civilian_status": "civilian_status",
    "cause": "cause",
    "perpetrator_kind": "perpetrator_kind",
    "origin_count": "origin_count",
    "source_count": "source_count",
}


def record_rows(*, viewer: Viewer, only: list[Any] | None = None, source_id: Any | None = None) -> list[dict[str, Any]]:
    """Current records as dictionaries with the keys of `RECORD_COLUMNS`, by number; ids are text.

    `only` narrows to these record ids, `source_id` to the records of one source.
    """
    query = current_records(viewer)
    if only is not None:
        query = query.filter(id__in=only)
    if source_id is not None:
        query = query.filter(source_id=source_id)
    return rows_of(query, viewer=viewer)


def rows_of(query: QuerySet[Record], *, viewer: Viewer) -> list[dict[str, Any]]:
    """These records as `record_rows` gives them."""
    rows = query.order_by("number").values_list(*RECORD_COLUMNS.values())
    keys = list(RECORD_COLUMNS)
    ids = [i for i, key in enumerate(keys) if key in {"record_id", "source_id", "origin_id"}]
    result = []
    for row in rows.iterator(chunk_size=5000):
        values = list(row)
        for i in ids:
            values[i] = str(values[i])
        result.append(dict(zip(keys, values, strict=True)))
    firsts = first_versions(viewer=viewer)
    for row in result:
        row["lineage"], row["lineage_number"] = firsts.get(row["record_id"], (row["record_id"], row["number"]))
    return result


def first_versions(*, viewer: Viewer) -> dict[str, tuple[str, int]]:
    """Id and number of the first version, by id, of every record that corrects another.

    A correction stands in the place of what it corrects: judgements and persons follow the first version.
    """
    rows = records_seen(viewer).filter(supersedes__isnull=False).order_by("version", "number")
    firsts: dict[str, tuple[str, int]] = {}
    for record_id, earlier, number in rows.values_list("id", "supersedes_id", "supersedes__number"):
        firsts[str(record_id)] = firsts.get(str(earlier), (str(earlier), number))
    return firsts


def record_frame(*, viewer: Viewer) -> pl.DataFrame:
    """Current records as a frame with the columns of `RECORD_COLUMNS`."""
    import polars as pl

    rows = record_rows(viewer=viewer)
    return pl.DataFrame([{key: row[key] for key in RECORD_COLUMNS} for row in rows], schema=_record_schema())


def frame_of_records(record_ids: list[Any], *, viewer: Viewer) -> pl.DataFrame:
    """Some current records as a frame with the columns of `RECORD_COLUMNS`."""
    import polars as pl

    return pl.DataFrame(record_rows(viewer=viewer, only=record_ids), schema=_record_schema(), orient="row")


def _record_schema() -> dict[str, Any]:
    import polars as pl

    text = [
        "record_id",
        "source_id",
        "source_kind",
        "origin_id",
        "name",
        "name_other",
        "sex",
        "outcome",
        "event_precision",
        "place_words",
        "place_part_of",
        "place_en",
        "admin1_en",
        "civilian_status",
        "cause",
        "perpetrator_kind",
    ]
    kinds: dict[str, Any] = dict.fromkeys(RECORD_COLUMNS, pl.String)
    kinds |= dict.fromkeys(("number", "place_id", "admin1_id"), pl.Int64)
    kinds |= dict.fromkeys(("age_low", "age_high"), pl.Float64)
    kinds |= dict.fromkeys(("birth_start", "birth_end", "event_start", "event_end"), pl.Date)
    return kinds | dict.fromkeys(text, pl.String)


def person_frame(*, viewer: Viewer, wanted: PersonFilter | None = None) -> pl.DataFrame:
    """Persons (those that fit `wanted`, or all) as a frame with the columns of `PERSON_COLUMNS`, by number."""
    import polars as pl

    require_sight(viewer, Permission.READ_NUMBERS)
    query = narrow(persons_seen(viewer), wanted or PersonFilter())
    rows = query.order_by("number").values_list(*PERSON_COLUMNS.values())
    kinds: dict[str, Any] = dict.fromkeys(PERSON_COLUMNS, pl.String)
    kinds |= dict.fromkeys(("number", "place_id", "admin1_id", "origin_count", "source_count"), pl.Int64)
    kinds |= dict.fromkeys(("age_low", "age_high"), pl.Float64)
    kinds |= dict.fromkeys(("event_start", "event_end"), pl.Date)
    return pl.DataFrame([(str(row[0]), *row[1:]) for row in rows], schema=kinds, orient="row")


def capture_frame(*, viewer: Viewer, outcome: str) -> pl.DataFrame:
    """Which lists hold which persons with this outcome, and what the persons are divided by.

    Columns: record_id, person_id, list (source id), and of the person place (name of the first level), month
    (``2012-03``) and sex, each ``unknown`` where it is; can_link is false for a record without a name, or with neither
    a date nor a place.
    """
    import polars as pl

    require_sight(viewer, Permission.READ_NUMBERS)
    rows = (
        _captures(outcome, viewer)
        .order_by("person__number", "record__source__number", "record__number")
        .values_list(
            "record_id",
            "person_id",
            "record__source_id",
            "person__admin1__name_en",
            "person__event_month",
            "person__sex",
            "record__name",
            "record__name_other",
            "record__event_start",
            "record__place_id",
            "record__place_words",
        )
    )
    data = [
        (str(record), str(person), str(source), *(part or "unknown" for part in parts), _can_link(*fields))
        for record, person, source, *rest in rows
        for parts, fields in [(rest[:3], rest[3:])]
    ]
    names = ("record_id", "person_id", "list", "place", "month", "sex")
    return pl.DataFrame(data, schema={**dict.fromkeys(names, pl.String), "can_link": pl.Boolean}, orient="row")


def _can_link(name: Any, name_other: Any, event: Any, place: Any, place_words: Any) -> bool:
    return bool((name or name_other) and (event or place or place_words))


def _captures(outcome: str, viewer: Viewer) -> QuerySet[PersonRecord]:
    return (
        visible(viewer, PersonRecord)
        .filter(
            person__in=visible(viewer, Person),
            person__outcome=outcome,
            record__source__kind="list",
            record__source__withdrawn_at__isnull=True,
            record__superseded_by__isnull=True,
        )
        .exclude(person__status="discounted")
    )


def list_sources(*, viewer: Viewer) -> list[tuple[str, int, str, bool]]:
    """(id, number, title, one record a person) of every list that counts, by number."""
    require_sight(viewer, Permission.READ_NUMBERS)
    rows = visible(viewer, ListImport).filter(source__withdrawn_at__isnull=True).order_by("source__number")
    return [
        (str(i), number, title, one)
        for i, number, title, one in rows.values_list("source_id", "source__number", "source__title", "one_per_person")
    ]


def effective_judgements(*, viewer: Viewer, touching: list[Any] | None = None) -> list[JudgementTerm]:
    """Judgements that hold (`tawthiq.terms.opinions`), oldest first; `touching` narrows to these records.

    Those undone and their undoing are left out; of several on one pair there is one, and what is contested is there
    as unsure. Records are named by their first version.
    """
    require_sight(viewer, Permission.READ_CONTENT)
    query = visible(viewer, Judgement).filter(undone_by__isnull=True, undoes__isnull=True)
    if touching is not None:
        query = query.filter(record_a_id__in=touching) | query.filter(record_b_id__in=touching)
    firsts = first_versions(viewer=viewer)
    rows = query.order_by("number").values_list(
        "record_a_id", "record_b_id", "decision", "basis", "probability", "at", "member_id", "settlement"
    )
    return held_judgements(rows.iterator(chunk_size=5000), viewer=viewer, firsts=firsts)


def held_judgements(
    rows: Iterable[tuple[Any, ...]], *, viewer: Viewer, firsts: dict[str, tuple[str, int]] | None = None
) -> list[JudgementTerm]:
    """The judgements that hold of standing ones, given oldest first as (record, record, decision, basis, …)."""
    firsts = first_versions(viewer=viewer) if firsts is None else firsts
    return holding(
        JudgementTerm(
            record_a=firsts.get(str(a), (str(a), 0))[0],
            record_b=firsts.get(str(b), (str(b), 0))[0],
            decision=Decision(decision),
            basis=Basis(basis),
            probability=probability,
            at=at,
            member_id=str(member),
            settles=settlement is not None,
        )
        for a, b, decision, basis, probability, at, member, settlement in rows
    )


def records_joined_to(record_ids: list[Any], *, viewer: Viewer) -> list[Any]:
    """These records and all that hang together with them, by standing "same" judgements or as persons now."""
    require_sight(viewer, Permission.READ_CONTENT)
    reached: set[Any] = set(record_ids)
    frontier = set(record_ids)
    standing = visible(viewer, Judgement).filter(undone_by__isnull=True, undoes__isnull=True, decision="same")
    while frontier:
        step = list(frontier)
        persons = visible(viewer, PersonRecord).filter(record_id__in=step).values("person_id")
        neighbours = set(
            visible(viewer, PersonRecord).filter(person_id__in=persons).values_list("record_id", flat=True)
        )
        neighbours |= set(standing.filter(record_a_id__in=step).values_list("record_b_id", flat=True))
        neighbours |= set(standing.filter(record_b_id__in=step).values_list("record_a_id", flat=True))
        versions = records_seen(viewer)
        neighbours |= set(versions.filter(supersedes_id__in=step).values_list("id", flat=True))
        neighbours |= set(versions.filter(superseded_by__in=step).values_list("id", flat=True))
        frontier = neighbours - reached
        reached |= frontier
    return sorted(reached)


def open_pair_count(*, viewer: Viewer) -> int:
    """How many pairs wait for a judgement."""
    require_sight(viewer, Permission.READ_CONTENT)
    return visible(viewer, LinkPair).filter(is_open=True).count()
