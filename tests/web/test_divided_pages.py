"""A count divided, its ready tables, and made again: every cell opens, and what cannot be had is said."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tawthiq.actions.do_jobs import perform_job
from tawthiq.keeping.models import AuditEntry, Job, Result
from tawthiq.terms.members import Role, Viewer
from web.pages import text
from web.small_mission import SmallMission

SignIn = Callable[..., Client]
NUMBER_LINK = re.compile(r'<a href="(/counts/[0-9a-f-]+/cell/\?[^"]+)">(\d[\d,]*)</a>')
READERS = [Role.INTAKE, Role.CODER, Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER]
OTHERS = [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"rows": "sex"}, 2),
        ({"rows": "place_town", "columns": "quarter", "dates": "spread", "outcome": "killed"}, 2),
        ({"rows": "outcome", "columns": "verification", "of": "violations"}, 1),
        ({"rows": "age_band", "treatment": "known_only", "counted": "verified"}, 1),
    ],
)
def test_a_count_is_divided_and_every_cell_opens(
    counted: SmallMission, sign_in: SignIn, asked: dict[str, str], rows: int
) -> None:
    client = sign_in()
    kept = Result.objects.get(kind="count")
    full = {"of": "persons", "counted": "reported", "dates": "whole", **asked}
    page = client.get(f"/counts/{kept.id}/table/", full)
    table = page.context["table"]
    assert len(table.lines) >= rows
    if full.get("columns") == "quarter":
        assert [name for name in table.columns if name[0] == "2"] == sorted(n for n in table.columns if n[0] == "2")
    cells = [cell for line in (*table.lines, table.totals) for cell in (*line.cells, line.total) if cell.address]
    for cell in cells[:12]:
        opened = client.get(cell.address)
        assert opened.status_code == 200
        assert opened.context["sum"] == cell.number
    file = client.get(f"/counts/{kept.id}/asked-0.csv", full)
    assert file.status_code == 200
    assert len(file.content.decode("utf-8-sig").splitlines()) == len(table_rows(kept.id, full, counted.viewer)) + 1


def table_rows(result_id: object, full: dict[str, str], viewer: Viewer) -> list[object]:
    from uuid import UUID

    from tawthiq.actions.table_of_count import Asked, table_of_count

    by = tuple(full[name] for name in ("rows", "columns") if full.get(name))
    asked = Asked(
        of=full["of"],
        by=by,
        outcome=full.get("outcome", ""),
        dates=full["dates"],
        treatment=full.get("treatment", ""),
    )
    return list(table_of_count(UUID(str(result_id)), asked, viewer=viewer)["rows"])


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("page", ["table/", "ready/sdg/", "ready/mrm/", "displacement/", "displacement/?by=parts"])
def test_ready_tables_open_in_both_languages(sign_in: SignIn, page: str, language: str) -> None:
    kept = Result.objects.get(kind="count")
    shown = sign_in(language=language).get(f"/counts/{kept.id}/{page}")
    assert shown.status_code == 200
    assert "<table" in shown.content.decode() or page.startswith(("table", "displacement"))


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("name", ["sdg-0", "mrm-1", "by_place-0", "matrix-1", "displaced-0"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ready_tables_are_taken_out(sign_in: SignIn, name: str, kind: str) -> None:
    kept = Result.objects.get(kind="count")
    file = sign_in().get(f"/counts/{kept.id}/{name}.{kind}")
    assert file.status_code == 200
    assert AuditEntry.objects.filter(action="export_table").count() == 1


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    "path", ["table/?rows=height&of=persons", "ready/houses/", "sdg-9.csv", "displaced-1.csv", "asked-0.csv?rows=no"]
)
def test_tables_that_are_not_there_are_not_found_or_said(sign_in: SignIn, path: str) -> None:
    kept = Result.objects.get(kind="count")
    answer = sign_in().get(f"/counts/{kept.id}/{path}")
    assert answer.status_code == 404 or answer.context["form"].errors


@pytest.mark.usefixtures("counted")
def test_a_cell_is_closed_to_whom_may_not_read_and_again_needs_a_post(sign_in: SignIn) -> None:
    kept = Result.objects.get(kind="count")
    cell = f"/counts/{kept.id}/cell/?by=outcome&key=killed"
    assert sign_in(role=Role.AUDITOR).get(cell).status_code == 404
    client = sign_in()
    assert client.get(cell).status_code == 200
    assert client.get(f"/counts/{kept.id}/again/").status_code == 405


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("language", "words"), [("en", "the same persons and numbers"), ("ar", "الأشخاص أنفسهم والأعداد نفسها")]
)
def test_a_count_is_made_again_as_a_job_that_says_what_came_of_it(
    sign_in: SignIn, counted: SmallMission, language: str, words: str
) -> None:
    kept = Result.objects.get(kind="count")
    client = sign_in(language=language)
    asked = client.post(f"/counts/{kept.id}/again/")
    job = Job.objects.get()
    assert asked["Location"] == f"/jobs/{job.id}/"
    assert job.kind == "recount"
    stages: list[tuple[float, str]] = []
    result = perform_job(
        job.kind, job.params, viewer=counted.viewer, progress=lambda share, stage: stages.append((share, stage))
    )
    assert [share for share, _ in stages] == sorted(share for share, _ in stages)
    assert {stage for _, stage in stages} == {"read", "persons", "tables"}
    Job.objects.filter(id=job.id).update(state="done", result=result)
    page = client.get(f"/jobs/{job.id}/")
    assert words in text(page.content)
    assert f"/counts/{kept.id}/" in page.content.decode()


@pytest.mark.usefixtures("counted")
def test_another_answer_than_was_kept_is_said_aloud(sign_in: SignIn) -> None:
    kept = Result.objects.get(kind="count")
    client = sign_in()
    client.post(f"/counts/{kept.id}/again/")
    job = Job.objects.get()
    result = {"result_id": str(kept.id), "same_persons": True, "same_numbers": False}
    Job.objects.filter(id=job.id).update(state="done", result=result)
    assert "does not come out the same" in text(client.get(f"/jobs/{job.id}/").content)


@pytest.mark.usefixtures("counted")
def test_the_first_look_at_dividing_shows_a_table_at_once(sign_in: SignIn) -> None:
    kept = Result.objects.get(kind="count")
    client = sign_in()
    page = client.get(f"/counts/{kept.id}/table/")
    assert page.context["table"].lines
    assert page.context["form"]["rows"].value() == "place_admin1"
    file = client.get(f"/counts/{kept.id}/asked-0.csv?{page.context['query']}")
    assert file.status_code == 200


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "query",
    ["by=height&key=1", "by=sex&key=female&of=houses", "by=sex&key=x&counted=dreamt", "by=sex&by=sex&key=a&key=b"],
)
def test_a_cell_that_no_count_has_is_refused_in_words(sign_in: SignIn, query: str, language: str) -> None:
    kept = Result.objects.get(kind="count")
    answer = sign_in(language=language).get(f"/counts/{kept.id}/cell/?{query}")
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()
