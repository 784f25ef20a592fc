"""What was counted, its tables and the events of reports: for whoever sees the compartment, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from access.test_attacks import client_of
from access.worlds import CANARIES, World, set_policies
from tawthiq.actions.count_documented import count_as_of, count_documented, recount
from tawthiq.actions.export_table import export_table
from tawthiq.actions.table_of_count import Asked, cell_of_count, dimensions_of_count, table_of_count
from tawthiq.actions.withdraw import withdraw_consent
from tawthiq.keeping import models
from tawthiq.keeping.queries import results
from tawthiq.keeping.queries.sight import visible
from tawthiq.terms.errors import (
    ConflictError,
    NotFoundError,
)
from tawthiq.terms.members import Role

pytestmark = pytest.mark.usefixtures("keys_of_the_test")


def test_a_count_of_another_case_gives_no_table_no_cell_and_no_frame(world: World) -> None:
    coder, beta = world.members[Role.CODER, "alpha"], world.parts["beta"]
    assert results.counted_frames(beta.result, viewer=coder) == {}
    steps: tuple[Callable[[], Any], ...] = (
        lambda: table_of_count(beta.result, Asked(), viewer=coder),
        lambda: cell_of_count(beta.result, Asked(), ["unknown"], viewer=coder),
        lambda: dimensions_of_count(beta.result, viewer=coder),
        lambda: recount(beta.result, viewer=coder),
        lambda: export_table(beta.result, 0, kind="csv", viewer=coder, ready="sdg"),
    )
    for step in steps:
        with pytest.raises(NotFoundError):
            step()


def test_a_count_of_one_case_is_made_again_from_that_case_alone(world: World) -> None:
    """Also after a person was merged across cases: the position is of before, and what is counted now leaves it out."""
    from tawthiq.actions.judge_pair import judge_pair
    from tawthiq.terms.judgements import Decision

    coder, alpha, beta = world.members[Role.CODER, "alpha"], world.parts["alpha"], world.parts["beta"]
    before = results.result(alpha.result, viewer=coder).data["tables"][0]["persons"]
    judge_pair(alpha.other_record, beta.other_record, Decision.SAME, viewer=world.keeper)
    for viewer in (coder, world.keeper):
        again = recount(alpha.result, viewer=viewer)
        assert (again.same_persons, again.same_numbers) == (True, True)
    kept = count_documented(viewer=coder)
    # The pair was judged to be two persons after the first count; one of them is now of both cases, and not seen.
    assert kept.data["tables"][0]["persons"] == before
    again = recount(kept.result_id, viewer=coder)
    assert (again.same_persons, again.same_numbers) == (True, True)
    _, whole = count_as_of(kept.ledger_seq, viewer=world.keeper)
    _, part = count_as_of(kept.ledger_seq, viewer=coder)
    assert part["tables"][0]["persons"] == before < whole["tables"][0]["persons"]


def test_a_count_reached_then_what_was_moved_away_since(world: World) -> None:
    from tawthiq.actions.manage_compartments import move_source

    coder, alpha, beta = world.members[Role.CODER, "alpha"], world.parts["alpha"], world.parts["beta"]
    seq = results.result(alpha.result, viewer=coder).ledger_seq
    _, before = count_as_of(seq, viewer=coder)
    move_source(alpha.source, beta.compartment, viewer=world.keeper)
    assert recount(alpha.result, viewer=world.keeper).same_persons
    _, now = count_as_of(seq, viewer=coder)
    assert now["tables"][0]["persons"] < before["tables"][0]["persons"]


@pytest.mark.parametrize("ready", ["sdg", "mrm", "by_place"])
def test_every_ready_table_asks_the_second_person_and_lists_its_copies(world: World, ready: str) -> None:
    lawyer, alpha = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    export_table(alpha.result, 0, kind="csv", viewer=lawyer, ready=ready)
    copies = models.GivenCopy.objects.filter(kind="table")
    assert {copy.source_id for copy in copies} >= {alpha.source, alpha.interview, alpha.report}
    assert {copy.source.compartment_id for copy in copies.select_related("source")} == {alpha.compartment}
    set_policies('second_person_for = ["export"]')
    client = client_of(lawyer)
    client.get("/me/")
    sent = client.get(f"/counts/{alpha.result}/{ready}-0.csv")
    assert (sent.status_code, sent["Location"]) == (302, f"/counts/{alpha.result}/ask/")
    withdraw_consent(alpha.interview, viewer=world.keeper)
    with pytest.raises(ConflictError) as refused:
        export_table(alpha.result, 0, kind="csv", viewer=lawyer, ready=ready)
    assert refused.value.code == "export.withdrawn_since"


def test_a_table_of_one_case_lists_no_copies_in_another(world: World) -> None:
    export_table(world.parts["alpha"].result, 0, kind="csv", viewer=world.keeper)
    copies = models.GivenCopy.objects.filter(kind="table").select_related("source")
    assert {copy.source.compartment_id for copy in copies} == {world.parts["alpha"].compartment}


def test_an_event_lies_where_its_report_lies(world: World) -> None:
    """On the report's page, in what is asked of the store, and after the report was moved into another case."""
    from tawthiq.actions.manage_compartments import move_source

    alpha, beta = world.parts["alpha"], world.parts["beta"]
    coder, other = world.members[Role.CODER, "alpha"], world.members[Role.CODER, "beta"]
    there = models.EventMention.objects.filter(source_id=alpha.report)
    assert set(there.values_list("kind", flat=True)) == {"demand", "arms", "ceasefire"}
    of_alpha = set(there.values_list("id", flat=True))
    assert set(visible(coder, models.EventMention).values_list("id", flat=True)) == of_alpha
    assert not of_alpha & set(visible(other, models.EventMention).values_list("id", flat=True))
    for member in (world.members[role, "alpha"] for role in (Role.AUDITOR, Role.ADMINISTRATOR)):
        with pytest.raises(NotFoundError):
            visible(member, models.EventMention)
    page = f"/sources/{alpha.report}/"
    client = client_of(coder)
    assert CANARIES["alpha"] in client.get(page).content.decode()
    assert f'id="event-{next(iter(of_alpha))}"' in client.get(page).content.decode()
    assert client_of(other).get(page).status_code == 404
    move_source(alpha.report, beta.compartment, viewer=world.keeper)
    assert client_of(coder).get(page).status_code == 404
    assert of_alpha < set(visible(other, models.EventMention).values_list("id", flat=True))
    assert visible(coder, models.EventMention).count() == 0
