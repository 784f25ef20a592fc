"""PostgreSQL's row-level security: what holds when a query forgets to ask who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from keeping.kept import keep_records, keep_source
from missions import MOMENT, TestMission, receive_bytes
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.actions.manage_compartments import add_compartment, move_source, take_out
from tawthiq.actions.record_interview import record_interview
from tawthiq.keeping import models, walls
from tawthiq.keeping.queries import records, sources
from tawthiq.keeping.writes import access
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has row-level security")

ROLE = "tawthiq_program"


@contextmanager
def as_program() -> Iterator[None]:
    """Act as a database role that owns nothing and goes through no wall, as a server should sign in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def asking(viewer: Viewer | None) -> Iterator[None]:
    """One transaction in which the wall knows who asks (or nobody)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('tawthiq.member', '', true), set_config('tawthiq.whole', '', true)")
        if viewer is not None:
            walls.let_see(viewer)
        yield


@pytest.fixture
def parts(mission: TestMission) -> dict[str, list]:
    """Two records in the common part, two in a case that only the coordinator is in, joined pairwise."""
    keeper = mission.viewer()
    case = add_compartment(viewer=keeper, code=f"case-{uuid4().hex[:8]}", title="Case")
    found = {}
    for name, where in (("common", access.ensure_common(at=MOMENT)), ("case", case)):
        found[name] = keep_records(keeper, keep_source(keeper, compartment=where), [f"{name} Salim", f"{name} Huda"])
    lay_down_all(viewer=keeper)
    for held in found.values():
        judge_pair(*held, Decision.SAME, viewer=keeper)
    return {**found, "compartment": [case]}


TABLES = (models.Source, models.Record, models.Exhibit, models.Person, models.PersonRecord, models.Judgement)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


@pytest.mark.django_db
def test_every_table_of_content_has_a_wall_that_holds_its_owner_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {row[0] for row in cursor.fetchall()} == set(walls.SEEN)


@pytest.mark.django_db
def test_where_nobody_is_named_nothing_is_there(mission: TestMission, parts: dict[str, list]) -> None:  # noqa: ARG001
    assert counts() == [2, 4, 2, 2, 4, 2], "the superuser of the tests goes through the wall"
    with as_program(), asking(None):
        assert counts() == [0, 0, 0, 0, 0, 0]


def test_a_query_that_forgets_to_ask_gives_only_what_the_member_sees(
    mission: TestMission, parts: dict[str, list]
) -> None:
    with as_program():
        with asking(mission.viewer(Role.CODER)):
            assert counts() == [1, 2, 1, 1, 2, 1]
            assert set(models.Record.objects.values_list("id", flat=True)) == set(parts["common"])
        with asking(mission.viewer()):
            assert counts() == [2, 4, 2, 2, 4, 2]


def test_the_setting_ends_with_its_transaction(mission: TestMission, parts: dict[str, list]) -> None:  # noqa: ARG001
    with as_program():
        with asking(mission.viewer()):
            assert models.Source.objects.count() == 2
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('tawthiq.member', '', true)")
            assert models.Source.objects.count() == 0


def test_an_ended_grant_holds_nowhere(mission: TestMission, parts: dict[str, list]) -> None:
    keeper, coder = mission.viewer(), mission.viewer(Role.CODER)
    (case,) = parts["compartment"]
    access.grant(compartment=case, member_id=coder.member_id, by=keeper.member_id, at=MOMENT)
    with as_program(), asking(coder):
        assert counts() == [2, 4, 2, 2, 4, 2]
    take_out(case, coder.member_id, viewer=keeper)
    with as_program(), asking(coder):
        assert counts() == [1, 2, 1, 1, 2, 1]


def test_a_person_of_two_parts_is_seen_by_who_is_in_both(mission: TestMission, parts: dict[str, list]) -> None:
    judge_pair(parts["common"][0], parts["case"][0], Decision.SAME, viewer=mission.viewer())
    with as_program():
        with asking(mission.viewer(Role.CODER)):
            assert models.Person.objects.count() == 0
            assert models.Record.objects.count() == 2
        with asking(mission.viewer()):
            assert models.Person.objects.count() == 1


def test_rows_of_others_are_neither_changed_nor_removed_nor_added(mission: TestMission, parts: dict[str, list]) -> None:
    from django.db.utils import ProgrammingError

    hidden = models.Record.objects.get(id=parts["case"][0]).source_id
    (case,) = parts["compartment"]
    with as_program(), asking(mission.viewer(Role.CODER)):
        assert models.Source.objects.filter(id=hidden).update(title="changed") == 0
        mine = models.Source.objects.get()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            models.Source.objects.filter(id=mine.id).update(compartment_id=case)


def test_the_program_works_behind_the_wall(mission: TestMission, parts: dict[str, list]) -> None:
    """Actions and queries of a member of one part, by a role that the wall holds: they work and change nothing else."""
    coder, monitor = mission.viewer(Role.CODER), mission.viewer(Role.MONITOR)
    told = {
        "witness_code": "W-1",
        "held_on": "2013-06",
        "narrative": "Salim was killed.",
        "consent": {"answers": []},
        "persons": [{"name": "Salim", "outcome": "killed"}],
    }
    with as_program():
        with asking(coder):
            assert {view.id for view in records.records(parts["common"] + parts["case"], viewer=coder)} == set(
                parts["common"]
            )
            judge_pair(*parts["common"], Decision.DIFFERENT, viewer=coder)
            assert models.Person.objects.count() in {1, 2}
        with asking(monitor):
            kept = record_interview(told, viewer=monitor)
        with asking(coder):
            assert len(sources.find_sources(viewer=coder)) == 2
    assert models.Source.objects.get(id=kept.source_id).number == 3, "numbers run through all parts"
    assert models.Person.objects.filter(memberships__record_id__in=parts["case"]).distinct().count() == 1


def test_files_come_in_and_move_behind_the_wall(mission: TestMission, parts: dict[str, list]) -> None:
    (case,) = parts["compartment"]
    coder, keeper = mission.viewer(Role.CODER), mission.viewer()
    receive_bytes(b"a list", viewer=coder)
    with as_program():
        with asking(coder):
            exhibit = receive_bytes(b"a photograph", viewer=coder)
            assert models.Receipt.objects.filter(exhibit_id=exhibit).count() == 1
        with asking(keeper):
            source = models.Source.objects.filter(compartment_id=models.COMMON).values_list("id", flat=True)[0]
            models.Receipt.objects.create(
                id=uuid4(),
                exhibit=models.Source.objects.get(id=source).exhibit,
                compartment_id=models.COMMON,
                member_id=keeper.member_id,
                original_name="list.csv",
                at=MOMENT,
            )
            move_source(source, case, viewer=keeper)
        with asking(coder):
            assert models.Source.objects.count() == 0
            assert {one.compartment_id for one in models.Receipt.objects.all()} == {models.COMMON}
        with asking(keeper):
            assert models.Receipt.objects.filter(compartment_id=case).count() == 1


@pytest.mark.django_db
def test_the_doctor_can_tell_a_role_that_goes_through() -> None:
    assert walls.role_goes_through()


LATER = (
    models.SealedItem,
    models.Opening,
    models.Result,
    models.CountedFrame,
    models.ExhibitFacts,
    models.GivenCopy,
    models.Bag,
)


def keep_later(keeper: Viewer, compartment: UUID) -> None:
    """One row in each of the tables that came after the wall, all of one compartment."""
    source = models.Source.objects.filter(compartment_id=compartment).first()
    assert source is not None
    listed, _ = models.RecipientList.objects.get_or_create(
        version=1,
        defaults={
            "text": "",
            "signature": "",
            "sha256": "0" * 64,
            "published_at": MOMENT,
            "published_by_id": keeper.member_id,
        },
    )
    item = models.SealedItem.objects.create(
        id=uuid4(),
        source=source,
        field="name",
        version=1,
        list_version=listed,
        sha256="0" * 64,
        size=1,
        content=b"x",
        sealed_where="device",
        sealed_at=MOMENT,
        sealed_by_id=keeper.member_id,
    )
    opening = models.Opening.objects.create(
        id=uuid4(), reason="other", needs_second=False, asked_at=MOMENT, asked_by_id=keeper.member_id
    )
    opening.items.set([item])
    result = models.Result.objects.create(
        id=uuid4(),
        kind="count",
        outcome="count",
        at=MOMENT,
        member_id=keeper.member_id,
        ledger_seq=1,
        version="0",
        inputs_sha256="0" * 64,
        data="{}",
        data_sha256="0" * 64,
        compartments=[str(compartment)],
    )
    models.CountedFrame.objects.create(result=result, name="persons", sha256="0" * 64, data=b"x")
    models.ExhibitFacts.objects.create(exhibit_id=source.exhibit_id, facts={}, read_by="test")
    bag = models.Bag.objects.create(
        id=uuid4(),
        made_at=MOMENT,
        made_by_id=keeper.member_id,
        recipient="A court",
        purpose="international_body",
        reason="It asked.",
        language="en",
        manifest_sha256="0" * 64,
        contents={"items": [[str(source.exhibit_id), "asked", "whole"]], "withheld": []},
    )
    access.note_copies([source.id], kind="bag", copy_id=bag.id, member_id=keeper.member_id, at=MOMENT)


def test_what_came_after_the_wall_stands_behind_it_too(mission: TestMission, parts: dict[str, list]) -> None:
    (case,) = parts["compartment"]
    for compartment in (access.ensure_common(at=MOMENT), case):
        keep_later(mission.viewer(), compartment)
    seen = {None: 0, mission.viewer(Role.CODER): 1, mission.viewer(): 2}
    with as_program():
        for viewer, expected in seen.items():
            with asking(viewer):
                assert [table.objects.count() for table in LATER] == [expected] * len(LATER)


def test_a_bag_that_took_along_a_source_of_another_case_is_not_there(
    mission: TestMission, parts: dict[str, list]
) -> None:
    (case,) = parts["compartment"]
    keep_later(mission.viewer(), access.ensure_common(at=MOMENT))
    bag = models.Bag.objects.get()
    hidden = models.Source.objects.filter(compartment_id=case)
    access.note_copies(
        [row.id for row in hidden], kind="bag", copy_id=bag.id, member_id=mission.viewer().member_id, at=MOMENT
    )
    with as_program():
        with asking(mission.viewer(Role.CODER)):
            assert models.Bag.objects.count() == 0
        with asking(mission.viewer()):
            assert models.Bag.objects.count() == 1


LAST = (
    models.EventMention,
    models.FigureDecision,
    models.FigureRelation,
    models.ConsentAnswer,
    models.Receipt,
)


def keep_last(keeper: Viewer, compartment: UUID) -> None:
    """A report with an event, two figures that belong together, a decision, and an interview with its consent."""
    there = replace(keeper, home=str(compartment))
    told = {
        "witness_code": f"W-1{uuid4().hex[:5]}",
        "held_on": "2013-06",
        "narrative": "Salim was killed.",
        "consent": {"answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
    }
    record_interview(told, viewer=there)
    source = models.Source.objects.filter(compartment_id=compartment, kind="list").first()
    assert source is not None
    models.EventMention.objects.create(
        id=uuid4(),
        source=source,
        key=uuid4().hex,
        kind="ceasefire",
        standing="reported",
        span_start=0,
        span_end=4,
        data={"speaker": {"name": "An invented minister"}},
        proposed_at=MOMENT,
    )
    total, part = (
        models.Figure.objects.create(
            id=uuid4(),
            source=source,
            key=uuid4().hex,
            category="killed",
            value_min=n,
            span_start=n,
            span_end=n + 1,
            data={},
            proposed_at=MOMENT,
        )
        for n in (5, 3)
    )
    models.FigureRelation.objects.create(total=total, part=part, kind="sum")
    models.FigureDecision.objects.create(
        figure=total, decision="confirmed", changes={}, at=MOMENT, member_id=keeper.member_id
    )


def expect_by_parts(mission: TestMission, tables: tuple[Any, ...]) -> None:
    """Nobody sees a row, a coder those of the common part, the keeper all: half as many belong to each part."""
    whole = [table.objects.count() for table in tables]
    assert all(count and count % 2 == 0 for count in whole)
    seen = {None: [0] * len(tables), mission.viewer(Role.CODER): [n // 2 for n in whole], mission.viewer(): whole}
    with as_program():
        for viewer, expected in seen.items():
            with asking(viewer):
                assert [table.objects.count() for table in tables] == expected


@pytest.fixture
def with_last(mission: TestMission, parts: dict[str, list]) -> TestMission:
    for compartment in (access.ensure_common(at=MOMENT), *parts["compartment"]):
        keep_last(mission.viewer(), compartment)
    return mission


def test_events_and_what_hangs_on_hidden_rows_stand_behind_the_wall(with_last: TestMission) -> None:
    expect_by_parts(with_last, LAST)


def test_an_event_is_not_written_into_a_part_that_its_writer_is_not_in(with_last: TestMission) -> None:
    from django.db.utils import ProgrammingError

    hidden = models.EventMention.objects.exclude(source__compartment_id=models.COMMON).get()
    with as_program(), asking(with_last.viewer(Role.CODER)):
        assert models.EventMention.objects.filter(id=hidden.id).update(kind="sanctions") == 0
        hidden.id, hidden.key = uuid4(), uuid4().hex
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            hidden.save(force_insert=True)


def test_rows_of_before_stand_behind_the_wall_after_the_upgrade(with_last: TestMission) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in walls.OF_FIGURES | walls.HANGING:  # as it was before
            for policy in ("seen", "changed", "removed", "added"):
                cursor.execute(f"DROP POLICY {policy} ON {table}")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    with as_program(), asking(None):
        assert models.EventMention.objects.count() == 2, "nothing stood before them"
    with connection.schema_editor(atomic=False) as editor:
        walls.build_wall(walls.OF_FIGURES | walls.HANGING, "")(None, editor)
    expect_by_parts(with_last, LAST)
