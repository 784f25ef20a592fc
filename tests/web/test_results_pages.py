"""Counts and estimates: every number opens, old results stay, refusals say why, and who may make them again."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.do_jobs import perform_job
from tawthiq.actions.verify_persons import verify_by_rule
from tawthiq.keeping.models import AuditEntry, Job, Result
from tawthiq.terms.members import Role, Viewer
from web.kept_results import CHECKED, ESTIMATE, REFUSAL, STRATA, keep
from web.small_mission import SmallMission

SignIn = Callable[..., Client]
NUMBER_LINK = re.compile(r'<a href="(/counts/[0-9a-f-]+/cell/\?[^"]+)">(\d[\d,]*)</a>')
READERS = [Role.INTAKE, Role.CODER, Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER]
OTHERS = [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR]


def text(page: bytes) -> str:
    return html.unescape(re.sub(r"[\u2066-\u2069]", "", re.sub(r"<[^>]+>", "", page.decode())))


@pytest.fixture
def counted(mission: SmallMission) -> SmallMission:
    verify_by_rule(viewer=mission.viewer)
    count_documented(viewer=mission.viewer)
    return mission


@pytest.mark.usefixtures("counted")
def test_every_number_of_a_count_opens_exactly_its_persons(sign_in: SignIn) -> None:
    client = sign_in()
    pages = [client.get("/counts/", {"outcome": outcome}).content.decode() for outcome in ("killed", "missing")]
    links = {(html.unescape(url), int(number)) for page in pages for url, number in NUMBER_LINK.findall(page)}
    assert len(links) > 10
    for url, number in links:
        listed = client.get(url)
        assert listed.context["page"].total == number, url


@pytest.mark.usefixtures("counted")
def test_standard_rules_and_position_are_printed_with_the_count(sign_in: SignIn) -> None:
    said = text(sign_in().get("/counts/").content)
    kept = Result.objects.get(kind="count")
    assert f"at position {kept.ledger_seq} of the custody ledger" in said
    assert "Standard of proof: reasonable grounds to believe." in said
    assert "A person is counted once under each outcome." in said


@pytest.mark.usefixtures("counted")
def test_an_older_count_opens_and_gives_the_old_number(sign_in: SignIn) -> None:
    client = sign_in()
    old = Result.objects.get(kind="count")
    client.post("/counts/count/")
    assert Result.objects.filter(kind="count").count() == 2
    old_page = client.get(f"/counts/{old.id}/")
    assert "A newer result of this kind has been kept" in text(old_page.content)
    assert old.data_sha256 in old_page.content.decode()
    home = client.get("/counts/").content.decode()
    assert all(f"/counts/{kept.id}/" in home for kept in Result.objects.all())


@pytest.mark.usefixtures("counted")
def test_counting_again_needs_a_post_and_the_permission(sign_in: SignIn) -> None:
    assert sign_in(Role.CODER).get("/counts/count/").status_code == 405
    assert sign_in(Role.LAWYER).post("/counts/count/").status_code == 404
    assert Result.objects.filter(kind="count").count() == 1
    assert "Count again" not in sign_in(Role.INTAKE).get("/counts/").content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_estimate_stands_as_an_interval_with_all_it_rests_on(
    counted: SmallMission, sign_in: SignIn, language: str
) -> None:
    result_id = keep(counted, ESTIMATE)
    page = sign_in(Role.CODER, language=language).get(f"/counts/{result_id}/").content
    said = text(page)
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page.decode()
    words = {
        "en": [
            "Between 131 and 178 people in all",
            "latent classes",
            "not run: too many lists for it",
            "Without the list Hospital of Bab the method no highest interaction gives 300 instead of 150.",
            "50 of the 120 people (42%) are on two lists or more",
            "far off",
            "People whom no list could reach",
        ],
        "ar": ["المجموع بين 131 و178", "الفئات الكامنة", "لا يشمل العد من لم تكن أي قائمة لتصل إليهم"],
    }[language]
    for sentence in words:
        assert sentence in said
    assert Result.objects.get(id=result_id).data_sha256 in page.decode()
    assert "<svg" in page.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_tried_beside_an_estimate_is_shown_in_words(
    counted: SmallMission, sign_in: SignIn, language: str
) -> None:
    page = sign_in(Role.CODER, language=language).get(f"/counts/{keep(counted, CHECKED)}/").content
    said = text(page)
    words = {
        "en": [
            "What if this list were left out?",
            "Had the linking made errors",
            "2% of the links missed",
            "Without 12 people who cannot be linked",
            "With other settings of the method",
            "At most 5 classes",
            "Do the lists predict each other?",
            "outside",
            "cannot be asked",
            "People that each two lists share",
            "Course of the independent runs",
            "9 tables were drawn from the linking, with 118 to 125 people documented; 31%",
        ],
        "ar": ["ماذا لو تُركت هذه القائمة؟", "فات الربط 2%", "هل تتنبأ القوائم بعضها ببعض؟", "خارجه"],
    }[language]
    for sentence in words:
        assert sentence in said, sentence
    assert page.decode().count("<svg") >= 4


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_estimate_divided_shows_parts_shares_and_refusals(
    counted: SmallMission, sign_in: SignIn, language: str
) -> None:
    page = sign_in(Role.CODER, language=language).get(f"/counts/{keep(counted, ESTIMATE, strata=STRATA)}/").content
    said = text(page)
    words = {
        "en": [
            "by month – by place",
            "March 2012 · Homs: 40",
            "Only 3 people are on two lists or more",
            "They cannot be added up, because some of them cannot be estimated.",
            "Those that can be estimated have 40 documented people and add up to between 44 and 61",
            "Which share of the people did the lists see?",
            "66% – 91%",
            "no estimate can be given",
            "The stratum of 7 people is not known",
        ],
        "ar": ["آذار 2012 · حمص", "لا يمكن جمعها", "أي نسبة من الناس رأتها القوائم؟"],
    }[language]
    for sentence in words:
        assert sentence in said, sentence


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_refusal_says_why_and_what_would_help(counted: SmallMission, sign_in: SignIn, language: str) -> None:
    result_id = keep(counted, REFUSAL)
    client = sign_in(Role.CODER, language=language)
    for page in (client.get("/counts/"), client.get(f"/counts/{result_id}/")):
        said = text(page.content)
        if language == "en":
            assert "Only 3 people are on two lists or more" in said
            assert "What would help:" in said
        else:
            assert "Only 3 people" not in said
    if language == "en":
        assert "must not be quoted" in said


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("counted")
def test_a_table_is_taken_out_and_the_audit_says_so(sign_in: SignIn, kind: str) -> None:
    kept = Result.objects.get(kind="count")
    response = sign_in(Role.LAWYER).get(f"/counts/{kept.id}/0.{kind}")
    assert response.status_code == 200
    assert f'.{kind}"' in response["Content-Disposition"]
    assert AuditEntry.objects.filter(action="export_table", object_id=str(kept.id)).count() == 1
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert {row["outcome"]: int(row["documented"]) for row in rows} == {"killed": 4, "missing": 1}


def test_tables_only_leave_with_those_who_may_take_them(counted: SmallMission, sign_in: SignIn) -> None:
    kept = Result.objects.get(kind="count")
    assert sign_in(Role.INTAKE).get(f"/counts/{kept.id}/0.csv").status_code in {403, 404}
    lawyer = sign_in(Role.LAWYER)
    for path in (f"/counts/{kept.id}/99.csv", f"/counts/{kept.id}/0.exe", f"/counts/{keep(counted, ESTIMATE)}/0.csv"):
        assert lawyer.get(path).status_code == 404
    assert not AuditEntry.objects.filter(action="export_table", object_kind="result").exists()
    assert AuditEntry.objects.filter(action="export_table", object_kind="refusal").exists()


@pytest.mark.usefixtures("counted")
def test_an_estimate_and_a_linking_are_asked_for_as_jobs(sign_in: SignIn) -> None:
    client = sign_in()
    first = client.post("/counts/estimate/", {"outcome": "killed", "seed": "12"})
    undivided = {"by": [], "join_small": False, "linkage_draws": 0}
    assert Job.objects.get(kind="estimate").params == {"outcome": "killed", "seed": 12, **undivided}
    assert first["Location"] == f"/jobs/{Job.objects.get(kind='estimate').id}/"
    asked = {"outcome": "killed", "seed": "1", "by": "month,place", "join_small": "on", "linkage_draws": "20"}
    client.post("/counts/estimate/", asked)
    assert Job.objects.filter(params__by=["month", "place"], params__linkage_draws=20, params__join_small=True).exists()
    client.post("/counts/link/", {"threshold": "0.8", "accept": "propose", "which": "new"})
    assert Job.objects.get(kind="link").params == {"threshold": 0.8, "accept": False, "only_new": True}
    client.post("/counts/link/", {"threshold": "0.9", "accept": "accept", "which": "all"})
    assert Job.objects.filter(kind="link", params__only_new=False).count() == 1


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/counts/link/", {"threshold": "0.2", "accept": "accept", "which": "all"}),
        ("/counts/link/", {"threshold": "often", "accept": "accept", "which": "all"}),
        ("/counts/link/", {"threshold": "0.9", "accept": "accept", "which": "some"}),
        ("/counts/estimate/", {"outcome": "bored", "seed": "1"}),
        ("/counts/estimate/", {"outcome": "killed", "seed": "-1"}),
        ("/counts/estimate/", {"outcome": "killed", "seed": "1", "by": "shoe"}),
        ("/counts/estimate/", {"outcome": "killed", "seed": "1", "linkage_draws": "900"}),
    ],
)
@pytest.mark.usefixtures("counted")
def test_what_cannot_be_asked_is_said_on_the_form(sign_in: SignIn, path: str, given: dict[str, str]) -> None:
    page = sign_in().post(path, given)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("role", READERS)
@pytest.mark.usefixtures("counted")
def test_readers_see_numbers(sign_in: SignIn, role: Role) -> None:
    assert sign_in(role).get("/counts/").status_code == 200


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.usefixtures("counted")
def test_to_the_others_there_is_nothing(sign_in: SignIn, role: Role) -> None:
    kept = Result.objects.get(kind="count")
    client = sign_in(role)
    for path in ("/counts/", f"/counts/{kept.id}/", f"/counts/{kept.id}/0.csv", "/counts/link/", "/counts/estimate/"):
        assert client.get(path).status_code == 404, path


@pytest.mark.usefixtures("counted")
def test_strangers_are_sent_to_the_entrance() -> None:
    assert "sign-in" in Client().get("/counts/")["Location"]


@pytest.mark.usefixtures("mission")
def test_an_empty_mission_says_that_nothing_was_counted(sign_in: SignIn) -> None:
    assert "Nothing has been counted yet" in text(sign_in().get("/counts/").content)


def test_the_home_of_counts_asks_little_of_the_database(counted: SmallMission, sign_in: SignIn) -> None:
    keep(counted, ESTIMATE)
    client = sign_in()
    client.get("/me/")  # the session's first page writes its line
    with CaptureQueriesContext(connection) as asked:
        client.get("/counts/")
    assert len(asked) <= 19


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


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    "given", [{"by": "height"}, {"outcome": "dead"}, {"seed": "-1"}, {"linkage_draws": "900"}, {"seed": "x"}]
)
def test_an_estimate_that_cannot_be_asked_for_says_why_beside_its_field(sign_in: SignIn, given: dict[str, str]) -> None:
    full = {"outcome": "killed", "seed": "1", "by": "", "linkage_draws": "0", **given}
    page = sign_in().post("/counts/estimate/", full)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Job.objects.exists()
