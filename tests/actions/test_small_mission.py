"""The sample of 200 people, taken in and worked through by the actions: what must be true of any mission."""

from __future__ import annotations

import json

import polars as pl
import pytest

from missions import TestMission
from tawthiq.actions.estimate_total import estimate_total
from tawthiq.actions.link_records import link_records, undo_accepted
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.withdraw import withdraw_consent
from tawthiq.keeping.models import Consent, Judgement, LinkRun, ListRow, Person, PersonRecord, Record, Source
from tawthiq.keeping.opening import Policies
from tawthiq.keeping.queries import custody, figures, frames, persons, results, sources
from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.terms.errors import BadInputError, NotAllowedError, NotFoundError
from tawthiq.terms.members import Role
from tawthiq.terms.strata import StratifiedResult


def test_every_record_stands_in_one_person_and_every_row_says_what_became_of_it(small_mission: TestMission) -> None:
    assert PersonRecord.objects.count() == Record.objects.count() > 300
    assert Person.objects.count() < Record.objects.count()
    assert ListRow.objects.exclude(outcome="set_aside").count() == ListRow.objects.filter(record__isnull=False).count()
    assert small_mission.folder.joinpath("sample-inputs", "truth").is_dir()


def test_any_number_opens_down_to_the_exhibit(small_mission: TestMission) -> None:
    viewer = small_mission.viewer(Role.LAWYER)
    page = persons.find_persons(PersonFilter(outcome="killed"), viewer=viewer)
    person = persons.person(page.rows[0].id, viewer=viewer)
    record = person.records[0]
    source = sources.source(record.source_id, viewer=viewer)
    exhibit = custody.exhibit(source.row.exhibit_id, viewer=viewer)
    assert source.row.exhibit_sha256 == exhibit.sha256
    assert exhibit.entries[0].kind == "received"


def test_some_proposals_are_decided_and_some_wait(small_mission: TestMission) -> None:
    counts = figures.figure_counts(viewer=small_mission.viewer())
    assert counts["confirmed"] > 0
    assert counts["pending"] > 0


def test_the_count_and_the_estimate_or_its_refusal_are_kept(small_mission: TestMission) -> None:
    kept = results.results(viewer=small_mission.viewer())
    assert {row.kind for row in kept} == {"count", "estimate"}


def test_linking_again_changes_no_person(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    before = set(Person.objects.values_list("id", "record_count"))
    outcome = link_records(viewer=viewer, accept=True, threshold=Policies().accept_links_from)
    assert (outcome.links_accepted, outcome.links_taken_back) == (0, 0)
    assert set(Person.objects.values_list("id", "record_count")) == before


def test_accepted_links_can_be_taken_back_as_one(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    standing = Judgement.objects.filter(basis="accepted").count()
    run = LinkRun.objects.get()
    assert undo_accepted(run.id, viewer=viewer) == standing > 0
    assert Person.objects.count() == Record.objects.count()
    assert not Person.objects.filter(record_count__gt=1).exists()


def test_a_monitor_hands_an_interview_in_and_cannot_read_it_back(small_mission: TestMission) -> None:
    monitor = small_mission.viewer(Role.MONITOR)
    file = min((small_mission.folder / "sample-inputs" / "interviews").glob("*.json"))
    given = json.loads(file.read_text(encoding="utf-8"))
    given["narrative"] += " Told again."
    kept = record_interview(given, viewer=monitor)
    assert sources.source(kept.source_id, viewer=small_mission.viewer()).interview is not None
    with pytest.raises(NotFoundError):
        sources.source(kept.source_id, viewer=monitor)
    with pytest.raises(NotFoundError):
        persons.find_persons(PersonFilter(), viewer=monitor)
    with pytest.raises(NotAllowedError):
        link_records(viewer=monitor, accept=False, threshold=0.9)


def test_a_withdrawn_consent_takes_the_interview_out_of_every_person(small_mission: TestMission) -> None:
    source = Source.objects.filter(kind="interview", records__isnull=False).order_by("number")[0]
    of_it = set(source.records.values_list("id", flat=True))
    assert PersonRecord.objects.filter(record_id__in=of_it).count() == len(of_it)
    withdraw_consent(source.id, viewer=small_mission.viewer())
    assert Consent.objects.get(interview_id=source.id).withdrawn_at is not None
    assert not PersonRecord.objects.filter(record_id__in=of_it).exists()
    assert Record.objects.filter(id__in=of_it).count() == len(of_it)


def test_an_estimate_can_carry_the_error_of_the_linking(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    result_id, answer = estimate_total(viewer=viewer, linkage_draws=4)
    again_id, again = estimate_total(viewer=viewer, linkage_draws=4)
    assert answer.to_dict() == again.to_dict()
    assert result_id != again_id
    linkage = answer.made.settings["linkage"]
    assert linkage["tables"] == 4
    with pytest.raises(BadInputError, match="draws of the linking"):
        estimate_total(viewer=viewer, linkage_draws=1000)
    with pytest.raises(BadInputError, match="divided in this way"):
        estimate_total(viewer=viewer, by=["shoe"])


def test_an_estimate_is_divided_with_the_linking_and_nobody_is_lost(small_mission: TestMission) -> None:
    viewer = small_mission.viewer()
    steps: list[str] = []
    result_id, answer = estimate_total(
        viewer=viewer,
        by=["sex"],
        join_small=True,
        linkage_draws=2,
        checks=False,
        progress=lambda _share, step: steps.append(step),
    )
    kept = results.result(result_id, viewer=viewer)
    divided = StratifiedResult.from_dict(kept.data["strata"])
    assert kept.data["strata"]["by"] == ["sex"]
    assert sum(found.n_observed for _, found in divided.by_stratum) == answer.n_observed
    assert {name for name, _ in divided.by_stratum} <= {"female", "male", "female + male"}
    assert "unknown" not in dict(divided.by_stratum)
    assert kept.settings["by"] == ["sex"]
    # Parts of persons are told by what they are: a name of a place is no stage of a job.
    assert set(steps) <= {"lcm", "nhoi", "linkage", "panel", "sensitivity", "checks", "done", "strata"}


def test_people_who_cannot_be_linked_are_known(small_mission: TestMission) -> None:
    rows = frames.capture_frame(viewer=small_mission.viewer(), outcome="killed")
    assert rows["can_link"].dtype == pl.Boolean
    bare = set(Record.objects.filter(name="", name_other="").values_list("id", flat=True))
    assert {str(i) for i in bare} & set(rows["record_id"]) <= set(rows.filter(~pl.col("can_link"))["record_id"])
    assert rows["record_id"].is_unique().all()
