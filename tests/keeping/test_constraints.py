"""What must hold for any caller is a constraint of the database, the same on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from keeping.kept import DAY, keep_exhibit, keep_judgement, keep_records, keep_source
from missions import MOMENT, TestMission
from tawthiq.keeping import models
from tawthiq.terms.members import Viewer


def record(viewer: Viewer, **changes: Any) -> models.Record:
    """A record that holds, but for the changes."""
    held = {
        "id": uuid4(),
        "number": 1000,
        "source_id": keep_source(viewer),
        "kept_at": MOMENT,
        "kept_by_id": viewer.member_id,
        "name": "Salim Haddad",
    }
    return models.Record(**{**held, **changes})


REFUSED_RECORDS: dict[str, dict[str, Any]] = {
    "an event with a start only": {"event_start": DAY},
    "an event that ends before it starts": {"event_start": DAY, "event_end": DAY - timedelta(days=1)},
    "an age below nothing": {"age_low": -1, "age_high": 3},
    "an age beyond people": {"age_low": 30, "age_high": 130},
    "an age with one end": {"age_low": 30},
    "ages the wrong way round": {"age_low": 30, "age_high": 20},
    "a sex that is no code": {"sex": "yes"},
    "an outcome that is no code": {"outcome": "dead"},
    "a precision that is no code": {"event_precision": "roughly"},
    "a later version of nothing": {"version": 2},
}


@pytest.mark.parametrize("changes", REFUSED_RECORDS.values(), ids=list(REFUSED_RECORDS))
def test_a_record_that_cannot_be_is_refused(mission: TestMission, changes: dict[str, Any]) -> None:
    row = record(mission.viewer(), **changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert models.Record.objects.count() == 0


def test_the_same_record_without_the_fault_is_kept(mission: TestMission) -> None:
    record(mission.viewer(), event_start=DAY, event_end=DAY, age_low=0, age_high=120, sex="female").save()
    assert models.Record.objects.count() == 1


def test_a_record_is_corrected_once_only(mission: TestMission) -> None:
    viewer = mission.viewer()
    (first,) = keep_records(viewer, keep_source(viewer), ["Salim Haddad"])
    record(viewer, number=2, version=2, supersedes_id=first).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(viewer, number=3, version=2, supersedes_id=first).save(force_insert=True)


def test_two_records_have_two_numbers(mission: TestMission) -> None:
    record(mission.viewer()).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(mission.viewer()).save(force_insert=True)


def test_the_same_bytes_are_one_exhibit(mission: TestMission) -> None:
    keep_exhibit(mission.viewer())
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_exhibit(mission.viewer())


def test_a_judgement_is_about_two_records_and_is_undone_once(mission: TestMission) -> None:
    viewer = mission.viewer()
    one, other = keep_records(viewer, keep_source(viewer), ["Salim Haddad", "Salem Hadad"])
    judgement = keep_judgement(viewer, one, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_judgement(viewer, one, one)
    keep_judgement(viewer, one, other, undoes=judgement)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_judgement(viewer, one, other, undoes=judgement)
    assert models.Judgement.objects.count() == 2


def test_a_pair_is_stored_the_same_either_way_round(mission: TestMission) -> None:
    viewer = mission.viewer()
    one, other = sorted(keep_records(viewer, keep_source(viewer), ["Salim Haddad", "Salem Hadad"]))
    keep_judgement(viewer, one, other)
    keep_judgement(viewer, other, one)
    assert set(models.Judgement.objects.values_list("record_a_id", "record_b_id")) == {(one, other)}


def _repeat_itself(_viewer: Viewer, source: UUID) -> None:
    models.Source.objects.filter(id=source).update(repeats_id=source)


def _lose_its_origin(viewer: Viewer, source: UUID) -> None:
    models.Source.objects.filter(id=source).update(origin_id=keep_source(viewer, title="Another"))


def _be_withdrawn_by_nobody(_viewer: Viewer, source: UUID) -> None:
    models.Source.objects.filter(id=source).update(withdrawn_at=MOMENT)


@pytest.mark.parametrize("change", [_repeat_itself, _lose_its_origin, _be_withdrawn_by_nobody])
def test_a_source_cannot(mission: TestMission, change: Callable[[Viewer, UUID], None]) -> None:
    source = keep_source(mission.viewer())
    with pytest.raises(IntegrityError), transaction.atomic():
        change(mission.viewer(), source)


def test_a_source_that_repeats_another_shares_its_origin(mission: TestMission) -> None:
    from tawthiq.keeping.writes.sources import set_repeats

    viewer = mission.viewer()
    first, second, third = (keep_source(viewer, title=title) for title in ("First", "Second", "Third"))
    set_repeats(source_id=third, repeats=second)
    set_repeats(source_id=second, repeats=first)
    origins = dict(models.Source.objects.values_list("id", "origin_id"))
    assert origins == {first: first, second: first, third: first}
    set_repeats(source_id=second, repeats=None)
    origins = dict(models.Source.objects.values_list("id", "origin_id"))
    assert origins == {first: first, second: second, third: second}


def test_the_tables_are_those_of_the_models(mission: TestMission) -> None:  # noqa: ARG001
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
