"""Who sees a row is the same whichever way the store is asked, and the same as worked out row by row in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from access.worlds import World, build
from missions import TestMission
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.actions.lay_down_persons import lay_down_all
from tawthiq.keeping import models, walls
from tawthiq.keeping.queries import sight
from tawthiq.keeping.queries.inside import Granted
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role

ONE_OF_MANY = (models.Exhibit, models.ExhibitFacts)


def of_all(rows: Any) -> set[UUID]:
    return set().union(*map(parts_of, rows))


def of_file(file: Any) -> set[UUID]:
    rows = (*models.Source.objects.filter(exhibit=file), *models.Receipt.objects.filter(exhibit=file))
    return {row.compartment_id for row in rows}


def of_pair(pair: Any) -> set[UUID]:
    return parts_of(pair.record_a) | parts_of(pair.record_b)


#: From a row to its compartments, for what has no source of its own.
WAYS: dict[type[Model], Callable[[Any], set[UUID]]] = {
    models.Source: lambda row: {row.compartment_id},
    models.Receipt: lambda row: {row.compartment_id},
    models.Consent: lambda row: parts_of(row.interview),
    models.EventDecision: lambda row: parts_of(row.event),
    models.FigurePlace: lambda row: parts_of(row.figure),
    models.FigureDecision: lambda row: parts_of(row.figure),
    models.VerificationDecision: lambda row: parts_of(row.record),
    **dict.fromkeys((models.LinkPair, models.Judgement, models.IncidentPair, models.IncidentJudgement), of_pair),
    models.Person: lambda row: of_all(row.memberships.all()),
    models.PersonToken: lambda row: parts_of(row.person),
    models.Incident: lambda row: of_all(row.records.all()),
    models.Opening: lambda row: of_all(row.items.all()),
    models.Result: lambda row: {UUID(one) for one in row.compartments},
    models.CountedFrame: lambda row: parts_of(row.result),
    models.Exhibit: of_file,
    models.ExhibitFacts: lambda row: of_file(row.exhibit),
}


def parts_of(row: Any) -> set[UUID]:
    """The compartments that a row was put together from, by following it to its sources."""
    return WAYS[type(row)](row) if type(row) in WAYS else parts_of(row.source)


def seen_by_hand(table: type[Model], granted: set[UUID]) -> set[Any]:
    rows = {row.pk: parts_of(row) for row in table._default_manager.all()}
    if table in ONE_OF_MANY:
        return {pk for pk, parts in rows.items() if parts & granted}
    return {pk for pk, parts in rows.items() if parts <= granted}


@pytest.fixture
def world(mission: TestMission, tmp_path: Path) -> Iterator[World]:  # noqa: ARG001
    """The world of the access matrix, with a person whose records lie in two cases."""
    with walls.house():
        made = build(tmp_path)
        alpha, beta = made.parts["alpha"], made.parts["beta"]
        judge_pair(alpha.record, beta.record, Decision.SAME, viewer=made.keeper)
        lay_down_all(viewer=made.keeper)
        yield made


def test_both_ways_of_asking_see_the_same_rows_as_by_hand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [part.compartment for part in world.parts.values()]
    viewer = world.members[Role.CODER, "alpha"]
    shared = 0
    for size in range(len(ids) + 1):
        for granted in combinations(ids, size):
            for table in sight.CONDITIONS:
                expected = seen_by_hand(table, set(granted))
                for is_less in (True, False):
                    asked = Granted(ids=granted, is_less=is_less)
                    monkeypatch.setattr(sight, "granted_to", lambda _viewer, asked=asked: asked)
                    found = set(sight.visible(viewer, table).values_list("pk", flat=True))
                    assert found == expected, (table.__name__, size, is_less)
                    if sight.CONDITIONS[table][0][0] == "id":
                        assert sight.seen_count(viewer, table) == len(expected), (table.__name__, is_less)
                shared += 0 < len(expected) < table._default_manager.count()
    assert shared > 100, "the rows of hardly any table differ between compartments: the test compares nothing"
    assert set().union(*map(parts_of, models.Person.objects.all())) == set(ids)
    assert any(len(parts_of(one)) == 2 for one in models.Person.objects.all())


def test_a_condition_holds_inside_another_query_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a subquery and with joins of its own: the column stays that of the query it stands in."""
    alpha = world.parts["alpha"].compartment
    viewer = world.members[Role.CODER, "alpha"]
    for is_less in (True, False):
        asked = Granted(ids=(alpha,), is_less=is_less)
        monkeypatch.setattr(sight, "granted_to", lambda _viewer, asked=asked: asked)
        persons = sight.visible(viewer, models.Person)
        records = sight.visible(viewer, models.Record).filter(membership__person_id__in=persons.values("id"))
        by_hand = {
            record
            for person in models.Person.objects.all()
            if parts_of(person) <= {alpha}
            for record in person.memberships.values_list("record_id", flat=True)
        }
        assert set(records.values_list("id", flat=True)) == by_hand
        joined = persons.filter(memberships__source__compartment_id=alpha).distinct()
        assert set(joined) == {one for one in persons if parts_of(one) == {alpha}}


def test_what_lies_in_a_compartment_made_meanwhile_is_outside(mission: TestMission) -> None:
    """The granted ones are asked once for a page; what is not among them is looked up while the page is answered."""
    from keeping.kept import keep_records, keep_source
    from tawthiq.actions.manage_compartments import add_compartment, take_out

    keeper, reader = mission.viewer(), mission.viewer(Role.CODER)
    hidden = add_compartment(viewer=keeper, code="hidden", title="Hidden")
    keep_records(keeper, keep_source(keeper), ["Salim Haddad", "Huda Haddad"])
    take_out(hidden, reader.member_id, viewer=keeper)
    with sight.one_moment():
        before = sight.visible(reader, models.Record).count()
        assert before == 2
        models.Compartment.objects.create(
            id=UUID(int=7),
            code="new",
            kind="case",
            title="New",
            made_at=models.Source.objects.latest("number").added_at,
        )
        keep_records(keeper, keep_source(keeper, compartment=UUID(int=7)), ["Nobody Seen"])
        assert sight.visible(reader, models.Record).count() == before
