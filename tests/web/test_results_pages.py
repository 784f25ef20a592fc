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

from tawthiq.keeping.models import AuditEntry, Job, Result
from tawthiq.terms.members import Role
from web.kept_results import CHECKED, ESTIMATE, REFUSAL, STRATA, keep
from web.pages import text
from web.small_mission import SmallMission

SignIn = Callable[..., Client]
NUMBER_LINK = re.compile(r'<a href="(/counts/[0-9a-f-]+/cell/\?[^"]+)">(\d[\d,]*)</a>')
READERS = [Role.INTAKE, Role.CODER, Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER]
OTHERS = [Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR]


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
