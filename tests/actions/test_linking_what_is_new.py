"""In a mission: only what came since the last run is linked, by its model; the rest stays as members left it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from missions import TestMission
from tawthiq.actions.do_jobs import perform_job
from tawthiq.actions.import_list import import_list
from tawthiq.actions.link_records import LinkOutcome, link_records, undo_accepted
from tawthiq.keeping.models import Judgement, LinkPair, LinkRun, Person, Record
from tawthiq.keeping.queries.publication import last_linking
from tawthiq.keeping.queries.review import KEPT_MODEL, last_kept_model, last_model, queue
from tawthiq.terms.errors import BadInputError

ROWS = make_lists(160)[0]


def take_in(mission: TestMission, folder: Path, name: str, rows: pl.DataFrame) -> None:
    path = folder / f"{name}.csv"
    rows.select("name", "sex", "age", pl.col("dod").alias("date of death"), pl.col("town").alias("place")).write_csv(
        path
    )
    import_list(path, viewer=mission.viewer())


def run(mission: TestMission, *, only_new: bool, accept: bool = True) -> LinkOutcome:
    return link_records(viewer=mission.viewer(), accept=accept, threshold=0.9, only_new=only_new)


@pytest.fixture
def grown(mission: TestMission, tmp_path: Path) -> TestMission:
    """Lists A and B linked and accepted; list C taken in since."""
    for name in "AB":
        take_in(mission, tmp_path, name, ROWS.filter(pl.col("list") == name))
    run(mission, only_new=False)
    take_in(mission, tmp_path, "C", ROWS.filter(pl.col("list") == "C"))
    return mission


def links() -> set[tuple[str, str]]:
    rows = Judgement.objects.filter(basis="accepted", undone_by__isnull=True, undoes__isnull=True)
    return {(str(a), str(b)) for a, b in rows.values_list("record_a_id", "record_b_id")}


def test_new_records_join_the_persons_that_stand(grown: TestMission) -> None:
    before, persons = links(), Person.objects.count()
    new = {str(i) for i in Record.objects.filter(source__title="C").values_list("id", flat=True)}
    outcome = run(grown, only_new=True)
    assert outcome.report["new_records"] == len(new) > 40
    assert outcome.links_accepted > len(new) / 2
    added = links() - before
    assert {record for pair in added for record in pair} & new
    assert len(before - links()) == outcome.links_taken_back <= 0.05 * len(before)
    assert Person.objects.count() == outcome.persons < persons
    assert "new records beside" in str(outcome.summary and outcome.summary.words)


def test_it_comes_to_nearly_the_persons_that_linking_all_gives(grown: TestMission) -> None:
    run(grown, only_new=True)
    mine = Person.objects.count()
    run(grown, only_new=False)
    assert abs(mine - Person.objects.count()) <= 0.03 * mine


def test_the_model_is_that_of_the_last_full_run_and_is_in_no_report(grown: TestMission) -> None:
    viewer = grown.viewer()
    model = last_model(viewer=viewer)
    outcome = run(grown, only_new=True)
    assert last_model(viewer=viewer) == model
    assert KEPT_MODEL not in outcome.report
    held = last_kept_model(viewer=viewer)
    assert held is not None
    assert held[1]["up_to"] == Record.objects.order_by("-number")[0].number
    assert held[1]["fitted_on"] < Record.objects.count()
    linking = last_linking(viewer=viewer)
    assert linking is not None
    assert linking.settings == {"threshold": 0.9, "accept": True, "only_new": True}


def test_proposals_that_nothing_new_touches_stay_open(grown: TestMission) -> None:
    first = LinkRun.objects.get().id
    before = LinkPair.objects.filter(run_id=first).count()
    assert before > 0
    outcome = run(grown, only_new=True, accept=False)
    left = LinkPair.objects.filter(run_id=first).count()
    assert 0 < left < before
    assert LinkPair.objects.filter(run_id=outcome.run_id).exists()
    assert queue(viewer=grown.viewer()).open == LinkPair.objects.filter(is_open=True).count()
    assert outcome.links_accepted == outcome.links_taken_back == 0


def test_what_it_accepted_is_taken_back_alone(grown: TestMission) -> None:
    before = links()
    outcome = run(grown, only_new=True)
    assert undo_accepted(outcome.run_id, viewer=grown.viewer()) == outcome.links_accepted
    assert links() <= before


def test_nothing_new_no_model_and_another_version_are_refused(mission: TestMission, tmp_path: Path) -> None:
    take_in(mission, tmp_path, "A", ROWS.filter(pl.col("list") == "A"))
    with pytest.raises(BadInputError) as never:
        run(mission, only_new=True)
    assert never.value.code == "link.no_model"
    run(mission, only_new=False)
    with pytest.raises(BadInputError) as nothing:
        run(mission, only_new=True)
    assert nothing.value.code == "link.nothing_new"
    take_in(mission, tmp_path, "B", ROWS.filter(pl.col("list") == "B"))
    last = LinkRun.objects.get()
    last.report[KEPT_MODEL]["method"] = "0"
    last.save()
    with pytest.raises(BadInputError) as version:
        run(mission, only_new=True)
    assert version.value.code == "link.model_version"
    assert LinkRun.objects.count() == 1


def test_a_job_links_what_is_new(grown: TestMission) -> None:
    params = {"threshold": 0.9, "accept": True, "only_new": True}
    done = perform_job("link", params, viewer=grown.viewer(), progress=lambda _share, _step: None)
    assert done["report"]["new_records"] > 0
    assert not [path for path in grown.folder.rglob("*") if "kept" in path.name]
